"""One trade: everything that Counter knows of it."""

from typing import Annotated, Any

from pydantic import ValidationInfo, model_validator

from counter.playbooks.schema.checklists import Checklist
from counter.playbooks.schema.forms import Field, Form
from counter.playbooks.schema.keeping import (
    CallbackPlan,
    Entitlement,
    Greeting,
    Message,
    Outcome,
    Recurrence,
    Script,
)
from counter.playbooks.schema.selling import Attachment, Flow, Handover, Library
from counter.playbooks.schema.shop import Named, Shop
from counter.playbooks.schema.tickets import ResponseClock, Tickets
from counter.playbooks.schema.words import Id, Rows, Shape, known, refuse


class Card(Shape):
    """The printed warranty card: its lines, and those without which it can't be issued."""

    fields: Annotated[str, known("card_fields")]
    required: list[Id]


class Warranty(Shape):
    policies: list[Annotated[str, known("policies")]]  # each speaks where its jurisdiction is the store's
    by_choice: list[
        Annotated[str, known("policies")]
    ] = []  # the store ticks what it, its mall or brand promises
    card: Card


class Playbook(Shop):
    store_fields: Rows[Field] = []
    forms: dict[Id, Form] = {}
    checklists: dict[Id, Checklist]
    stages: Rows[Named]
    flows: dict[Id, Flow]
    handovers: dict[Id, Handover] = {}
    attachments: Rows[Attachment] = []
    libraries: dict[Id, Library] = {}
    warranty: Warranty
    tickets: Tickets | None = None
    clocks: Rows[ResponseClock] = []
    entitlements: Rows[Entitlement] = []
    recurrences: Rows[Recurrence] = []
    scripts: dict[Id, Script] = {}
    outcomes: Rows[Outcome] = []
    callback_plans: Rows[CallbackPlan] = []
    greetings: Rows[Greeting] = []
    messages: dict[Id, Message] = {}

    @model_validator(mode="after")
    def _holds_together(self, info: ValidationInfo) -> "Playbook":
        _check_basics(self)
        _check_every_stage_is_walked(self)
        _check_every_rule_is_shown(self)
        _check_calls_can_end(self)
        _check_visits_give_way(self)
        if info.context:
            _check_warranty(self, info.context)
        return self


def _check_basics(book: Playbook) -> None:
    """What every store of every trade does: it opens, it sells, and it loses a sale or an attachment now and then."""
    for table, name in ((book.checklists, "opening"), (book.flows, "sale")):
        if name not in table:
            raise refuse(
                "'{value}' is wanted", at=("checklists" if name == "opening" else "flows",), value=name
            )
    for name in ("lost_reason", "decline_reason"):  # asked by every sale
        if not book.lists.get(name):
            raise refuse("a list '{value}' is wanted", at=("lists",), value=name)


def _check_every_stage_is_walked(book: Playbook) -> None:
    walked = {step.stage for flow in book.flows.values() for step in flow.steps}
    walked |= {handover.stage for handover in book.handovers.values()}
    for place, stage in enumerate(book.stages):
        if stage.id not in walked:
            raise refuse("no step belongs to '{value}'", at=("stages", place), value=stage.id)


def _check_every_rule_is_shown(book: Playbook) -> None:
    shown = {rule for flow in book.flows.values() for step in flow.steps for rule in step.suggest}
    shown |= {
        rule for handover in book.handovers.values() for step in handover.steps for rule in step.suggest
    }
    for place, rule in enumerate(book.attachments):
        if rule.id not in shown:
            raise refuse("no step shows '{value}'", at=("attachments", place), value=rule.id)


def _check_calls_can_end(book: Playbook) -> None:
    if book.callback_plans and not {"done", "again", "stop"} <= {outcome.does for outcome in book.outcomes}:
        raise refuse(
            "calls need outcomes that are done, again and stop", at=("outcomes",) if book.outcomes else ()
        )


def _check_visits_give_way(book: Playbook) -> None:
    of_cards = {one.id for one in book.recurrences if one.per != "owner" and one.gives_way_to is None}
    for place, one in enumerate(book.recurrences):
        if one.gives_way_to and (one.per == "owner" or one.gives_way_to not in of_cards):
            raise refuse(
                "a visit of a thing gives way to another of a thing, which gives way to none",
                at=("recurrences", place, "gives_way_to"),
            )


def _check_warranty(book: Playbook, context: dict[str, Any]) -> None:
    tree = {category.id for category in book.categories}
    lines = context["card_fields"].get(book.warranty.card.fields, ())
    for kind in ("policies", "by_choice"):
        for place, policy in enumerate(getattr(book.warranty, kind)):
            if not tree & set(context["policies"][policy]):
                raise refuse(
                    "'{value}' speaks of nothing that this trade sells",
                    at=("warranty", kind, place),
                    value=policy,
                )
    for place, line in enumerate(book.warranty.card.required):
        if line not in lines:
            raise refuse(
                "the card has no line '{value}'", at=("warranty", "card", "required", place), value=line
            )
