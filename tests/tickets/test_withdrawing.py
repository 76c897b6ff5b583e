"""An exchange that was noted by mistake: everything stands again as it stood before, and the right one follows."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from counter.extensions import db
from counter.stock.models import Balance, Serial, Unit
from counter.stock.moving import adjust, move
from counter.supplier_claims.models import SupplierClaim
from counter.tickets import claiming
from counter.warranty.models import Card
from tests import factories
from tests.support.answers import said
from tests.tickets import tickets
from tests.tickets.test_claims import decide, exchanged, until
from tests.warranty import cards

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]
WRONG, RIGHT = ("864207061018293", "YQX20KA44JAV"), ("864207061011454", "YQX20KA44JAW")
OLD = {"864207062184417", "YQX20B7H3K9M"}


def withdrawn(visitor, ticket, because="扫错了一台", **kw):
    return visitor.send(f"/tickets/{ticket.id}/exchange-withdrawal", because=because, **kw)


def on_card(ticket):
    return {one.value for one in tickets.the_ticket(ticket.id).line.identifiers}


def balances():
    rows = db.session.execute(select(Balance.place, Balance.quantity).where(Balance.quantity > 0))
    return {place: number for place, number in rows}


@pytest.fixture
def ticket(ann, monday):
    """Exchanged for the wrong one of two on the shelf; the old one was handed in, and sold here once."""
    old = tickets.on_shelf("864207062184417", "YQX20B7H3K9M")
    move(old.store_id, old.product_id, 1, "shelf", "sold", "sale 1 line 1", factories.NOW, None, old)
    db.session.commit()
    made = tickets.a_ticket()
    for serials in (WRONG, RIGHT):
        tickets.on_shelf(*serials)
    ann.send(f"/tickets/{made.id}/steps", state="inspected", words="")
    assert decide(ann, made, remedy="exchange").status_code == 303
    made.was_covered_until = until(made.line_id)
    monday.shift(timedelta(minutes=3))
    assert exchanged(ann, made, new=WRONG[0]).status_code == 303
    return made


def test_all_stands_as_before_and_the_right_one_is_given(ann, ticket):
    before = ticket.was_covered_until
    assert on_card(ticket) == set(WRONG) and balances() == {"shelf": 1, "repair": 1}
    assert "It was not exchanged after all" in said(ann.get(f"/tickets/{ticket.id}"))
    assert withdrawn(ann, ticket).status_code == 303
    now_is = tickets.the_ticket(ticket.id)
    assert (now_is.state, now_is.is_here, now_is.collected_at) == ("inspected", True, None)
    assert on_card(ticket) == OLD and until(now_is.line_id) == before and balances() == {"shelf": 2}
    places = {
        value: place for value, place in db.session.execute(select(Serial.value, Unit.place).join(Unit))
    }
    assert (places[WRONG[0]], places["864207062184417"]) == ("shelf", "sold")
    assert [one.is_here for one in now_is.line.repairs] == [True, False]
    assert now_is.line.repairs[1].withdrawn_at
    marks = {mark.mark: mark.is_set for mark in now_is.marks}
    assert marks["answered"] and not marks["cn_phone_2001.loan.8"]  # what was set before stays so
    (claim,) = db.session.scalars(select(SupplierClaim))
    assert (claim.stage, claim.amount) == ("empty", 0)
    page = said(ann.get(f"/tickets/{ticket.id}"))
    assert "扫错了一台" in page and "It was not exchanged after all" not in page
    assert exchanged(ann, ticket, new=RIGHT[0]).status_code == 303
    assert on_card(ticket) == set(RIGHT) and balances() == {"shelf": 1, "repair": 1}
    db.session.expire_all()
    assert [one.stage for one in db.session.scalars(select(SupplierClaim))] == ["made"]


def test_a_double_tap_takes_it_back_once_and_without_a_reason_it_stands(ann, ticket):
    assert "Say what happened" in said(withdrawn(ann, ticket, because=""))
    key = "w" * 22
    assert [withdrawn(ann, ticket, operation_id=key).status_code for _ in range(2)] == [303, 303]
    refused = withdrawn(ann, ticket)
    assert refused.status_code == 422 and "Nothing was exchanged here" in said(refused)
    assert balances() == {"shelf": 2}


def test_a_mistyped_one_from_the_maker_leaves_nothing_on_the_shelf(ann):
    ticket = tickets.a_ticket()
    decide(ann, ticket, remedy="exchange")
    assert exchanged(ann, ticket, new=WRONG[0], sn=WRONG[1], direct="y").status_code == 303
    assert withdrawn(ann, ticket).status_code == 303
    assert balances() == {} and on_card(ticket) == OLD
    assert (
        exchanged(ann, ticket, new=WRONG[0], sn=WRONG[1], direct="y").status_code == 303
    )  # it may come after all
    assert balances() == {"repair": 1}


def test_what_is_on_a_shelf_does_not_come_straight_from_the_maker(ann):
    ticket = tickets.a_ticket()
    tickets.on_shelf(*WRONG)
    decide(ann, ticket, remedy="exchange")
    refused = exchanged(ann, ticket, new=WRONG[0], sn=WRONG[1], direct="y")
    assert refused.status_code == 422 and "in the books of a store" in said(refused)
    assert balances() == {"shelf": 1} and on_card(ticket) == OLD


def test_a_part_is_taken_back_without_the_stock(ann):
    ticket = tickets.a_ticket(part="battery", fault="battery_fails")
    decide(ann, ticket, remedy="exchange", cause="material")
    before = until(ticket.line_id, "battery")
    exchanged(ann, ticket)
    assert withdrawn(ann, ticket).status_code == 303
    assert until(ticket.line_id, "battery") == before and balances() == {}


def test_what_went_on_since_stands(ann, ticket, dee):
    claim = db.session.scalars(select(SupplierClaim)).one()
    claim.sent_at, sent = factories.NOW, claim.sent_at
    db.session.commit()
    assert "claimed back already" in said(withdrawn(ann, ticket))
    claim = db.session.scalars(select(SupplierClaim)).one()
    claim.sent_at = sent
    old = db.session.scalars(select(Unit).join(Serial).where(Serial.value == "864207062184417")).one()
    move(old.store_id, old.product_id, 1, "repair", "outside", "to the maker", factories.NOW, None, old)
    db.session.commit()
    assert "is not where the exchange put it" in said(withdrawn(ann, ticket))
    card = db.session.scalars(select(Card)).one()
    card.voided_at = factories.NOW
    db.session.commit()
    assert "Nothing was exchanged here" in said(withdrawn(ann, ticket))
    assert on_card(ticket) == set(WRONG)


def test_a_serial_that_has_another_card_by_now_keeps_it(ann, ticket):
    cards.a_card("李雷", "+8613900139000", serials={"imei1": "864207062184417"}, sold_on=date(2026, 11, 22))
    refused = withdrawn(ann, ticket)
    assert (
        refused.status_code == 422
        and on_card(ticket) == set(WRONG)
        and balances() == {"shelf": 1, "repair": 1}
    )


def test_another_store_takes_nothing_back(cy, ticket):
    assert withdrawn(cy, ticket).status_code == 404


def ends(visitor, ticket, monday):
    """Closed, and opened again a quarter of an hour later."""
    assert visitor.send(f"/tickets/{ticket.id}/closing", satisfaction="5").status_code == 303
    monday.shift(timedelta(minutes=15))
    assert visitor.send(f"/tickets/{ticket.id}/reopening", because="又来了").status_code == 303
    monday.shift(timedelta(minutes=2))


def test_what_another_deed_claimed_back_stands_and_no_finished_repair_begins_again(ann, monday):
    ticket = tickets.a_ticket()
    decide(ann, ticket)
    ann.send(f"/tickets/{ticket.id}/steps", state="ready", words="")
    assert ann.send(f"/tickets/{ticket.id}/collection", work="换键").status_code == 303
    ends(ann, ticket, monday)
    tickets.on_shelf(*WRONG)
    decide(ann, ticket, remedy="exchange")
    assert exchanged(ann, ticket, new=WRONG[0]).status_code == 303
    assert withdrawn(ann, ticket).status_code == 303
    claim = db.session.scalars(select(SupplierClaim)).one()
    now_is = tickets.the_ticket(ticket.id)
    assert claim.what == "repair" and not now_is.is_here and on_card(ticket) == OLD
    assert [(one.kind, one.is_here, bool(one.withdrawn_at)) for one in now_is.line.repairs] == [
        ("repair", False, False), ("exchange", False, True),
    ]  # fmt: skip


def test_who_left_it_again_meanwhile_has_it_back_first(ann, ticket):
    card = db.session.scalars(select(Card)).one()
    second = tickets.a_ticket(card)
    refused = withdrawn(ann, ticket)
    assert refused.status_code == 422 and "left again meanwhile" in said(refused)
    assert on_card(ticket) == set(WRONG) and tickets.the_ticket(second.id).is_here


def test_each_goes_back_by_its_own_movement(cy, monday):
    """A bed has no serial: the one that was put back was sold, the next came from the factory and was in no stock."""
    bed = factories.a_product("BED", "bed", "furniture_cn", 698000, parts=["frame"], material="wood")
    card = cards.a_card(product=bed, serials={}, sold_on=date(2026, 7, 6), store="JJ", who="cy")
    ticket = tickets.a_ticket(card, kind="exchange", fault="loose", who="cy", store="JJ", is_here=False)
    adjust(factories.the_store("JJ").id, bed.id, "shelf", 1)
    db.session.commit()
    assert decide(cy, ticket, remedy="exchange").status_code == 303
    assert exchanged(cy, ticket).status_code == 303 and balances() == {"repair": 1}
    assert withdrawn(cy, ticket).status_code == 303 and balances() == {"shelf": 1}
    adjust(factories.the_store("JJ").id, bed.id, "shelf", -1)
    db.session.commit()
    monday.shift(timedelta(hours=1))
    assert exchanged(cy, ticket).status_code == 303 and balances() == {"repair": 1}
    assert withdrawn(cy, ticket).status_code == 303 and balances() == {}


def test_an_exchange_that_did_not_happen_is_claimed_back_from_nobody(ann, bo, ticket):
    withdrawn(ann, ticket)
    now_is = tickets.the_ticket(ticket.id)
    assert not claiming.is_given(now_is)
