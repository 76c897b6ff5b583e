"""Whose thing is exchanged has its numbers no more: the new one's are asked for, all that it has."""

from datetime import date

import pytest

from counter.extensions import db
from counter.warranty import repairing
from counter.warranty.issuing import SerialHasCard
from counter.warranty.voiding import void
from tests import factories
from tests.warranty import cards

pytestmark = pytest.mark.usefixtures("shop", "monday")
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
    assert "YQX2 0B7H 3K9M → –" in page or "YQX20B7H3K9M → –" in page


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
