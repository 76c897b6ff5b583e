"""What is late is the manager's of its store at once, where its clock tells managers; all of it, with a count."""

from datetime import timedelta

import pytest

from counter.extensions import db
from counter.tickets import clocks, kinds, late
from counter.tickets.kinds import Book
from counter.tickets.models import TicketMark
from tests import factories
from tests.support.answers import said
from tests.support.queries import counted
from tests.tickets import tickets
from tests.warranty import cards

HOUR = timedelta(hours=1)
YOURS = "Late, and yours to see to"
pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]


def late_ones(many, kind="complaint", **kw):
    for n in range(many):
        card = cards.a_card("李雷", f"+861390013900{n}", serials={"sn": f"SN0000001{n}"})
        more = {"severity": "minor"} if kind == "complaint" else {}
        tickets.a_ticket(card=card, kind=kind, channel="phone", words=f"没人招呼{n}", **(more | kw))


def pages(monday, hours, *visitors):
    monday.shift(hours * HOUR)
    db.session.commit()
    for visitor, name in visitors:
        visitor.enter(name)
        yield said(visitor.get("/today")), said(visitor.get("/tickets"))


def boss(code="NM", name="bo"):
    me = cards.by(name, code)
    me.is_manager = True
    return me


def of_risen(page):
    part = page[page.index('id="risen-h"') :] if 'id="risen-h"' in page else ""
    return part[: part.index("</section>")] if part else ""


@pytest.mark.ledger("GO-44")
def test_the_stores_own_manager_has_all_that_is_late_the_hour_it_is_with_a_count(ann, bo, monday):
    late_ones(6)
    before = late.risen(boss(), factories.NOW + HOUR)
    assert before.rows == [] and before.total == 0  # due this minute is not late
    ((today, listed), (mine, of_all)) = pages(monday, 1.1, (ann, "ann"), (bo, "bo"))
    assert YOURS not in today and YOURS not in listed and today.count('class="late"><a') == 4
    for page in (mine, of_all):
        block = of_risen(page)
        assert YOURS in block and ">6</span>" in block and 'href="/tickets/risen"' in block
        assert block.count('href="/tickets/') == 4 + 1
    whole = said(bo.get("/tickets/risen"))
    assert whole.count("late by") == 6 and "NM store" not in of_risen(mine)
    assert ann.get("/tickets/risen").status_code == 403


def test_what_rose_is_not_shown_twice_and_leaves_room_for_what_is_soon(bo, monday):
    late_ones(5)
    monday.shift(24 * HOUR)
    card = cards.a_card("韩梅", "+8613900139099", serials={"sn": "SN00000199"})
    coming = tickets.a_ticket(
        card=card, kind="complaint", channel="phone", severity="minor", at=factories.NOW + 24 * HOUR
    )
    ((today, _),) = pages(monday, 0.5, (bo, "bo"))
    assert f"/tickets/{coming.id}" not in of_risen(today) and today.count(f'href="/tickets/{coming.id}"') == 1
    assert today.count("late by") == 4  # the first of five, above


def test_who_is_told_says_the_clock(monday):
    """A question is the service desk's alone, until it is so late that it rises; a limit of a rule is everybody's."""
    late_ones(1, "question")
    at = factories.NOW + 20 * HOUR
    (mark,) = tickets.the_ticket().marks
    assert mark.is_late(at) and late.risen(boss(), at).rows == []
    assert [due.mark for due in late.risen(boss(), mark.rises_at).rows] == [mark.mark]
    mark.is_law = True
    db.session.commit()
    assert [due.mark for due in late.risen(boss(), at).rows] == [mark.mark]


@pytest.mark.parametrize(
    ("tells", "is_told"), [([], False), (["service_desk"], False), (["service_desk", "manager"], True)]
)
def test_of_several_clocks_one_that_tells_managers_is_enough(tells, is_told):
    ticket = tickets.a_ticket(kind="complaint", channel="phone", severity="minor")
    book = kinds.of_store(ticket.store)
    quiet = {"starts_at": "ticket_opened", "if": None, "update_every": "P1D", "tells": [], "marks": [{"mark": "answered"}]}  # fmt: skip
    some = Book(book.version_id, book.tickets, [quiet, {**quiet, "tells": tells}], book.network)
    for name, is_of_clock in (("answered", True), ("update", True), ("planned", False)):
        told = clocks.tells_manager(ticket, ticket.store, some, TicketMark(mark=name, is_law=False))
        assert told is (is_told and is_of_clock), name


def test_the_list_of_another_store_and_of_who_manages_nothing_is_empty(cy, monday):
    late_ones(2)
    at = factories.NOW + 30 * HOUR
    assert late.risen(boss("JJ", "cy"), at).total == 0
    assert late.risen(cards.by("ann"), at).total == 0


def test_many_late_ones_cost_a_manager_as_many_queries_as_one(bo, monday):
    late_ones(1)
    monday.shift(2 * HOUR)
    db.session.commit()
    bo.get("/today")
    with counted() as one:
        bo.get("/today")
    for n in range(1, 7):
        card = cards.a_card("李雷", f"+861390013901{n}", serials={"sn": f"SN0000002{n}"})
        tickets.a_ticket(card=card, kind="complaint", channel="phone", severity="minor")
    with counted() as many:
        assert ">7</span>" in of_risen(said(bo.get("/today")))
    assert len(many) == len(one)
