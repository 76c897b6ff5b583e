"""The thing, or a part of it, is exchanged: a new one leaves the shelf, the old one comes in, the card goes on with the new
serials, and its terms start anew as its rules say."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy.exc import IntegrityError

from counter.catalog import variants
from counter.catalog.models import Product
from counter.extensions import db
from counter.history.models import note
from counter.stock.models import Movement, Serial, Unit
from counter.stock.moving import NothingLeft, UnitIsElsewhere, left, move, receive
from counter.tickets import claiming, clocks, contending, kinds, losing, owing, shelving, stepping
from counter.tickets.models import Ticket
from counter.warranty import repairing, varying
from counter.warranty.models import CardLine


class NotToExchange(ValueError):
    """Nothing says that it is to be exchanged, or it was already."""


class IsAway(ValueError):
    """Its thing is with another store; it comes home first."""


class NumberInStock(ValueError):
    """Stock knows another one by it. kind: of the numbers that were typed."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class InStockAlready(ValueError):
    """What is said to come straight from the maker is in the books of a store."""


def exchange(
    ticket: Ticket, unit: Unit | None, serials: Mapping[str, str], by: Any, at: datetime, today: date, product: Product | None = None
) -> None:  # fmt: skip
    """unit: the new one off the store's shelf; serials: what it has besides those that stock knows, or all of one that came
    straight from the maker; product: of what is given, another variant of the model perhaps; where a part is exchanged, what
    leaves the shelf for it, None for what is not kept in stock. Raises stepping.IsClosed, stepping.NotTheirs, repairing.WasReturned, NotToExchange, owing.ExchangedSince,
    owing.PassedOn, owing.LoweredSince, contending.InHand, contending.OnItsCard, IsAway, shelving.NoneOnShelf, InStockAlready, NumberInStock, issuing.SerialHasCard, repairing.OldNumber,
    repairing.CardIsVoid."""
    stepping.refuse_closed(ticket)
    stepping.refuse_stranger(ticket, by, is_of_stock=True)
    line = ticket.line
    if line is not None:
        contending.lock(line)
    if owing.is_given_up(ticket):
        raise repairing.WasReturned
    owing.refuse_passed_on(ticket)
    owing.refuse_exchanged(ticket)
    if line is None or not owing.is_exchange_due(ticket):
        raise NotToExchange
    given_anyway_at = ticket.decided_at if ticket.verdict == "goodwill" else None
    owing.refuse_lowered(ticket, given_anyway_at or owing.began_at(ticket))
    contending.refuse_rivals(ticket, is_all=False)
    if ticket.is_thing_away:
        raise IsAway
    cause = kinds.of_version(ticket.playbook_version_id).causes[ticket.cause]["label"]
    fault = repairing.Fault(
        ticket.part, ticket.fault, ticket.words[:300], cause=cause, told_on=owing.told_on(ticket)
    )
    given_back, was = claiming.serials_of(line), dict(line.label)
    ended = [one.id for one in repairing.ending(line, ticket.part, ticket.number)]
    added, moved = list(serials.values()) if unit is not None else [], list[int]()
    if ticket.is_of_the_thing:
        new = unit.product if unit is not None else product
        serials, moved = swap_stock(ticket, line, unit, serials, by, at, new)
        if new is not None and line.product_id not in (None, new.id):
            varying.give(line, new, by, at)
    elif product is not None:
        moved = swap_part(ticket, line, product, unit, by, at)
    made = repairing.exchange(line, fault, today, serials, by, at, today, ticket.number)
    made.ticket = ticket.number
    ticket.is_here, ticket.collected_at = False, at
    stepping.arrive(ticket, "collected", "", by, at)
    clocks.set_all(ticket, by, at)
    note(
        by,
        "swap",
        ticket,
        at,
        {
            "serials": [None, list(serials.values())],
            "repair": [None, made.id],
            "ended": [None, ended],
            "added": [None, added],
            "moved": [None, moved],
        },
    )
    claiming.claim_back(ticket, by, at, given_back, was)


def swap_stock(
    ticket: Ticket, line: CardLine, unit: Unit | None, serials: Mapping[str, str], by: Any, at: datetime, product: Product | None
) -> tuple[Mapping[str, str], list[int]]:  # fmt: skip
    """The serials of the new one, and what moved. The old one lies in the store's place for repairs until it goes to the maker."""
    reason, moved = reason_of(ticket), list[Movement | None]()
    product = product or (db.session.get(Product, line.product_id) if line.product_id else None)
    if unit is None and serials and product is not None:
        unit = receive_one(ticket, product.id, serials, at)
    elif unit is not None:
        add_numbers(unit, serials)
    try:
        if unit is not None:
            moved.append(
                move(ticket.store_id, unit.product_id, 1, "shelf", "sold", reason, at, by.person_id, unit)
            )
        elif product is not None and (there := left(ticket.store_id, [product.id]).get(product.id)):
            many = min(there, line.quantity)  # the rest comes straight from the maker
            moved.append(move(ticket.store_id, product.id, many, "shelf", "sold", reason, at, by.person_id))
    except (UnitIsElsewhere, NothingLeft):
        raise shelving.NoneOnShelf from None
    if lost := losing.of_thing(ticket):
        losing.make_good(lost, line.quantity, at)
    else:
        moved.append(take_in_old(ticket, line, reason, by, at))
    given = {one.kind: one.value for one in unit.serials} if unit is not None else serials
    return given, [one.id for one in moved if one is not None]


def swap_part(
    ticket: Ticket, line: CardLine, product: Product, unit: Unit | None, by: Any, at: datetime
) -> list[int]:
    """One for each piece of the line. What was lost does not come in."""
    many, is_lost = 1 if unit else line.quantity, losing.of_thing(ticket) is not None
    return shelving.give(
        ticket.store_id, product, unit, many, reason_of(ticket), by, at, comes_in=not is_lost
    )


def reason_of(ticket: Ticket) -> str:
    return f"exchange {ticket.number}"


def variants_of(ticket: Ticket) -> list[Product]:
    """Those of its model, one of which may be given for it; none where nothing is to be given, or only a part."""
    line = ticket.line
    product = db.session.get(Product, line.product_id) if line is not None and line.product_id else None
    is_due = product is not None and ticket.is_of_the_thing and owing.is_exchange_due(ticket)
    return variants.of(product) if is_due and product is not None else []


def came_for(ticket: Ticket) -> str:
    """Why it came in: straight from the maker, for this ticket alone."""
    return f"for {ticket.number}"


def receive_one(ticket: Ticket, product_id: int, serials: Mapping[str, str], at: datetime) -> Unit:
    try:
        with db.session.begin_nested():
            return receive(ticket.store_id, product_id, "shelf", at, dict(serials), reason=came_for(ticket))
    except IntegrityError:
        raise InStockAlready from None


def add_numbers(unit: Unit, serials: Mapping[str, str]) -> None:
    for kind, value in serials.items():
        try:
            with db.session.begin_nested():
                unit.serials.append(Serial(kind=kind, value=value))
        except IntegrityError:
            raise NumberInStock(kind) from None


def take_in_old(
    ticket: Ticket,
    line: CardLine,
    reason: str,
    by: Any,
    at: datetime,
    place: str = "repair",
) -> Movement | None:
    """What the customer gave back, all that is on the line: into this store's stock, whichever sold it. A thing that the books do
    not know comes in from outside."""
    if line.product_id is None:
        return None
    old = losing.unit_of(line)
    if old is not None and old.place == "sold":
        old.store_id = ticket.store_id
        return move(ticket.store_id, old.product_id, 1, "sold", place, reason, at, by.person_id, old)
    return move(ticket.store_id, line.product_id, line.quantity, "outside", place, reason, at, by.person_id)
