"""A thing travels through the network and home again: scanned out, scanned in, repaired, sent back, fetched."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_axe import Examiner

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


def scan(here, field, number):
    """A scanner types and ends with Enter."""
    here.page.locator(field).press_sequentially(number)
    with here.page.expect_navigation():
        here.page.locator(field).press("Enter")


def is_narrow_enough(here):
    wide = here.page.evaluate("() => [document.documentElement.scrollWidth, innerWidth]")
    assert wide[0] <= wide[1], here.page.url


def tap_step(here, ticket, state):
    here.go(ticket)
    here.send(here.page.locator(f"main button[name=state][value={state}]"))


@pytest.mark.parametrize(("language", "size"), [("zh", "tablet"), ("en", "phone")])
def test_store_to_centre_and_home_again_by_scans(tablet, own_live, language, size):
    store, centre = tablet(own_live, language, size), tablet(own_live, language, size)
    for here in (store, centre):
        here.watch.expected |= {422}
    store.sign_in("phone-assistant")
    centre.sign_in("centre-engineer")
    looks = [Examiner(store), Examiner(centre)]
    store.go("/transfers")
    row = store.page.locator("main li").first  # the demo's thing that nobody has scanned in for days
    number = row.locator(".num").first.inner_text().strip()
    ticket = row.locator("a").first.get_attribute("href")
    is_narrow_enough(store)
    looks[0].look("on the way")
    scan(store, "#number", number)  # at the wrong end
    expect(store.page.locator("[role=alert]")).to_contain_text(number)
    store.send(store.page.locator("main li form button").first)  # it did not leave after all
    expect(store.page.locator("main li")).to_have_count(0)
    store.go(ticket)
    store.send(store.page.locator("#where a.btn"))
    expect(store.page.locator("#numbers")).to_have_value(number)
    looks[0].look("a parcel")
    store.send(store.page.locator(".bar button"))
    expect(store.page.locator(".paper-slip")).to_contain_text(number)
    is_narrow_enough(store)
    looks[0].look("the sheet")
    expect(store.page.locator("figure img")).to_have_js_property("complete", True)
    parcel = store.page.locator("h1 small").inner_text()

    centre.go("/transfers")
    scan(centre, "#number", parcel)  # the sheet's barcode shows what is to be in it
    expect(centre.page.locator(".paper-slip")).to_contain_text(number)
    scan(centre, "#number", number.lower().replace("-", ""))
    expect(centre.page.locator(".notice.ok")).to_contain_text(number)
    scan(centre, "#number", number)
    expect(centre.page.locator("main [role=status].notice").last).to_contain_text(number)
    is_narrow_enough(centre)
    looks[1].look("arrived")
    centre.go(ticket)
    is_narrow_enough(centre)
    looks[1].look("another store's ticket")
    decision = centre.page.locator("#decision")
    if not decision.locator("[name=cause]").is_visible():
        decision.locator("summary").tap()
    decision.locator("[name=cause]").select_option("workmanship")
    decision.locator("label:has([name=verdict][value=covered])").tap()
    decision.locator("label:has([name=remedy][value=repair])").tap()
    centre.send(decision.locator("form button.primary").last)
    tap_step(centre, ticket, "in_repair")
    centre.send(centre.page.locator("#where a.btn"))
    centre.send(centre.page.locator(".bar button"))

    store.go("/transfers")
    scan(store, "#number", number)
    expect(store.page.locator(".notice.ok")).to_contain_text(number)
    tap_step(store, ticket, "ready")
    is_narrow_enough(store)
    looks[0].look("home again")
    form = store.page.locator("form[action$='/collection']")
    form.locator("[name=work]").fill("换尾插")
    store.send(store.page.locator("button[form=collection-form]"))
    store.go("/transfers")
    expect(store.page.locator("main li")).to_have_count(0)
    for one in looks:
        one.end(at_least=2)
