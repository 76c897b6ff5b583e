"""A card as it is read and printed: its things with what the clock answers today, and the fields its rule asks for."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext, ngettext
from sqlalchemy.orm import selectinload

from counter.catalog.identifiers import is_imei, kind_of, shown_imei
from counter.columns import Words
from counter.customers.phones import shown
from counter.extensions import db
from counter.languages import iso, words
from counter.playbooks.models import in_force
from counter.staff.models import Person
from counter.stores.models import Store
from counter.warranty import bars, coverage, covering, numbers, pieces, promises, saying
from counter.warranty.answers import Answer, Cover, Open
from counter.warranty.models import Card, CardLine, Identifier
from counter.warranty.terms import WHOLE

LINES = selectinload(Card.lines)
WHOLE_CARD = (
    LINES.selectinload(CardLine.identifiers),
    LINES.selectinload(CardLine.repairs),
)  # all that read() reads
IMEIS = ("imei1", "imei2")
KINDS = {"imei1": "IMEI", "imei2": "IMEI 2", "meid": "MEID", "sn": "SN"}


@dataclass(frozen=True)
class Drawn:
    """A part, its cover and its bar."""

    cover: Cover
    bar: bars.Bar


@dataclass(frozen=True)
class Thing:
    line: CardLine
    answer: Answer
    bars: Sequence[Drawn]

    @property
    def is_covered(self) -> bool:
        return bool(self.answer.remedies or self.bars)


@dataclass(frozen=True)
class Paper:
    store: Store
    issuer: Person
    things: Sequence[Thing]
    parts: dict[str, Words]
    day: date

    @property
    def doubts(self) -> list[str]:
        """What may still move a day on this card, each once."""
        covers = [one.cover for thing in self.things for one in thing.bars]
        return sorted({doubt for cover in covers for doubt in cover.doubts if cover.until >= self.day})

    @property
    def sources(self) -> list[str]:
        """Where the rules that are named stand written."""
        ends = [one.by for thing in self.things for one in thing.answer.remedies]
        ends += [one.by for thing in self.things for one in thing.answer.parts]
        return list(dict.fromkeys(end.source for end in ends))

    def remedies(self, thing: Thing) -> list[tuple[Open, list[str]]]:
        """Each remedy once for all parts that have it by the same rule until the same day: those of the main part first, and
        what is given only after something happened last."""
        found: dict[tuple[Any, ...], tuple[Open, list[str]]] = {}
        main = {WHOLE, *(one.cover.part for one in thing.bars[:1])}
        for one in sorted(thing.answer.remedies, key=lambda one: (one.provisos > 0, one.part not in main)):
            key = (one.remedy, one.by.policy, one.by.window, one.by.faults, one.until, one.asks)
            found.setdefault(key, (one, []))[1].append(words(self.parts.get(one.part, {"zh": one.part})))
        return list(found.values())

    def summary(self, thing: Thing) -> list[tuple[list[str], date, bool]]:
        """(parts, their last day, whether it may yet move): what the printed card says in one line."""
        found: dict[tuple[date, bool], list[str]] = {}
        for cover in thing.answer.parts:
            if not cover.faults:
                key = cover.until, cover.is_provisional
                found.setdefault(key, []).append(words(self.parts.get(cover.part, {"zh": cover.part})))
        return [(parts, until, may_move) for (until, may_move), parts in found.items()]


def read(card: Card, day: date) -> Paper:
    """Reckoned now, by the policy version of the card; nothing is written."""
    store = db.session.get_one(Store, card.store_id)
    plans = promises.rest_days(store)
    parts = promises.of_version(card.policies_version_id).parts
    things = []
    for line in card.lines:
        answer = coverage.today(covering.ends_of(line, card, plans), day, parts=line.facts.get("parts", ()))
        things.append(Thing(line, answer, drawn(answer, day)))
    return Paper(store, db.session.get_one(Person, card.issued_by), things, parts, day)


def drawn(answer: Answer, day: date) -> list[Drawn]:
    """The parts as they follow each other on the thing, what is over at its place."""
    covers = [cover for cover in (*answer.parts, *answer.coming, *answer.ended) if not cover.faults]
    scale = bars.scale_of([cover.until for cover in covers], day)
    return [Drawn(cover, bars.bar(cover.by.starts_on or day, cover.until, day, scale)) for cover in covers]


@dataclass(frozen=True)
class Fields:
    """theirs: of the customer and the goods; ours: of the shop that answers for them. Label and values."""

    theirs: list[tuple[Words, list[str]]]
    ours: list[tuple[Words, list[str]]]


def fields_of(card: Card, paper: Paper, is_long: bool = False) -> Fields:
    """What the rule wants on the paper, in its order; what nobody knows is left out. Which fields they are is the
    policies file's to say (the phone rule of 2001: models, serials, seller, repairer, invoice, customer); the playbook
    names the list. is_long: what comes with the main thing stands on a sheet of its own."""
    book = in_force("playbook", paper.store.playbook_code)
    lists = promises.of_version(card.policies_version_id).card_fields
    wanted = lists.get(book.body["warranty"]["card"]["fields"], []) if book else []
    named = {one["from"] for one in wanted}
    found = [(one["from"], one["label"], values_of(one["from"], card, paper.store, named)) for one in wanted]
    if is_long:
        found = [(source, label, told_later(source, values)) for source, label, values in found]
    is_ours = {"store", "repairer"}
    sides: tuple[list[Any], list[Any]] = ([], [])
    for source, label, values in found:
        if values:
            sides[source.split(".")[0] in is_ours].append((label, values))
    return Fields(*sides)


def told_later(source: str, values: list[str]) -> list[str]:
    if source == "item.accessory_models":
        return [ngettext("%(num)d thing, on the next page", "%(num)d things, on the next page", len(values))]
    return [] if source == "item.accessory_serials" else values


def covered_of(card: Card, paper: Paper) -> list[tuple[Thing, str]]:
    """(thing, until when its parts are covered, in a sentence) of each thing that a rule gives a term."""
    if card.voided_at is not None:
        return []
    found = [(thing, paper.summary(thing)) for thing in paper.things]
    return [(thing, gettext("; ").join(map(covered, rows))) for thing, rows in found if rows]


def covered(row: tuple[list[str], date, bool]) -> str:
    parts, until, may_move = row
    said = {"parts": saying.joint().join(parts), "day": iso(until)}
    return (
        gettext("%(parts)s to %(day)s for now", **said)
        if may_move
        else gettext("%(parts)s to %(day)s", **said)
    )


@dataclass(frozen=True)
class Sheet:
    """What stands on the first sheet. covered: (thing, or "" where it is the only one, its cover). is_long: all that is on
    the card did not fit, so that its things have a sheet of their own, with `all_covered` by line."""

    fields: Fields
    covered: list[tuple[str, str]]
    is_long: bool
    all_covered: dict[int, str]

    @property
    def sizes(self) -> tuple[str, str]:
        """How small each side of it is set."""
        return tightness(rows_of(self.fields.theirs, self.covered), rows_of(self.fields.ours))


def sheet_of(card: Card, paper: Paper) -> Sheet:
    """A thing has no name beside its cover where it is all that the card is of."""
    fields, found, main = fields_of(card, paper), covered_of(card, paper), pieces.main_of(card)
    is_main = [thing.line for thing, _ in found] == main
    named = [("" if is_main and len(main) == 1 else pieces.called(thing.line), said) for thing, said in found]
    all_covered = {thing.line.id: said for thing, said in found}
    rows = rows_of(fields.theirs, named)
    kept = [line for line in card.lines if line.returned_on is None]
    are_all_named = all(words(line.label) in "\n".join(rows) for line in kept)
    if are_all_named and len(named) <= MOST_COVERED and fits(rows):
        return Sheet(fields, named, False, all_covered)
    are_alike = len({all_covered.get(line.id) for line in main}) == 1
    firsts = [
        ("" if are_alike else pieces.called(line), all_covered[line.id])
        for line in main
        if line.id in all_covered
    ]
    return Sheet(fields_of(card, paper, len(card.lines) > 1), firsts[:1], len(card.lines) > 1, all_covered)


def rows_of(fields: Sequence[tuple[Words, list[str]]], covered: Sequence[tuple[str, str]] = ()) -> list[str]:
    return [saying.joint().join(values) for _, values in fields] + [
        f"{name} {said}" for name, said in covered
    ]


def fits(theirs: Sequence[str]) -> bool:
    """Whether the customer's side of the first sheet has room for these, set as small as it gets."""
    size = STEPS[-1][1]
    return lines(theirs, LEFT / size) * LEFT_LINE * size <= HIGH


MOST_COVERED = 3
LEFT, RIGHT = (
    34,
    19,
)  # columns for the values on either side of a card at its usual size; on A5 all is larger alike
HIGH, LEFT_LINE, RIGHT_LINE = 58.0, 3.9, 3.7  # mm of an A6 sheet between head and codes, and of a line
# name in card.css, its size, mm of the ring for the stamp with what is around it
STEPS = (("", 1.0, 29.0), ("tight", 0.88, 29.0), ("tightest", 0.72, 24.0))


def tightness(theirs: Sequence[str], ours: Sequence[str]) -> tuple[str, str]:
    """How small each side of a full card is set, so that it stays one page. theirs, ours: their values, a text each."""
    smallest = STEPS[-1][0]
    left = (name for name, size, _ in STEPS if lines(theirs, LEFT / size) * LEFT_LINE * size <= HIGH)
    right = (
        name for name, size, ring in STEPS if lines(ours, RIGHT / size) * RIGHT_LINE * size + ring <= HIGH
    )
    return next(left, smallest), next(right, smallest)


def lines(rows: Sequence[str], columns: float) -> int:
    return sum(-(-wide(row) // int(columns)) for row in rows)


def wide(text: str) -> int:
    """Columns: a Chinese character takes two."""
    return max(1, sum(1 + (ord(char) > 0x2E80) for char in text))


def values_of(source: str, card: Card, store: Store, named: Collection[str]) -> list[str]:
    """named: all sources of the list; a number of the main thing that has none stands beside its serial."""
    mains = pieces.main_of(card)
    main, quantity = mains[0] if mains else None, pieces.many(mains)
    others = [line for line in card.lines if line.returned_on is None and line not in mains]
    held: dict[str, Any] = {
        "customer.name": card.customer_name,
        "customer.phone": shown(card.customer_phone),
        "customer.address": card.customer_address,
        "customer.postcode": card.customer_postcode,
        "sale.sold_on": iso(card.sold_on),
        "sale.invoice_no": card.invoice_number,
        "delivery.delivered_on": iso(card.delivered_on) if card.delivered_on != card.sold_on else "",
        "delivery.installed_on": iso(card.installed_on),
        "item.model": [words(line.label) for line in mains[:1]],
        "item.accessory_models": [pieces.called(line) for line in others],
        "item.accessory_serials": [kinded(each) for line in others for each in line.identifiers],
        "item.imei1": serial(main, "imei1"),
        "item.imei2": serial(main, "imei2"),
        "item.serial": [
            kinded(each)
            for line in mains
            for each in line.identifiers
            if line is not main or f"item.{each.kind}" not in named
        ],
        "item.quantity": str(quantity) if quantity > 1 else "",
        "store.name": words(store.name),
        "store.address": words(store.address),
        "store.postcode": store.postcode,
        "store.phone": store.phone,
        "repairer.name": words(store.name),
        "repairer.phone": store.phone,
    }
    value = held.get(source, "")
    return [one for one in (value if isinstance(value, list) else [value]) if one]


def serial(line: CardLine | None, kind: str) -> str:
    return next((each.value for each in line.identifiers if each.kind == kind), "") if line else ""


def kinded(one: Identifier) -> str:
    """A serial stands under that word already; what is none says what it is."""
    return one.value if one.kind == "sn" else f"{KINDS[one.kind]} {one.value}"


def grouped(value: str) -> str:
    """An IMEI in groups as on the screen; every other serial as it is."""
    return shown_imei(value) if is_imei(value) else value


def labelled(value: str) -> str:
    """With what it is, told by its shape: where its kind was not kept."""
    return f"{kind_of(value)} {grouped(value)}"


def number_of(card: Card) -> str:
    return numbers.shown(card.number)
