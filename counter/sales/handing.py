"""Handing over: the card is issued, the calls are promised, the sale is done. All in one, and once."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import select

from counter.callbacks.models import Callback
from counter.callbacks.promising import promise
from counter.deliveries.arranging import hold, of_sale
from counter.deliveries.models import Appointment
from counter.extensions import db
from counter.history.models import note
from counter.languages import money
from counter.sales import pairing
from counter.sales.facts import delivers, has_cover, is_service
from counter.sales.models import Sale, SaleLine, SaleStep
from counter.sales.paying import leave_at_last
from counter.sales.stepping import keep_open
from counter.sales.trouble import Trouble
from counter.stores.models import Store
from counter.warranty.issuing import Covered, NothingToCover, SerialHasCard, issue, missing
from counter.warranty.models import Card
from counter.warranty.revealing import Taken

SATISFIED = {
    "delivery.address": "made_at",
    "delivery.promised_on": "made_at",
    "delivery.delivered_on": "delivered_on",
    "delivery.installed_on": "installed_on",
}


INVOICE = (
    "invoice_number"  # the card has it (phone rule of 2001), and finds the purchase where the card is lost
)


class IsHandedOver(Trouble):
    """Somebody was faster; there is one card."""


class FieldsMissing(Trouble):
    def __init__(self, fields: list[str]) -> None:
        super().__init__(_("The card still needs what is marked below."))
        self.fields = fields


class HasCard(Trouble):
    """A thing of this sale is on a live card, which is offered: it may be handed over to its new owner."""

    def __init__(self, taken: Taken) -> None:
        on = _("The serial ending in %(tail)s is on card %(card)s already. Look at that card first.",
               tail=taken.serial[-4:], card=taken.number)  # fmt: skip
        elsewhere = _(
            "The serial ending in %(tail)s is on a card of another store already. Look at that card first.",
            tail=taken.serial[-4:],
        )
        super().__init__(on if taken.is_ours else elsewhere)
        self.taken = taken


@dataclass
class Handover:
    """Where the hand-over of a sale stands."""

    steps: list[SaleStep]
    appointment: Appointment | None
    missing: list[str] = field(default_factory=list)
    has_card: bool = True

    @property
    def open(self) -> list[SaleStep]:
        return [step for step in self.steps if not self.is_done(step)]

    @property
    def now(self) -> SaleStep | None:
        """The next thing to do: what is required comes before what may be left."""
        waiting = [step for step in self.open if not prints_card(step)]
        return next(iter(waiting), None)

    @property
    def blocking(self) -> list[SaleStep]:
        return [step for step in self.open if step.is_required and not prints_card(step)]

    @property
    def second_imeis(self) -> list[str]:
        """The names of the fields that ask for them."""
        return [name for name in self.missing if name.startswith(pairing.FIELD)]

    def is_done(self, step: SaleStep) -> bool:
        return step.is_done or any(
            step.into(target) and bool(getattr(self.appointment, name, None))
            for target, name in SATISFIED.items()
        )


def prints_card(step: SaleStep) -> bool:
    """Handing over fills the card in by itself."""
    return bool(step.body.get("prints") == "warranty_card")


def standing(sale: Sale, book: dict[str, Any]) -> Handover:
    """A sale of small things alone has no card, and so none of its steps."""
    if not any(has_cover(line.product, book) for line in goods(sale, book)):
        return Handover([], None, has_card=False)
    steps = [step for step in sale.steps if step.is_handover]
    lacking = missing(sale.customer, e164_of(sale)) if sale.customer else ["name", "phone", "address"]
    appointment = of_sale(sale.id)
    if appointment:
        lacking = [name for name in lacking if name != "address"]
    lacking += [] if sale.invoice_number else [INVOICE]
    lacking += [pairing.name_of(line) for line in pairing.halves(sale)]
    return Handover(steps, appointment, lacking)


def goods(sale: Sale, book: dict[str, Any]) -> list[SaleLine]:
    return [line for line in sale.live_lines if not is_service(line.product, book)]


def e164_of(sale: Sale) -> str:
    phone = sale.customer.phone if sale.customer else None
    return phone.e164 if phone else ""


def hand_over(
    sale: Sale,
    store: Store,
    book: dict[str, Any],
    by: Any,
    at: datetime,
    invoice_follows: bool = False,
    one_imei: bool = False,
) -> Card | None:
    """Raises IsHandedOver, FieldsMissing, Trouble. Gives the card, or None where nothing has one. invoice_follows: it is
    not made out yet; its number is added to the card. one_imei: a phone for two SIMs goes with one."""
    if sale.is_handed_over:
        raise IsHandedOver(_("This sale is handed over already."))
    keep_open(sale)
    hold(sale.id)
    state = standing(sale, book)
    refuse_early(sale, state, (INVOICE,) * invoice_follows + (pairing.FIELD,) * one_imei)
    leave_at_last(sale, book, by, at)
    on = store.today(at)
    card = carded(sale, store, state, book, by, at) if state.has_card else None
    if sale.customer:
        promised(sale, store, state, card, on, by, at)
    for step in sale.steps:
        if step.does == "hand_over" or prints_card(step):
            step.done_at, step.done_by = step.done_at or at, step.done_by or by.person_id
    sale.handed_over_at, sale.handed_over_by = at, by.person_id
    note(by, "hand_over", sale, at, {"card": [None, card.number if card else None]})
    return card


def refuse_early(sale: Sale, state: Handover, left_out: tuple[str, ...]) -> None:
    """left_out: how the names of those fields begin that may be missing."""
    if not sale.is_paid:
        raise Trouble(_("First the payment: %(amount)s is open.", amount=money(sale.balance, sale.currency)))
    if state.blocking:
        from counter.languages import words

        raise Trouble(
            _(
                "Still open: %(what)s. Tick it, or a manager lets it go with a reason.",
                what=words(state.blocking[0].label),
            )
        )
    if missing := [name for name in state.missing if not name.startswith(left_out)]:
        raise FieldsMissing(missing)


def sold_on(sale: Sale, store: Store) -> date:
    """The day of the sale is the day on which the first money was taken."""
    return store.today(
        min((payment.at for payment in sale.payments), default=sale.paid_at or sale.started_at)
    )


def carded(
    sale: Sale, store: Store, state: Handover, book: dict[str, Any], by: Any, at: datetime
) -> Card | None:
    if sale.customer is None:
        raise FieldsMissing(["name", "phone", "address"])
    covered = [Covered(line.product, serials(line), line.quantity) for line in goods(sale, book)]
    trip = state.appointment
    try:
        return issue(
            store, sale.customer, e164_of(sale), covered, by, at, sold_on=sold_on(sale, store), sale_id=sale.id,
            delivered_on=delivered_on(trip, store, book, at), installed_on=trip.installed_on if trip else None,
            activated_on=activated_on(sale, store),
            invoice_number=sale.invoice_number, address=trip.address if trip else "",
        )  # fmt: skip
    except NothingToCover:
        return None
    except SerialHasCard as error:
        raise HasCard(Taken.by(error.card, error.value, by)) from None


def delivered_on(trip: Appointment | None, store: Store, book: dict[str, Any], at: datetime) -> date | None:
    """Over the counter it is delivered when it is handed over, however long ago it was paid. The 2024 regulation's art. 18
    counts from the later of invoice and delivery."""
    if trip and trip.delivered_on:
        return trip.delivered_on
    return None if delivers(book) else store.today(at)


def activated_on(sale: Sale, store: Store) -> date | None:
    """The day on which it was switched on in front of the customer."""
    done = [step.done_at for step in sale.steps if step.done_at and (step.body or {}).get("activates")]
    return store.today(min(done)) if done else None


def serials(line: SaleLine) -> dict[str, str]:
    return {serial.kind: serial.value for serial in line.unit.serials} if line.unit else {}


def promised(
    sale: Sale, store: Store, state: Handover, card: Card | None, on: date, by: Any, at: datetime
) -> list[Callback]:
    """Each event with its own day: a phone is handed over today, a bed was delivered the day before."""
    trip = state.appointment
    events = {
        "handover_done": on,
        "delivered": trip and trip.delivered_on,
        "installed": trip and trip.installed_on,
    }
    main = next(iter(sale.live_lines), None)
    found: list[Callback] = []
    for event, day in events.items():
        if day and sale.customer:
            found += promise(
                event, store, sale.customer, day, by, at, source=f"sale-{sale.id}", sale_id=sale.id,
                card_id=card.id if card else None, about=main.label if main else None,
            )  # fmt: skip
    return found


def card_of(sale: Sale) -> Card | None:
    asked = select(Card).where(Card.sale_id == sale.id).order_by(Card.voided_at.is_not(None), Card.id.desc())
    return db.session.scalar(asked.limit(1))


def calls_of(sale: Sale) -> list[Callback]:
    return list(
        db.session.scalars(select(Callback).where(Callback.sale_id == sale.id).order_by(Callback.due_on))
    )
