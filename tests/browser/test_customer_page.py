"""The customer's own phone: from the QR code of the card to what is covered today, and the calendar."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_axe import Examiner

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


def the_link(here):
    """Of the card that the demo's 8000 brings first, as the tablet shows it."""
    here.sign_in("phone-manager")
    here.go("/warranty-cards")
    here.page.locator("#q").press_sequentially("8000")
    here.page.locator("#results .card").first.tap()
    return here.page.locator("main a[href^='/c/']").get_attribute("href")


def type_in(here, digits):
    here.page.locator("[name=digits]").fill(digits)
    here.send(here.page.locator("main form button"))


def is_narrow_enough(here):
    wide = here.page.evaluate("() => [document.documentElement.scrollWidth, innerWidth]")
    assert wide[0] <= wide[1], f"{here.page.url.partition('/c/')[0]}: {wide[0]} > {wide[1]}"


@pytest.mark.parametrize(("language", "size"), [("zh", "phone"), ("en", "narrow")])
def test_the_customer_opens_it_by_the_last_four_digits_and_has_no_violation(tablet, own_live, language, size):
    link = the_link(tablet(own_live, language))
    here = tablet(own_live, language, size)
    here.watch.expected |= {404, 422}
    examiner = Examiner(here)
    for path, digits in ((link, ()), (link, ("12", "1234", "8000"))):
        here.go(path)
        expect(here.page.locator("[name=digits]")).to_be_focused()
        is_narrow_enough(here)
        examiner.look("the digits")
        for typed in digits:
            type_in(here, typed)
            is_narrow_enough(here)
            if typed != "8000":
                expect(here.page.locator("[name=digits]")).to_have_attribute("aria-invalid", "true")
                expect(here.page.locator("[name=digits]")).to_be_focused()
                examiner.look(f"refused {typed}")
    expect(here.page.locator("table.cover tbody tr").first).to_be_visible()
    expect(here.page.locator("a[href^='tel:']")).to_have_count(2)
    for target in here.page.locator("main a, main button").all():
        box = target.bounding_box()
        assert box["height"] >= 44 and box["width"] >= 44
    examiner.look("the card")
    here.page.reload()
    expect(here.page.locator("table.cover").first).to_be_visible()
    answer = here.context.request.get(own_live.url + link + "/coverage.ics")
    assert answer.status == 200 and answer.text().startswith("BEGIN:VCALENDAR")
    other = "zh-Hans" if language == "en" else "en"
    here.send(here.page.locator(f"a[hreflang={other}]"))
    expect(here.page.locator("html")).to_have_attribute("lang", other)
    expect(here.page.locator("table.cover").first).to_be_visible()
    here.go("/c/" + "A" * 26)
    is_narrow_enough(here)
    examiner.look("a link that does not open")
    examiner.end(at_least=6)
