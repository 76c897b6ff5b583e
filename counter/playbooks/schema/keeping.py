"""Keeping in touch: callback plans with their scripts and outcomes, greetings and messages."""

from typing import Annotated, Literal

from pydantic import Field as Keyed
from pydantic import ValidationInfo, model_validator

from counter.playbooks.schema.facts import CallbackCondition, VisitCondition
from counter.playbooks.schema.shop import Named
from counter.playbooks.schema.words import (
    Count,
    Days,
    Duration,
    Id,
    Plain,
    Rows,
    Shape,
    Spoken,
    Text,
    known,
    opened,
    refuse,
    says,
)


class Script(Shape):
    opening: Spoken
    asks_if_convenient: bool
    closing: Spoken
    manner: Plain | None = None


class Act(Shape):
    """What an answer leads to: `when` is the answer, yes, no, or any."""

    when: Literal["yes", "no", "any"]
    do: Annotated[str, known("answer_deeds")]


class Escalation(Shape):
    at_or_below: Count
    to: Annotated[str, known("roles")]
    within: Duration


class Question(Shape):
    id: Id
    label: Plain
    ask: Spoken
    type: Annotated[str, known("question_types")]
    required: bool
    choices: Annotated[str, known("lists")] | None = None
    act: Act | None = None
    escalate: Escalation | None = None

    @model_validator(mode="after")
    def _fits_its_type(self) -> "Question":
        if (self.type in ("pick", "multi")) != (self.choices is not None):
            raise refuse("'choices' belongs to pick and multi, and only to them", at=("type",))
        if self.act and self.act.when != "any" and self.type != "yesno":
            raise refuse("yes or no is answered to a yesno question only", at=("act", "when"))
        if self.escalate and not self.type.startswith("scale"):
            raise refuse("only an answer on a scale can be low", at=("escalate",))
        return self


class Tries(Shape):
    max: Annotated[int, Keyed(ge=1, le=9)]
    spacing: Days


class Audience(Shape):
    """Who may be called: whoever gave this consent, or asked for it, or has a contract that needs it."""

    basis: Annotated[str, known("audiences")]
    consent: Annotated[str, known("consents")] | None = None

    @model_validator(mode="after")
    def _names_its_consent(self) -> "Audience":
        if (self.basis == "consent") != (self.consent is not None):
            raise refuse("'consent' is named when the basis is consent, and only then", at=("basis",))
        return self


class CallbackPlan(Shape):
    id: Id
    label: Plain
    applies_after: Annotated[str, known("events")] | None = None
    applies_before: Annotated[str, known("events")] | None = None
    due_in: Days
    repeat: Days | None = None
    audience: Audience
    compulsory: bool
    role: Annotated[str, known("roles")]
    tries: Tries
    ended_by: list[Annotated[str, known("events")]] = []
    script: Annotated[str, known("scripts")]
    reminds: Plain | None = None
    questions: Rows[Question]
    if_: CallbackCondition = Keyed(None, alias="if")

    @model_validator(mode="after")
    def _is_before_or_after(self) -> "CallbackPlan":
        if (self.applies_after is None) == (self.applies_before is None):
            raise refuse("either 'applies_after' or 'applies_before' an event")
        return self


class Outcome(Named):
    """How a call ended. done: the callback is over. again: another try is promised, after the plan's spacing or at a
    time that the customer names. stop: no more calls, for this callback or (withdraws) for all."""

    does: Annotated[str, known("outcome_deeds")]
    asks_answers: bool = False
    asks_time: bool = False
    uses_a_try: bool = True
    withdraws: list[Annotated[str, known("consents")]] = []
    doubts_the_phone: bool = False


class Greeting(Shape):
    id: Id
    label: Plain
    occasions: list[Annotated[str, known("occasions")]]
    channels: list[Annotated[str, known("channels")]]
    message: Annotated[str, known("messages")]


class Message(Shape):
    message_class: Annotated[str, known("message_classes")] = Keyed(alias="class")
    about: list[Annotated[str, known("placeholders")]] = []
    text: Text

    @model_validator(mode="after")
    def _says_known_things(self, info: ValidationInfo) -> "Message":
        if info.context:
            says(self.text, opened(self.about, info), ("text",))
        return self


class Entitlement(Named):
    """A service that is free a number of times, then has the catalogue's price."""

    service: Annotated[str, known("categories")]
    uses: Count
    valid: Days | None = None
    example: bool = False


class Recurrence(Named):
    """A visit to the customer: again and again (`every`), or once `by` so long `before` the cover ends.

    per: unit, for each thing of its categories; card, once for all of them on one card; owner, once for a customer,
    whatever they have, for as long as they have it. until: the last one lies before this, at least so long as `by` where it is
    said: another visit does then what would come later. items: what is looked at. if: which stores promise it. gives_way_to:
    what looks at the same more often; where a card has that one, this one does not come.
    """

    per: Literal["unit", "card", "owner"]
    every: Days | None = None
    until: Literal["coverage_ends"] | None = None
    before: Literal["coverage_ends"] | None = None
    by: Days | None = None
    categories: list[Annotated[str, known("categories")]] = []  # none: all
    if_: VisitCondition = Keyed(None, alias="if")
    gives_way_to: Annotated[str, known("recurrences")] | None = None
    items: Rows[Named]

    @model_validator(mode="after")
    def _comes_again_or_once(self) -> "Recurrence":
        if (self.every is None) == (self.before is None):
            raise refuse("either 'every' so long, or once 'before' the cover ends")
        if (self.before and not self.by) or (self.by and not self.before and not self.until):
            raise refuse("'by' says how long before", at=("by",))
        if self.every and (self.until is None) != (self.per == "owner"):
            raise refuse("visits of a thing end with its cover, those of an owner do not", at=("until",))
        if self.before and self.per == "owner":
            raise refuse("an owner's cover does not end", at=("per",))
        if not self.items:
            raise refuse("what is looked at?", at=("items",))
        return self
