"""The guided sale, what is offered beside the main thing, and the hand-over."""

from typing import Annotated

from pydantic import Field as Keyed
from pydantic import ValidationInfo, field_validator, model_validator

from counter.playbooks.schema.facts import AttachmentCondition, HandoverCondition, StepCondition
from counter.playbooks.schema.forms import Field, asks_earlier_answers
from counter.playbooks.schema.shop import Named
from counter.playbooks.schema.words import (
    Count,
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


class Group(Named):
    """Steps that belong together; those of `after` come first."""

    after: Id | None = None
    skip_needs_reason: bool = False


class Action(Named):
    """Something to do with the goods while demonstrating."""


class Step(Shape):
    id: Id
    label: Plain
    stage: Annotated[str, known("stages")]
    group: Id | None = None
    role: Annotated[str, known("roles")] | None = None
    required: bool
    say: Text | None = None
    about: list[Annotated[str, known("placeholders")]] = []
    hints: list[Plain] = []
    shows: list[Annotated[str, known("panels")]] = []
    suggest: list[Annotated[str, known("attachments")]] = []
    form: Annotated[str, known("forms")] | None = None
    library: Annotated[str, known("libraries")] | None = None
    scan: list[Annotated[str, known("scans")]] = []
    checks: list[Annotated[str, known("checks")]] = []
    actions: Rows[Action] = []
    actions_from: Annotated[str, known("sources")] | None = None
    does: Annotated[str, known("deeds")] | None = None
    lost_reasons: Annotated[str, known("lists")] | None = None
    why: Plain | None = None
    assumed: bool = False  # not in the customer's own papers: to be confirmed with them
    if_: StepCondition = Keyed(None, alias="if")

    @model_validator(mode="after")
    def _says_known_things(self, info: ValidationInfo) -> "Step":
        if self.say and info.context:
            says(self.say, opened(self.about, info), ("say",))
        return self


class Flow(Shape):
    label: Plain
    groups: Rows[Group] = []
    handover: Annotated[str, known("handovers")] | None = None
    steps: Rows[Step]

    @model_validator(mode="after")
    def _knows_its_groups(self) -> "Flow":
        _check_groups(self.groups, [step.group for step in self.steps])
        return self


class HandoverStep(Shape):
    id: Id
    label: Plain
    group: Id | None = None
    role: Annotated[str, known("roles")] | None = None
    required: bool
    say: Spoken | None = None
    hints: list[Plain] = []
    why: Plain | None = None
    fields: Rows[Field] = []
    library: Annotated[str, known("libraries")] | None = None
    check: Annotated[str, known("checks")] | None = None
    prints: Annotated[str, known("prints")] | None = None
    shows: list[Annotated[str, known("panels")]] = []
    consents: list[Annotated[str, known("consents")]] = []
    suggest: list[Annotated[str, known("attachments")]] = []
    confirmed_by_customer: bool = False
    activates: bool = (
        False  # the day on which it is done is that of the activation, from which a policy may count
    )
    if_: HandoverCondition = Keyed(None, alias="if")

    @field_validator("fields")
    @classmethod
    def _asks_earlier_answers(cls, fields: list[Field]) -> list[Field]:
        return asks_earlier_answers(fields)


class Waiver(Shape):
    """Who may close a hand-over while a required step is open."""

    role: Annotated[str, known("roles")]
    needs_reason: bool


class Handover(Shape):
    label: Plain
    stage: Annotated[str, known("stages")]
    waiver: Waiver
    groups: Rows[Group] = []
    steps: Rows[HandoverStep]

    @model_validator(mode="after")
    def _knows_its_groups(self) -> "Handover":
        _check_groups(self.groups, [step.group for step in self.steps])
        return self


class Suggestion(Shape):
    """One thing to offer, and the sentence that says why."""

    category: Annotated[str, known("categories")]
    reason: Plain


class Attachment(Shape):
    """A rule: when it holds, its suggestions are shown in the step that names it, at most `max` of them."""

    id: Id
    label: Plain
    suggest: list[Suggestion]
    max: Count
    if_: AttachmentCondition = Keyed(None, alias="if")

    @model_validator(mode="after")
    def _offers_something(self) -> "Attachment":
        if self.max > len(self.suggest):
            raise refuse("more than it suggests", at=("max",))
        return self


class LibraryRow(Named):
    """A line to say, an app to install, an answer to an objection."""

    say: Text | None = None
    about: list[Annotated[str, known("placeholders")]] = []
    for_: list[Annotated[str, known("customer_types")]] = Keyed([], alias="for")

    @model_validator(mode="after")
    def _says_known_things(self, info: ValidationInfo) -> "LibraryRow":
        if self.say and info.context:
            says(self.say, opened(self.about, info), ("say",))
        return self


class Library(Shape):
    label: Plain
    rows: Rows[LibraryRow] = []
    store_fields: list[Id] = []  # what the store fills in for each row, a link for instance
    offline: bool = False


def _check_groups(groups: list[Group], named: list[str | None]) -> None:
    names = {group.id for group in groups}
    for place, group in enumerate(groups):
        if group.after is not None and group.after not in names - {group.id}:
            raise refuse("no group '{value}'", at=("groups", place, "after"), value=group.after)
    for place, name in enumerate(named):
        if name is not None and name not in names:
            raise refuse("no group '{value}'", at=("steps", place, "group"), value=name)
