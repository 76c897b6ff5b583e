"""Moving house: booked from the order, the first time free, then at the catalogue's price; never below none left."""

import re
import threading
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from counter.deliveries import cancelling, moving
from counter.deliveries.models import Appointment, Entitlement
from counter.extensions import db
from counter.history.models import HistoryEntry
from counter.playbooks import kept
from counter.sales.models import Sale
from counter.stores.models import Store
from tests import factories
from tests.sales.counter_side import begin, furniture_floor, paid, ready, text
from tests.sales.test_delivering import arranged
from tests.warranty import cards

pytestmark = pytest.mark.slow

MONDAY = date(2026, 11, 23)
MOVE = {"on": "2026-12-05", "slot": "afternoon", "from_address": "桂花园3幢1102", "address": "星塘里6幢902", "price": "0"}  # fmt: skip


@pytest.fixture(autouse=True)
def clock(shop):
    with time_machine.travel(factories.NOW, tick=True):
        yield


@pytest.fixture
def order(cy):
    """A bed and a mattress, brought, put up and handed over: the sale's address."""
    furniture_floor()
    factories.a_product("MOVE-FIT", "move_service", "furniture_cn", 38000)
    path = begin(cy, name="许文静", phone="15200009038")
    cy.send(path + "/lines", code="BED")
    arranged(cy, path, on=MONDAY)
    assert paid(cy, path).status_code == 303
    cy.send(path + "/delivery/arrival")
    cy.send(path + "/delivery/installation")
    ready(path)
    assert cy.send(path + "/handover", invoice_number="JJ-1").status_code == 303
    return path


def rights():
    db.session.rollback()
    return db.session.execute(sa.select(Entitlement.granted, Entitlement.used)).all()


def moves():
    db.session.rollback()
    asked = sa.select(Appointment).where(Appointment.kind == "move").order_by(Appointment.id)
    return db.session.scalars(asked).all()


@pytest.mark.ledger("FU-34")
def test_a_move_is_booked_from_the_order_and_worked_through_as_a_day_with_both_addresses(cy, order):
    page = text(cy.get(order))
    assert "Moving house" in page and f"{order}/moves/new" in page
    page = text(cy.get(order + "/moves/new"))
    assert "桂花园3幢1102" in page or "许文静" in page
    assert "This one is free" in page and "Granted 1, used 0, left 1." in page
    answer = cy.send(order + "/moves", **MOVE, floor="9", has_lift="y", note="先拆衣柜")
    assert answer.status_code == 303
    (move,) = moves()
    assert (move.kind, move.on_date, move.slot) == ("move", date(2026, 12, 5), "afternoon")
    assert (move.from_address, move.address, move.floor) == ("桂花园3幢1102", "星塘里6幢902", 9)
    listed = text(cy.get("/deliveries"))
    assert "moving house, free" in listed and "from 桂花园3幢1102" in listed and "to 星塘里6幢902" in listed
    with time_machine.travel(factories.NOW + timedelta(12), tick=True):
        cy.enter("cy")
        assert "moving house" in text(cy.get("/today"))
        assert cy.send(f"/deliveries/{move.id}/arrival").status_code == 303
        assert cy.send(f"/deliveries/{move.id}/installation").status_code == 303
        assert ">done<" in text(cy.get(order))


@pytest.mark.ledger("FU-35")
def test_the_first_is_free_and_counted_the_second_shows_the_price_and_none_is_left_to_take(cy, order):
    assert cy.send(order + "/moves", **MOVE).status_code == 303
    assert rights() == [(1, 1)]
    page = text(cy.get(order + "/moves/new"))
    assert "Granted 1, used 1, left 0." in page and "¥380" in page and "free one is used" in page
    again = cy.send(order + "/moves", **MOVE)  # a page from before, on which it was free
    assert (
        again.status_code == 422 and "costs something else" in text(again) and "星塘里6幢902" in text(again)
    )
    assert rights() == [(1, 1)] and len(moves()) == 1
    priced = MOVE | {"price": "38000"}
    assert cy.send(order + "/moves", **priced).status_code == 303
    assert rights() == [(1, 1)] and [one.price for one in moves()] == [0, 38000]
    with pytest.raises(sa.exc.IntegrityError):
        db.session.execute(sa.update(Entitlement).values(used=2))
    db.session.rollback()


def test_called_off_it_is_the_customers_again_but_only_once_and_not_when_it_was_made(cy, order):
    cy.send(order + "/moves", **MOVE)
    (move,) = moves()
    assert cy.send(f"/deliveries/{move.id}/cancellation").status_code == 303
    assert rights() == [(1, 0)] and "moving house" not in text(cy.get("/deliveries"))
    assert "called off" in text(cy.get(order)) and "left 1" in text(cy.get(order))
    again = cy.send(f"/deliveries/{move.id}/cancellation")
    assert again.status_code == 422 and "called off already" in text(again) and rights() == [(1, 0)]
    late = cy.send(f"/deliveries/{move.id}/arrival")
    assert late.status_code == 422
    cy.send(order + "/moves", **MOVE | {"on": "2026-11-23"})
    second = moves()[1]
    cy.send(f"/deliveries/{second.id}/arrival")
    assert cy.send(f"/deliveries/{second.id}/cancellation").status_code == 422 and rights() == [(1, 1)]
    paid_one = cy.send(order + "/moves", **MOVE | {"price": "38000"})
    assert paid_one.status_code == 303
    third = moves()[2]
    cy.send(f"/deliveries/{third.id}/cancellation")
    assert rights() == [(1, 1)]  # what was paid for gives no free one back


def test_the_money_for_a_second_move_is_taken_once_and_given_back_before_it_is_called_off(cy, ann, order):
    cy.send(order + "/moves", **MOVE)
    cy.send(order + "/moves", **MOVE | {"price": "38000"})
    free, priced = moves()
    listed = text(cy.get("/deliveries"))
    assert (
        listed.count("not paid yet") == 1 and "Take ¥380" in listed and "not paid yet" in text(cy.get(order))
    )
    nothing = cy.send(f"/deliveries/{free.id}/payment", method="cash")
    assert nothing.status_code == 422 and "nothing to pay" in text(nothing)
    for method in ("", "shells"):
        assert cy.send(f"/deliveries/{priced.id}/payment", method=method).status_code == 422
    assert ann.send(f"/deliveries/{priced.id}/payment", method="cash").status_code == 404
    assert cy.send(f"/deliveries/{priced.id}/payment", method="wechat", htmx=True).status_code == 200
    paid_one = moves()[1]
    assert (paid_one.paid_method, paid_one.paid_at is not None, paid_one.is_owed) == ("wechat", True, False)
    again = cy.send(f"/deliveries/{priced.id}/payment", method="cash")
    assert again.status_code == 422 and "Nothing is taken twice" in text(again)
    assert "paid, WeChat Pay" in text(cy.get("/deliveries"))
    refused = cy.send(f"/deliveries/{priced.id}/cancellation")
    assert refused.status_code == 422 and "Give the money back first" in text(refused)
    assert cy.send(f"/deliveries/{priced.id}/payment-return").status_code == 303
    assert cy.send(f"/deliveries/{priced.id}/payment-return").status_code == 422
    assert cy.send(f"/deliveries/{priced.id}/cancellation").status_code == 303
    verbs = sa.select(HistoryEntry.verb).where(HistoryEntry.record_kind == "appointments")
    assert {"pay", "pay_back"} <= set(db.session.scalars(verbs))


def test_a_move_that_is_done_and_not_paid_stays_on_the_list(cy, order):
    cy.send(order + "/moves", **MOVE)
    cy.send(order + "/moves", **MOVE | {"price": "38000", "on": "2026-11-23"})
    priced = moves()[1]
    cy.send(f"/deliveries/{priced.id}/arrival")
    cy.send(f"/deliveries/{priced.id}/installation")
    with time_machine.travel(factories.NOW + timedelta(10), tick=True):
        cy.enter("cy")
        assert f'id="appointment-{priced.id}"' in text(cy.get("/deliveries"))
        cy.send(f"/deliveries/{priced.id}/payment", method="cash")
        assert f'id="appointment-{priced.id}"' not in text(cy.get("/deliveries"))


def test_a_delivery_is_not_called_off_here(cy, order):
    delivery = db.session.scalars(sa.select(Appointment.id).where(Appointment.kind == "delivery")).one()
    answer = cy.send(f"/deliveries/{delivery}/cancellation")
    assert answer.status_code == 422 and "in its sale" in text(answer)


def test_from_the_card_the_order_s_own_is_used_and_an_old_card_has_one_of_its_own(cy, order):
    sale = db.session.get_one(Sale, int(order.rsplit("/", 1)[1]))
    number = db.session.scalar(sa.text("select id from cards where sale_id = :sale"), {"sale": sale.id})
    path = f"/warranty-cards/{number}"
    assert "Book a move" in text(cy.get(path)) and "left 1" in text(cy.get(path))
    assert cy.send(path + "/moves", **MOVE).status_code == 303
    assert "left 0" in text(cy.get(path)) and "left 0" in text(cy.get(order))
    bed = db.session.scalar(sa.text("select id from products where code = 'BED'"))
    from counter.catalog.models import Product

    old = cards.a_card("周敏", "+8613900002219", db.session.get(Product, bed), {}, store="JJ", who="cy")
    assert "left 1" in text(cy.get(f"/warranty-cards/{old.id}"))
    assert cy.send(f"/warranty-cards/{old.id}/moves", **MOVE).status_code == 303
    assert sorted(rights()) == [(1, 1), (1, 1)]


def test_the_cards_of_one_invoice_have_one_free_move_together(cy, order):
    """Where no sale is known the invoice is the order: of that store and that day, however it is spelt."""
    from counter.catalog.models import Product

    bed = db.session.scalars(sa.select(Product).where(Product.code == "BED")).one()
    fields = {"product": bed, "serials": {}, "store": "JJ", "who": "cy"}
    first, second, other = (
        cards.a_card("周敏", "+8613900002219", invoice_number=number, **fields)
        for number in ("INV-1", "inv 1", "INV-2")
    )
    assert cy.send(f"/warranty-cards/{first.id}/moves", **MOVE).status_code == 303
    assert "left 0" in text(cy.get(f"/warranty-cards/{second.id}")) and "left 1" in text(
        cy.get(f"/warranty-cards/{other.id}")
    )
    assert cy.send(f"/warranty-cards/{second.id}/moves", **MOVE).status_code != 303
    assert cy.send(f"/warranty-cards/{other.id}/moves", **MOVE).status_code == 303
    assert sorted(rights()) == [(1, 1), (1, 1)]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"on": "2026-11-22"}, "This day is over"),
        ({"on": "2026-02-30"}, "no date"),
        ({"on": ""}, "Which day?"),
        ({"address": ""}, "Where is it to go?"),
        ({"from_address": ""}, "Where does it stand now?"),
        ({"address": "x" * 201}, "longer than 200"),
        ({"floor": "top"}, "whole number"),
        ({"price": "-5"}, "costs something else"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_taken(cy, order, fields, sentence):
    answer = cy.send(order + "/moves", **MOVE | {"note": "先拆衣柜"} | fields)
    assert answer.status_code == 422 and sentence in text(answer) and "先拆衣柜" in text(answer)
    assert moves() == [] and [used for _, used in rights()] in ([], [0])


def test_a_phone_store_offers_none(ann):
    card = cards.a_card()
    assert "Book a move" not in text(ann.get(f"/warranty-cards/{card.id}"))
    answer = ann.get(f"/warranty-cards/{card.id}/moves/new")
    assert answer.status_code == 409 and re.search("does not offer", text(answer))


def test_two_tablets_in_the_same_moment_take_one_free_move(app, cy, order):
    sale_id = int(order.rsplit("/", 1)[1])
    store_id, customer_id = db.session.execute(
        sa.select(Sale.store_id, Sale.customer_id).where(Sale.id == sale_id)
    ).one()
    me = cards.by("cy", "JJ")
    person, names = me.person_id, me.names
    db.session.commit()
    start, outcomes = threading.Barrier(4), []

    def work():
        from counter.customers.models import Customer

        with app.app_context():
            store, customer = db.session.get_one(Store, store_id), db.session.get_one(Customer, customer_id)
            hand = cards.By(person, store)
            assert hand.names == names
            offered = moving.offer(
                store, [moving.of_sale(sale_id)], kept.body_in_force("furniture_cn"), factories.NOW.date()
            )  # all read it as free
            db.session.rollback()
            start.wait(10)
            agreed = moving.Agreed(date(2026, 12, 5), "morning", "桂花园", "星塘里", None, False, "")
            store, customer = db.session.get_one(Store, store_id), db.session.get_one(Customer, customer_id)
            try:
                moving.book(store, customer, offered, agreed, 0, cards.By(person, store), factories.NOW)
                db.session.commit()
                outcomes.append("booked")
            except moving.PriceChanged:
                db.session.rollback()
                outcomes.append("told")
            finally:
                db.session.remove()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    assert sorted(outcomes) == ["booked", "told", "told", "told"]
    assert rights() == [(1, 1)] and len(moves()) == 1
    (move,) = moves()
    cancelling.cancel(move, cards.by("cy", "JJ"), factories.NOW)
    db.session.commit()
    assert rights() == [(1, 0)]
