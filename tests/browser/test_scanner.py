"""The camera at the counter: Chromium plays a drawn video for it, so what is read went through lens, worker and form."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import camera, wedge
from tests.browser.camera import Code
from tests.browser.tablets import SIZES, Tablet
from tests.browser.test_axe import Examiner

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

IMEI, SECOND, OTHER = "490154203237518", "356938035643809", "868403021234566"
SERIAL, SERIAL_OTHER = "YQX20ALD4711K", "C02XK0ABJG5H"


@pytest.fixture
def with_camera(servers, browser_type, tmp_path, live):
    """`with_camera(picture, ...)`: a tablet whose camera sees these one after the other; with none it has no camera."""
    opened = []

    def hand_out(*pictures, language="zh", size="phone", live=live, **kw):
        file = camera.video(tmp_path / f"{len(opened)}.mjpeg", *pictures) if pictures else None
        browser = browser_type.launch(**camera.launch_options(file))
        width, height = SIZES[size]
        locale = "en-GB" if language == "en" else "zh-CN"
        context = browser.new_context(
            viewport={"width": width, "height": height}, has_touch=True, locale=locale, **kw
        )
        here = Tablet(context, live, language)
        opened.append((here, browser))
        return here

    yield hand_out
    for here, browser in opened:
        browser.close()
        here.assert_well()


def sign_in(here):
    """And what Today fetches for itself is there, so that no page is left in the middle of it."""
    here.sign_in("phone-assistant")
    here.page.wait_for_load_state("networkidle")


def scanner(here):
    return here.page.locator("dialog.scanner[open]")


def scan(here, field):
    """By the button beside the field; what was read stands in the field, and the camera is shut."""
    here.page.locator(f"[data-camera='{field}']").tap()
    expect(here.page.locator("dialog.scanner")).to_have_count(1)
    expect(scanner(here)).to_have_count(0, timeout=15_000)


def an_ean(live):
    """A phone of the demo with a barcode: the code, and its name in both languages."""
    import sqlalchemy as sa

    asked = sa.text(
        "select e.code, p.name, p.variant from eans e join products p on p.id = e.product_id"
        " where p.trade = 'phone_cn' and p.code like 'X20%' order by p.code limit 1"
    )
    with live.engine().connect() as books:
        return books.execute(asked).one().code


def test_an_old_paper_card_is_registered_by_camera_and_found_by_what_was_scanned(with_camera, own_live):
    here = with_camera(camera.label(Code("code128", SERIAL)), live=own_live)
    page = here.page
    sign_in(here)
    here.go("/warranty-cards")
    here.send(here.link("No card here? Enter an old one"))
    scan(here, "sn")
    expect(here.field("Serial number")).to_have_value(SERIAL)
    here.field("Phone").fill("139 1234 7788")
    here.field("Name of the customer").fill("白露")
    here.field("Address").fill("清河路3号")
    page.locator("#product").fill("X20-256-BL")
    here.field("Bought on").fill("2025-11-03")
    here.field("Invoice number").fill("A-77")
    here.send(here.button("Save the card"))
    expect(page.locator(".ticket")).to_contain_text(SERIAL)
    number = page.locator(".stub .lead").inner_text()
    here.go("/warranty-cards")
    scan(here, "q")
    expect(page.locator("#results .card")).to_have_count(1)
    expect(page.locator("#results .card")).to_contain_text(number)


def test_of_a_label_with_four_codes_each_goes_into_its_field_and_one_other_phone_stops_it(with_camera, live):
    ean = an_ean(live)
    box = camera.label(
        Code("code128", IMEI), Code("code128", SECOND), Code("code128", SERIAL_OTHER), Code("ean13", ean)
    )
    here = with_camera(box, language="en")
    page = here.page
    sign_in(here)
    here.go("/warranty-cards/new")
    page.locator("[data-camera=imei1]").tap()
    rows = scanner(here).locator("[data-goes]")
    expect(rows).to_have_count(4, timeout=15_000)
    assert [row.input_value() for row in rows.all()] == ["imei1", "imei2", "sn", "product"]
    Examiner(here).look("the scanner with four codes")
    page.set_viewport_size(dict(zip(("width", "height"), SIZES["phone"], strict=True)))
    here.button("From the box").tap()
    expect(here.field("IMEI 1")).to_have_value(IMEI)
    expect(here.field("IMEI 2")).to_have_value(SECOND)
    expect(here.field("Serial number")).to_have_value(SERIAL_OTHER)
    expect(here.field("Product")).to_have_value(re.compile("Lark X20"))
    expect(page.locator("[data-box]")).to_contain_text(IMEI)
    # The phone's own screen shows another number.
    here.field("IMEI 1").fill(OTHER)
    sentence = page.get_by_text(
        f"The box says {IMEI}, the phone says {OTHER}: don't issue before they agree."
    )
    expect(sentence).to_be_visible()
    here.field("Phone").fill("139 1234 7799")
    here.field("Name of the customer").fill("白露")
    here.field("Address").fill("清河路3号")
    here.field("Bought on").fill("2025-11-03")
    here.field("Invoice number").fill("A-77")
    here.button("Save the card").tap()
    page.wait_for_timeout(300)
    assert page.url.endswith("/warranty-cards/new") and sentence.is_visible()
    # Sent all the same, by a browser that does not look: the store does.
    here.watch.expected.add(422)
    page.locator("main form").first.evaluate("form => { form.noValidate = true; }")
    here.send(here.button("Save the card"))
    expect(sentence).to_be_visible()
    expect(here.field("IMEI 1")).to_be_focused()
    # They agree again.
    here.field("IMEI 1").fill(IMEI)
    here.send(here.button("Save the card"))
    expect(page.locator(".ticket")).to_contain_text("49 015420 323751 8")


def test_without_a_camera_a_photo_of_the_box_fills_the_form(with_camera, live):
    here = with_camera(language="en")
    sign_in(here)
    here.go("/warranty-cards/new")
    here.page.locator("[data-camera=imei1]").tap()
    expect(scanner(here).get_by_text("There is no camera here.")).to_be_visible()
    Examiner(here).look("the scanner without a camera")
    send = scanner(here).locator("[data-photo]").set_input_files
    send({"name": "no.jpg", "mimeType": "image/jpeg", "buffer": b"not a picture"})
    expect(scanner(here).get_by_text("not a picture that can be read")).to_be_visible()
    send(camera.photo(camera.label(Code("code128", IMEI)).crop((0, 0, 200, 100))))
    expect(scanner(here).get_by_text("There is no code on this photo.")).to_be_visible()
    box = camera.label(Code("code128", IMEI), Code("ean13", an_ean(live)), size=(3000, 2000), module=5)
    send(camera.photo(box))
    expect(scanner(here).locator("[data-goes]")).to_have_count(2)
    here.button("From the box").tap()
    expect(here.field("IMEI 1")).to_have_value(IMEI)
    expect(here.field("Product")).to_have_value(re.compile("Lark X20"))


def test_a_refused_camera_is_one_sentence_with_the_way_out(tablet, live):
    here = tablet(live, "en", "phone")
    sign_in(here)
    here.page.add_init_script(
        "navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'))"
    )
    here.go("/products")
    here.page.locator("[data-camera=product-q]").tap()
    expect(scanner(here).get_by_text("This browser may not use the camera.")).to_be_visible()
    here.button("Cancel").tap()
    expect(scanner(here)).to_have_count(0)


def test_the_reader_is_fetched_only_when_it_is_asked_for(tablet, live):
    here = tablet(live)
    asked = []
    here.page.on("request", lambda request: asked.append(request.url))
    sign_in(here)
    for path in ("/warranty-cards", "/warranty-cards/new", "/products", "/scanner"):
        here.go(path)
        here.page.wait_for_load_state("networkidle")
    assert len(asked) > 8 and not [
        url for url in asked if re.search("scanner.js|reader.js|barcode|wasm", url)
    ]


def test_a_hand_scanner_leads_on_from_field_to_field_and_sends_nothing(tablet, live):
    here = tablet(live, "en")
    sign_in(here)
    here.go("/warranty-cards/new")
    for field, code, following in (("imei1", IMEI, "imei2"), ("imei2", SECOND, "sn")):
        here.page.locator("#" + field).focus()
        wedge.scan(here.page, code)
        expect(here.page.locator("#" + following)).to_be_focused()
    here.page.locator("#invoice_number").fill("A-1")
    here.page.locator("#sn").focus()
    here.page.keyboard.press("Enter")
    expect(here.button("Save the card")).to_be_focused()
    assert here.page.url.endswith("/warranty-cards/new")


def scan_at(here, code):
    """A hand scanner, wherever the page's focus is."""
    here.page.evaluate("document.activeElement.blur()")
    wedge.scan(here.page, code)


def test_a_hand_scanner_works_anywhere_and_loses_nothing_that_was_typed(tablet, live):
    here = tablet(live, "en")
    sign_in(here)
    here.go("/today")
    scan_at(here, "NMF-2223-G")
    expect(here.page).to_have_url(re.compile("/warranty-cards/search$"))
    expect(here.page.locator("#q")).to_have_value("NMF-2223-G")
    here.go("/warranty-cards/new")
    scan_at(here, IMEI)
    expect(here.page.locator("#imei1")).to_have_value(IMEI)
    scan_at(here, SECOND)
    expect(here.page.locator("#imei2")).to_have_value(SECOND)
    here.go("/warranty-cards/1/transfer")
    here.page.locator("[name=name]").fill("Somebody")
    scan_at(here, "NMF-2223-G")
    expect(here.page.locator("[name=name]")).to_have_value("Somebody")
    here.page.locator("h1").first.click()
    here.page.keyboard.type("quickly by hand", delay=120)
    here.page.keyboard.press("Enter")
    assert here.page.url.endswith("/transfer")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_on_a_phone_every_act_of_a_card_is_in_sight(tablet, live, language):
    here = tablet(live, language, "phone")
    here.sign_in("phone-manager")
    here.page.wait_for_load_state("networkidle")
    here.go("/warranty-cards/1")
    acts = here.page.locator(".bar.acts a")
    assert acts.count() >= 4
    for act in acts.all():
        expect(act).to_be_in_viewport(ratio=1)
        assert act.bounding_box()["height"] >= 44


def test_while_the_tablet_shows_something_else_the_camera_rests(with_camera, live):
    empty = camera.label(Code("code128", SERIAL)).crop((0, 0, 200, 100)).resize((640, 360))
    here = with_camera(empty, language="en")
    sign_in(here)
    here.go("/warranty-cards")
    here.page.locator("[data-camera=q]").tap()
    expect(scanner(here).locator("[data-say=looking]")).to_be_visible(timeout=15_000)
    is_on = "() => !!document.querySelector('.scanner video').srcObject?.active"
    assert here.page.evaluate(is_on)
    hide = "Object.defineProperty(document, 'hidden', {value: true}); document.dispatchEvent(new Event('visibilitychange', {bubbles: true}))"
    here.page.evaluate(hide)
    expect(here.button("Scan again")).to_be_visible()
    assert not here.page.evaluate(is_on)
    here.button("Scan again").tap()
    expect(scanner(here).locator("[data-say=looking]")).to_be_visible(timeout=15_000)
    here.button("Cancel").tap()
    expect(scanner(here)).to_have_count(0)
    here.page.wait_for_function("() => !document.querySelector('.scanner video').srcObject?.active")
