"""Many serials for one customer: checked whole, issued chunk by chunk, found by each of them."""

import io
from datetime import date

import pytest
from sqlalchemy import func, select

from counter.catalog.identifiers import completed_imei
from counter.catalog.models import Ean
from counter.customers.registering import register
from counter.database import only_reading  # noqa: F401
from counter.extensions import db
from counter.serial_batches import registering
from counter.serial_batches.models import SerialBatch, SerialBatchLine
from counter.stock.moving import receive
from counter.warranty.models import Card, Coverage, Identifier, LookupKey
from tests import factories
from tests.support.answers import said
from tests.support.queries import counted
from tests.warranty import cards

FIELDS = {"product": "X20", "sold_on": "2026-11-20", "invoice_number": "A77", "serials": ""}


pytestmark = pytest.mark.usefixtures("shop", "monday")


def imei(number):
    return completed_imei(f"86420708{number:06}")


def a_list(how_many, start=0):
    return "\n".join(f"{imei(2 * n)} {imei(2 * n + 1)}" for n in range(start, start + how_many))


def a_company(address="滨江路1号"):
    cards.a_phone()
    customer = register("江南物流", "+8613900139000", cards.by("bo"), factories.NOW, address=address)
    db.session.commit()
    return customer


def begin(visitor, customer, **fields):
    return visitor.send(f"/customers/{customer.id}/serial-batches", **(FIELDS | fields))


def issue(visitor, path):
    visitor.send(f"{path}/approval")
    for chunks in range(1, 100):
        page = said(visitor.send(f"{path}/continuation", htmx=True))
        if 'id="go-on"' not in page:
            return chunks
    raise AssertionError("it never ends")


def how_many(model=Card):
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model))


def test_a_list_is_checked_issued_and_each_thing_is_found_by_either_imei(bo, monkeypatch):
    monkeypatch.setattr(registering, "CHUNK", 7)
    customer = a_company()
    answer = begin(bo, customer, serials=a_list(20))
    assert answer.status_code == 303 and how_many() == 0
    assert "Issue 20 cards" in said(bo.get(answer.location))
    assert issue(bo, answer.location) == 3
    assert "The cards are in the books" in said(bo.get(answer.location)) and how_many() == 20
    card = db.session.scalars(select(Card).order_by(Card.id)).first()
    assert (card.customer_name, card.invoice_number, card.sold_on) == ("江南物流", "A77", date(2026, 11, 20))
    assert card.delivered_on == card.sold_on and how_many(Coverage) > 20
    for number in (0, 13, 39):
        found = said(bo.send("/warranty-cards/search", q=imei(number)))
        assert "江南物流" in found and "1 card" in found.lower() or "江南物流" in found
    file = bo.get(f"{answer.location}/cards.csv").get_data().decode("utf-8-sig")
    assert file.count("\n") == 21 and imei(39) in file and "NM" in file
    assert bo.send(f"{answer.location}/approval").status_code == 409


def test_the_file_of_the_cards_has_each_kind_of_number_in_its_column(bo):
    answer = begin(bo, a_company(), serials=f"{imei(1)}/{imei(2)},YQX20B7H3K9M,a0000012345678")
    issue(bo, answer.location)
    head, line = bo.get(f"{answer.location}/cards.csv").get_data().decode("utf-8-sig").splitlines()
    assert head.split(",")[1:5] == ["IMEI 1", "IMEI 2", "MEID", "Serial number"]
    assert line.split(",")[1:5] == [imei(1), imei(2), "A0000012345678", "YQX20B7H3K9M"]
    for number in (imei(1), imei(2), "a0000012345678"):
        assert "江南物流" in said(bo.send("/warranty-cards/search", q=number))


def test_a_tablets_imei_and_serial_come_from_their_columns(bo):
    customer = a_company()
    factories.a_product("TAB", category="tablet")
    answer = begin(
        bo, customer, product="TAB", serials=f"IMEI,SN\n{imei(1)},DMPXG0ABCD12\n{imei(2)},DMPXG0ABCD13"
    )
    assert answer.status_code == 303, said(answer)
    issue(bo, answer.location)
    kept = {(one.kind, one.value) for one in db.session.scalars(select(Identifier))}
    assert kept == {("imei1", imei(1)), ("sn", "DMPXG0ABCD12"), ("imei1", imei(2)), ("sn", "DMPXG0ABCD13")}
    assert "江南物流" in said(bo.send("/warranty-cards/search", q=f"IMEI/MEID {imei(1)}"))


def test_each_wrong_line_is_named_with_its_number_and_reason_and_nothing_is_kept(bo):
    customer = a_company()
    cards.a_card(serials={"imei1": imei(900)})
    other = factories.a_product("BED", "bed", "furniture_cn")
    cards.a_card("周敏", "+8613900139001", product=other, serials={"sn": "OTHERSTORE1"}, store="JJ", who="cy")
    receive(factories.the_store().id, cards.a_phone("A7").id, "shelf", factories.NOW, {"imei1": imei(901)})
    lines = [imei(1), imei(900), "", imei(901), imei(2)[:-1] + "x", imei(1), "OTHERSTORE1", imei(3)]
    answer = begin(bo, customer, serials="\n".join(lines))
    page = said(answer)
    assert answer.status_code == 422 and how_many(SerialBatch) == 0 and "5 lines can" in page
    for number, sentence in (
        (2, "is for this one already"), (4, "This is the serial of Lark A7"), (5, "An IMEI has digits only"),
        (6, "stands on line 1 already"), (7, "A card of another store is for this one already"),
    ):  # fmt: skip
        row = page.split(f'<th scope="row">{number}</th>')
        assert len(row) == 2 and sentence in row[1].split("</tr>")[0], number
    assert imei(3) in page and "A77" in page  # what was typed is kept


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"serials": ""}, "Scan or paste the serials"),
        ({"product": "no such thing"}, "There is no such product"),
        ({"product": ""}, "What was bought?"),
        ({"sold_on": "2026-12-24"}, "still to come"),
        ({"sold_on": "1980-01-01"}, "too long ago"),
        ({"sold_on": "x"}, "Not a valid date"),
        ({"serials": "\n".join(f"SN{n:06}" for n in range(10_001))}, "More than 10,000 lines"),
        ({"serials": "%'\x00"}, "can't be stored"),
    ],
)
def test_what_is_wrong_with_the_form_stands_at_its_field(bo, fields, sentence):
    answer = begin(bo, a_company(), **({"serials": imei(1)} | fields))
    assert (
        answer.status_code == 422
        and sentence in said(answer).replace("&#39;", "'")
        and how_many(SerialBatch) == 0
    )


def test_of_a_phone_with_two_imei_one_is_wrong_unless_it_is_said_that_there_is_no_more(bo):
    customer = a_company()
    cards.a_phone().spec = {"sim_slots": 2}
    db.session.commit()
    both = f"{imei(1)},{imei(2)}\n{imei(3)}\nSN20260001"
    refused = begin(bo, customer, serials=both)
    page = said(refused)
    assert refused.status_code == 422 and page.count("This phone has two IMEI") == 1 and "1 line can" in page
    assert begin(bo, customer, serials=both, one_imei="y").status_code == 303


def test_an_invoice_number_is_asked_for_or_it_is_said_that_there_is_none(bo):
    customer = a_company()
    refused = begin(bo, customer, serials=imei(1), invoice_number="")
    assert refused.status_code == 422 and "The invoice number is missing" in said(refused)
    assert begin(bo, customer, serials=imei(1), invoice_number="", unread="y").status_code == 303


def test_nobody_bought_it_before_it_was_sold(bo):
    customer, phone = a_company(), cards.a_phone()
    phone.sold_since = date(2026, 11, 21)
    db.session.commit()
    answer = begin(bo, customer, serials=imei(1))
    assert answer.status_code == 422 and "is sold only since 2026-11-21" in said(answer)


def test_a_customer_without_an_address_is_completed_first(bo, ann, cy):
    customer = a_company(address="")
    assert "no address yet" in said(bo.get(f"/customers/{customer.id}/serial-batches/new"))
    assert begin(bo, customer, serials=imei(1)).status_code == 422 and how_many(SerialBatch) == 0
    assert begin(ann, customer, serials=imei(1)).status_code == 403


def test_a_file_counts_instead_of_what_is_typed(bo):
    customer = a_company()
    text = "IMEI1,IMEI2\n" + a_list(3).replace(" ", ",")
    answer = begin(bo, customer, serials="ignored", file=(io.BytesIO(text.encode("utf-8-sig")), "list.csv"))
    assert answer.status_code == 303 and "Issue 3 cards" in said(bo.get(answer.location))
    broken = begin(bo, customer, file=(io.BytesIO(b"PK\x03\x04 cut off"), "list.xlsx"))
    assert broken.status_code == 422 and "be read" in said(broken)
    assert "This file is empty" in said(begin(bo, customer, file=(io.BytesIO(b""), "list.csv")))


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ('="{0}",\'{1}\n{2}.0,\n', 303),
        ("No.,IMEI,SN\n1,{0},A1\n2,{1},A2\n", 303),
        ("1;{0}\n2;{1}\n", 303),
        ("{0}\n8.65123E+14\n", 422),
    ],
)
def test_a_file_is_read_as_its_spreadsheet_meant_it(bo, text, states):
    text = text.format(*map(imei, range(3)))
    answer = begin(bo, a_company(), file=(io.BytesIO(text.encode()), "list.csv"))
    assert answer.status_code == states
    if states == 422:
        assert "has rounded this number" in said(answer)
    else:
        page = said(bo.get(answer.location))
        batch = db.session.get(SerialBatch, int(answer.location.rsplit("/", 1)[1]))
        assert batch.lines == 2 and "Issue 2 cards" in page
        kept = db.session.scalars(select(SerialBatchLine.serials).order_by(SerialBatchLine.line)).all()
        assert kept[0]["imei1"] == imei(0) and kept[0].get("sn") in (None, "A1")


def test_of_what_has_no_imei_its_own_barcode_is_no_serial_but_a_number_like_one_is(bo):
    customer = a_company()
    case = factories.a_product("CASE", category="case")
    db.session.add(Ean(code="6990126001019", product_id=case.id))
    db.session.commit()
    answer = begin(bo, customer, product="CASE", serials="6990126001019\n4006381333931\n")
    assert answer.status_code == 422 and said(answer).count("barcode of the product") == 1
    answer = begin(bo, customer, product="CASE", serials="4006381333931\n")
    assert answer.status_code == 303


def test_stopped_it_goes_on_and_sent_again_it_doubles_nothing(bo, monkeypatch):
    monkeypatch.setattr(registering, "CHUNK", 4)
    customer = a_company()
    form = {**FIELDS, "serials": a_list(10), "operation_id": "x" * 22}
    first, again = (bo.send(f"/customers/{customer.id}/serial-batches", **form) for _ in range(2))
    assert first.location == again.location and how_many(SerialBatch) == 1
    other = bo.send(f"/customers/{customer.id}/serial-batches", **(form | {"serials": a_list(2, 50)}))
    assert other.status_code == 409 and imei(100) in said(other)
    bo.send(f"{first.location}/approval")
    bo.send(f"{first.location}/continuation")
    assert how_many() == 4
    batch = db.session.get(SerialBatch, int(first.location.rsplit("/", 1)[1]))
    registering.go_on(batch, factories.the_store(), cards.by("bo"), factories.NOW)
    db.session.rollback()  # killed in the middle
    assert how_many() == 4
    issue(bo, first.location)
    bo.send(f"{first.location}/continuation")
    assert how_many() == 10 and how_many(Identifier) == 20


def test_what_gets_a_card_meanwhile_is_left_out_and_named(bo):
    customer = a_company()
    answer = begin(bo, customer, serials=a_list(3))
    cards.a_card(serials={"imei1": imei(3)})
    issue(bo, answer.location)
    page = said(bo.get(answer.location))
    assert how_many() == 3 and "got another card meanwhile" in page and imei(3) in page
    assert "has a card already" in bo.get(f"{answer.location}/cards.csv").get_data().decode()


def test_a_batch_that_was_given_up_issues_no_more(bo):
    answer = begin(bo, a_company(), serials=a_list(3))
    assert bo.send(f"{answer.location}/abandonment").status_code == 303
    assert "given up" in said(bo.get(answer.location))
    assert bo.send(f"{answer.location}/approval").status_code == 409 and how_many() == 0


def test_a_chunk_costs_the_same_statements_for_ten_and_for_two_hundred(bo):
    customer, costs = a_company(), []
    for place, few in enumerate((5, 10, 200)):  # the first one makes what cards say alike
        answer = begin(bo, customer, serials=a_list(few, 1000 * (place + 1)))
        bo.send(f"{answer.location}/approval")
        with counted() as asked:
            bo.send(f"{answer.location}/continuation")
        costs.append(len(asked))
        bo.get("/serial-batches")
    assert costs[1] == costs[2] < 45
    assert how_many(LookupKey) > 210
