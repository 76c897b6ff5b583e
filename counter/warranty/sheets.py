"""A card on paper: what stands on its front, what is left to be written by hand, and the columns of its repair record."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import Any

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _

from counter.columns import Words
from counter.languages import iso, words
from counter.playbooks.models import in_force
from counter.warranty import pieces, promises, saying
from counter.warranty.filling_in import Filling
from counter.warranty.models import Card, Repair
from counter.warranty.papers import Paper, Thing
from counter.warranty.terms import WHOLE

Row = tuple[Words, list[str]]
Step = tuple[str, float, float]
DRAWN = ("store.stamp", "ticket.repair_log")  # no rows
IN_FRONT = ("repairer.name", "repairer.phone")  # whom one calls; the rest stands with the repair record
# what stands there, too, where there is no room for it beside the stamp: who repairs, then where the seller is
GIVES_WAY: tuple[tuple[str, ...], ...] = ((), IN_FRONT, (*IN_FRONT, "store.address", "store.postcode"))
HEADS = {
    "handed_in_on": _("Handed in on"), "fault": _("Fault"), "cause": _("Cause"), "work": _("What was done"),
    "proof_of_return_or_exchange": _("Proof of return or exchange"), "handed_back_on": _("Handed back"),
    "repairer_signature": _("Repairer's signature"),
}  # fmt: skip
USUAL = ("handed_in_on", "fault", "cause", "work", "handed_back_on", "repairer_signature")
LEAST_EMPTY, ROOM = 1, 7  # rows of a record to be written on; how many of such a height the sheet has
SPOKEN, ACROSS = (
    4,
    88,
)  # lines above the record that leave them room, two more take a row; columns of such a line


@dataclass(frozen=True)
class Fields:
    """theirs: of the customer and the goods; ours: of the shop that answers for them; back: what stands with the repair
    record, of who repairs and of the shop. Label and values. by_hand: the labels of what nobody knows."""

    theirs: list[Row]
    ours: list[Row]
    back: list[Row]
    by_hand: list[Words]


def wanted_of(card: Card, paper: Paper) -> tuple[list[dict[str, Any]], Filling]:
    """The fields that the rule wants, in its order, with what fills them. Which they are is the policies file's to say (the
    phone rule of 2001: models, serials, seller, repairer, invoice, customer, repair record); the playbook names the list."""
    book = in_force("playbook", paper.store.playbook_code)
    lists = promises.of_version(card.policies_version_id).card_fields
    wanted = lists.get(book.body["warranty"]["card"]["fields"], []) if book else []
    named = {one["from"] for one in wanted}
    return wanted, Filling(card, paper.store, book.body if book else {}, named)


def fields_of(wanted: Sequence[dict[str, Any]], filling: Filling, is_long: bool = False) -> Fields:
    """What is known stands printed, and for what is not a line is left to write on. is_long: what comes with the main thing
    stands on a sheet of its own."""
    fields, ours = Fields([], [], [], []), []
    for source, label in [(one["from"], one["label"]) for one in wanted if one["from"] not in DRAWN]:
        values = filling.values_of(source)
        if filling.is_by_hand(source):
            fields.by_hand.append(label)
        shown = told_later(source, values) if is_long else values
        if shown and source.split(".")[0] in ("store", "repairer"):
            ours.append((source, (label, shown)))
        elif shown:
            fields.theirs.append((label, shown))
    gone = next((one for one in GIVES_WAY if has_room(in_front(ours, one), STEPS[-1])), GIVES_WAY[-1])
    fields.ours.extend(in_front(ours, gone))
    fields.back.extend(on_the_back(ours, gone))
    return fields


def in_front(ours: Sequence[tuple[str, Row]], gone: Collection[str]) -> list[Row]:
    """What stands beside the stamp; of an address that has no room there is said where it is."""
    rows: list[Row] = []
    for source, (label, values) in ours:
        if source not in gone and (source.startswith("store.") or source in IN_FRONT):
            rows.append((label, values))
        elif source in gone and source == "store.address":
            rows.append((label, [gettext("with the repair record")]))
    return rows


def on_the_back(ours: Sequence[tuple[str, Row]], gone: Collection[str]) -> list[Row]:
    """What stands with the repair record; a long address of who sells and repairs only once."""
    held = {source: values for source, (_label, values) in ours if source in gone}
    rows: list[Row] = []
    for source, (label, values) in ours:
        if source == "repairer.address" and values == held.get("store.address"):
            rows.append((label, [gettext("the seller's")]))
        elif source.startswith("repairer.") or source in gone:
            rows.append((label, values))
    return rows


def columns_of(wanted: Sequence[dict[str, Any]]) -> list[tuple[str, Any]]:
    """(name, head) of the repair record, as the rule has them."""
    logs = [one.get("columns") or USUAL for one in wanted if one["from"] == "ticket.repair_log"]
    return [(name, HEADS[name]) for name in (*logs, USUAL)[0] if name in HEADS]


def told_later(source: str, values: list[str]) -> list[str]:
    if source == "item.accessory_models":
        return [on_the_next_page(len(values))]
    return [] if source == "item.accessory_serials" else values


def on_the_next_page(things: int) -> str:
    return ngettext("%(num)d thing, on the next page", "%(num)d things, on the next page", things)


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


def ended_of(card: Card, paper: Paper) -> str:
    """A card that is void, or whose things all came back, is no guarantee, and is not to be stamped as one."""
    if card.voided_at is not None:
        return gettext(
            "Void since %(day)s: it covers nothing", day=iso(paper.store.local(card.voided_at).date())
        )
    back = [line.returned_on for line in card.lines if line.returned_on is not None]
    if card.lines and len(back) == len(card.lines):
        return gettext("Given back on %(day)s: it covers nothing", day=iso(max(back)))
    return ""


@dataclass(frozen=True)
class Sheet:
    """covered: on the first sheet, (thing, or "" where it is the only one, its cover). is_long: all that is on the card did
    not fit, so that its things have a sheet of their own, with `all_covered` by line. columns: (name, head) of the record.
    ended: why it is a guarantee no more."""

    columns: list[tuple[str, Any]]
    fields: Fields
    covered: list[tuple[str, str]]
    is_long: bool
    all_covered: dict[int, str]
    ended: str
    more: str = ""  # where the other things stand, if no field of the rule says it

    @property
    def sizes(self) -> tuple[str, str]:
        """How small each side of it is set."""
        left = (step for step in STEPS if fits(self.fields, self.covered, step))
        right = (step for step in STEPS if has_room(self.fields.ours, step))
        return next(left, STEPS[-1])[0], next(right, STEPS[-1])[0]

    def empty(self, noted: float, visits: Sequence[Row] = ()) -> int:
        """How many rows of the record are left to be written on. noted: how much of it is not, as noted() has it; visits: what
        is promised, above it."""
        taken = ceil(noted) + (len(self.fields.by_hand) + 1) // 2
        above = flowing(rows_of([*self.fields.back, *visits], labelled=True))
        return max(LEAST_EMPTY, ROOM - taken - max(0, above - SPOKEN + 1) // 2)


def sheet_of(card: Card, paper: Paper) -> Sheet:
    """A thing has no name beside its cover where it is all that the card is of."""
    wanted, filling = wanted_of(card, paper)
    fields, columns = fields_of(wanted, filling), columns_of(wanted)
    found, main = covered_of(card, paper), pieces.main_of(card)
    is_main = [thing.line for thing, _ in found] == main
    named = [("" if is_main and len(main) == 1 else pieces.called(thing.line), said) for thing, said in found]
    all_covered, ended = {thing.line.id: said for thing, said in found}, ended_of(card, paper)
    rows = rows_of(fields.theirs, named)
    kept = [line for line in card.lines if line.returned_on is None]
    are_all_named = all(words(line.label) in "\n".join(rows) for line in kept)
    if are_all_named and len(named) <= MOST_COVERED and fits(fields, named, STEPS[-1]):
        return Sheet(columns, fields, named, False, all_covered, ended)
    are_alike = len({all_covered.get(line.id) for line in main}) == 1
    firsts = [
        ("" if are_alike else pieces.called(line), all_covered[line.id])
        for line in main
        if line.id in all_covered
    ]
    is_long = len(card.lines) > 1
    is_told = any(one["from"] == "item.accessory_models" for one in wanted)
    more = on_the_next_page(len(card.lines)) if is_long and not is_told else ""
    return Sheet(columns, fields_of(wanted, filling, is_long), firsts[:1], is_long, all_covered, ended, more)


def rows_of(
    fields: Sequence[Row], covered: Sequence[tuple[str, str]] = (), labelled: bool = False
) -> list[str]:
    rows = [(words(label) if labelled else "", saying.joint().join(values)) for label, values in fields]
    return [f"{label} {said}".strip() for label, said in (*rows, *covered)]


def fits(fields: Fields, covered: Sequence[tuple[str, str]], step: Step) -> bool:
    """Whether the customer's side of the first sheet has room for these, at such a size; a long label leaves its values less
    of a line."""
    size = step[1]
    columns = LEFT - max([0, *(wide(words(label)) - LABEL for label, _values in fields.theirs)]) / 2
    return lines(rows_of(fields.theirs, covered), columns / size) * LEFT_LINE * size <= HIGH


def has_room(ours: Sequence[Row], step: Step) -> bool:
    """Whether the seller's side has room for these beside the stamp, at such a size."""
    _name, size, ring = step
    return lines(rows_of(ours), RIGHT / size) * RIGHT_LINE * size + ring <= HIGH


MOST_COVERED = 3
# columns for the values on either side of a card at its usual size; on A5 all is larger alike
LEFT, RIGHT, LABEL = 34, 19, 19  # and of the longest label that leaves them that much
HIGH, LEFT_LINE, RIGHT_LINE = 61.0, 3.9, 3.7  # mm of an A6 sheet between head and codes, and of a line
# name in card.css, its size, mm of the ring for the stamp with what is around it
STEPS = (("", 1.0, 29.0), ("tight", 0.88, 29.0), ("tightest", 0.72, 24.0))


def lines(rows: Sequence[str], columns: float) -> int:
    return sum(-(-wide(row) // int(columns)) for row in rows)


def noted(card: Card, paper: Paper, record: Iterable[Repair], faults: Mapping[str, str]) -> float:
    """How high what happened stands in the record: an empty row is 1."""
    return sum(max(1, AROUND + LINE * spoken(card, paper, one, faults)) for one in record)


def spoken(card: Card, paper: Paper, one: Repair, faults: Mapping[str, str]) -> int:
    """Lines of its fault, or of what was done, whichever are more."""
    named = [words(paper.parts.get(one.part or WHOLE)), faults.get(one.fault, "")]
    named += [words(one.line.label)] if len(card.lines) > 1 else []
    return max(lines([saying.comma().join(filter(None, named)), one.words], FAULT), lines([one.work], WORK))


FAULT, WORK, LINE, AROUND = 21, 23, 0.36, 0.15  # columns of a line; its height, and the room around them


def flowing(rows: Sequence[str]) -> int:
    """Lines across the whole sheet, where short ones share one and a long one begins anew."""
    found, left = 0, 0
    for columns in [wide(row) + 2 for row in rows]:
        if columns > left:
            found, left = found + -(-columns // ACROSS), max(0, ACROSS - columns)
        else:
            left -= columns
    return found


def wide(text: str) -> int:
    """Columns: a Chinese character takes two."""
    return max(1, sum(1 + (ord(char) > 0x2E80) for char in text))
