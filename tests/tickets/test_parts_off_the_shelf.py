"""A part that the store keeps leaves its shelf, the old one comes in to the faulty ones; taken back, both go where they were."""

import pytest
from sqlalchemy import select

from counter.catalog.models import Ean
from counter.extensions import db
from counter.stock.models import Balance, Movement
from counter.stock.moving import adjust, move
from counter.supplier_claims.models import SupplierClaim
from tests import factories
from tests.support.answers import said
from tests.tickets import network, tickets
from tests.tickets.network import scan, send
from tests.tickets.test_claims import decide, exchanged, go
from tests.tickets.test_losing import GOODWILL, lost
from tests.tickets.test_lost_by_itself import sent_late
from tests.tickets.test_withdrawing import withdrawn

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]
EAN = "6990126002139"


def a_charger(many=2, code="CH67", store="NM", **kw):
    words = {"zh": "67瓦充电器", "en": "67 W charger"}
    made = factories.a_product(
        code, "phone_charger", price=9900, **{"name": words, "parts": ["charger"]} | kw
    )
    adjust(factories.the_store(store).id, made.id, "shelf", many) if many else None
    db.session.commit()
    return made


def stock(product):
    """{(store, place): how many}"""
    db.session.expire_all()
    asked = select(Balance).where(Balance.product_id == product.id, Balance.quantity != 0)
    codes = {factories.the_store(code).id: code for code in ("NM", "JJ", "CC") if factories.the_store(code)}
    return {(codes[one.store_id], one.place): one.quantity for one in db.session.scalars(asked)}


def promised(ann, remedy="exchange", **kw):
    made = tickets.a_ticket(**{"part": "charger", "fault": "charger_fails"} | kw)
    go(ann, made, "inspected")
    assert decide(ann, made, remedy=remedy, cause="material").status_code == 303
    return made


def fitted(visitor, ticket, **fields):
    return visitor.send(f"/tickets/{ticket.id}/parts", **{"quantity": "1", "price": "99"} | fields)


def taken_off(visitor, ticket):
    part = tickets.the_ticket(ticket.id).parts_used[0].id
    return visitor.send(f"/tickets/{ticket.id}/part-removals", part=str(part))


@pytest.mark.parametrize("typed", ["CH67", EAN, "67瓦充电器", "67 w CHARGER"])
def test_a_charger_leaves_the_shelf_and_the_old_one_lies_with_the_faulty_ones(ann, typed):
    charger = a_charger()
    charger.eans = [Ean(code=EAN)]
    ticket = promised(ann)
    assert "Empty: no stock moves." in said(ann.get(f"/tickets/{ticket.id}"))
    assert exchanged(ann, ticket, part=typed).status_code == 303
    assert stock(charger) == {("NM", "shelf"): 1, ("NM", "repair"): 1}
    (claim,) = db.session.scalars(select(SupplierClaim))
    assert (claim.what, claim.ticket_id) == ("exchange", ticket.id)
    assert withdrawn(ann, ticket).status_code == 303
    assert stock(charger) == {("NM", "shelf"): 2}
    db.session.expire_all()
    assert claim.stage == "empty" and tickets.the_ticket(ticket.id).state == "inspected"


def test_it_leaves_once_however_often_the_form_is_sent(ann):
    charger, ticket = a_charger(), promised(ann)
    key = "p" * 22
    sent = [exchanged(ann, ticket, part="CH67", operation_id=key).status_code for _ in range(2)]
    assert sent == [303, 303] and stock(charger) == {("NM", "shelf"): 1, ("NM", "repair"): 1}


def test_what_is_not_kept_in_stock_moves_nothing(ann):
    charger, ticket = a_charger(), promised(ann)
    assert exchanged(ann, ticket).status_code == 303 and stock(charger) == {("NM", "shelf"): 2}
    assert withdrawn(ann, ticket).status_code == 303 and stock(charger) == {("NM", "shelf"): 2}


def test_what_is_wrong_is_said_at_the_field_and_the_words_stay(ann):
    a_charger(many=0)
    a_charger(code="CH33", name={"zh": "33瓦充电器", "en": "33 W charger"})
    phone = tickets.on_shelf()
    ticket = promised(ann)
    for typed, sentence in (
        ("CH67", "not so many on the shelf"), ("充电器", "Which of these is it?"), ("67瓦", "Which of these is it?"), ("CH99", "Nothing in this store"),
        (phone.serials[0].value, "the thing itself"), ("X20", "Scan its own IMEI"),
    ):  # fmt: skip
        refused = exchanged(ann, ticket, part=typed)
        page = said(refused)
        assert refused.status_code == 422 and sentence in page and f'value="{typed}"' in page, typed
    assert tickets.the_ticket(ticket.id).collected_at is None
    assert [one.quantity for one in db.session.scalars(select(Movement))] == [1]  # the phone came in


def test_of_several_that_are_called_so_the_right_one_is_chosen(ann):
    charger, other = a_charger(), a_charger(code="CH33", name={"zh": "33瓦充电器", "en": "33 W charger"})
    ticket = promised(ann, remedy="repair", part=None, fault="keys")
    asked = fitted(ann, ticket, product="充电器")
    page = said(asked)
    assert asked.status_code == 422 and "33 W charger" in page and f'value="{charger.id}"' in page
    assert fitted(ann, ticket, product="充电器", product_id=str(charger.id)).status_code == 303
    assert stock(charger) == {("NM", "shelf"): 1, ("NM", "repair"): 1} and stock(other) == {
        ("NM", "shelf"): 2
    }
    again = fitted(ann, ticket, product="充电器", product_id="99999")
    assert again.status_code == 422 and len(tickets.the_ticket(ticket.id).parts_used) == 1


def test_a_part_that_goes_in_leaves_the_shelf_and_taken_off_the_list_lies_there_again(ann):
    charger, ticket = a_charger(), promised(ann, remedy="repair", part=None, fault="keys")
    assert fitted(ann, ticket, product="CH67", quantity="2").status_code == 303
    assert stock(charger) == {("NM", "repair"): 2}
    page = said(ann.get(f"/tickets/{ticket.id}"))
    assert "67 W charger ×2" in page and "off the shelf" in page
    assert taken_off(ann, ticket).status_code == 303
    assert stock(charger) == {("NM", "shelf"): 2}
    assert fitted(ann, ticket, label="主板").status_code == 303  # of no product
    page = said(ann.get(f"/tickets/{ticket.id}"))
    assert "主板 ×1" in page and '<span class="chip">off the shelf' not in page
    assert taken_off(ann, ticket).status_code == 303 and stock(charger) == {("NM", "shelf"): 2}


def test_a_part_of_which_there_are_too_few_does_not_go_in(ann):
    charger, ticket = a_charger(), promised(ann, remedy="repair", part=None, fault="keys")
    refused = fitted(ann, ticket, product="CH67", quantity="3", label="充电头")
    page = said(refused)
    assert refused.status_code == 422 and "not so many on the shelf" in page and 'value="充电头"' in page
    assert "Which part?" in said(fitted(ann, ticket))
    assert tickets.the_ticket(ticket.id).parts_used == [] and stock(charger) == {("NM", "shelf"): 2}


def test_a_part_with_a_serial_goes_in_by_itself(ann):
    buds = factories.a_product("BUDS", "earphones")
    unit = tickets.on_shelf("864207061011454", "BUDS00000001", buds)
    ticket = promised(ann, remedy="repair", part=None, fault="keys")
    refused = fitted(ann, ticket, product="BUDS00000001", quantity="2")
    assert refused.status_code == 422 and "One serial is one piece" in said(refused)
    assert fitted(ann, ticket, product="BUDS00000001").status_code == 303
    db.session.refresh(unit)
    assert unit.place == "sold" and stock(buds) == {("NM", "repair"): 1}
    assert taken_off(ann, ticket).status_code == 303
    db.session.refresh(unit)
    assert unit.place == "shelf" and stock(buds) == {("NM", "shelf"): 1}


def test_what_went_on_to_the_maker_is_brought_back_first(ann):
    charger, ticket = a_charger(), promised(ann, remedy="repair", part=None, fault="keys")
    assert fitted(ann, ticket, product="CH67").status_code == 303
    move(ticket.store_id, charger.id, 1, "repair", "outside", "to the maker", factories.NOW)
    db.session.commit()
    refused = taken_off(ann, ticket)
    assert refused.status_code == 422 and "Bring it back first" in said(refused)
    assert len(tickets.the_ticket(ticket.id).parts_used) == 1 and stock(charger) == {("NM", "shelf"): 1}


def test_it_leaves_the_shelf_of_the_store_that_has_the_thing(ann, visit):
    network.a_network()
    near, there = a_charger(), factories.the_store("CC").id
    adjust(there, near.id, "shelf", 5)
    db.session.commit()
    ticket = promised(ann, remedy="repair", part=None, fault="keys")
    assert send(ann, ticket).status_code == 303 and scan(visit("eng"), ticket).status_code == 303
    refused = fitted(ann, ticket, product="CH67")
    assert refused.status_code == 422 and "with another store, whose shelf this is" in said(refused)
    assert fitted(ann, ticket, label="充电头").status_code == 303
    assert fitted(visit("eng"), ticket, product="CH67").status_code == 303
    assert stock(near) == {("NM", "shelf"): 2, ("CC", "shelf"): 4, ("CC", "repair"): 1}


def test_for_one_that_was_lost_no_old_one_comes_in(ann, monday, visit):
    network.a_network()
    charger = a_charger()
    number = sent_late(ann, monday, tickets.a_ticket(part="charger", fault="charger_fails"))
    bo = visit("bo")
    assert lost(bo, tickets.the_ticket(number)).status_code == 303
    assert bo.send(f"/tickets/{number}/decision", **GOODWILL, remedy="exchange").status_code == 303
    assert bo.send(f"/tickets/{number}/exchange", part="CH67").status_code == 303
    assert stock(charger) == {("NM", "shelf"): 1}
