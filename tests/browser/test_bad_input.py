"""What goes wrong at a counter: taps that bounce, the way back, a line that is cut, a narrow screen, no mouse."""

import re

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from tests.browser import opening, serving

pytestmark = pytest.mark.browser


def count(live, table, where="1 = 1"):
    with live.engine().connect() as books:
        return books.execute(sa.text(f"select count(*) from {table} where {where}")).scalar_one()


def tap_twice(here, button):
    """A finger that bounces: two taps before the first answer is there."""
    box = button.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    with here.page.expect_navigation():
        here.page.touchscreen.tap(x, y)
        here.page.touchscreen.tap(x, y)
    here.page.wait_for_load_state()


def a_sale_to_pay(here, name, phone):
    here.go("/sales/new")
    serving.serve_somebody_new(here, name, phone)
    serving.at_stage(here, "quote")
    serving.scan(here, "864207061018293")
    serving.at_stage(here, "payment")


def test_a_double_tap_on_pay_and_on_hand_over_pays_once_and_makes_one_card(tablet, own_live):
    here = tablet(own_live, "en")
    here.sign_in("phone-assistant")
    payments, cards = count(own_live, "payments"), count(own_live, "cards")
    a_sale_to_pay(here, "田禾", "13911114444")
    tap_twice(here, here.page.locator("#payment").get_by_role("button"))
    expect(here.page.locator("#payment")).to_have_count(0)
    assert count(own_live, "payments") == payments + 1
    serving.at_stage(here, "handover")
    serving.tick_steps(here)
    here.page.locator("#ending [name=address]").fill("平江路9号")
    here.page.locator("#ending [name=invoice_follows]").check()
    tap_twice(here, here.page.locator("#ending").get_by_role("button"))
    expect(here.page.locator("#done-h")).to_be_visible()
    assert count(own_live, "cards") == cards + 1


def test_back_after_saving_and_saving_again_keeps_what_was_typed_and_makes_nothing_twice(tablet, own_live):
    here = tablet(own_live, "en")
    here.sign_in("phone-assistant")
    here.watch.expected |= {
        409,
        422,
    }  # the same sending again, or a question about a number that is known by now
    before = count(own_live, "customers")
    here.go("/customers/new")
    form = here.page.locator("main form")
    form.locator("[name=name]").fill("韩梅")
    form.locator("[name=phone]").fill("13911115555")
    here.send(form.get_by_role("button", name=here.say("Save the customer")))
    here.page.go_back()
    expect(form.locator("[name=name]")).to_be_visible()
    form.locator("[name=name]").fill("韩梅梅")
    form.locator("[name=phone]").fill("13911115555")
    here.send(form.get_by_role("button", name=here.say("Save the customer")))
    assert count(own_live, "customers") == before + 1
    expect(form.locator("[name=name]")).to_have_value("韩梅梅")
    expect(form.locator("[role=alert], .error").first).to_be_visible()


def test_typed_text_is_kept_after_a_refusal_and_the_first_wrong_field_has_the_focus(tablet, live):
    here = tablet(live, "en")
    here.sign_in("phone-assistant")
    here.watch.expected.add(422)
    here.go("/warranty-cards/new")
    typed = {"name": "林小满😀", "phone": "1380013800", "address": "和平路1号", "product": "X20-256-BL",
             "imei1": "864207061011459", "sold_on": "2026-01-02"}  # fmt: skip
    for name, value in typed.items():
        here.page.locator(f"main [name={name}]").fill(value)
    here.page.locator("main [name=unread]").check()
    here.send(here.button("Save the card"))
    for name, value in typed.items():
        expect(here.page.locator(f"main [name={name}]")).to_have_value(value)
    wrong = here.page.locator("main [aria-invalid=true]")
    assert wrong.evaluate_all("fields => fields.map(field => field.name)") == ["phone", "imei1"]
    expect(wrong.first).to_be_focused()
    for field in wrong.all():  # each sentence is tied to its field
        said = here.page.locator(f"[id='{field.get_attribute('aria-describedby').split()[0]}']")
        expect(said).to_be_visible()
    expect(here.page.locator("#imei1-error")).to_contain_text("4")  # the digit that would be right


def test_a_cut_line_is_said_and_the_tick_is_not_shown_as_saved(tablet, own_live):
    here = tablet(own_live, "en")
    here.sign_in("furniture-assistant")
    opening.open_the_list(here)
    notice = here.page.locator("[data-offline]")
    expect(notice).to_be_hidden()
    item = opening.plain(here)[0]
    here.watch.is_cut_off = True
    here.context.set_offline(True)
    here.page.locator(f"[id='{item}-ok']").locator("xpath=..").tap()
    expect(notice).to_be_visible()
    expect(here.page.locator(f"[id='{item}-ok']")).not_to_be_checked()
    here.context.set_offline(False)
    expect(notice).to_be_hidden()
    opening.tap_state(here, item, "ok")


def test_the_server_gone_without_the_line_is_said_too(tablet, own_live):
    here = tablet(own_live, "en")
    here.sign_in("furniture-assistant")
    opening.open_the_list(here)
    here.watch.is_cut_off = True
    item = opening.plain(here)[0]
    own_live.kill()
    here.page.locator(f"[id='{item}-ok']").locator("xpath=..").tap()
    expect(here.page.locator("[data-offline]")).to_be_visible()
    expect(here.page.locator(f"[id='{item}-ok']")).not_to_be_checked()
    own_live.start()
    opening.tap_state(here, item, "ok")
    expect(here.page.locator("[data-offline]")).to_be_hidden()


def cut(live, here):
    here.context.set_offline(True)
    return lambda: here.context.set_offline(False)


def gone(live, here):
    live.kill()
    return live.start


@pytest.mark.parametrize("trouble", [cut, gone])
def test_what_was_written_waits_while_the_line_is_gone_and_is_sent_once_when_it_is_back(
    tablet, own_live, trouble
):
    here = tablet(own_live, "en", "phone")
    here.sign_in("phone-assistant")
    here.go("/warranty-cards")
    here.page.locator("#q").press_sequentially("8000")
    here.send(here.page.locator("#results .card").first)
    here.send(here.page.locator(".bar a[href$='/tickets/new']"))
    here.send(here.button("Question"))
    expect(here.page.locator("#ticket-form [name=kind]")).to_have_value("question")
    words = here.page.locator("#words")
    words.fill("May it be charged overnight?")
    here.watch.is_cut_off = True
    mend = trouble(own_live, here)
    here.button("Open the ticket").tap()
    expect(here.page.locator("[data-pending]")).to_be_in_viewport()
    here.page.locator(".rail a").first.tap()  # leads nowhere, and loses nothing
    expect(words).to_have_value("May it be charged overnight?")
    mend()
    here.page.wait_for_url(re.compile(r"/tickets/\d+$"), timeout=30000)
    expect(here.page.locator("main")).to_contain_text("May it be charged overnight?")
    assert count(own_live, "tickets", "words = 'May it be charged overnight?'") == 1


def test_by_keyboard_alone_one_signs_in_looks_a_card_up_and_opens_it(tablet, live):
    here = tablet(live, "en")
    page, press = here.page, here.page.keyboard.press
    here.go("/login")
    expect(page.locator("[name=username]")).to_be_focused()
    page.keyboard.type("phone-assistant")
    press("Tab")
    page.keyboard.type("counter-demo")
    press("Enter")
    expect(page).to_have_url(re.compile("/today$"))
    press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    link = page.locator(".rail a[href='/warranty-cards']")
    for _ in range(12):
        if link.evaluate("link => link === document.activeElement"):
            break
        press("Tab")
    expect(link).to_be_focused()
    assert link.evaluate("link => getComputedStyle(link).outlineStyle") != "none", "the focus is seen"
    press("Enter")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("8000", delay=30)
    first = page.locator("#results .card").first
    expect(first).to_contain_text("陈晓明")
    for _ in range(8):
        if first.evaluate("card => card === document.activeElement"):
            break
        press("Tab")
    expect(first).to_be_focused()
    press("Enter")
    expect(page).to_have_url(re.compile(r"/warranty-cards/\d+$"))


def test_two_people_who_tick_the_same_item_hear_of_each_other_and_nothing_is_lost(tablet, own_live):
    first, second = tablet(own_live, "en"), tablet(own_live, "en")
    first.sign_in("furniture-assistant")
    second.sign_in("furniture-manager")
    opening.open_the_list(first)
    opening.open_the_list(second)
    item = opening.plain(first)[0]
    opening.say_what_is_wrong(first, item, "地上有水")
    second.watch.expected.add(409)
    with second.page.expect_response(lambda answer: answer.url.endswith("/ticks")):
        second.page.locator(f"[id='{item}-ok']").locator("xpath=..").tap()
    told = second.page.locator(f"[id='{item}']")
    expect(told).to_contain_text("Zheng Jie")
    assert count(own_live, "checklist_items", "state = 'fix' and note = '地上有水'") == 1


def test_a_page_from_before_the_sign_out_says_so_calmly_and_a_record_that_is_gone_too(tablet, live):
    here = tablet(live, "en")
    here.sign_in("phone-assistant")
    here.go("/warranty-cards")
    here.watch.expected |= {400, 404}
    other = here.new_page()
    other.goto(live.url + "/people")
    other.locator("form[action='/logout'] button").tap()
    expect(other).to_have_url(re.compile("/login"))
    here.page.locator("#q").press_sequentially("8000")
    # The whole sign-in page, or a calm word above: never a sign-in form inside the results.
    expect(here.page.locator("#notices .notice, main.door form[action='/login']")).to_be_visible()
    here.sign_in("phone-assistant")
    here.go("/sales/999999")
    expect(here.page.get_by_role("heading", level=1)).to_be_visible()
    expect(here.link("Today")).to_be_visible()


def test_back_after_a_mistake_put_right_leads_to_the_card_and_not_to_a_question_of_the_browser(
    tablet, own_live
):
    here = tablet(own_live, "en")
    here.sign_in("phone-assistant")
    here.watch.expected |= {422}
    here.go("/warranty-cards")
    here.page.locator("#q").press_sequentially("8000")
    here.page.locator("#results .card").first.tap()
    expect(here.page.locator("#repairs-h")).to_be_visible()
    card = here.page.url.partition("#")[0]
    here.page.locator("summary", has_text="Note what was done without a ticket").tap()
    here.page.locator("summary", has_text="Exchange it").tap()
    form = here.page.locator("form[action*='/exchanges']")
    for imei in ("356938035643808", "356938035643807"):
        form.locator("[name=new-imei1]").fill(imei)
        here.page.evaluate("document.body.dataset.old = 1")
        form.locator("button.primary").tap()
        expect(here.page.locator("body[data-old]")).to_have_count(0)
        expect(form.locator(".error")).to_be_visible()
        expect(form.locator("[name=new-imei1]")).to_have_value(imei)
    form.locator("[name=new-imei1]").fill("356938035643809")
    form.locator("[name=new-unread]").check()  # it has one number alone
    form.locator("button.primary").tap()
    expect(here.page.locator("#repairs .num", has_text="35 693803 564380 9").first).to_be_visible()
    for _ in range(2):
        here.page.go_back()
        assert here.page.url.partition("#")[0] == card
        expect(here.page.locator("#repairs-h")).to_be_visible()
    assert count(own_live, "repairs", "kind = 'exchange'") == 1
