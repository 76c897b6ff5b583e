"""The slip that the customer takes along."""

import re

import pytest

from tests.support import bars
from tests.support.answers import said
from tests.tickets import tickets

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
