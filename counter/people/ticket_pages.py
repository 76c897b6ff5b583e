"""How far a customer's tickets are, in the words that the playbook has for them; what the shop notes for itself stays out."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from counter.columns import Words
from counter.extensions import db
from counter.links import opening
from counter.links.models import Link
from counter.people import card_pages
from counter.stores.models import Store
from counter.tickets import kinds, numbers, paid
from counter.tickets.linking import PURPOSE
from counter.tickets.models import Ticket, TicketStep
from counter.tickets.showing import dialled
from counter.warranty import pieces
from counter.warranty.models import Card

WHOLE = (
    selectinload(Ticket.steps),
    selectinload(Ticket.transfers),
    joinedload(Ticket.with_store),
    joinedload(Ticket.store),
)
KEPT = timedelta(days=30)  # so long a ticket that is closed still shows


@dataclass(frozen=True)
class Stamp:
    told: Words
    at: datetime


@dataclass(frozen=True)
class State:
    """thing: what it is about, where it has a card. stamps: the latest first. quote, paid_back: minor units, the first while the
    customer's word on it is waited for; paid_back_in: its currency. place, how: as whereabouts() says; taken_in: the store whose ticket it is, with its own
    money and hours; is_elsewhere: it is not the page's. is_lost: they are called about it."""

    number: str
    kind: Words
    thing: str
    stamps: list[Stamp]
    is_open: bool
    plan: str
    plan_on: date | None
    quote: int | None
    paid_back: int | None
    paid_back_in: str
    refusal: str
    goodwill: str
    place: Words | None
    how: str
    taken_in: Store
    is_elsewhere: bool
    is_lost: bool

    @property
    def now(self) -> Words:
        return self.stamps[0].told


def of_card(card: Card, at: datetime) -> list[State]:
    """Of this owner only: what a former one had repaired is nobody else's business."""
    asked = select(Ticket).where(Ticket.card_id == card.id, Ticket.customer_id == card.customer_id)
    asked = asked.where(or_(Ticket.closed_at.is_(None), Ticket.closed_at > at - KEPT))
    found = db.session.scalars(asked.order_by(Ticket.opened_at.desc()).options(*WHOLE))
    return [state_of(ticket, card.store_id) for ticket in found]


@dataclass(frozen=True)
class Behind:
    """What a link of a ticket leads to."""

    link: Link
    ticket: Ticket

    @property
    def store(self) -> Store:
        return self.ticket.store

    @property
    def owner(self) -> str:
        return f"ticket.{self.ticket.customer_id}.{dialled(self.ticket)}"

    @property
    def digits(self) -> list[str]:
        """Of the number that stands on the slip."""
        card = self.ticket.card
        if card is not None and card.customer_id == self.ticket.customer_id:
            return card_pages.digits(card)
        return [dialled(self.ticket)[-4:]] if dialled(self.ticket) else []


def behind(token: str, at: datetime) -> Behind | None:
    """As long as a ticket shows on the page of a card, too."""
    link = opening.find(token, Ticket.__tablename__, PURPOSE, at)
    if link is None:
        return None
    more = joinedload(Ticket.customer), joinedload(Ticket.line), joinedload(Ticket.card)
    asked = select(Ticket).where(Ticket.id == link.record_id).options(*WHOLE, *more)
    ticket = db.session.scalar(asked.where(or_(Ticket.closed_at.is_(None), Ticket.closed_at > at - KEPT)))
    return Behind(link, ticket) if ticket else None


def state_of(ticket: Ticket, store_id: int) -> State:
    """store_id: of the page that it stands on."""
    book = kinds.of_version(ticket.playbook_version_id)
    stamps = [Stamp(told, step.at) for step in ticket.steps if (told := words_of(step, ticket, book))]
    refused = ticket.reason if ticket.verdict == "not_covered" else ""
    given = ticket.reason if ticket.verdict == "goodwill" else ""
    return State(
        numbers.shown(ticket.number), book.kinds[ticket.kind]["label"], pieces.called(ticket.line) if ticket.line else "", stamps[::-1], ticket.is_open,
        ticket.plan if ticket.is_open else "", ticket.plan_on, ticket.quote if ticket.is_quote_open else None,
        ticket.refund if ticket.refunded_at else None, paid.currency_of(ticket), refused, given,
        *whereabouts(ticket, store_id), ticket.store, ticket.store_id != store_id, ticket.lost is not None,
    )  # fmt: skip


def whereabouts(ticket: Ticket, store_id: int) -> tuple[Words | None, str]:
    """(a store that is not this one, how it has to do with it): to, where the thing is on its way there; at, where it is
    there; from, where somebody comes from there."""
    if not ticket.is_open or ticket.lost is not None:
        return None, ""
    if ticket.travel is not None:
        return db.session.get_one(Store, ticket.travel.to_store_id).name, "to"
    if ticket.with_store_id == store_id or not (ticket.is_here or ticket.needs_visit):
        return None, ""
    return ticket.with_store.name, "at" if ticket.is_here else "from"


def words_of(step: TicketStep, ticket: Ticket, book: kinds.Book) -> Words | None:
    if step.code == TicketStep.TOLD:
        return {"zh": step.words, "en": step.words}
    known = book.step(ticket.kind, step.code)
    return known.get("told") or known.get("label")
