"""Whose thing is exchanged has its numbers no more: the new one's are asked for, all that it has."""

import re
from datetime import date

import pytest

from counter.extensions import db
from counter.stock.moving import move, receive
from counter.warranty import repairing
from counter.warranty.issuing import SerialHasCard
from counter.warranty.voiding import void
from tests import factories
from tests.support.answers import said
from tests.warranty import cards

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]
TODAY = date(2026, 11, 23)
IMEI, NEW = "864207062184417", "864207061018293"


def path(card, rest=""):
    return f"/warranty-cards/{card.id}{rest}"


def test_all_numbers_of_the_old_one_end_with_it_and_come_back_where_it_was_no_exchange():
    old = {"imei1": IMEI, "imei2": "864207062184425", "sn": "YQX20B7H3K9M"}
    line = cards.a_card(serials=old, sold_on=date(2026, 3, 2)).lines[0]
    me = cards.by()
    made = repairing.exchange(line, repairing.Fault(), TODAY, {"imei1": NEW}, me, factories.NOW, TODAY)
    assert {each.kind: each.value for each in line.identifiers} == {"imei1": NEW}
    assert made.swapped["imei2"] == [old["imei2"], None] and made.swapped["sn"] == [old["sn"], None]
    second = cards.a_card("王芳", "+8613900139000", serials={"imei1": old["imei2"], "sn": old["sn"]})
    with pytest.raises(SerialHasCard):
        repairing.withdraw(made, cards.by("bo"), factories.NOW)
    void(second, "wrong", cards.by("bo"), factories.NOW)
    repairing.withdraw(made, cards.by("bo"), factories.NOW)
    assert {each.kind: each.value for each in line.identifiers} == old


def test_the_form_asks_for_each_kind_of_number_that_the_old_one_had_or_that_it_has_none(ann):
    card = cards.a_card(serials={"imei1": IMEI, "sn": "YQX20B7H3K9M"}, sold_on=date(2026, 3, 2))
    cards.a_phone().spec = {"sim_slots": 2}
    db.session.commit()
    sent = {"new-what": f"{card.lines[0].id}:", "new-fault": "", "new-on": "2026-11-23", "new-imei1": NEW}
    refused = ann.send(path(card, "/exchanges"), **sent)
    text = refused.get_data(as_text=True)
    assert refused.status_code == 422 and "its second IMEI is missing" in text
    assert "The old one had a serial number" in text and f'value="{NEW}"' in text
    part = sent | {"new-what": f"{card.lines[0].id}:battery", "new-imei1": ""}
    assert ann.send(path(card, "/exchanges"), **part).status_code == 303  # of a part nobody asks
    assert ann.send(path(card, "/exchanges"), **sent, **{"new-unread": "y"}).status_code == 303
    db.session.expire_all()
    assert [each.value for each in card.lines[0].identifiers] == [NEW]
    page = ann.get(path(card)).get_data(as_text=True)
    assert "YQX20B7H3K9M→–" in re.sub(r"<[^>]+>|\s", "", page)


def test_where_the_old_one_had_no_imei_the_field_of_a_missing_one_is_there_with_its_sentence(ann):
    card = cards.a_card(serials={"sn": "YQX20B7H3K9M"}, sold_on=date(2026, 3, 2))
    sent = {
        "new-what": f"{card.lines[0].id}:",
        "new-fault": "",
        "new-on": "2026-11-23",
        "new-sn": "YQX20NEW0001",
    }
    text = ann.send(path(card, "/exchanges"), **sent).get_data(as_text=True)
    assert "Its number is missing" in text and 'name="new-imei1"' in text


def sent(card, **numbers):
    fields = {"what": f"{card.lines[0].id}:", "fault": "", "on": "2026-11-23", **numbers}
    return {f"new-{name}": value for name, value in fields.items()}


def on_card(card):
    db.session.expire_all()
    return {each.kind: each.value for each in card.lines[0].identifiers}


OTHER = "864207062184425"


@pytest.mark.parametrize("numbers", [{"imei1": OTHER, "imei2": IMEI}, {"imei1": OTHER, "imei2": NEW}])
def test_a_number_of_the_old_one_is_none_of_the_new_one(ann, numbers):
    card = cards.a_card(serials={"imei1": IMEI, "imei2": OTHER}, sold_on=date(2026, 3, 2))
    refused = ann.send(path(card, "/exchanges"), **sent(card, **numbers))
    assert refused.status_code == 422 and "This is a number of the old one." in said(refused)
    assert on_card(card) == {"imei1": IMEI, "imei2": OTHER}


def test_but_the_maker_may_write_the_old_number_into_the_new_main_board(ann):
    card = cards.a_card(serials={"imei1": IMEI, "imei2": OTHER}, sold_on=date(2026, 3, 2))
    kept = sent(card, imei1=IMEI, imei2=NEW)
    assert ann.send(path(card, "/exchanges"), **kept).status_code == 422  # another phone has another one
    kept["new-what"] += "main_unit"
    assert ann.send(path(card, "/exchanges"), **kept).status_code == 303
    assert on_card(card) == {"imei1": IMEI, "imei2": NEW}


def in_stock(place="shelf", product="X20", store="NM"):
    unit = receive(
        factories.the_store(store).id, cards.a_phone(product).id, "shelf", factories.NOW, {"imei1": NEW}
    )
    if place != "shelf":
        move(unit.store_id, unit.product_id, 1, "shelf", place, "x", factories.NOW, None, unit)
    db.session.commit()
    return unit


@pytest.mark.parametrize(
    ("stock", "sentence"),
    [
        ({}, "Open a ticket for the exchange, so that stock follows."),
        ({"product": "A7"}, "This is the serial of"),
        ({"product": "A7", "place": "loan"}, "This is the serial of"),
        ({"product": "A7", "place": "demo", "store": "JJ"}, "This is the serial of"),
        ({"product": "A7", "place": "sold"}, "This is the serial of"),
        ({"store": "JJ"}, "It is in the books of another store."),
        ({"store": "JJ", "place": "repair"}, "It is in the books of another store."),
        ({"place": "loan"}, "This one is lent to a customer."),
        ({"place": "demo"}, "This one is a demo unit"),
        ({"place": "transit"}, "This one is still on its way"),
        ({"place": "repair"}, "This one is in repair."),
    ],
)
def test_what_is_in_stock_is_not_noted_as_given(ann, stock, sentence):
    card = cards.a_card(serials={"imei1": IMEI}, sold_on=date(2026, 3, 2))
    unit = in_stock(**stock)
    refused = ann.send(path(card, "/exchanges"), **sent(card, imei1=NEW))
    text = said(refused)
    assert refused.status_code == 422 and sentence in text and f'value="{NEW}"' in text
    assert on_card(card) == {"imei1": IMEI}
    assert unit.place == stock.get("place", "shelf")


@pytest.mark.parametrize("place", ["sold", "outside"])
def test_what_left_the_stock_of_any_store_may_have_been_given(ann, place):
    card = cards.a_card(serials={"imei1": IMEI}, sold_on=date(2026, 3, 2))
    in_stock(place, store="JJ")
    assert ann.send(path(card, "/exchanges"), **sent(card, imei1=NEW)).status_code == 303
    assert on_card(card) == {"imei1": NEW}
