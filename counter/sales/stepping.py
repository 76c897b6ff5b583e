"""Steps are ticked, taken back, let go with a reason. One tap each; a second tap changes nothing."""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _

from counter.history.models import note
from counter.sales.models import Sale, SaleStep
from counter.sales.trouble import Closed, Trouble


class NotTheirs(Trouble):
    """The playbook says who may let a step of the hand-over go."""


def complete(sale: Sale, step: SaleStep, answers: dict[str, Any], by: Any, at: datetime) -> None:
    """Raises Closed, and Trouble where the group before it is still open (hardware first, then software)."""
    keep_open(sale)
    if not step.is_done and (before := waits_for(sale, step)):
        raise Trouble(_("First the steps before this one are finished: %(what)s.", what=before))
    if answers or step.answers:
        step.body = {**step.body, "answers": {**step.answers, **answers}}
    if not step.done_at:
        step.done_at, step.done_by, step.waived_because = at, by.person_id, ""
    note(by, "tick_step", sale, at, {"step": [None, step.code]})


def waits_for(sale: Sale, step: SaleStep) -> str:
    """The label of the group that comes first and still has a required step open."""
    group = step.body.get("in") or {}
    first = group.get("after")
    waiting = [
        s
        for s in sale.steps
        if first and (s.body.get("in") or {}).get("id") == first and s.stage == step.stage
    ]
    if not any(one.is_required and not one.is_done for one in waiting):
        return ""
    from counter.languages import words

    return words((waiting[0].body.get("in") or {}).get("label"))


def reopen(sale: Sale, step: SaleStep, by: Any, at: datetime) -> None:
    keep_open(sale)
    step.done_at, step.done_by, step.waived_because = None, None, ""
    note(by, "untick_step", sale, at, {"step": [step.code, None]})


def waive(sale: Sale, step: SaleStep, book: dict[str, Any], reason: str, by: Any, at: datetime) -> None:
    """A required step of the hand-over goes without: by whom the playbook names, with a reason (PH-22)."""
    keep_open(sale)
    waiver = book["handovers"][book["flows"]["sale"]["handover"]]["waiver"]
    if not step.is_handover or not may_waive(waiver["role"], book, by):
        raise NotTheirs(_("This step can't be left out by you."))
    step.waived_because = reason
    note(by, "waive_step", sale, at, {"step": [step.code, "waived"], "reason": [None, reason]})


def may_waive(role: str, book: dict[str, Any], by: Any) -> bool:
    ranks = ["assistant", "manager", "head_office"]
    wanted = next((one["acts_as"] for one in book["roles"] if one["id"] == role), "manager")
    return wanted in ranks and ranks.index(by.acts_as) >= ranks.index(wanted)


def skip_group(sale: Sale, code: str, reason: str, by: Any, at: datetime) -> None:
    """A part of the demonstration is not shown; the reason stands at each of its open steps."""
    keep_open(sale)
    mine = [s for s in sale.steps if (s.body.get("in") or {}).get("id") == code and not s.is_handover]
    for step in mine:
        if not step.is_done:
            step.waived_because = reason
    note(by, "skip_steps", sale, at, {"group": [None, code], "reason": [None, reason]})


def keep_open(sale: Sale) -> None:
    if sale.is_handed_over:
        raise Closed(_("This sale is handed over; its steps are history."))
    if sale.is_abandoned:
        raise Closed(_("This sale was given up. Take it up again first."))
