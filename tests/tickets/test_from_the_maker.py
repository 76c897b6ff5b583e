"""What replaces a thing and was in no stock: its numbers are typed, all that it has."""

import pytest

from tests.support.answers import said
from tests.tickets import tickets
from tests.tickets.test_claims import decide, exchanged
from tests.warranty import cards

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]


def test_one_that_came_straight_from_the_maker_is_noted_with_its_serial(ann):
    ticket = tickets.a_ticket()
    decide(ann, ticket, remedy="exchange")
    assert exchanged(ann, ticket, new="864207061018292", direct="y").status_code == 422  # check digit
    assert exchanged(ann, ticket, new="864207061018293", direct="y", unread="y").status_code == 303
    assert {one.value for one in tickets.the_ticket(ticket.id).line.identifiers} == {"864207061018293"}


def test_of_one_from_the_maker_each_number_is_asked_for_that_it_has(ann):
    cards.a_phone().spec = {"sim_slots": 2}
    old = {"imei1": "864207062184417", "imei2": "864207062184425", "sn": "YQX20B7H3K9M"}
    ticket = tickets.a_ticket(cards.a_card(serials=old))
    decide(ann, ticket, remedy="exchange")
    page = said(ann.get(f"/tickets/{ticket.id}"))
    assert "Second IMEI of the new one" in page and "Serial number of the new one" in page
    new = {"new": "864207061018293", "imei2": "864207061011454", "sn": "YQX20KA44JAV", "direct": "y"}
    for left_out, sentence in (
        ("imei2", "its second IMEI is missing"), ("sn", "The old one had a serial number"), ("new", "Its number is missing"),
    ):  # fmt: skip
        refused = exchanged(ann, ticket, **(new | {left_out: ""}))
        assert refused.status_code == 422 and sentence in said(refused)
    refused = exchanged(ann, ticket, **(new | {"imei2": new["new"]}))
    assert refused.status_code == 422 and "This is the first IMEI again." in said(refused)
    assert exchanged(ann, ticket, **new).status_code == 303
    line = tickets.the_ticket(ticket.id).line
    now_are = {one.kind: one.value for one in line.identifiers}
    assert now_are == {"imei1": new["new"], "imei2": new["imei2"], "sn": new["sn"]}


def test_what_replaces_a_phone_whose_number_nobody_could_read_has_one(ann):
    ticket = tickets.a_ticket(cards.a_card(serials={}))
    decide(ann, ticket, remedy="exchange")
    assert "Serial or IMEI of the new one" in said(ann.get(f"/tickets/{ticket.id}"))
    assert exchanged(ann, ticket, new="864207061018293", direct="y").status_code == 303
    assert [one.value for one in tickets.the_ticket(ticket.id).line.identifiers] == ["864207061018293"]


def test_a_number_of_the_old_one_is_none_of_the_new_one(ann):
    old = {"imei1": "864207062184417", "imei2": "864207062184425"}
    ticket = tickets.a_ticket(cards.a_card(serials=old))
    decide(ann, ticket, remedy="exchange")
    for new in ({"new": old["imei2"], "imei2": old["imei1"]}, {"new": old["imei2"], "unread": "y"}):
        refused = exchanged(ann, ticket, direct="y", **new)
        assert refused.status_code == 422 and "This is a number of the old one." in said(refused)
    line = tickets.the_ticket(ticket.id).line
    assert {one.kind: one.value for one in line.identifiers} == old
