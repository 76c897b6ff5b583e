"""The slip that the customer takes along."""

import re
from datetime import timedelta

import pytest

from counter.extensions import db
from tests import factories
from tests.sales.test_refunding_pieces import refund
from tests.support import bars
from tests.support.answers import said
from tests.tickets import tickets
from tests.tickets.test_claims import decide
from tests.tickets.test_handing_in import hand_in
from tests.tickets.test_pieces import GIVEN, chairs, jm  # noqa: F401

WIDTH = 56  # mm of the barcode on the slip, as its stylesheet has it

pytestmark = pytest.mark.usefixtures("shop", "monday")


@pytest.mark.parametrize("store", ["NM", "JJ"])
def test_a_scanner_reads_the_tickets_number_off_the_slip_and_finds_the_ticket(visit, store):
    who = {"NM": "ann", "JJ": "cy"}[store]
    ticket = tickets.a_ticket(who=who, store=store)
    visitor = visit(who)
    address = re.search(r'<img class="code" src="([^"]+)"', said(visitor.get(f"/tickets/{ticket.id}/slip")))[
        1
    ]
    read = bars.read(said(visitor.get(address)), WIDTH)
    assert read == ticket.number
    found = visitor.post("/tickets/search", data={"csrf_token": visitor.csrf, "q": read})
    assert found.status_code == 303 and found.location.endswith(f"/tickets/{ticket.id}")


@pytest.mark.parametrize("kind", ["exchange", "return"])
def test_received_is_only_what_was_left_and_when_it_was(ann, monday, kind):
    """The days under repair count from that day, and the customer signs for it."""
    ticket = tickets.a_ticket(kind=kind, is_here=False, condition="")
    slip = f"/tickets/{ticket.id}/slip"
    assert "Received" not in said(ann.get(slip)) and "Received" not in said(ann.get(f"/tickets/{ticket.id}"))
    assert "<dt>Opened</dt><dd>23 Nov 2026 10:00</dd>" in said(ann.get(slip))
    monday.shift(timedelta(days=2))
    db.session.commit()
    ann.enter("ann")
    assert hand_in(ann, ticket).status_code == 303
    assert "<dt>Received</dt><dd>25 Nov 2026 10:00</dd>" in said(ann.get(slip))
    at_once = tickets.a_ticket(tickets.cards.a_card("李雷", "+8613900139001", serials={}))
    page = said(ann.get(f"/tickets/{at_once.id}/slip"))
    assert "<dt>Received</dt><dd>23 Nov 2026 10:00</dd>" in page and "<dt>Opened</dt>" not in page


def row_of(page, head):
    return re.search(f"<dt>{head}</dt><dd>(.*?)</dd>", page)[1]


def test_the_limits_of_the_rules_are_dated_by_the_stores_day_and_year(ann):
    """They begin at midnight there, when it is yet the day before in UTC: handed in on the 23rd, a phone is lent after the 30th."""
    page = said(ann.get(f"/tickets/{tickets.a_ticket().id}/slip"))
    limits = dict(re.findall(r"<dt>From ([^<]+)</dt><dd>([^<]+)</dd>", page))
    assert limits["1 Dec 2026"] == "Not repaired in 7 days: a phone on loan"
    assert row_of(page, "Received") == "23 Nov 2026 10:00" and row_of(page, "Left with it") == "none"


@pytest.mark.slow
def test_of_pieces_that_come_back_by_themselves_the_slip_says_when_they_were_left(jm, monday):  # noqa: F811
    """They were told on the phone on the 23rd and brought on the 25th, with the others; money went back for two on the 27th."""
    ticket = tickets.a_ticket(
        chairs(), "return", store="JJ", who="cy", is_here=False, condition="", fault="loose"
    )
    for day in (2, 4):
        monday.move_to(factories.NOW + timedelta(days=day))
        jm.enter("jm")
        if day == 2:
            assert hand_in(jm, ticket).status_code == 303
            assert decide(jm, ticket, remedy="return", **GIVEN).status_code == 303
    assert refund(jm, ticket, "1000", pieces="2").status_code == 303
    slips = [said(jm.get(f"/tickets/{one}/slip")) for one in (ticket.id, tickets.the_ticket().id)]
    assert slips[0] != slips[1] and tickets.the_ticket().split_from_id == ticket.id
    told = {(row_of(slip, "Opened"), row_of(slip, "Received")) for slip in slips}
    assert told == {("23 Nov 2026 10:00", "25 Nov 2026 10:00")}
