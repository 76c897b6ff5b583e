"""The repair record is struck out from its end, and never behind a ticket's back."""

from datetime import date

import pytest

from counter.extensions import db
from counter.warranty import repairing
from counter.warranty.models import CardLine, Repair
from tests import factories
from tests.support.answers import said
from tests.tickets import tickets
from tests.warranty import cards

A, B, C = "490154203237518", "356938035643809", "864207061018293"
TODAY = date(2026, 11, 23)


pytestmark = pytest.mark.usefixtures("shop", "monday")


def exchanged(line, **serials):
    made = repairing.exchange(line, repairing.Fault(), TODAY, serials, cards.by(), factories.NOW, TODAY)
    db.session.commit()
    return made


def serials(line):
    db.session.expire_all()
    return {one.kind: one.value for one in db.session.get(CardLine, line.id).identifiers}


def strike(visitor, line, repair):
    return visitor.send(f"/warranty-cards/{line.card_id}/repairs/{repair.id}/withdrawal")


def test_of_two_exchanges_the_later_one_is_struck_out_first(bo):
    line = cards.a_card(serials={"imei1": A}, sold_on=date(2026, 3, 2)).lines[0]
    first, second = exchanged(line, imei1=B), exchanged(line, imei1=C)
    refused = strike(bo, line, first)
    assert refused.status_code == 409 and "Strike out the later exchange first" in said(refused)
    assert serials(line) == {"imei1": C}
    for repair, left in ((second, B), (first, A)):
        assert strike(bo, line, repair).status_code == 303
        assert serials(line) == {"imei1": left}


def test_a_later_exchange_of_a_part_stands_in_no_ones_way(bo):
    line = cards.a_card(serials={"imei1": A, "sn": "SN00000001"}, sold_on=date(2026, 3, 2)).lines[0]
    first = exchanged(line, imei1=B)
    repairing.exchange(line, repairing.Fault("battery"), TODAY, {}, cards.by(), factories.NOW, TODAY)
    db.session.commit()
    assert serials(line) == {"imei1": B}
    assert strike(bo, line, first).status_code == 303
    assert serials(line) == {"imei1": A, "sn": "SN00000001"}


def test_what_a_ticket_wrote_is_handed_back_and_struck_out_by_the_ticket_alone(ann, bo):
    ticket = tickets.a_ticket()
    (repair,) = ticket.line.repairs
    path = f"/warranty-cards/{ticket.card_id}/repairs/{repair.id}"
    for answer in (
        ann.send(f"{path}/return", work="换屏", back_on="2026-11-23"),
        bo.send(f"{path}/withdrawal"),
    ):
        assert answer.status_code == 409 and "A ticket wrote this. Go on there." in said(answer)
    db.session.expire_all()
    repair = db.session.get(Repair, repair.id)
    assert repair.is_here and repair.withdrawn_at is None
    assert tickets.the_ticket(ticket.id).is_here


def test_beneath_an_exchange_of_a_ticket_nothing_is_struck_out_and_no_button_offers_it(bo):
    line = cards.a_card(serials={"imei1": A}, sold_on=date(2026, 3, 2)).lines[0]
    first, second = exchanged(line, imei1=B), exchanged(line, imei1=C)
    path = f"/warranty-cards/{line.card_id}/repairs/"
    page = said(bo.get(f"/warranty-cards/{line.card_id}"))
    assert f"{path}{second.id}/withdrawal" in page and f"{path}{first.id}/withdrawal" not in page
    second.ticket = "NM7000001A"
    db.session.commit()
    refused = strike(bo, line, first)
    assert refused.status_code == 409 and "again since, by a ticket" in said(refused)
    assert "/withdrawal" not in said(bo.get(f"/warranty-cards/{line.card_id}"))


def test_also_where_no_number_of_what_came_first_could_be_read(bo):
    """Else the numbers of two phones would stand on one card."""
    line = cards.a_card(serials={"sn": "SN00000001"}, sold_on=date(2026, 3, 2)).lines[0]
    first, second = exchanged(line), exchanged(line, imei1=B)
    refused = strike(bo, line, first)
    assert refused.status_code == 409 and "Strike out the later exchange first" in said(refused)
    assert serials(line) == {"imei1": B}
    for repair, left in ((second, {}), (first, {"sn": "SN00000001"})):
        assert strike(bo, line, repair).status_code == 303
        assert serials(line) == left


def test_nor_beneath_one_whose_own_numbers_could_not_be_read(bo):
    line = cards.a_card(serials={"sn": "SN00000001"}, sold_on=date(2026, 3, 2)).lines[0]
    first, second = exchanged(line), exchanged(line)
    assert strike(bo, line, first).status_code == 409
    assert strike(bo, line, second).status_code == 303 and strike(bo, line, first).status_code == 303


def test_of_things_without_numbers_each_is_struck_out_alone(bo):
    line = cards.a_card(serials={}, sold_on=date(2026, 3, 2)).lines[0]
    first, _second = exchanged(line), exchanged(line)
    assert strike(bo, line, first).status_code == 303
