"""The door: signing in by touch and by keyboard, switching person by PIN, going on shift."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_pin_hands_the_tablet_to_a_colleague_who_is_then_on_shift(tablet, own_live, language):
    here = tablet(own_live, language)
    here.sign_in("phone-manager")
    page = here.page
    page.locator(".who").tap()
    sun = here.text({"zh": "孙立", "en": "Sun Li"})
    person = page.get_by_role("button", name=sun)
    expect(person).not_to_contain_text(here.say("on shift"))
    person.tap()
    pin = here.field("PIN of %(name)s", name=sun)
    expect(pin).to_be_focused()
    pin.fill("9999")
    here.watch.expected.add(422)
    pin.locator("xpath=ancestor::form").get_by_role("button").tap()
    expect(pin).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_text(here.say("That is not the PIN. Try again, or use the password."))).to_be_visible()
    pin.fill("7160")
    pin.locator("xpath=ancestor::form").get_by_role("button").tap()
    expect(page).to_have_url(own_live.url + "/today")
    here.speak()
    expect(page.locator(".who")).to_contain_text(sun)
    here.go("/people")
    expect(page.get_by_role("button", name=sun)).to_contain_text(here.say("on shift"))
