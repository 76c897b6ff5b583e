"""Furniture: agreed on, brought, put up, handed over; the card and the calls count from there."""

from datetime import date, timedelta

import pytest
import time_machine

from counter.callbacks.models import Callback
from counter.deliveries.models import Appointment
from counter.extensions import db
from counter.stock.models import Movement, Unit
from counter.warranty import numbers
from counter.warranty.models import Card, Identifier
from tests import factories
from tests.sales.counter_side import begin, count, errors, furniture_floor, paid, ready, text, the_sale

pytestmark = pytest.mark.slow

MONDAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(factories.NOW, tick=True):
        yield


@pytest.fixture
def path(cy, shop):
    furniture_floor()
    path = begin(cy, name="许文静", phone="15200009038")
    cy.send(path + "/lines", code="BED")
    cy.send(path + "/lines", code="MATT00000001")
    return path


def arranged(visitor, path, on=MONDAY + timedelta(days=2), **fields):
    fields = {"slot": "morning", "address": "桂花园3幢1102", "floor": "11", "has_lift": "y", **fields}
    return visitor.send(path + "/delivery", on=on.isoformat() if isinstance(on, date) else on, **fields)


def days_later(days):
    return time_machine.travel(factories.NOW + timedelta(days=days), tick=True)


@pytest.mark.ledger("FU-37", "GO-20")
def test_from_the_agreed_day_to_the_card_that_counts_from_the_day_it_was_put_up(cy, path):
    assert paid(cy, path, amount="1000", kind="earnest").status_code == 303
    assert arranged(cy, path).status_code == 303
    assert "Still to pay" in text(cy.get(path + "?stage=handover"))
    with days_later(2):
        cy.sign_in("cy")
        assert paid(cy, path).status_code == 303
        assert cy.send(path + "/delivery/arrival").status_code == 303
        assert cy.send(path + "/delivery/installation").status_code == 303
        ready(path)
        answer = cy.send(path + "/handover", invoice_number="JJ-1")
        assert answer.status_code == 303, errors(answer)
    card = db.session.query(Card).one()
    assert (card.sold_on, card.delivered_on, card.installed_on) == (
        MONDAY,
        MONDAY + timedelta(2),
        MONDAY + timedelta(2),
    )
    assert card.customer_address == "桂花园3幢1102"
    starts = {row.starts_on for line in card.lines for row in line.coverages if row.kind == "term"}
    assert MONDAY + timedelta(2) in starts
    assert [one.value for one in db.session.query(Identifier)] == ["MATT00000001"]
    due = {call.plan: call.due_on for call in db.session.query(Callback)}
    assert due["after_delivery"] == date(2026, 11, 28) and due["two_months"] == date(2027, 1, 25)
    cy.sign_in("cy")
    page = text(cy.get(path))
    assert numbers.shown(card.number) in page and "Two-month call" in page


@pytest.mark.parametrize(
    "fields, sentence",
    [
        ({"on": MONDAY - timedelta(days=1)}, "This day is over"),
        ({"on": "2026-02-30"}, "no date"),
        ({"on": ""}, "Choose the day"),
        ({"address": ""}, "Where is it to go"),
        ({"address": "x" * 10000}, "longer than 200"),
        ({"floor": "eleven"}, "whole number"),
        ({"floor": "999"}, "no such floor"),
    ],
)
def test_a_delivery_that_can_t_be_is_said_at_its_field(cy, path, fields, sentence):
    answer = arranged(cy, path, **fields)
    assert answer.status_code == 422 and any(sentence in error for error in errors(answer)), errors(answer)
    assert count(Appointment) == 0


def test_floor_and_note_may_stay_empty(cy, path):
    assert arranged(cy, path, floor="", has_lift=None).status_code == 303
    made = db.session.query(Appointment).one()
    assert (made.floor, made.has_lift) == (None, False)


def test_a_second_agreement_moves_the_first(cy, path):
    arranged(cy, path)
    arranged(cy, path, on=MONDAY + timedelta(days=5), slot="evening")
    made = db.session.query(Appointment).one()
    assert (made.on_date, made.slot) == (MONDAY + timedelta(days=5), "evening")


def test_days_come_in_their_order_and_a_tap_can_be_taken_back(cy, path):
    answer = cy.send(path + "/delivery/arrival")
    assert answer.status_code == 422 and "No delivery is agreed on" in errors(answer)[0]
    arranged(cy, path, on=MONDAY)
    for on in (MONDAY + timedelta(days=1), MONDAY - timedelta(days=1)):
        assert cy.send(path + "/delivery/arrival", on=on.isoformat()).status_code == 422
    cy.send(path + "/delivery/arrival")
    cy.send(path + "/delivery/installation")
    made = db.session.query(Appointment).one()
    assert (made.delivered_on, made.installed_on) == (MONDAY, MONDAY)
    assert arranged(cy, path).status_code == 422  # it is there
    cy.send(path + "/delivery/reopening")
    db.session.rollback()
    assert (made.delivered_on, made.installed_on) == (MONDAY, None)
    cy.send(path + "/delivery/reopening")
    db.session.rollback()
    assert made.delivered_on is None


def test_nothing_is_handed_over_before_it_is_put_up(cy, path):
    paid(cy, path)
    ready(path)
    answer = cy.send(path + "/handover", address="x", invoice_number="JJ-1")
    assert answer.status_code == 422 and "Where to" in errors(answer)[0]
    arranged(cy, path, on=MONDAY)
    answer = cy.send(path + "/handover", invoice_number="JJ-1")
    assert answer.status_code == 422 and "Delivered, every piece counted" in errors(answer)[0]
    assert count(Card) == 0


def test_what_was_ordered_goes_straight_to_the_customer_and_a_serial_is_named_when_it_comes(cy, path):
    floor = {line.product.code: line for line in the_sale(path).lines}
    mattress = floor["MATT"].unit_id
    cy.send(f"{path}/lines/{floor['MATT'].id}/removal")
    second = begin(cy, name="朱军", phone="13800006472")
    cy.send(second + "/lines", unit=str(mattress))
    paid(cy, second)
    cy.send(path + "/lines", code="MATT")  # none left: it comes later
    line = next(line for line in the_sale(path).live_lines if line.product.code == "MATT")
    assert line.unit_id is None and "not here; delivered later" in text(cy.get(path + "?stage=payment"))
    paid(cy, path)
    from counter.stock.moving import receive

    receive(the_sale(path).store_id, line.product_id, "shelf", factories.NOW, {"sn": "MATT00000002"})
    db.session.commit()
    answer = cy.send(f"{path}/lines/{line.id}/unit", code="YQX20AAAAA01", stage="handover")
    assert answer.status_code == 422
    assert cy.send(f"{path}/lines/{line.id}/unit", code="MATT00000002", stage="handover").status_code == 303
    arranged(cy, path, on=MONDAY)
    cy.send(path + "/delivery/installation")
    ready(path)
    assert cy.send(path + "/handover", invoice_number="JJ-1").status_code == 303
    assert count(Unit, Unit.place == "sold") == 2
    assert count(Identifier, Identifier.value == "MATT00000002") == 1
    assert count(Movement, Movement.to_place == "sold") == 3
