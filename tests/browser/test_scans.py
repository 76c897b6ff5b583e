"""A hand scanner, one code after the other: each stands for itself, whatever the box held; a hand that types on loses nothing."""

import re

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from tests.browser import wedge
from tests.browser.test_claims import a_card, choose, hand_in, on_shelf, step, to_card

pytestmark = pytest.mark.browser

FIRST, SECOND = "NMF-2223-G", "864207061018293"


def scan(here, code):
    """Keys faster than a hand, then Enter, wherever the focus is."""
    wedge.scan(here.page, code)


def is_marked(here):
    """Waits until the whole of the box is."""
    marked = "() => { const at = document.activeElement; return at.value && at.selectionStart === 0 && at.selectionEnd === at.value.length; }"
    here.page.wait_for_function(marked)


def start(here, path):
    here.sign_in("phone-assistant")
    here.watch.expected |= {422}
    here.page.wait_for_load_state("networkidle")
    here.go(path)


def test_of_two_scans_into_the_look_up_each_is_asked_for_by_itself(tablet, live):
    here = tablet(live, "en")
    start(here, "/warranty-cards")
    box = here.page.locator("#q")
    for code in (FIRST, SECOND, FIRST):
        with here.page.expect_response(lambda answer: answer.url.endswith("/search")):
            scan(here, code)
        expect(box).to_have_value(code)
        expect(box).to_be_focused()
    expect(here.page.locator("#results .card")).to_have_count(1)
    for code in (SECOND, FIRST, SECOND, FIRST, SECOND):  # however soon one follows the other
        box.press("End")  # nothing is marked any more
        scan(here, code)
        expect(box).to_have_value(code)
    box.press("End")
    here.page.keyboard.type("123456", delay=90)  # a quick hand goes on where it was
    here.page.keyboard.press("Enter")
    expect(box).to_have_value(SECOND + "123456")


def test_what_was_answered_is_typed_over_and_what_is_being_typed_is_not(tablet, live):
    here = tablet(live, "en")
    start(here, "/warranty-cards")
    box = here.page.locator("#q")
    for letter in "8000":
        with here.page.expect_response(lambda answer: answer.url.endswith("/search")):
            box.press(letter)
        here.page.wait_for_timeout(100)
    expect(box).to_have_value("8000")
    assert box.evaluate("box => box.selectionStart === box.selectionEnd")
    box.press("Enter")
    is_marked(here)
    box.press("1")
    expect(box).to_have_value("1")
    # The page that the look-up leads to without script has it marked, too.
    here.go("/today")
    scan(here, FIRST)
    expect(box).to_have_value(FIRST)
    is_marked(here)
    here.page.keyboard.press("1")
    expect(box).to_have_value("1")


@pytest.mark.parametrize(
    ("path", "field", "code"),
    [("/transfers", "#number", "NM-7-2223-3XXX"), ("/tickets", "#q", "NM-7-9999-9")],
)
def test_after_a_wrong_code_the_next_good_one_is_found(tablet, own_live, path, field, code):
    here = tablet(own_live, "en")
    start(here, path)
    box = here.page.locator(field)
    for wrong in (code, code + "Y"):
        box.focus()
        with here.page.expect_navigation():
            scan(here, wrong)
        expect(box).to_have_value(wrong)
    with own_live.engine().connect() as books:
        known = (
            "select number from tickets join stores on stores.id = tickets.store_id where stores.code = 'NM'"
        )
        number = books.execute(sa.text(known)).scalars().first()
    box.focus()
    with here.page.expect_navigation():
        scan(here, number)
    if path == "/tickets":
        expect(here.page).to_have_url(re.compile(r"/tickets/\d+"))
    expect(here.page.locator("main")).not_to_contain_text(code)


def test_a_scan_after_a_tick_or_a_choice_goes_into_its_box_and_changes_neither(tablet, live):
    here = tablet(live, "en")
    start(here, "/warranty-cards/new")
    tick = here.page.locator("main [name=unread]")
    tick.check()
    scan(here, SECOND)
    expect(here.page.locator("main [name=imei1]")).to_have_value(SECOND)
    expect(tick).to_be_checked()
    card, _last_four, _product = a_card(live)
    here.go(f"/warranty-cards/{card}")
    form = here.page.locator(f"form[action^='/warranty-cards/{card}/exchange']")
    form.evaluate(
        "form => { for (let at = form; at; at = at.parentElement) if (at.matches('details')) at.open = true; }"
    )
    fault = form.locator("select[name$=fault]")
    named = fault.locator("option", has_text="A function named in the manual fails").first
    fault.select_option(named.get_attribute("value"))
    fault.focus()
    scan(here, "DISPLAY12345")
    expect(fault.locator("option:checked")).to_contain_text("A function named in the manual fails")
    expect(form.locator("[name$=imei1]")).to_have_value("DISPLAY12345")


def test_a_scan_leaves_a_page_on_which_something_was_typed_only_if_nothing_is_lost(tablet, live):
    here = tablet(live, "en")
    start(here, "/warranty-cards/new")
    typed = {"name": "林小满", "phone": "139 1234", "address": "和平路1号", "product": "X20-256-BL", "imei1": SECOND,
             "imei2": "490154203237518", "sn": "SNX7712", "sold_on": "2026-01-02"}  # fmt: skip
    for name, value in typed.items():
        here.page.locator(f"main [name={name}]").fill(value)
    here.send(here.button("Save the card"))
    expect(here.page.locator("main .error").first).to_be_visible()  # what it came with was typed all the same
    here.page.evaluate("document.activeElement.blur()")
    scan(here, "6901234567892")
    here.page.wait_for_timeout(500)
    for name, value in typed.items():
        expect(here.page.locator(f"main [name={name}]")).to_have_value(value)


def test_a_scan_without_a_line_keeps_the_page(tablet, own_live):
    here = tablet(own_live, "en")
    start(here, "/today")
    here.watch.is_cut_off = True
    here.context.set_offline(True)
    scan(here, FIRST)
    expect(here.page.locator("[data-offline]")).to_be_visible()
    here.page.wait_for_timeout(300)
    assert here.page.url.endswith("/today")


def test_a_scan_beside_what_is_not_saved_yet_waits_in_its_box(tablet, own_live):
    here = tablet(own_live, "en")
    start(here, "/today")
    product = to_card(here, own_live)
    hand_in(here, "屏幕不亮")
    step(here, "inspected")
    here.page.locator("#cause").select_option("material")
    choose(here, "verdict", "covered")
    choose(here, "remedy", "exchange")
    here.send(here.page.locator("button[form=decision-form]"))
    box, note = (
        here.page.locator("#exchange-form [name=new]"),
        here.page.locator("main textarea:visible").first,
    )
    note.fill("电池鼓包")
    note.blur()
    new = on_shelf(own_live, product)
    scan(here, new)  # not into the box for its second IMEI
    here.page.wait_for_timeout(500)
    expect(box).to_have_value(new)
    expect(box).to_be_focused()
    expect(note).to_have_value("电池鼓包")
    here.send(here.page.locator("button[form=exchange-form]"))
    expect(here.page.locator(".stub .lead")).to_have_text("Collected")
