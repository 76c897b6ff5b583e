"""The card as PDF, A6 and A5, in Chinese and English: read back from the paper, with its fonts, from nowhere else."""

import io
import socket

import pypdfium2
import pytest
import zxingcpp

from counter.extensions import db
from counter.links.addressing import address_of
from counter.warranty import linking, pdfs
from tests import factories
from tests.warranty import cards
from tests.warranty.test_printing import DPI, INCH

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("monday")]

SIZES = {"a6": (148, 105), "a5": (210, 148)}
SERIALS = {"imei1": "864207062184417", "imei2": "864207062184425", "sn": "YQX20B7H3K9M"}


@pytest.fixture(autouse=True)
def weasyprint(request):
    if "without_weasyprint" not in request.node.name and not pdfs.is_there():
        pytest.skip("NOT RUN: no WeasyPrint, or no pango (make provision)")


@pytest.fixture
def card(shop):
    nm = factories.the_store("NM")
    nm.postcode = "310000"
    card = cards.a_card(serials=SERIALS, invoice_number="NM-20261112-018")
    card.customer_postcode = "215006"
    db.session.commit()
    return card


def a_full_card():
    """As much as a card may hold: longest name and address, and a thing that a rule gives many terms."""
    nm = factories.the_store("NM")
    nm.name = {
        "zh": "南门手机数码通讯器材专营旗舰店（人民路总店）",
        "en": "South Gate Mobile Phones and Accessories, Main Street",
    }
    nm.address = {"zh": "江苏省苏州市姑苏区人民路一百八十八号南门商业大厦一楼东侧", "en": "188 Renmin Road, South Gate Commercial Building, Suzhou, Jiangsu"}  # fmt: skip
    nm.postcode = "215006"
    card = cards.a_card(
        name="欧阳明月" * 5, address="江苏省苏州市工业园区星湖街三百二十八号创意产业园" * 4, serials=SERIALS,
        invoice_number="NM-20261112-018-0000000000000000000001",
    )  # fmt: skip
    card.customer_postcode = "215006"
    db.session.commit()
    return card


def speak(language):
    factories.the_person("ann").language = language
    db.session.commit()


def made(ann, card, size):
    answer = ann.get(f"/warranty-cards/{card.id}/pdf?size={size}")
    assert answer.status_code == 200 and answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == f'inline; filename="NMF-2223-G-{size}.pdf"'
    return pypdfium2.PdfDocument(io.BytesIO(answer.get_data()))


def measures(pdf):
    return [tuple(round(side / 72 * INCH) for side in sheet.get_size()) for sheet in pdf]


def codes_of(sheet, **how):
    paper = sheet.render(scale=DPI / 72, **how).to_pil()
    return {str(one.format).replace(" ", ""): one.text for one in zxingcpp.read_barcodes(paper)}


@pytest.mark.parametrize("language", ["zh_Hans", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_both_codes_read_from_the_pdf_at_200_dots_an_inch_in_colour_and_in_grey(card, ann, size, language):
    speak(language)
    pdf = made(ann, card, size)
    assert measures(pdf) == [SIZES[size]] * 2
    expected = {"Code128": card.number, "QRCode": address_of(linking.current(card, factories.NOW))}
    assert codes_of(pdf[0]) == codes_of(pdf[0], grayscale=True) == expected
    words = pdf[0].get_textpage().get_text_range()
    for said in ("864207062184417", "NMF-2223-G", "0571 8888 0000", "陈晓明", "清泰街88号"):
        assert said in words
    assert ("保修卡" in words) == (language == "zh_Hans") and "1 / 2" in words
    assert codes_of(pdf[1]) == {} and "NMF-2223-G" in pdf[1].get_textpage().get_text_range()


@pytest.mark.parametrize("language", ["zh_Hans", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_the_front_of_the_fullest_card_is_one_page_with_both_its_codes(shop, ann, size, language):
    card = a_full_card()
    speak(language)
    pdf = made(ann, card, size)
    assert measures(pdf) == [SIZES[size]] * 2
    assert len(codes_of(pdf[0], grayscale=True)) == 2


@pytest.mark.parametrize("language", ["zh_Hans", "en"])
@pytest.mark.parametrize("long", [160, 200], ids=["long", "longest"])
def test_an_address_of_the_shop_that_has_no_room_in_front_stands_whole_on_the_back(card, ann, long, language):
    nm = factories.the_store("NM")
    address = {"zh": "江苏省苏州市姑苏区人民路一百八十八号南门商业大厦一楼东侧" * 9, "en": "188 Renmin Road, South Gate Commercial Building, East Wing, Suzhou, Jiangsu, China; " * 9}  # fmt: skip
    nm.address = {name: spelt[:long] for name, spelt in address.items()}
    nm.name = {
        "zh": "南门手机数码通讯器材专营旗舰店",
        "en": "South Gate Mobile Phones and Accessories Flagship Store, Gusu",
    }
    speak(language)
    for size in SIZES:
        pdf = made(ann, card, size)
        assert measures(pdf) == [SIZES[size]] * 2, "the front or the back runs over"
        assert len(codes_of(pdf[0], grayscale=True)) == 2
        front, back = ("".join(sheet.get_textpage().get_text_range().split()) for sheet in pdf)
        whole = "".join(nm.address["en" if language == "en" else "zh"].split())
        assert whole in front + back
        assert (whole in back) and ((whole in front) or "withtherepairrecord" in front or "维修记录" in front)


def test_a_long_address_of_who_sells_and_repairs_stands_once_beside_all_that_is_written_by_hand(shop, ann):
    card, spelt = cards.a_card(serials={"sn": "YQX20B7H3K9Z"}), "江苏省苏州市姑苏区人民路一百八十八号" * 11
    factories.the_store("NM").address = {"zh": spelt[:200], "en": spelt[:200]}
    speak("en")
    for size in SIZES:
        pdf = made(ann, card, size)
        assert measures(pdf) == [SIZES[size]] * 2
        back = "".join(pdf[1].get_textpage().get_text_range().split())
        assert back.count(spelt[:200]) == 1 and "theseller's" in back


def test_a_long_label_leaves_a_piece_of_furniture_its_codes_in_front(shop, cy):
    bed = factories.a_product(
        "BED", "bed", "furniture_cn", material="oak", parts=["frame"],
        name={"zh": "床", "en": "Lark bed anniversary edition, with three years Lark bed anniversary edition, wit"},
        variant={"zh": "雾蓝", "en": "256 GB, mist blue"}, spec={
            "maker": "苏州木作家具制造有限公司第二分厂", "test_report_no": "SZ-2026-GB18584-000123",
            "colour": {"zh": "胡桃木色", "en": "walnut"}, "width_mm": 1800, "depth_mm": 2000, "height_mm": 240,
        },
    )  # fmt: skip
    factories.the_person("cy").language = "en"
    card = cards.a_card("欧阳明月欧", serials={}, product=bed, store="JJ", who="cy", invoice_number="NM-20261112-018", address="江苏省苏州市工业园区星湖街三百二十八号创意产业园江苏省苏州市工业园区星湖街三百二")  # fmt: skip
    pdf = pypdfium2.PdfDocument(io.BytesIO(cy.get(f"/warranty-cards/{card.id}/pdf").get_data()))
    assert len(pdf) == 2 and len(codes_of(pdf[0], grayscale=True)) == 2


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("how", ["void", "given back"])
def test_a_card_that_is_void_or_given_back_is_printed_as_no_guarantee(card, ann, how, size):
    if how == "void":
        card.voided_at, card.voided_because = factories.NOW, "twice"
    else:
        card.lines[0].returned_on = factories.NOW.date()
    db.session.commit()
    pdf = made(ann, card, size)
    front = " ".join(pdf[0].get_textpage().get_text_range().split())
    said = {"void": "Void since 23 Nov 2026: it covers nothing", "given back": "Given back on 23 Nov 2026: it covers nothing"}  # fmt: skip
    assert said[how] in front and len(pdf) == 2
    assert all(one not in front for one in ("Proof of guarantee", "Seller's stamp", "what is covered today"))


@pytest.mark.parametrize("size", SIZES)
def test_a_long_repair_record_has_pages_of_its_own_and_they_are_numbered(card, ann, size):
    from datetime import date, timedelta

    from counter.warranty.models import Repair

    line, person = card.lines[0], factories.the_person("ann")
    for week in range(14):
        day = date(2026, 11, 12) - timedelta(days=7 * week)
        one = Repair(line_id=line.id, kind="repair", taken_on=day, back_on=day, noted_at=factories.NOW)
        one.noted_by, one.words, one.work = (
            person.id,
            "接电话时断时续，充电口松动",
            "换了充电口，清洁，试了一天",
        )
        one.withdrawn_at = factories.NOW if week == 13 else None
        db.session.add(one)
    db.session.commit()
    pdf = made(ann, card, size)
    pages = [sheet.get_textpage().get_text_range() for sheet in pdf]
    assert measures(pdf) == [SIZES[size]] * len(pages) and len(pages) >= 2
    assert all(f"{place} / {len(pages)}" in page for place, page in enumerate(pages, 1))
    assert len(codes_of(pdf[0], grayscale=True)) == 2 and "换了充电口" not in pages[0]
    assert sum(page.count("换了充电口") for page in pages) == 13  # what was struck out is not on paper
    assert all("Handed in" in page for page in pages[1:])  # the head of the table comes again


def test_its_fonts_are_in_it_and_nothing_is_asked_of_the_network(card, ann, monkeypatch):
    def no_network(*rest, **kw):
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", no_network)
    monkeypatch.setattr(socket, "getaddrinfo", no_network)
    body = ann.get(f"/warranty-cards/{card.id}/pdf").get_data()
    from counter.warranty import pdfs as ours

    assert ours.is_there() and body.startswith(b"%PDF")
    pdf = pypdfium2.PdfDocument(io.BytesIO(body))
    fonts = {one.get_font() for one in pdf[0].get_objects() if hasattr(one, "get_font")}
    assert fonts and all(font.is_embedded for font in fonts)


@pytest.mark.parametrize(
    "address",
    [
        "http://example.com/static/card.css", "https://counter.invalid/static/card.css", "file:///etc/passwd",
        "http://counter.invalid/static/../config.py", "http://counter.invalid/warranty-cards/1",
        "http://counter.invalid/static/counter.js", "http://counter.invalid/warranty-cards/2/barcode.svg",
    ],
)  # fmt: skip
def test_only_our_style_sheets_and_the_two_codes_are_given(app, address):
    from pathlib import Path

    static = Path(app.static_folder).resolve()
    assert pdfs.read(pdfs.BASE + "/static/card.css?v=1", static, {})[1] == "text/css"
    with pytest.raises(pdfs.NotOurs):
        pdfs.read(address, static, {"/warranty-cards/1/barcode.svg": "<svg/>"})


def test_a_card_without_a_customers_page_has_no_qr_code_and_none_is_made(card, ann):
    from counter.links.models import Link

    db.session.query(Link).delete()
    db.session.commit()
    assert codes_of(made(ann, card, "a6")[0]) == {"Code128": card.number}
    assert db.session.query(Link).count() == 0


def test_without_weasyprint_the_browser_still_prints(card, ann, monkeypatch):
    monkeypatch.setattr(pdfs, "is_there", lambda: False)
    page = ann.get(f"/warranty-cards/{card.id}/print?size=a5").get_data(as_text=True)
    assert "data-print" in page and "/pdf" not in page
    answer = ann.get(f"/warranty-cards/{card.id}/pdf")
    assert answer.status_code == 303 and answer.location.endswith("/print")


def test_with_weasyprint_the_page_offers_it_in_both_sizes(card, ann):
    for size in SIZES:
        page = ann.get(f"/warranty-cards/{card.id}/print?size={size}").get_data(as_text=True)
        assert f"/pdf?size={size}" in page
    assert "/pdf?size=a6" in ann.get(f"/warranty-cards/{card.id}/print?size=nonsense").get_data(as_text=True)
