"""What replaces a thing is on the shelf with one of its numbers: the others are asked for, kept in stock and on the card."""

import pytest
from sqlalchemy import select

from counter.extensions import db
from counter.stock.models import Serial, Unit
from counter.stock.moving import receive
from tests import factories
from tests.support.answers import said
from tests.tickets import tickets
from tests.tickets.test_claims import decide, exchanged
from tests.tickets.test_withdrawing import withdrawn
from tests.warranty import cards

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]
OLD = {"imei1": "864207062184417", "imei2": "864207062184425", "sn": "YQX20B7H3K9M"}
IMEI, SECOND, SN = "864207061018293", "864207061011454", "YQX20KA44JAV"


def shelved(**serials):
    unit = receive(factories.the_store().id, cards.a_phone().id, "shelf", factories.NOW, serials)
    db.session.commit()
    return unit


@pytest.fixture
def ticket(ann):
    cards.a_phone().spec = {"sim_slots": 2}
    made = tickets.a_ticket(cards.a_card(serials=OLD))
    assert decide(ann, made, remedy="exchange").status_code == 303
    return made


def on_card(ticket):
    return {one.kind: one.value for one in tickets.the_ticket(ticket.id).line.identifiers}


def in_stock():
    rows = db.session.execute(select(Serial.kind, Serial.value).join(Unit).where(Unit.place != "outside"))
    return {kind: value for kind, value in rows}


def test_what_stock_does_not_know_is_asked_for_and_kept(ann, ticket):
    shelved(imei1=IMEI)
    refused = exchanged(ann, ticket, new=IMEI)
    page = said(refused)
    assert refused.status_code == 422 and "its second IMEI is missing" in page
    assert "The old one had a serial number" in page and on_card(ticket) == OLD
    for wrong, sentence in (
        ({"imei2": IMEI}, "This is the first IMEI again."), ({"imei2": OLD["imei2"]}, "This is a number of the old one."),
        ({"imei2": "864207061011453"}, "4"),
    ):  # fmt: skip
        refused = exchanged(ann, ticket, new=IMEI, sn=SN, **wrong)
        assert refused.status_code == 422 and sentence in said(refused)
    assert exchanged(ann, ticket, new=IMEI, imei2=SECOND, sn=SN).status_code == 303
    assert on_card(ticket) == in_stock() == {"imei1": IMEI, "imei2": SECOND, "sn": SN}
    assert withdrawn(ann, ticket).status_code == 303  # and what was typed goes, it may be what was wrong
    assert in_stock() == {"imei1": IMEI} and on_card(ticket) == OLD


def test_it_is_ticked_where_they_cannot_be_read(ann, ticket):
    shelved(imei1=IMEI)
    assert exchanged(ann, ticket, new=IMEI, unread="y").status_code == 303
    assert on_card(ticket) == in_stock() == {"imei1": IMEI}


def test_where_stock_knows_all_nothing_is_asked_and_nothing_else_is_taken(ann, ticket):
    shelved(imei1=IMEI, imei2=SECOND, sn=SN)
    refused = exchanged(ann, ticket, new=IMEI, sn="YQX20KA44JAX")
    assert refused.status_code == 422 and f"In stock it has {SN}." in said(refused)
    assert exchanged(ann, ticket, new=SN).status_code == 303
    assert on_card(ticket) == {"imei1": IMEI, "imei2": SECOND, "sn": SN}


def test_the_first_imei_is_asked_for_where_stock_knows_the_serial_number_alone(ann, ticket):
    shelved(sn=SN)
    refused = exchanged(ann, ticket, new=SN, imei2=SECOND)
    assert refused.status_code == 422 and "First IMEI of the new one" in said(refused)
    assert exchanged(ann, ticket, new=SN, imei1=IMEI, imei2=SECOND).status_code == 303
    assert on_card(ticket) == {"imei1": IMEI, "imei2": SECOND, "sn": SN}


def test_a_number_of_another_one_is_told_at_its_field(ann, ticket):
    shelved(imei1=IMEI)
    shelved(imei1=SECOND)
    refused = exchanged(ann, ticket, new=IMEI, imei2=SECOND, sn=SN)
    assert refused.status_code == 422 and "Another piece in the books of a store has this number." in said(
        refused
    )
    cards.a_card("王芳", "+8613900139000", serials={"sn": SN})
    refused = exchanged(ann, ticket, new=IMEI, unread="y", sn=SN)
    assert refused.status_code == 422 and "is for this one already" in said(refused)
    assert on_card(ticket) == OLD
