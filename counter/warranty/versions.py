"""How a card stood before each deed that changed it: read back from what stands on it now, deed by deed, by its history.

What was personal is kept apart by customer (counter/history), so that of one who was erased nothing is left here either.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum
from typing import Any

from counter.columns import Words
from counter.extensions import db
from counter.history import models as history
from counter.staff.models import Person
from counter.warranty import correcting, parting, varying
from counter.warranty.models import Card, Repair

DEEDS = ("correct", "transfer", "exchange", "withdraw_repair", "give_up", "give_up_some", "void")
MOVES = (
    "take_in",
    "give_back",
    "put_right",
    "recount",
    parting.PART,
    varying.VARY,
)  # no version begins with them
SERIAL = "serial"  # a change of an identifier: its field is (SERIAL, line, kind)
ENDS, QUANTITY, LABEL = "ends_on", "quantity", "label"


class Lost(Enum):
    """ERASED: its customer was forgotten; UNKNOWN: nobody noted it at that time."""

    ERASED = "erased"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class State:
    """What stood on the card. fields: by the names of correcting.FIELDS, and ENDS; serials: by line and kind; quantities, labels:
    by line."""

    owner_id: int | None
    fields: Mapping[str, Any]
    serials: Mapping[tuple[int, str], str]
    returned: frozenset[int]
    is_void: bool
    quantities: Mapping[int, int]
    labels: Mapping[int, Words]

    def serials_of(self, line_id: int) -> list[tuple[str, str]]:
        return [(kind, value) for (line, kind), value in sorted(self.serials.items()) if line == line_id]


@dataclass(frozen=True)
class Change:
    field: Any
    before: Any
    after: Any


@dataclass(frozen=True)
class Deed:
    """What stood there before it, and right after it; a repair may have moved the end since."""

    entry: Any
    was: State
    is_now: State


@dataclass(frozen=True)
class Version:
    """state: at its end. number: from 1, as it was issued. until: None for the one in force. earlier_owner: whose the values before were."""

    number: int
    state: State
    verb: str
    by: Words
    since: datetime
    until: datetime | None
    changes: Sequence[Change] = ()
    earlier_owner: int | None = None

    def repairs(self, card: Card) -> list[Repair]:
        """The repair record as it was then, the newest first."""
        end = self.until
        found = [one for line in card.lines for one in line.repairs]
        if end is not None:
            found = [one for one in found if one.noted_at < end]
        standing = [
            one for one in found if one.withdrawn_at is None or (end is not None and one.withdrawn_at >= end)
        ]
        return sorted(standing, key=lambda one: (one.taken_on, one.id), reverse=True)


def of_card(card: Card) -> list[Version]:
    """The first one first. Its lines, identifiers and repairs are read already; three queries more."""
    told = history.of(card, *DEEDS, *MOVES)
    apart = history.apart(told)
    repairs = {one.id: one for line in card.lines for one in line.repairs}
    state, deeds = now_is(card), []
    for place, entry in enumerate(told):
        was_void = any(older.verb == "void" for older in told[place + 1 :])
        is_now, state = state, before(state, entry, apart.get(entry.id, {}), repairs, was_void)
        if entry.verb in DEEDS:
            deeds.append(Deed(entry, state, is_now))
        elif place and is_of(told[place - 1], entry, repairs):
            deeds[-1] = replace(deeds[-1], was=state)
    deeds.reverse()
    ends = [*((deed.entry.at, deed.was) for deed in deeds), (None, now_is(card))]
    issuer = db.session.get_one(Person, card.issued_by)
    made = [Version(1, ends[0][1], "issue", issuer.name, card.issued_at, ends[0][0])]
    for place, deed in enumerate(deeds):
        (until, stood), entry = ends[place + 1], deed.entry
        changes, owner = changed(deed.was, deed.is_now, entry), deed.was.owner_id
        made.append(Version(place + 2, stood, entry.verb, entry.person_name, entry.at, until, changes, owner))
    return made


def is_of(deed: Any, parted: Any, repairs: Mapping[int, Repair]) -> bool:
    """Whether some pieces were parted for what happened to them by this very deed: until it they stood with the others. Or
    whether another variant was given with it."""
    if parted.verb not in (parting.PART, varying.VARY) or deed.verb not in DEEDS or deed.at != parted.at:
        return False
    plain = deed.changes or {}
    repair = repairs.get(plain.get("repair", 0))
    line = repair.line_id if repair else plain.get("line", [None])[0]
    return bool(line == parted.changes["line"][1])


def now_is(card: Card) -> State:
    serials = {(line.id, each.kind): each.value for line in card.lines for each in line.identifiers}
    returned = frozenset(line.id for line in card.lines if line.returned_on is not None)
    fields = {**correcting.values_of(card), ENDS: card.ends_on}
    quantities = {line.id: line.quantity for line in card.lines}
    labels = {line.id: line.label for line in card.lines}
    return State(card.customer_id, fields, serials, returned, card.voided_at is not None, quantities, labels)


def before(
    state: State, entry: Any, apart: Mapping[int, Any], repairs: Mapping[int, Repair], was_void: bool
) -> State:
    """What stood there before a deed. apart: by customer, what was personal in it."""
    plain = entry.changes or {}
    if entry.verb == "void":
        return replace(state, is_void=False)
    if entry.verb == "give_up":
        return replace(state, returned=state.returned - {plain["line"][0]}, is_void=was_void)
    if entry.verb == "transfer":
        return before_transfer(state, apart)
    if entry.verb == parting.PART:
        line, made = plain["line"]
        left = {one: many for one, many in state.quantities.items() if one != made}
        return replace(state, quantities=left | {line: plain[QUANTITY][0]})
    if entry.verb == varying.VARY:
        return replace(state, labels={**state.labels, plain["line"][0]: plain[LABEL][0]})
    fields = dict(state.fields)
    if entry.verb == "give_up_some":
        were = {plain["line"][0]: plain[QUANTITY][0]}
        state = replace(state, quantities={**state.quantities, **were})
    if entry.verb in MOVES:
        return replace(state, fields=fields | {ENDS: read(ENDS, plain[ENDS][0])}) if ENDS in plain else state
    if entry.verb == "correct" and "customer_id" in plain:
        owner_id = plain["customer_id"][0]
        theirs = {field: pair[0] for field, pair in apart.get(owner_id, {}).items()}
        fields |= theirs or dict.fromkeys(correcting.PERSONAL, Lost.ERASED)
        state, apart = replace(state, owner_id=owner_id), {}
    if entry.verb == "correct":
        for field in (one for one in plain if one in correcting.FIELDS):
            fields[field] = read(field, plain[field][0])
        for changes in apart.values():
            fields |= {field: value for field, (value, _) in changes.items()}
    if entry.verb != "correct" or any(day in plain for day in correcting.DAYS):
        fields[ENDS] = read(ENDS, plain[ENDS][0]) if ENDS in plain else Lost.UNKNOWN
    repair = repairs.get(plain.get("repair", 0))
    serials = unswapped(state.serials, repair, entry.verb) if repair else state.serials
    return replace(state, fields=fields, serials=serials)


def unswapped(
    serials: Mapping[tuple[int, str], str], repair: Repair, verb: str
) -> Mapping[tuple[int, str], str]:
    found = dict(serials)
    for kind, (old, new) in repair.swapped.items():
        value = old if verb == "exchange" else new
        found.pop((repair.line_id, kind), None)
        found |= {(repair.line_id, kind): value} if value else {}
    return found


def before_transfer(state: State, apart: Mapping[int, Any]) -> State:
    """The one who gave it up has each of their values before, and none afterwards."""
    given_up = [
        (customer, changes)
        for customer, changes in apart.items()
        if all(after is None for _, after in changes.values())
    ]
    if not given_up:
        return replace(state, owner_id=None, fields={**state.fields, **dict.fromkeys(correcting.PERSONAL, Lost.ERASED)})  # fmt: skip
    owner_id, changes = given_up[0]
    theirs = {field: changes[field][0] if field in changes else "" for field in correcting.PERSONAL}
    return replace(state, owner_id=owner_id, fields={**state.fields, **theirs})


def read(field: str, value: Any) -> Any:
    """As the history keeps it."""
    return date.fromisoformat(value) if value and field.endswith("_on") else value


def changed(was: State, is_now: State, entry: Any) -> list[Change]:
    """Field by field. The end is told by the deed itself: a repair in between moved it, too."""
    found = [
        Change(field, was.fields[field], is_now.fields[field])
        for field in correcting.FIELDS
        if was.fields[field] != is_now.fields[field]
    ]
    for key in sorted({*was.serials, *is_now.serials}):
        if was.serials.get(key) != is_now.serials.get(key):
            found.append(Change((SERIAL, *key), was.serials.get(key), is_now.serials.get(key)))
    found += [
        Change(QUANTITY, many, is_now.quantities[line])
        for line, many in was.quantities.items()
        if many != is_now.quantities[line]
    ]
    found += [
        Change(LABEL, label, is_now.labels[line])
        for line, label in was.labels.items()
        if label != is_now.labels[line]
    ]
    old, new = (entry.changes or {}).get(ENDS, (None, None))
    if old != new:
        found.append(Change(ENDS, read(ENDS, old), read(ENDS, new)))
    return found
