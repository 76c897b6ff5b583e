"""A MEID stands in the field of the serial: whatever is wrong with it is said there. And a serial that only has digits, or an
O in it, is a serial."""

import pytest

from counter.catalog.identifiers import IdentifierError, Scan, check_own
from counter.extensions import db
from counter.serial_batches.reading import serials_of
from counter.serial_batches.running import Row
from counter.stock.moving import receive
from tests import factories
from tests.support.answers import said
from tests.tickets import tickets
from tests.tickets.test_claims import decide, exchanged
from tests.warranty import cards
from tests.warranty.test_own_fields import IMEI, LOOKS, MEID, SECOND, at, kept, old

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]
OTHER = "A0000087654321"


def swap(visitor, card, part="", **typed):
    fields = {"what": f"{card.lines[0].id}:{part}", "fault": "", "on": "2026-11-23", "unread": "y", **typed}
    return visitor.send(
        f"/warranty-cards/{card.id}/exchanges", **{f"new-{name}": it for name, it in fields.items()}
    )


def on_shelf(**serials):
    unit = receive(factories.the_store().id, cards.a_phone().id, "shelf", factories.NOW, serials)
    db.session.commit()
    return unit


def told(answer, field):
    assert answer.status_code == 422
    return at(said(answer), field)


def test_on_its_card_a_part_has_none(ann):
    card = cards.a_card(serials={"imei1": IMEI})
    sentence, value = told(swap(ann, card, "battery", sn=MEID), "new-sn")
    assert "A part has no number" in sentence and value == MEID


def test_the_old_one_again_is_none_of_the_new_one(ann):
    card = cards.a_card(serials={"meid": MEID})
    sentence, value = told(swap(ann, card, sn=MEID), "new-sn")
    assert "a number of the old one" in sentence and value == MEID


def test_of_one_on_the_shelf_it_leads_to_a_ticket(ann):
    card = cards.a_card(serials={"imei1": IMEI})
    on_shelf(meid=MEID)
    sentence, value = told(swap(ann, card, sn=MEID), "new-sn")
    assert "on this store" in sentence and value == MEID


def test_another_than_stock_knows_is_looked_at_again(ann):
    ticket = tickets.a_ticket(cards.a_card(serials={"imei1": IMEI, "sn": "YQX20B7H3K9M"}))
    assert decide(ann, ticket, remedy="exchange").status_code == 303
    on_shelf(imei1=SECOND, meid=MEID)
    sentence, value = told(exchanged(ann, ticket, new=SECOND, sn=OTHER), "new-sn")
    assert "In stock it has" in sentence and value == OTHER


@pytest.mark.parametrize(
    "serial", ["069532525L004312", "IL012345678901", "12345678901234", "083803735E010562"]
)
def test_a_serial_of_digits_is_one_unless_it_begins_as_an_imei(ann, serial):
    cards.a_phone()
    assert ann.send("/warranty-cards", **old(imei1=IMEI, sn=serial)).status_code == 303
    assert kept() == [("imei1", IMEI), ("sn", serial)]


@pytest.mark.parametrize("typed", ["35420706218441", "8642O70621844l8", "8642070621844170"])
def test_what_begins_as_an_imei_is_none(typed):
    with pytest.raises(IdentifierError, match=LOOKS):
        check_own(typed)
    assert check_own("8642O7062184417") == Scan("imei", IMEI)


def test_what_stock_knows_as_the_serial_passes_on_a_ticket(ann):
    ticket = tickets.a_ticket(cards.a_card(serials={"imei1": IMEI, "sn": "YQX20B7H3K9M"}))
    assert decide(ann, ticket, remedy="exchange").status_code == 303
    on_shelf(imei1=SECOND, sn="35345678901234")
    assert exchanged(ann, ticket, new=SECOND, sn="35345678901234").status_code == 303


@pytest.mark.parametrize("names", [(), ("sn",), ("imei", "sn")])
def test_a_serial_is_taken_in_a_batch_as_by_itself(names):
    cells = (SECOND, "083803735E010562") if "imei" in names else ("083803735E010562",)
    found = serials_of(Row(1, ",".join(cells), cells, names), True)
    assert found == ({"imei1": SECOND} if "imei" in names else {}) | {"sn": "083803735E010562"}
