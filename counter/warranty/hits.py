"""What a hit of the look-up shows: who, what, what can be asked for today, and until when each part is covered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from markupsafe import Markup

from counter.customers.names import mask_name
from counter.customers.phones import masked, shown
from counter.languages import words
from counter.warranty import bars, numbers, promises
from counter.warranty.answers import REMEDIES
from counter.warranty.finding import FEW, Found
from counter.warranty.labels import short, told, with_others
from counter.warranty.marking import between, marked
from counter.warranty.models import LookupKey
from counter.warranty.nearby import differing
from counter.warranty.saying import Said
from counter.warranty.terms import WHOLE

MOST_ROWS, MOST_NEAR = 6, 3
WINDOWS = ("return", "exchange")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: a part, its bar, its last day in words, whether that may yet move."""

    label: str
    bar: bars.Bar
    ends: str
    is_provisional: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    id: int
    name: str
    phone: Markup
    thing: str
    number: str
    tone: str
    chip: str
    rows: Sequence[Row]
    is_void: bool
    is_brief: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    part: str
    starts_on: date
    ends_on: date
    is_provisional: bool = False


def hits_of(found: Found, typed: str, today: date, spoken: Said) -> list[Hit]:
    digits = "".join(char for char in typed if char.isdigit())
    return [hit_of(rows, digits, today, spoken) for rows in found.cards]


def hit_of(rows: Sequence[Any], digits: str, today: date, spoken: Said) -> Hit:
    """rows: one for each coverage of each line, at least one; of many hits one."""
    card = rows[0]
    if card.hits > FEW:
        return brief(rows, digits, today, spoken)
    lines = [list(some) for _, some in groupby(rows, key=lambda row: row.line_id)]
    covered = [line for line in lines if any(row.kind == "term" for row in line)]
    things = covered or [line for line in lines if any(row.kind for row in line)] or lines
    main = things[0]
    is_void = card.voided_at is not None
    order = [*promises.of_version(card.policies_version_id).parts]
    open_now = [] if is_void else together([remedies_of(line, today, order) for line in things])
    thing = told(main[0].label, spoken.language) if main[0].label else ""
    if len(things) > 1:
        thing = with_others(short(thing), [line[0] for line in things], spoken)
    if is_void:
        chip, tone, table = spoken.words["void"], "late", []
    else:
        chip = spoken.chip([remedy for remedy, _ in open_now]) if open_now else spoken.words["nothing"]
        tone, table = tone_of(open_now, today), table_of(main, covered, open_now, today, spoken)
    phone = marked(shown(card.customer_phone), digits)
    return Hit(
        card.id, card.customer_name, phone, thing, numbers.shown(card.number), tone, chip, table, is_void
    )


def brief(rows: Sequence[Any], digits: str, today: date, spoken: Said) -> Hit:
    """One of many: who, what, and until when anything is covered. Masked, since so many are read from the next stool."""
    card = rows[0]
    thing = short(told(card.label, spoken.language)) if card.label else ""
    if card.others:
        thing = spoken.more % {"thing": thing, "num": card.others}
    tone, chip = ending(card.until, today, spoken)
    phone = marked(masked(card.customer_phone), digits[-4:])
    return Hit(
        card.id, card.customer_name, phone, thing, numbers.shown(card.number), tone, chip, (), card.voided_at is not None, True
    )  # fmt: skip


def ending(until: int, today: date, spoken: Said) -> tuple[str, str]:
    """(tone, words) of a card's last day of any cover, as its look-up keys count it."""
    if until == LookupKey.VOID:
        return "late", spoken.words["void"]
    if until == LookupKey.LIFELESS:
        return "", spoken.words["nothing"]
    day = LookupKey.of_day(until)
    if day < today:
        return "", spoken.ended(day, today)
    return "covered" if (day - today).days > bars.SOON else "attention", spoken.lasts(day)


def remedies_of(line: Sequence[Any], today: date, order: Sequence[str]) -> list[tuple[str, date]]:
    """(remedy, its last day) that the main part or the whole gives today, as answers.today() would say it. order: of the
    parts, as the policies name them."""
    main = {WHOLE, *main_part([row for row in line if row.kind == "term"], today, order)}
    rows = [(row, row.remedies.split(",")) for row in line if row.kind and row.part in main]
    best: dict[str, date] = {}
    for policy in {row.policy for row, remedies in rows}:
        for remedy in REMEDIES:
            giving = [row for row, remedies in rows if row.policy == policy and remedy in remedies]
            if last := last_day(giving, today):
                best[remedy] = max(best.get(remedy, last), last)
    return [(remedy, best[remedy]) for remedy in REMEDIES if remedy in best]


def main_part(terms: Sequence[Any], today: date, order: Sequence[str]) -> list[str]:
    """The first part of those that are covered today, of those that will be, of those that were; none where no part has a
    term. Whichever of them a law happens to speak of stands first in its rows."""
    by_part: dict[str, list[Any]] = {}
    for row in terms:
        if row.part != WHOLE:
            by_part.setdefault(row.part, []).append(row)

    def stands(part: str) -> tuple[int, int]:
        rows = by_part[part]
        is_over, is_to_come = (
            max(row.ends_on for row in rows) < today,
            min(row.starts_on for row in rows) > today,
        )
        return 2 if is_over else int(is_to_come), order.index(part) if part in order else len(order)

    return sorted(by_part, key=stands)[:1]


def together(things: Sequence[list[tuple[str, date]]]) -> list[tuple[str, date]]:
    """Of several things on one card: what can be asked for any of them."""
    best: dict[str, date] = {}
    for remedy, last in (one for thing in things for one in thing):
        best[remedy] = max(best.get(remedy, last), last)
    return [(remedy, best[remedy]) for remedy in REMEDIES if remedy in best]


def last_day(rows: Sequence[Any], today: date) -> date | None:
    """A window that follows without a gap goes on with it: day 8 on day 7."""
    reached = None
    for row in sorted(rows, key=lambda row: row.starts_on):
        if row.starts_on <= (today if reached is None else reached + timedelta(1)) and row.ends_on >= (
            reached or today
        ):
            reached = row.ends_on
    return reached


def tone_of(open_now: Sequence[tuple[str, date]], today: date) -> str:
    if not open_now:
        return ""
    return "covered" if (max(last for _, last in open_now) - today).days > bars.SOON else "attention"


def table_of(
    main: Sequence[Any],
    covered: Sequence[Sequence[Any]],
    open_now: Sequence[tuple[str, date]],
    today: date,
    spoken: Said,
) -> list[Row]:
    """Return and exchange are a matter of days, so they have a line of their own; then the parts, or the things. Where no
    rule gives a term, each has a line of its own: what the UK gives is claimed for years, which is no guarantee."""
    if len(covered) > 1:
        spans = [(short(told(line[0].label, spoken.language)), longest(spans_of(line))) for line in covered]
    else:
        labels = promises.of_version(main[0].policies_version_id).parts if main else {}
        spans = [
            (told(labels.get(span.part, {"zh": span.part}), spoken.language), span) for span in spans_of(main)
        ]
    ends_latest = max((span.ends_on for _, span in spans), default=today)
    began = today if spans else min((row.starts_on for row in main if row.kind), default=today)
    days = [
        (spoken.words[remedy] if spans else spoken.right(remedy), Span(WHOLE, began, last))
        for remedy, last in open_now
        if not spans or (remedy in WINDOWS and last < ends_latest)
    ]
    spans = [*days, *spans][:MOST_ROWS]
    scale = bars.scale_of([span.ends_on for _, span in spans], today)
    return [row_of(label, span, today, scale, spoken) for label, span in spans]


def spans_of(line: Sequence[Any]) -> list[Span]:
    """The longest cover of each part."""
    found: dict[str, Span] = {}
    for row in line:
        if row.kind != "term":
            continue
        span = Span(row.part, row.starts_on, row.ends_on, bool(row.is_provisional))
        if row.part not in found or found[row.part].ends_on < span.ends_on:
            found[row.part] = span
    return list(found.values())


def longest(spans: Sequence[Span]) -> Span:
    return max(spans, key=lambda span: span.ends_on)


def row_of(label: str, span: Span, today: date, scale: float, spoken: Said) -> Row:
    drawn = bars.bar(span.starts_on, span.ends_on, today, scale)
    if drawn.tone == "left":
        return Row(label, drawn, spoken.until(span.ends_on), span.is_provisional)
    if drawn.tone == "soon":
        return Row(label, drawn, spoken.left((span.ends_on - today).days), span.is_provisional)
    return Row(label, drawn, spoken.ended(span.ends_on, today))


@dataclass(frozen=True, slots=True)
class Near:
    """Somebody whose number is one slip away from what was typed. q: what finds their cards; phone: with what differs
    marked, empty where it is another number that is near."""

    name: str
    phone: Markup
    thing: str
    q: str
    cards: int


def near_of(cards: Sequence[Sequence[Any]], e164: str, spoken: Said) -> list[Near]:
    """The likeliest few; a person with several cards once. e164: the phone that was typed, if it was one."""
    found: dict[tuple[str, str], list[Any]] = {}
    for rows in cards:
        found.setdefault((rows[0].customer_name, rows[0].customer_phone), []).append(rows[0])
    return [near_one(some, e164, spoken) for some in [*found.values()][:MOST_NEAR]]


def near_one(cards: Sequence[Any], e164: str, spoken: Said) -> Near:
    card, phone = cards[0], Markup("")
    apart = differing(card.customer_phone, e164) if len(card.customer_phone) == len(e164) else None
    is_near = apart is not None and apart[1] - apart[0] <= 2
    if is_near and apart:
        whole = shown(card.customer_phone)
        places = [place for place, char in enumerate(whole) if char.isdigit()]
        lost = len(card.customer_phone) - len(places)  # the country's code, which is not shown
        phone = between(whole, places[apart[0] - lost], places[apart[1] - 1 - lost] + 1)
    thing = told(card.label, spoken.language) if card.label else ""
    q = shown(card.customer_phone) if is_near else numbers.shown(card.number)
    return Near(card.customer_name, phone, short(thing), q, len(cards))


@dataclass(frozen=True, slots=True)
class Recent:
    """A line of a list that anybody in the shop can see: masked."""

    id: int
    name: str
    phone: str
    thing: str
    number: str
    sold_on: date
    is_void: bool


def recent_of(cards: Sequence[Any]) -> list[Recent]:
    return [
        Recent(
            card.id, mask_name(card.customer_name), masked(card.customer_phone), words(card.label),
            numbers.shown(card.number), card.sold_on, card.voided_at is not None,
        )
        for card in cards
    ]  # fmt: skip
