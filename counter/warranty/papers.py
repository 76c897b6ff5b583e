"""A card as it is read: its things with what the clock answers today."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import selectinload

from counter.catalog.identifiers import is_imei, kind_of, shown_imei
from counter.columns import Words
from counter.extensions import db
from counter.languages import words
from counter.staff.models import Person
from counter.stores.models import Store
from counter.warranty import again, bars, coverage, covering, demands, numbers, pieces, promises, waiting
from counter.warranty.answers import Answer, Cover, Open, together
from counter.warranty.models import Card, CardLine
from counter.warranty.terms import WHOLE

LINES = selectinload(Card.lines)
# all that read() reads
WHOLE_CARD = LINES.selectinload(CardLine.identifiers), LINES.selectinload(CardLine.repairs)
IMEIS = ("imei1", "imei2")
KINDS = {"imei1": "IMEI", "imei2": "IMEI 2", "meid": "MEID", "sn": "SN"}


@dataclass(frozen=True)
class Drawn:
    """A part, its cover and its bar."""

    cover: Cover
    bar: bars.Bar


@dataclass(frozen=True)
class Thing:
    """is_in_time: what was asked for, or left, while it was covered is not given yet. holds_until: of what is over, the day to which
    its last repair holds at least."""

    line: CardLine
    answer: Answer
    bars: Sequence[Drawn]
    perhaps: Sequence[again.Perhaps] = ()
    is_in_time: bool = False
    holds_until: date | None = None

    @property
    def is_covered(self) -> bool:
        return bool(self.answer.remedies or self.bars)

    @property
    def is_over(self) -> bool:
        """Covered once, and by nothing any more: from now on it is served at cost."""
        rest = self.answer.remedies or self.answer.parts or self.answer.coming or self.perhaps
        return bool(self.answer.ended) and not rest and self.line.returned_on is None and not self.is_in_time


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
        ends = [one.by for one in self.given]
        ends += [one.by for thing in self.things for one in thing.answer.parts]
        return list(dict.fromkeys(end.source for end in ends))

    @property
    def given(self) -> list[Open]:
        """What may be asked for, of whichever thing."""
        return [one for thing in self.things for one in thing.answer.remedies]

    def remedies(self, thing: Thing) -> list[tuple[Open, list[str]]]:
        """With the names of the parts that have them."""
        return self.named(thing, thing.answer.remedies)

    def perhaps(self, thing: Thing) -> list[tuple[Open, list[str], date]]:
        """And with the day of the exchange since which they may be open again."""
        return [
            (*row, since.exchanged_on) for since in thing.perhaps for row in self.named(thing, since.remedies)
        ]

    def named(self, thing: Thing, remedies: Sequence[Open]) -> list[tuple[Open, list[str]]]:
        found = together(remedies, {WHOLE, *(one.cover.part for one in thing.bars[:1])})
        return [(one, [words(self.parts.get(part, {"zh": part})) for part in parts]) for one, parts in found]

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
        ends = covering.ends_of(line, card, plans)
        answer = coverage.today(ends, day, parts=line.facts.get("parts", ()))
        perhaps = again.of(line, card, plans, ends, answer.remedies, day)
        things.append(Thing(line, answer, drawn(answer, day), perhaps))
    if any(thing.is_over for thing in things):
        asked = demands.of(card)
        things = [
            replace(one, is_in_time=is_in_time(one, asked), holds_until=holds_until(one, card, day))
            if one.is_over else one
            for one in things
        ]  # fmt: skip
    return Paper(store, db.session.get_one(Person, card.issued_by), things, parts, day)


def is_in_time(thing: Thing, asked: Sequence[demands.Demand]) -> bool:
    """By the longest that covered it."""
    last = max(cover.until for cover in thing.answer.ended)
    here = [one for one in covering.events_of(thing.line) if one.to_on is None and one.is_within(last)]
    return bool(here) or any(one.line_id == thing.line.id and one.told_on <= last for one in asked)


def holds_until(thing: Thing, card: Card, day: date) -> date | None:
    """A repair holds its days also where the guarantee is over, paid or not."""
    record = pieces.record_of(thing.line)
    days = {one.id: waiting.works_until(one, card, record) for one in record}
    held = {number: last for number, last in days.items() if last and last >= day}
    but = demands.unrepaired(card) if held else ()
    return max((last for number, last in held.items() if number not in but), default=None)


def drawn(answer: Answer, day: date) -> list[Drawn]:
    """The parts as they follow each other on the thing, what is over at its place."""
    covers = [cover for cover in (*answer.parts, *answer.coming, *answer.ended) if not cover.faults]
    scale = bars.scale_of([cover.until for cover in covers], day)
    return [Drawn(cover, bars.bar(cover.by.starts_on or day, cover.until, day, scale)) for cover in covers]


def grouped(value: str) -> str:
    """An IMEI in groups as on the screen; every other serial as it is."""
    return shown_imei(value) if is_imei(value) else value


def labelled(value: str) -> str:
    """With what it is, told by its shape: where its kind was not kept."""
    return f"{kind_of(value)} {grouped(value)}"


def number_of(card: Card) -> str:
    return numbers.shown(card.number)
