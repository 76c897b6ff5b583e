"""Writes what the clock says of a card into rows, so that it can be listed; the one thing that is kept though it
could be reckoned (ground 16). cover() may run again at any time: it replaces what stands there."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import selectinload
from sqlalchemy.orm.attributes import set_committed_value

from counter.extensions import db
from counter.stores.models import Store
from counter.warranty import clauses, coverage, describing, filing, pieces, promises
from counter.warranty.answers import is_for_later
from counter.warranty.models import Card, CardLine, Coverage
from counter.warranty.reckoning import End
from counter.warranty.restdays import Plan
from counter.warranty.terms import IN_STORE, WHOLE, Days, Event, Thing, places_of


def thing_of(line: CardLine) -> Thing:
    """What the clock needs to know; the line keeps it from the day on which the card was issued."""
    facts = line.facts
    return Thing(
        category_path=tuple(facts.get("path", (line.category_code,))),
        parts=tuple(facts.get("parts", ())),
        material=facts.get("material"),
        price_minor=facts.get("price"),
        custom=facts.get("custom", False),
        brand=facts.get("brand"),
        facts={**IN_STORE, "item.durable": facts.get("durable", bool(facts.get("parts")))},
    )


def days_of(card: Card) -> Days:
    return Days(
        card.sold_on, invoiced_on=card.sold_on, delivered_on=card.delivered_on, installed_on=card.installed_on,
        activated_on=card.activated_on,
    )  # fmt: skip


def events_of(line: CardLine) -> list[Event]:
    return [one.event for one in pieces.record_of(line) if one.withdrawn_at is None and one.is_counted]


def ends_of(
    line: CardLine, card: Card, plans: Sequence[Plan], events: Sequence[Event] | None = None,
    named: Iterable[str] | None = None, days: Days | None = None,
) -> list[End]:  # fmt: skip
    """All that is promised for one thing, by the policy version of the card; nothing for one that was taken back. events, days:
    what if that had happened, and on these? named: by these policies, not by those that the line names."""
    if line.returned_on is not None:
        return []
    kept = promises.of_version(card.policies_version_id).policies
    named = line.facts.get("policies", ()) if named is None else named
    policies = [kept[one] for one in named if one in kept]
    events = events_of(line) if events is None else events
    return coverage.ends(policies, thing_of(line), days or days_of(card), events, places_of(policies), plans)


def rows_of(ends: Iterable[End]) -> list[dict[str, Any]]:
    """The ends that have a day. Terms for single faults stay out: they promise nothing for the part as such; so do
    windows that last as long as the term and add nothing to it, and those that open only after something happened."""
    ends = list(ends)
    dated = [
        end for end in ends if end.starts_on and end.ends_on and not end.faults and not is_for_later(end.asks)
    ]
    return [row_of(end) for end in dated if end.kind == "term" or not is_told_by_its_term(end, dated)]


def is_told_by_its_term(window: End, ends: Sequence[End]) -> bool:
    if window.length != "term":
        return False
    term = next((end for end in ends if end.kind == "term" and is_same_line(end, window)), None)
    return term is not None and all(
        is_open_throughout(remedy, window, term, ends) for remedy in window.remedies
    )


def is_same_line(term: End, window: End) -> bool:
    return (term.policy, term.part, term.lent_by) == (window.policy, window.part, window.lent_by)


def is_open_throughout(remedy: str, window: End, term: End, ends: Sequence[End]) -> bool:
    """Day 16 to the end of the term: told by the term, if days 1 to 15 give the same remedy."""
    reached = term.starts_on
    whose = (
        window.policy,
        window.lent_by,
    )  # what a law makes longer follows on the windows of whose term it is
    others = [end for end in ends if end.kind == "window" and end.policy in whose and remedy in end.remedies]
    for end in sorted(others, key=lambda one: one.starts_on or date.max):
        if (
            end.part in (window.part, WHOLE)
            and end.starts_on
            and reached
            and (end.starts_on - reached).days <= 1
        ):
            reached = max(reached, end.raw_ends_on or reached)
    return remedy in term.remedies and reached is not None and reached >= (window.raw_ends_on or date.max)


def row_of(end: End) -> dict[str, Any]:
    plain = {name: getattr(end, name) for name in ("policy", "layer", "part", "kind", "starts_on", "ends_on")}
    return {**plain, "remedies": ",".join(end.remedies), "is_provisional": end.is_provisional}


def main_end(parts: Iterable[str], rows: Iterable[Mapping[str, Any]]) -> date | None:
    """The last day of a thing's main part, by the rule that gives it longest. parts: the main one first; rows: as
    rows_of() makes them."""
    ends: dict[str, date] = {}
    for row in rows:
        if row["kind"] == "term":
            ends[row["part"]] = max(row["ends_on"], ends.get(row["part"], row["ends_on"]))
    named = [ends[part] for part in (*parts, WHOLE) if part in ends]
    return named[0] if named else max(ends.values(), default=None)


def end_of(lines: Iterable[CardLine], rows: Mapping[int, Sequence[dict[str, Any]]]) -> date | None:
    """Of a card: that of the first thing that has one. rows: by the id of the line."""
    ends = (main_end(line.facts.get("parts", ()), rows.get(line.id, ())) for line in lines)
    return next((end for end in ends if end), None)


def sum_up(card: Card, lines: Sequence[CardLine], rows: Mapping[int, Sequence[dict[str, Any]]]) -> None:
    """What the card keeps of its lines and their rows, so that lists read neither. Not a change of the card that somebody
    else has to be told of: its version stays. rows: by the id of the line."""
    told = {"ends_on": end_of(lines, rows), **describing.summed_up(lines)}
    if any(getattr(card, name) != value for name, value in told.items()):
        kept = update(Card).where(Card.id == card.id).values(told)
        db.session.execute(kept.execution_options(synchronize_session=False))
        for name, value in told.items():
            set_committed_value(card, name, value)


def write(rows: Mapping[int, Sequence[dict[str, Any]]]) -> None:
    """rows: by the id of the card's line."""
    db.session.execute(delete(Coverage).where(Coverage.line_id.in_(rows)))
    write_new(rows)


def write_new(rows: Mapping[int, Sequence[dict[str, Any]]]) -> None:
    """For lines that have none yet."""
    known = clauses.numbered([clauses.told(row) for some in rows.values() for row in some])
    made = [{"line_id": line_id, **one} for line_id, some in rows.items() for one in placed(some, known)]
    if made:
        db.session.execute(insert(Coverage), made)


def placed(rows: Iterable[Mapping[str, Any]], known: Mapping[clauses.Told, int]) -> list[dict[str, Any]]:
    """As they are kept: in their order, terms first, each with the number of its clause."""
    last = {"term": -1, "window": Coverage.WINDOWS - 1}
    found = []
    for row in rows:
        last[row["kind"]] += 1
        days = {"starts_on": row["starts_on"], "ends_on": row["ends_on"]}
        found.append({"place": last[row["kind"]], "clause_id": known[clauses.told(row)], **days})
    return found


def cover(card: Card, store: Store) -> None:
    """The coverage rows of a card that is there, as the clock reckons them now."""
    db.session.flush()
    filing.hold([card.id])  # and what others wrote until then is read
    plans = promises.rest_days(store)
    whole = selectinload(CardLine.repairs)
    asked = select(CardLine).where(CardLine.card_id == card.id).order_by(CardLine.id).options(whole)
    lines = db.session.scalars(asked, execution_options={"populate_existing": True}).all()
    rows = {line.id: rows_of(ends_of(line, card, plans)) for line in lines}
    write(rows)
    sum_up(card, lines, rows)
    filing.rank([card])
