"""The look-up's keypad lies under the thumb and takes the place of the device's keyboard, or is not there at all."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("size", ["tablet", "portrait"])
def test_the_keypad_is_in_sight_and_types_while_the_keyboard_stays_away(tablet, live, size):
    here = tablet(live, "en", size)
    here.sign_in("phone-assistant")
    here.go("/warranty-cards")
    box, key = here.page.locator("#q"), here.page.locator("[data-key='8']")
    expect(here.page.locator("[data-key='erase']")).to_be_in_viewport(ratio=1)
    assert box.evaluate("box => box.inputMode") == "none"
    key.tap()
    here.page.locator("[data-key='0']").tap()
    expect(box).to_have_value("80")
    expect(key).to_be_in_viewport(ratio=1)
    here.page.locator("[data-key='keyboard']").tap()
    assert box.evaluate("box => box.inputMode") == "text"


@pytest.mark.parametrize("size", ["phone", "narrow"])
def test_a_phone_has_its_own_keyboard(tablet, live, size):
    here = tablet(live, "en", size)
    here.sign_in("phone-assistant")
    here.go("/warranty-cards")
    expect(here.page.locator("[data-key='8']")).to_be_hidden()
    assert here.page.locator("#q").evaluate("box => box.inputMode") == ""
