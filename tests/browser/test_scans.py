"""A hand scanner, one code after the other: each stands for itself, whatever the box held; a hand that types on loses nothing."""

import re

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

FIRST, SECOND = "NMF-2223-G", "864207061018293"


def scan(here, code):
    """Keys faster than a hand, then Enter, wherever the focus is."""
    here.page.keyboard.type(code, delay=2)
    here.page.keyboard.press("Enter")


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
        scan(here, code)
        expect(box).to_have_value(code)
        expect(box).to_be_focused()
        here.page.wait_for_timeout(400)  # its answer is there
    expect(here.page.locator("#results .card")).to_have_count(1)
    box.press("End")  # nothing is marked any more
    scan(here, SECOND)
    expect(box).to_have_value(SECOND)
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
