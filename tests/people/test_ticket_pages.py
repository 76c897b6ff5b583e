"""How far a ticket is, as the customer reads it on their page."""

import re

import pytest

from counter.extensions import db
from tests import factories
from tests.people.outside import Somebody, path_of
from tests.tickets import tickets
from tests.warranty import cards

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]

WAY = (
    ("inspected", "We have looked at it"),
    ("sent", "Sent to the service point"),
    ("back", "It is back in the store and being checked"),
    ("ready", "Ready: come and fetch it"),
)


def read(visit, card):
    """(what it says now, the words of its way with their stamps, the whole page)"""
    db.session.commit()
    page = Somebody(visit(), path_of(card)).enter()
    way = re.search(r'<ol class="log".*?</ol>', page, re.S)[0]
    return (
        re.search(r'<p class="lead">(.*?)</p>', page)[1],
        re.findall(r"<li[^>]*>(.*?) <span[^>]*>(.*?)</span>", way),
        page,
    )


@pytest.mark.ledger("GO-21")
def test_each_step_of_a_repair_is_read_in_the_customers_words_with_its_stamp(visit, ann, monday):
    """Received, looked at, sent away, back, ready: the playbook's own words for outside, never the shop's."""
    card = cards.a_card()
    ticket = tickets.a_ticket(card)
    told = [("We have it and will look at it", "23 Nov 10:00")]
    assert read(visit, card)[:2] == (told[0][0], told)
    ann.send(f"/tickets/{ticket.id}/decision", cause="workmanship", verdict="covered", remedy="repair")
    for minute, (state, words) in enumerate(WAY, 1):
        monday.move_to(factories.NOW.replace(minute=minute))
        answer = ann.send(f"/tickets/{ticket.id}/steps", state=state, words="店里自己记的")
        assert answer.status_code == 303, state
        told.insert(0, (words, f"23 Nov 10:0{minute}"))
        now, way, page = read(visit, card)
        assert (now, way) == (words, told)
        assert "店里自己记的" not in page and "Looked at" not in page


def test_what_was_promised_and_for_which_day_is_read_while_it_is_open(visit, ann):
    card = cards.a_card()
    ticket = tickets.a_ticket(card)
    assert "Promised for" not in read(visit, card)[2]
    assert ann.send(f"/tickets/{ticket.id}/plan", plan="换一副音量键", on="2026-11-26").status_code == 303
    assert re.search(r"Promised for 26 Nov[^<]*, 换一副音量键</p>", read(visit, card)[2])
    ticket = tickets.the_ticket(ticket.id)
    ticket.closed_at = factories.NOW
    assert "换一副音量键" not in read(visit, card)[2]
