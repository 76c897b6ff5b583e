"""The printed card: what the phone rule wants on it, and a barcode that scanners read."""

import io
import re
from datetime import date

import pytest
import zxingcpp

from counter.extensions import db
from counter.links.addressing import address_of
from counter.warranty import barcodes, linking, numbers
from tests import factories
from tests.support import bars
from tests.support.bars import DPI, INCH
from tests.warranty import cards

WIDTH = 64  # mm of the barcode on the card


pytestmark = pytest.mark.usefixtures("monday")


@pytest.mark.parametrize("store", ["NM", "AB2", "WXYZ"])
@pytest.mark.parametrize("running", [1, 900_000, numbers.LAST])
def test_the_barcode_is_read_back_at_200_dots_an_inch(store, running):
    number = numbers.make(store, 2026, running)
    svg = barcodes.svg(number)
    assert bars.read(svg, WIDTH) == number


def test_there_are_ten_modules_of_quiet_zone_on_either_side():
    svg = barcodes.svg("NMF2223G")
    wide = int(re.search(r'viewBox="0 0 (\d+) ', svg)[1])
    bars = [(int(left), int(width)) for left, width in re.findall(r"M(\d+) 0h(\d+)v", svg)]
    assert bars[0][0] == 10 and wide - sum(bars[-1]) == 10
    assert wide == 20 + 11 * 10 + 13  # start, eight characters, check, stop


@pytest.fixture
def card(shop):
    nm = factories.the_store("NM")
    nm.postcode = "310000"
    card = cards.a_card(serials={"imei1": "864207062184417", "imei2": "864207062184425", "sn": "YQX20B7H3K9M"},
                        invoice_number="NM-20261112-018")  # fmt: skip
    card.customer_postcode = "215006"
    db.session.commit()
    return card


def test_the_barcode_is_served_as_a_picture(card, ann):
    answer = ann.get(f"/warranty-cards/{card.id}/barcode.svg")
    assert answer.mimetype == "image/svg+xml" and answer.get_data(as_text=True) == barcodes.svg(card.number)


def test_the_paper_has_every_field_of_the_phone_rule_that_is_known(card, ann):
    page = ann.get(f"/warranty-cards/{card.id}/print").get_data(as_text=True)
    fields = dict(re.findall(r"<th>([^<]+)</th><td>([^<]*)</td>", page))
    assert fields == {
        "Customer": "陈晓明",
        "Customer&#39;s phone": "138 0013 8000",
        "Customer&#39;s address": "清泰街88号",
        "Customer&#39;s postcode": "215006",
        "Purchase date": "12 Nov 2026",
        "Invoice number": "NM-20261112-018",
        "Model": "Lark X20, 256 GB, mist blue",
        "IMEI 1": "864207062184417",
        "IMEI 2": "864207062184425",
        "Serial number": "YQX20B7H3K9M",
        "Seller": "NM store",
        "Seller&#39;s address": "18 Heping Road",
        "Seller&#39;s postcode": "310000",
        "Seller&#39;s phone": "0571 8888 0000",
        "Repairer": "NM store",
        "Repairer&#39;s phone": "0571 8888 0000",
        "Covered": "Main unit, Charger to 12 Nov 2027 for now; Battery to 12 May 2027 for now",
    }  # what nobody knows is in test_by_hand.py
    assert "NMF-2223-G" in page and 'class="stamp"' in page


def test_a_furniture_card_has_its_own_fields(shop, cy):
    bed = factories.a_product("BED", "bed", "furniture_cn", material="oak", parts=["frame"])
    card = cards.a_card(
        product=bed, serials={}, store="JJ", sold_on=date(2026, 10, 1), delivered_on=date(2026, 10, 9)
    )
    page = cy.get(f"/warranty-cards/{card.id}/print").get_data(as_text=True)
    assert "Delivery address" in page and "9 Oct 2026" in page and "IMEI" not in page


@pytest.mark.browser
@pytest.mark.parametrize("language", ["zh_Hans", "en"])
def test_the_printed_page_is_a_card_with_a_back_and_both_its_codes_read_from_the_paper(
    card, ann, tmp_path, language, browser_type
):
    """Chromium prints it, at 200 dots an inch in grey: front and back of 148 x 105 mm, with a ring of 27 mm for the stamp."""
    import pypdfium2

    from tests.support.chromium import launch_options

    options, base = launch_options(), "http://counter.test"
    factories.the_person("ann").language = language
    db.session.commit()
    browser = browser_type.launch(**options)
    page = browser.new_page()

    def serve(route):
        answer = ann.get(route.request.url.removeprefix(base))
        headers = {"content-type": answer.headers["Content-Type"]}
        route.fulfill(status=answer.status_code, headers=headers, body=answer.get_data())

    page.route(f"{base}/**", serve)
    page.goto(f"{base}/warranty-cards/{card.id}/print")
    page.emulate_media(media="print")
    ring = page.locator(".stamp").bounding_box()
    file = tmp_path / "card.pdf"
    file.write_bytes(page.pdf(prefer_css_page_size=True))
    browser.close()
    assert abs(ring["width"] * INCH / 96 - 27) < 0.5 and abs(ring["height"] * INCH / 96 - 27) < 0.5
    pdf = pypdfium2.PdfDocument(io.BytesIO(file.read_bytes()))
    sizes = [tuple(round(side / 72 * INCH) for side in sheet.get_size()) for sheet in pdf]
    assert sizes == [(148, 105)] * 2
    paper = pdf[0].render(scale=DPI / 72, grayscale=True).to_pil()
    read = {str(found.format).replace(" ", ""): found.text for found in zxingcpp.read_barcodes(paper)}
    assert read == {
        "Code128": card.number,
        "QRCode": address_of(linking.current(card, factories.NOW)),
    }
    words = pdf[0].get_textpage().get_text_range()
    assert "864207062184417" in words and "0571 8888 0000" in words
