"""Visits that are due, one visit, and the cards whose cover ends soon."""

from datetime import date
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _
from flask_login import current_user

from counter.access import managers, staff
from counter.callbacks.speaking import near
from counter.clock import now
from counter.customers import phones
from counter.deliveries.forms import WORDS
from counter.history import models as history
from counter.operations.beginning import deeds_on
from counter.operations.once import done, once
from counter.pages import render
from counter.upkeep import ending, listing, visiting
from counter.upkeep.blueprint import blueprint
from counter.upkeep.forms import STATES, AgreeForm, DropForm, PointForm, VersionForm, list_form
from counter.upkeep.models import Visit
from counter.warranty import owning

STALE = _("Somebody went on with this visit meanwhile. Look at it, then do it again.")
OVER = _("Somebody recorded this visit first. It stands below.")
NOT_REOPENABLE = _("This can't be taken back: it is open, its day is over, or the next one is agreed on.")
VOID = _("Its card is void or another owner’s, or the thing came back: no visit is due for it any more.")


@blueprint.get("/warranty-cards/ending")
@staff
def ending_soon() -> Any:
    """month: 2026-11; after: where a page begins; all: for head office, every store."""
    me, at = current_user, now()
    months = ending.months(me.store.today(at))
    month = next((one for one in months if f"{one:%Y-%m}" == request.args.get("month", "")), months[0])
    of_all = bool(me.sees_all and request.args.get("stores") != "one")
    found = ending.page(me, month, at, owning.place_of(request.args.get("after", "")), of_all)
    return render("upkeep/ending.html", found=found, month=month, months=months, of_all=of_all)


@blueprint.get("/visits")
@staff
def index() -> Any:
    at = now()
    found = listing.of_store(current_user.store, at)
    return render(
        "upkeep/index.html", visits=found, today_is=current_user.store.today(at), near=near, slots=WORDS
    )


@blueprint.get("/visits/<int:number>")
@staff
def show(number: int) -> Any:
    return shown(visiting.whole(number))


def shown(visit: Visit, status: int = 200, trouble: Any = None, **forms: Any) -> Any:
    """forms: agree, record, drop, send_on, as they came back."""
    at, recurrence = now(), visiting.recurrence_of(visit)
    today = visit.store.today(at)
    fresh: dict[str, Any] = {
        "agree": lambda: AgreeForm(formdata=None, **agreed(visit)),
        "record": lambda: list_of(visit, today, None),
        "drop": lambda: DropForm(formdata=None),
    }
    others = visiting.points(visit) if visit.is_open and current_user.is_manager else []
    if others:
        fresh["send_on"] = lambda: PointForm(formdata=None).offer(others)
    made = {name: forms.get(name) or make() for name, make in fresh.items()}
    trip = visit.appointment if visit.appointment and visit.appointment.cancelled_at is None else None
    more: dict[str, Any] = {
        "recurrence": recurrence, "trip": trip, "today_is": today, "slots": WORDS, "states": STATES,
        "labels": {one["id"]: one["label"] for one in recurrence["items"]},
        "may_reopen": visiting.may_reopen(visit, at), "phone": phones.shown(visit.card.customer_phone),
        "near": near, "is_ours": sees_card(visit), "moves": [one for one in history.of(visit) if one.verb == "send_on"],
        "others": others,
    }  # fmt: skip
    return render("upkeep/show.html", status=status, visit=visit, trouble=trouble, **more, **made)


def sees_card(visit: Visit) -> bool:
    return bool(current_user.sees_all or visit.store_id in current_user.store_ids)


def agreed(visit: Visit) -> dict[str, Any]:
    trip = visit.appointment
    if trip and trip.is_open:
        return {"on": trip.on_date, "slot": trip.slot, "address": trip.address, "words": trip.note}
    return {"address": visit.card.customer_address}


def list_of(visit: Visit, today: date, formdata: Any) -> Any:
    kept = {"on": today, "words": visit.words}
    items = visiting.recurrence_of(visit)["items"]
    return list_form(items, visit.results, formdata=formdata, data=kept)


ODD = {
    "agree": _("This day is over. Choose today or later."),
    "record": _("This day is still to come, or before it was bought."),
}


def odd_day(refusal: Any, name: str, form: Any) -> dict[str, Any]:
    form.on.errors = [ODD[name]]
    return {}


REFUSALS = {
    visiting.IsOver: lambda refusal, name, form: {"status": 409, "trouble": OVER, name: None},
    visiting.OddDay: odd_day,
    visiting.NotReopenable: lambda refusal, name, form: {"status": 409, "trouble": NOT_REOPENABLE},
    visiting.CardIsVoid: lambda refusal, name, form: {"status": 409, "trouble": VOID},
}
on_a_visit = deeds_on(visiting.in_hand, shown, STALE, "upkeep.show", REFUSALS)


@blueprint.post("/visits/<int:number>/appointment")
@staff
@once
@on_a_visit("agree", lambda visit: AgreeForm())
def arrange(visit: Visit, form: AgreeForm) -> None:
    assert form.on.data
    given = (form.slot.data or "", form.address.data or "", form.words.data or "")
    visiting.agree(visit, form.on.data, *given, current_user, now())


@blueprint.post("/visits/<int:number>/completion")
@staff
@once
@on_a_visit("record", lambda visit: list_of(visit, visit.store.today(now()), request.form))
def create_completion(visit: Visit, form: Any) -> None:
    visiting.complete(visit, form.results, form.words.data or "", form.on.data, current_user, now())


@blueprint.post("/visits/<int:number>/refusal")
@staff
@once
@on_a_visit("drop", lambda visit: DropForm())
def create_refusal(visit: Visit, form: DropForm) -> None:
    visiting.drop(visit, form.because.data or "", current_user, now())


@blueprint.post("/visits/<int:number>/reopening")
@staff
@once
@on_a_visit("reopen", lambda visit: VersionForm())
def create_reopening(visit: Visit, form: VersionForm) -> None:
    visiting.reopen(visit, current_user, now())


@blueprint.post("/visits/<int:number>/point")
@managers
@once
@on_a_visit("send_on", lambda visit: PointForm().offer(visiting.points(visit)))
def send_on(visit: Visit, form: PointForm) -> Any:
    visiting.send_on(visit, int(form.point.data), form.because.data or "", current_user, now())
    is_seen = sees_card(visit) or visit.with_store_id in current_user.store_ids
    return None if is_seen else done("upkeep.index")
