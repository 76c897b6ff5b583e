"""A delivery is agreed on, made, and the thing installed. Taking it back is as quick as doing it."""

from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import select

from counter.customers.models import Customer
from counter.deliveries import telling
from counter.deliveries.models import Appointment
from counter.extensions import db
from counter.history.models import note
from counter.stores.models import Store

KIND = Appointment.DELIVERY
SLOTS = ("morning", "afternoon", "evening")


class NotInOrder(ValueError):
    """A day that can't be; `sentence` says why."""

    @property
    def sentence(self) -> Any:
        return self.args[0]


def of_sale(sale_id: int) -> Appointment | None:
    return db.session.scalar(
        select(Appointment).where(Appointment.sale_id == sale_id, Appointment.kind == KIND)
    )


def hold(sale_id: int) -> None:
    """Whoever changes its days meanwhile waits, and finds the card."""
    mine = Appointment.sale_id == sale_id, Appointment.kind == KIND
    asked = select(Appointment).where(*mine).with_for_update()
    db.session.execute(asked.execution_options(populate_existing=True)).all()


def arrange(
    store: Store, customer: Customer, by: Any, at: datetime, *,
    sale_id: int, on: date, address: str, slot: str = "", floor: int | None = None, has_lift: bool = False,
    note_text: str = "",
) -> Appointment:  # fmt: skip
    """One appointment a sale: a second agreement moves the first. Raises NotInOrder for a day gone by or a delivery made."""
    if on < store.today(at):
        raise NotInOrder(_("This day is over. Choose today or later."))
    found = of_sale(sale_id)
    if found and found.delivered_on:
        raise NotInOrder(_("This was delivered already."))
    appointment = found or Appointment(
        store_id=store.id, sale_id=sale_id, kind=KIND, made_at=at, made_by=by.person_id
    )
    before = found.on_date.isoformat() if found else None
    appointment.customer_id, appointment.on_date, appointment.slot = customer.id, on, slot
    appointment.address, appointment.floor, appointment.has_lift = address, floor, has_lift
    appointment.note = note_text
    db.session.add(appointment)
    customer.belongs_to(store.id)
    note(by, "arrange", appointment, at, {"on_date": [before, on.isoformat()]})
    return appointment


def deliver(appointment: Appointment, store: Store, on: date, by: Any, at: datetime) -> None:
    """Raises NotInOrder for a day to come or before it was agreed on."""
    with telling.told(appointment, by, at):
        arrived(appointment, store, on, by, at)


def arrived(appointment: Appointment, store: Store, on: date, by: Any, at: datetime) -> None:
    if on > store.today(at):
        raise NotInOrder(_("This day is still to come."))
    if on < store.today(appointment.made_at):
        raise NotInOrder(_("That is before the delivery was agreed on."))
    if appointment.cancelled_at is not None:
        raise NotInOrder(_("This was called off already."))
    appointment.delivered_on, appointment.done_by = on, by.person_id
    note(by, "deliver", appointment, at, {"delivered_on": [None, on.isoformat()]})


def install(appointment: Appointment, store: Store, on: date, by: Any, at: datetime) -> None:
    """Installed is delivered too. Raises NotInOrder for a day to come, or before the delivery."""
    with telling.told(appointment, by, at):
        if appointment.delivered_on is None:
            arrived(appointment, store, on, by, at)
        if on > store.today(at):
            raise NotInOrder(_("This day is still to come."))
        if appointment.delivered_on and on < appointment.delivered_on:
            raise NotInOrder(_("That is before it was delivered."))
        appointment.installed_on, appointment.done_by = on, by.person_id
        note(by, "install", appointment, at, {"installed_on": [None, on.isoformat()]})


def reopen(appointment: Appointment, by: Any, at: datetime) -> None:
    """The last tap is taken back: installed first, then delivered."""
    with telling.told(appointment, by, at):
        if appointment.installed_on:
            appointment.installed_on = None
        else:
            appointment.delivered_on, appointment.done_by = None, None
        note(by, "reopen", appointment, at)
