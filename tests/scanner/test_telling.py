"""Codes told apart by their check digits, and put where they belong."""

import pytest

from counter.catalog.models import Ean
from counter.extensions import db
from counter.links.addressing import address_of
from counter.scanner.telling import tell
from counter.warranty import linking
from tests import factories
from tests.support.queries import counted
from tests.warranty import cards

URL = "https://counter.example"
FIELDS = ("product", "imei1", "imei2", "sn")
IMEI, SECOND, EAN = "490154203237518", "356938035643809", "6901234567892"


pytestmark = pytest.mark.usefixtures("monday")


@pytest.fixture
def nm(shop):
    phone = cards.a_phone()
    db.session.add(Ean(code=EAN, product_id=phone.id))
    db.session.commit()
    return factories.the_store("NM")


def kinds(codes, store, fields=()):
    return [(one.kind, one.field) for one in tell(codes, store, URL, factories.NOW, fields)]


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (IMEI, "imei"),
        ("490154203237519", "sn"),  # its check digit is wrong: a serial of 15 digits, if anything
        ("IMEI1: 49 015420 323751 8", "imei"),
        ("ＩＭＥＩ：４９０１５４２０３２３７５１８", "imei"),
        ("a0000049259b16", "meid"),
        (EAN, "product"),
        ("6901234567885", "ean"),  # right digits, no product of ours
        ("6901234567890", "sn"),
        ("A0000049259B16", "meid"),
        ("NMF2223G", "card"),
        ("nmf-2223-g", "card"),
        ("NMF2223H", "sn"),  # its check character is wrong
        ("89086030202200000024000012345678", "eid"),
        ("YQX20B7H3K9M", "sn"),
    ],
)
def test_each_kind_is_known_by_what_is_in_it(nm, code, kind):
    assert kinds([code], nm) == [(kind, "")]


def test_two_imeis_of_one_code_go_each_into_its_field(nm):
    told = tell([f"{IMEI}/{SECOND}"], nm, URL, factories.NOW, FIELDS)
    assert [(one.value, one.field) for one in told] == [(IMEI, "imei1"), (SECOND, "imei2")]


def test_a_card_number_is_one_only_with_the_code_of_a_store(nm):
    from counter.warranty import numbers

    assert kinds([numbers.make("ZZZZ", 2026, 1)], nm) == [("sn", "")]


def test_each_code_of_a_label_has_its_field_in_the_order_of_the_label(nm):
    label = [SECOND, IMEI, EAN, "YQX20B7H3K9M", "89086030202200000024000012345678", SECOND]
    assert kinds(label, nm, FIELDS) == [
        ("imei", "imei1"), ("imei", "imei2"), ("product", "product"), ("sn", "sn"), ("eid", ""),
    ]  # fmt: skip
    found = tell([EAN], nm, URL, factories.NOW, FIELDS)
    assert (
        found[0].value == found[0].shown == "Lark X20, 256 GB, mist blue"
    )  # the name, for the form asks for it
    assert tell([EAN], nm, URL, factories.NOW)[0].value == EAN


def test_our_own_qr_code_stands_for_its_card_and_other_addresses_for_nothing(app, shop):
    card = cards.a_card()
    nm, link = factories.the_store("NM"), linking.current(card, factories.NOW)
    with app.test_request_context("/"):
        address, base = address_of(link), app.config["PUBLIC_URL"]
    assert [one.value for one in tell([address], nm, base, factories.NOW)] == [card.number]
    for other in ("https://example.com/c/" + "A" * 26, base + "/c/" + "A" * 26, "https://example.com", "://"):
        assert tell([other], nm, base, factories.NOW) == []


def test_a_picture_full_of_codes_costs_two_queries(nm):
    with counted() as one:
        tell([EAN, "NMF2223G"], nm, URL, factories.NOW, FIELDS)
    with counted() as many:
        tell([EAN, "6901234567885", "NMF2223G", IMEI, *(f"SERIAL{i}XY" for i in range(40))], nm, URL, factories.NOW, FIELDS)  # fmt: skip
    assert len(one) == len(many) == 2


def ask(ann, *codes, **fields):
    data = {"csrf_token": ann.csrf, "code": list(codes), **fields}
    answer = ann.post("/scanner/codes", data=data, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_one_code_that_fits_goes_in_at_once_and_of_several_a_hand_chooses(nm, ann):
    form = {"fills": " ".join(FIELDS)}
    assert "data-direct" in ask(ann, "YQX20B7H3K9M", field="q")
    assert "data-direct" in ask(ann, IMEI, field="imei1", **form)
    assert "data-direct" in ask(ann, IMEI, field="imei2", **form)
    assert "data-direct" not in ask(ann, "YQX20B7H3K9M", field="imei1", **form)
    several = ask(ann, IMEI, "YQX20B7H3K9M", field="q")
    assert "data-direct" not in several and several.count("data-value") == 2
    assert 'data-fill="box"' in ask(ann, IMEI, SECOND, field="imei1", **form)
    assert 'data-fill="box"' not in ask(ann, IMEI, SECOND, field="imei1", fills="imei1 imei2 sn")


@pytest.mark.parametrize("code", ["", "\x00", "'; --", "<b>", "🙂", "x" * 10_000, "://", "]C1", "%"])
def test_whatever_is_read_is_answered_calmly(nm, ann, code):
    assert "<b>" not in ask(ann, code, field="q").replace("<b>86", "")
    ask(ann, code, field="nonsense", fills="nonsense imei1")


def test_the_scanner_has_a_page_of_its_own_and_a_dialog_for_others(ann, shop):
    assert "data-camera" in ann.get("/scanner").get_data(as_text=True)
    dialog = ann.fragment("/scanner").get_data(as_text=True)
    assert dialog.count("data-say=") == 10 and "<html" not in dialog
