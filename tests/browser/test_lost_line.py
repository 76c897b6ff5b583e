"""The server is gone while the browser believes in its line: nothing typed is lost, and the page comes round by itself."""

import re

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

IMEI = "490154203237518"


def test_a_look_up_box_keeps_what_is_typed_and_asks_again_once_the_server_is_back(tablet, own_live):
    here = tablet(own_live, "en")
    here.sign_in("phone-assistant")
    here.watch.is_cut_off = True
    notice = here.page.locator("[data-offline]")
    for path, box, hits in (
        ("/warranty-cards", "#q", "#results .card"),
        ("/customers", "#q", "#results li"),
        ("/sales/new", "#who-q", "#hits li"),
    ):
        here.go(path)
        own_live.kill()
        here.page.locator(box).press_sequentially("13800138000", delay=30)
        expect(notice).to_be_visible()
        expect(here.page.locator(box)).to_have_value("13800138000")
        own_live.start()
        expect(notice).to_be_hidden(timeout=15000)
        expect(here.page.locator(hits).first).to_contain_text("陈晓明")
        expect(here.page.locator(box)).to_have_value("13800138000")


def test_a_link_waits_while_the_page_says_that_the_line_is_gone(tablet, own_live):
    here = tablet(own_live, "en")
    here.sign_in("phone-assistant")
    here.watch.is_cut_off = True
    here.go("/warranty-cards")
    own_live.kill()
    here.page.locator("#q").press_sequentially("2001", delay=30)
    notice = here.page.locator("[data-offline]")
    expect(notice).to_be_visible()
    here.page.locator(".rail a[href='/today']").tap()
    here.page.wait_for_timeout(1000)
    expect(here.page.locator("#q")).to_have_value("2001")
    own_live.start()
    expect(notice).to_be_hidden(timeout=15000)
    here.rail("/today")
    expect(here.page).to_have_url(own_live.url + "/today")


@pytest.mark.parametrize("is_wrong_before", [False, True], ids=["new", "after a mistake"])
def test_an_old_card_waits_in_its_form_and_is_saved_once(tablet, own_live, is_wrong_before):
    here = tablet(own_live, "en")
    here.sign_in("phone-assistant")
    here.watch.expected |= {422}
    here.go("/warranty-cards/new")
    typed = {"name": "林小满", "phone": "139 1234 7788", "address": "和平路1号", "product": "X20-256-BL",
             "imei1": IMEI, "sold_on": "2026-01-02", "invoice_number": "A-77"}  # fmt: skip
    for name, value in typed.items():
        here.page.locator(f"main [name={name}]").fill(value)
    if is_wrong_before:  # then what was typed is what the form came with
        here.send(here.button("Save the card"))
        expect(here.page.locator("main .error").first).to_be_visible()
    here.page.locator("main [name=unread]").check()
    here.watch.is_cut_off = True
    own_live.kill()
    here.button("Save the card").tap()
    expect(here.page.locator("[data-pending]")).to_be_visible()
    for name, value in typed.items():
        expect(here.page.locator(f"main [name={name}]")).to_have_value(value)
    own_live.start()
    here.page.wait_for_url(re.compile(r"/warranty-cards/\d+$"), timeout=30000)
    asked = sa.text("select count(*) from identifiers where value = :imei")
    with own_live.engine().connect() as books:
        assert books.execute(asked, {"imei": IMEI}).scalar_one() == 1


def test_what_was_only_ticked_waits_in_its_form_and_is_saved(tablet, own_live):
    here = tablet(own_live, "en")
    here.sign_in("head-office")
    here.go("/stores/2/profile")
    ticks = here.page.locator("#profile-form [type=checkbox]")
    changed = [ticks.first, ticks.last]
    was = [one.is_checked() for one in changed]
    for one, before in zip(changed, was, strict=True):
        one.set_checked(not before)
    here.watch.is_cut_off = True
    own_live.kill()
    here.button("Save").tap()
    expect(here.page.locator("[data-pending]")).to_be_visible()
    assert [one.is_checked() for one in changed] == [not before for before in was]
    own_live.start()
    here.page.wait_for_url(re.compile(r"/stores$"), timeout=30000)
    here.go("/stores/2/profile")
    assert [one.is_checked() for one in changed] == [not before for before in was]
