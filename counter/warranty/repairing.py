"""Writes the repair record: a thing is handed in and handed back, or exchanged. The coverage follows at once.

The record belongs on the card (phone rule of 2001: date in, fault reported, cause, what was done, date back), and what the
term gains or starts anew rests on it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.exc import IntegrityError

from counter.columns import Words
from counter.customers.models import Customer
from counter.extensions import db
from counter.history.models import note
from counter.stores.models import Store
from counter.warranty import covering, issuing, promises, transferring
from counter.warranty.following import follow
from counter.warranty.models import CardLine, Identifier, Repair
from counter.warranty.terms import is_the_thing


class CardIsVoid(ValueError):
    """A void card covers nothing, and so has no repairs."""


class WasReturned(ValueError):
    """It was taken back for its money."""


class LaterExchange(ValueError):
    """What came with it was exchanged again since. ticket: the number of the one that wrote that, or ""."""

    def __init__(self, ticket: str) -> None:
        super().__init__(ticket)
        self.ticket = ticket


class OldNumber(ValueError):
    """What is said to be a number of the new one is one of the old. kind: of the new one's."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class HereAlready(ValueError):
    """It was handed in before and is not back."""


class OddDay(ValueError):
    """field: which of the form's days; because: bought, future or taken."""

    def __init__(self, field: str, because: str) -> None:
        super().__init__(field)
        self.field, self.because = field, because


class InHand(ValueError):
    """A ticket has it in hand and decides what it is given for. ticket: its number."""

    def __init__(self, ticket: str) -> None:
        super().__init__(ticket)
        self.ticket = ticket


@dataclass(frozen=True)
class Fault:
    """part: None for the thing as a whole; code: from the policies' list, UNLISTED or ""; words: as the customer says;
    cause: what was found, {} while nobody looked; told_on: when the customer asked for it, where that was before it is done."""

    part: str | None = None
    code: str = ""
    words: str = ""
    is_thing_away: bool = True
    cause: Words = field(default_factory=dict)
    told_on: date | None = None


def take_in(line: CardLine, fault: Fault, on: date, by: Any, at: datetime, today: date) -> Repair:
    """Handed in; the thing stays with the customer where it is a part that comes by itself. Raises CardIsVoid, WasReturned,
    HereAlready, OddDay."""
    refuse_unfit(line, on, today)
    if not is_free(line, fault.part):
        raise HereAlready
    is_apart = fault.part in promises.of_version(line.card.policies_version_id).apart
    away = fault.is_thing_away and not is_apart
    made = a_line(line, "repair", replace(fault, is_thing_away=away), on, by, at)
    made.here = 1
    keep(made, "take_in", by, at)
    return made


def give_back(
    repair: Repair, on: date, work: str, by: Any, at: datetime, today: date, cause: Words | None = None
) -> None:
    """Handed back in order. cause: what was found, where the record does not say it yet. Raises OddDay; a repair that is
    back already stays as it is."""
    if not repair.is_here:
        return
    if on > today:
        raise OddDay("back_on", "future")
    if on < repair.taken_on:
        raise OddDay("back_on", "taken")
    repair.back_on, repair.work, repair.here = on, work, None
    repair.cause = cause or repair.cause
    keep(repair, "give_back", by, at)


def exchange(
    line: CardLine, fault: Fault, on: date, serials: Mapping[str, str], by: Any, at: datetime, today: date,
    ticket: str = "",
) -> Repair:  # fmt: skip
    """The thing, or a part of it, for a new one; what was under repair is so no longer. serials: the new thing's, by
    kind; the old one's end, also where nothing is known in their place. ticket: of whose number it is. Raises CardIsVoid,
    WasReturned, OddDay, OldNumber, SerialHasCard, InHand."""
    refuse_unfit(line, on, today)
    refuse_in_hand(line, fault.part, ticket)
    refuse_old(line, fault.part, serials)
    here = ending(line, fault.part, ticket)
    if any(on < old.taken_on for old in here):
        raise OddDay("on", "taken")
    told_on = min([fault.told_on or on, *(old.told_on or old.taken_on for old in here)])
    ended = dict.fromkeys(each.kind for each in line.identifiers)
    swapped = renumber(line, ended | dict(serials)) if is_the_thing(fault.part) else {}
    for old in here:
        old.back_on, old.here = on, None
    made = a_line(line, "exchange", replace(fault, told_on=told_on), on, by, at)
    made.back_on, made.swapped = on, swapped
    keep(made, "exchange", by, at)
    return made


def here_of(line: CardLine, part: str | None) -> list[Repair]:
    """Of this thing: what comes by itself is another."""
    return [repair for repair in line.repairs if repair.is_here and is_same(line, part, repair.part)]


def is_free(line: CardLine, part: str | None) -> bool:
    """Whether it can be handed in."""
    return not here_of(line, part)


def ending(line: CardLine, part: str | None, ticket: str) -> list[Repair]:
    """What is over once it is exchanged: what its ticket has in hand, else what the card has. What another ticket has in hand
    comes by itself."""
    mine = [repair for repair in line.repairs if repair.is_here and ticket and repair.ticket == ticket]
    return mine or [repair for repair in here_of(line, part) if not repair.ticket]


def refuse_in_hand(line: CardLine, part: str | None, ticket: str = "") -> None:
    """Where a ticket has it in hand. Raises InHand."""
    others = [repair for repair in here_of(line, part) if repair.ticket not in ("", ticket)]
    if others:
        raise InHand(others[0].ticket)


def is_same(line: CardLine, part: str | None, other: str | None) -> bool:
    """Whether both are of one thing: a part that comes by itself is one of its own."""
    apart = promises.of_version(line.card.policies_version_id).apart
    return (part if part in apart else None) == (other if other in apart else None)


def is_exchange(repair: Repair) -> bool:
    """What was given instead of a repair, and stands; a part that went in with one is none."""
    return repair.kind == "exchange" and repair.is_thing_away and repair.withdrawn_at is None


def is_fitted(repair: Repair) -> bool:
    """A part that went in with a repair, and stands."""
    return repair.kind == "exchange" and not repair.is_thing_away and repair.withdrawn_at is None


def withdraw(repair: Repair, by: Any, at: datetime) -> None:
    """Noted by mistake: it stays in the record, struck out, and counts no longer; serials that came with it go again.
    Raises LaterExchange, and SerialHasCard where the old one is on another card by now."""
    if repair.withdrawn_at is not None:
        return
    if later := next((other for other in repair.line.repairs if follows(other, repair)), None):
        raise LaterExchange(later.ticket)
    renumber(repair.line, {kind: old for kind, (old, new) in repair.swapped.items()})
    repair.withdrawn_at, repair.here = at, None
    keep(repair, "withdraw_repair", by, at)


def is_on_the_spot(repair: Repair) -> bool:
    """Over as soon as it was noted: the thing stayed with its customer."""
    return repair.kind == "repair" and not repair.is_thing_away and repair.back_on == repair.taken_on


def may_strike_out(repair: Repair) -> bool:
    """What a ticket wrote is the ticket's, but for what it closed by mistake as put right where it stands; and what came with an
    exchange that stands is not undone beneath it."""
    is_open = repair.withdrawn_at is None and (not repair.ticket or is_on_the_spot(repair))
    return is_open and not any(follows(other, repair) for other in repair.line.repairs)


def follows(other: Repair, repair: Repair) -> bool:
    """Whether the thing whose numbers came with `repair` went with `other`, also where the numbers of that one could not be
    read; as they were noted, whatever day they are of."""
    is_later = other.id > repair.id and is_exchange(other) and is_the_thing(other.part)
    return is_later and bool(repair.swapped)


def is_next(other: Repair, repair: Repair) -> bool:
    """Whether the thing was exchanged once more, whatever numbers it has."""
    is_later = other.id > repair.id and is_exchange(other)
    return is_later and is_the_thing(other.part) and is_the_thing(repair.part)


def standing(*lines: CardLine) -> str:
    """How their record stands, and how many they are, for a form that may come late: whatever happens there makes it another."""
    record = [repair for line in lines for repair in line.repairs]
    ended = [repair for repair in record if repair.back_on is not None]
    struck_out = [repair for repair in record if repair.withdrawn_at is not None]
    figures = [*map(len, (record, ended, struck_out)), *(line.quantity for line in lines)]
    return "-".join(map(str, figures))


def refuse_unfit(line: CardLine, on: date, today: date) -> None:
    if line.card.voided_at is not None:
        raise CardIsVoid
    if line.returned_on is not None:
        raise WasReturned
    if on > today:
        raise OddDay("on", "future")
    if on < line.card.sold_on:
        raise OddDay("on", "bought")


def a_line(line: CardLine, kind: str, fault: Fault, on: date, by: Any, at: datetime) -> Repair:
    made = Repair(kind=kind, part=fault.part, fault=fault.code, words=fault.words, taken_on=on)
    made.cause, made.told_on = dict(fault.cause), fault.told_on
    made.is_thing_away, made.swapped = fault.is_thing_away, {}
    made.noted_at, made.noted_by = at, by.person_id
    line.repairs.append(made)
    return made


def refuse_old(line: CardLine, part: str | None, serials: Mapping[str, str]) -> None:
    """Two phones have no number in common. Only with a new main unit one may stay as it is: the maker writes the old IMEI into
    the new board. Raises OldNumber."""
    if not is_the_thing(part):
        return
    own = {each.value: each.kind for each in line.identifiers}
    for kind, value in serials.items():
        if value in own and (part is None or own[value] != kind):
            raise OldNumber(kind)


def renumber(line: CardLine, serials: Mapping[str, str | None]) -> dict[str, list[str | None]]:
    """As swap() gives it. On PostgreSQL another tablet may give a number to another card in this very moment. Raises
    SerialHasCard."""
    own = {each.value for each in line.identifiers}
    new = [value for value in serials.values() if value and value not in own]
    issuing.refuse_known(new)
    try:
        with db.session.begin_nested():
            return swap(line, serials)
    except IntegrityError:
        issuing.refuse_known(new)
        raise


def swap(line: CardLine, serials: Mapping[str, str | None]) -> dict[str, list[str | None]]:
    """{kind: [before, after]} of what changed. The serial that goes is free for another card."""
    swapped: dict[str, list[str | None]] = {}
    for kind, value in serials.items():
        there = next((each for each in line.identifiers if each.kind == kind), None)
        before = there.value if there else None
        if before == value:
            continue
        if there is None:
            line.identifiers.append(Identifier(kind=kind, value=value, live=1))
        elif value is None:
            line.identifiers.remove(there)
            db.session.delete(there)
        else:
            there.value = value
        swapped[kind] = [before, value]
    return swapped


def keep(repair: Repair, verb: str, by: Any, at: datetime) -> None:
    db.session.flush()
    card = repair.line.card
    store, ended_on = db.session.get_one(Store, card.store_id), card.ends_on
    covering.cover(card, store)
    if repair.swapped:
        customer = db.session.get_one(Customer, card.customer_id)
        transferring.file(card, transferring.phones_of(customer, card.customer_phone))
    ends = [day.isoformat() if day else None for day in (ended_on, card.ends_on)]
    note(by, verb, card, at, {"repair": repair.id, "ends_on": ends})
    follow([card], by, at)
