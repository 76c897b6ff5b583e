"""A card on paper: what stands on its front, what is left to be written by hand, and the columns of its repair record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _

from counter.columns import Words
from counter.languages import iso, words
from counter.playbooks.models import in_force
from counter.warranty import pieces, promises, saying
from counter.warranty.filling_in import Filling
from counter.warranty.models import Card
from counter.warranty.papers import Paper, Thing

Row = tuple[Words, list[str]]
DRAWN = ("store.stamp", "ticket.repair_log")  # no rows
IN_FRONT = ("repairer.name", "repairer.phone")  # whom one calls; the rest stands with the repair record
HEADS = {
    "handed_in_on": _("Handed in on"), "fault": _("Fault"), "cause": _("Cause"), "work": _("What was done"),
    "proof_of_return_or_exchange": _("Proof of return or exchange"), "handed_back_on": _("Handed back"),
    "repairer_signature": _("Repairer's signature"),
}  # fmt: skip
USUAL = ("handed_in_on", "fault", "cause", "work", "handed_back_on", "repairer_signature")
LEAST_EMPTY, ROOM = 1, 7  # rows of a record to be written on; how many of such a height the sheet has


@dataclass(frozen=True)
class Fields:
    """theirs: of the customer and the goods; ours: of the shop that answers for them; repairer: of who repairs. Label and
    values. by_hand: the labels of what nobody knows."""

    theirs: list[Row]
    ours: list[Row]
    repairer: list[Row]
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
    fields = Fields([], [], [], [])
    for source, label in [(one["from"], one["label"]) for one in wanted if one["from"] not in DRAWN]:
        values = filling.values_of(source)
        if filling.is_by_hand(source):
            fields.by_hand.append(label)
        shown, side = told_later(source, values) if is_long else values, source.split(".")[0]
        if shown and side == "repairer":
            fields.repairer.append((label, shown))
        if shown and (side != "repairer" or source in IN_FRONT):
            (fields.ours if side in ("store", "repairer") else fields.theirs).append((label, shown))
    return fields


def columns_of(wanted: Sequence[dict[str, Any]]) -> list[tuple[str, Any]]:
    """(name, head) of the repair record, as the rule has them."""
    logs = [one.get("columns") or USUAL for one in wanted if one["from"] == "ticket.repair_log"]
    return [(name, HEADS[name]) for name in (*logs, USUAL)[0] if name in HEADS]


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
    """covered: on the first sheet, (thing, or "" where it is the only one, its cover). is_long: all that is on the card did
    not fit, so that its things have a sheet of their own, with `all_covered` by line. columns: (name, head) of the record."""

    columns: list[tuple[str, Any]]
    fields: Fields
    covered: list[tuple[str, str]]
    is_long: bool
    all_covered: dict[int, str]

    @property
    def sizes(self) -> tuple[str, str]:
        """How small each side of it is set."""
        return tightness(rows_of(self.fields.theirs, self.covered), rows_of(self.fields.ours))

    def empty(self, noted: int) -> int:
        """How many rows of the record are left to be written on. noted: how many are not."""
        taken = noted + (len(self.fields.by_hand) + 1) // 2
        return max(LEAST_EMPTY, ROOM - taken)


def sheet_of(card: Card, paper: Paper) -> Sheet:
    """A thing has no name beside its cover where it is all that the card is of."""
    wanted, filling = wanted_of(card, paper)
    fields, columns = fields_of(wanted, filling), columns_of(wanted)
    found, main = covered_of(card, paper), pieces.main_of(card)
    is_main = [thing.line for thing, _ in found] == main
    named = [("" if is_main and len(main) == 1 else pieces.called(thing.line), said) for thing, said in found]
    all_covered = {thing.line.id: said for thing, said in found}
    rows = rows_of(fields.theirs, named)
    kept = [line for line in card.lines if line.returned_on is None]
    are_all_named = all(words(line.label) in "\n".join(rows) for line in kept)
    if are_all_named and len(named) <= MOST_COVERED and fits(rows):
        return Sheet(columns, fields, named, False, all_covered)
    are_alike = len({all_covered.get(line.id) for line in main}) == 1
    firsts = [
        ("" if are_alike else pieces.called(line), all_covered[line.id])
        for line in main
        if line.id in all_covered
    ]
    is_long = len(card.lines) > 1
    return Sheet(columns, fields_of(wanted, filling, is_long), firsts[:1], is_long, all_covered)


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
HIGH, LEFT_LINE, RIGHT_LINE = 61.0, 3.9, 3.7  # mm of an A6 sheet between head and codes, and of a line
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
