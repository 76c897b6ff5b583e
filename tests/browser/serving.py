"""Serving a customer by touch: found or new, the steps, the goods, what goes with them, the payment, the hand-over."""

import re

from playwright.sync_api import Locator, expect

from tests.browser import wedge
from tests.browser.tablets import Tablet


def serve_somebody_new(here: Tablet, name: str, phone: str) -> None:
    """From the number to the sale: nobody has it yet, so the name is asked for right there."""
    here.page.locator("#who-q").fill("")
    here.page.locator("#who-q").press_sequentially(phone)
    form = here.page.locator("#hits form.sheet")
    expect(form.locator("[name=phone]")).to_have_value(phone)
    form.locator("[name=name]").fill(name)
    here.send(form.get_by_role("button"))
    expect(here.page.locator("#sale")).to_be_visible()


def at_stage(here: Tablet, code: str) -> None:
    here.send(here.page.locator(f"#stage-{code}"))
    expect(here.page.locator(f"#stage-{code}")).to_have_attribute("aria-current", "step")


def answer(here: Tablet, form: Locator) -> None:
    """What a step asks for and needs, answered in the shortest way."""
    for field in form.locator(".field:has(> label):not(:has(> label .sub))").all():
        box = field.locator("input")
        kind, mode = box.get_attribute("type"), box.get_attribute("inputmode")
        if not box.input_value():
            box.fill(here.today if kind == "date" else "3" if mode == "numeric" else "要一张朝南的")
    for fieldset in form.locator("fieldset").all():
        boxes = fieldset.locator("input[type=radio], input[type=checkbox]")
        if boxes.count() and not fieldset.locator(":checked").count():
            boxes.first.locator("xpath=..").tap()
    for box in form.locator("input[type=checkbox][name^='consent.']").all():
        box.check()


def tick_steps(here: Tablet, most: int = 20) -> int:
    """Every step of the stage that is not done yet, one tap each; gives how many."""
    for done in range(most):
        # The step in hand has a large button; after the last, the stage stands with nothing left to press.
        step = here.page.locator("[id^='do-'].primary")
        if not step.count():
            return done
        form = here.page.locator("form", has=step)
        answer(here, form)
        number = step.get_attribute("id")
        with here.page.expect_response(lambda reply: "/completion" in reply.url) as waiting:
            step.tap()
        assert waiting.value.status == 200, waiting.value.text()[:800]
        expect(here.page.locator(f"#{number}.primary")).to_have_count(0)
    raise AssertionError(f"{most} steps and no end")


def scan(here: Tablet, code: str) -> None:
    """As a scanner does it: the digits at once, then Enter."""
    before = here.page.locator("#slip [id^='line-']").count()
    box = here.page.locator("#code")
    box.focus()
    with here.page.expect_navigation():
        wedge.scan(here.page, code)
    expect(here.page.locator("#slip [id^='line-']")).to_have_count(before + 1)


def add_by_name(here: Tablet, typed: str) -> str:
    """Found as one types; the first is added. Gives its name."""
    before = here.page.locator("#slip [id^='line-']").count()
    here.page.locator("#code").press_sequentially(typed)
    hit = here.page.locator("#found li").first
    expect(hit).to_be_visible()
    name = hit.locator("b").inner_text()
    here.send(hit.get_by_role("button"))
    expect(here.page.locator("#slip [id^='line-']")).to_have_count(before + 1)
    return name


def accept_one_decline_one(here: Tablet) -> None:
    """Each with one tap, and the slip follows at once."""
    offers = here.page.locator(".offer:not(.taken, .declined)")
    assert offers.count() >= 2, "a main product brings suggestions"
    expect(offers.first.locator("p").nth(1)).not_to_be_empty()  # the reason, in words to say
    lines = here.page.locator("#slip [id^='line-']").count()
    wanted = here.page.locator(f"#{offers.first.get_attribute('id')}")
    wanted.locator("[id^='accept-']").tap()
    expect(wanted).to_have_class(re.compile("taken"))
    expect(here.page.locator("#slip [id^='line-']")).to_have_count(lines + 1)
    refused = here.page.locator(f"#{offers.first.get_attribute('id')}")
    refused.locator("[id^='decline-']").first.tap()
    expect(refused).to_have_class(re.compile("declined"))
    refused.locator("[id^='decline-']").first.tap()  # why
    expect(refused.locator("[id^='decline-']")).to_have_count(0)
    expect(here.page.locator("#slip [id^='line-']")).to_have_count(lines + 1)


def pay(here: Tablet) -> None:
    at_stage(here, "payment")
    form = here.page.locator("#payment")
    form.locator("input[name=method][value=wechat]").locator("xpath=..").tap()
    here.send(form.get_by_role("button"))
    expect(here.page.locator("#payment")).to_have_count(0)
    if here.page.locator("#stage-payment").get_attribute("aria-current"):
        expect(here.page.get_by_text(here.say("Paid"), exact=True).first).to_be_visible()


def deliver(here: Tablet) -> None:
    """The day is agreed on; today the van comes and puts it up: one tap each."""
    at_stage(here, "handover")
    agreed = here.page.locator("form[action$='/delivery']")
    agreed.locator("[name=on]").fill(here.today)
    agreed.locator("[name=address]").fill("苏州市姑苏区平江路9号")
    agreed.locator("[name=slot]").first.locator("xpath=..").tap()
    here.send(agreed.get_by_role("button"))
    for act in ("arrival", "installation"):
        form = here.page.locator(f"form.row[action$='/delivery/{act}']")
        tick_steps(here)
        here.send(form.get_by_role("button"))
        expect(form).to_have_count(0)


def hand_over(here: Tablet, address: str = "") -> None:
    """One tap at the end. What the card still lacks is asked for on the spot: here the invoice's number, and the address,
    unless goods went there."""
    at_stage(here, "handover")
    tick_steps(here)
    ending = here.page.locator("#ending")
    expect(ending.get_by_role("heading")).to_have_text(here.say("The card still needs"))
    ending.locator("[name=invoice_number]").fill("20261123018")
    if address:
        ending.locator("[name=address]").fill(address)
    else:
        expect(ending.locator("[name=address]")).to_have_count(0)
    here.send(ending.get_by_role("button"))
    expect(here.page.locator("#done-h")).to_be_visible()


def find_by_number(here: Tablet, typed: str, name: str) -> None:
    """Any spelling of the number brings the customer up while one types."""
    here.page.locator("#who-q").press_sequentially(typed)
    expect(here.page.locator("#hits li").first).to_contain_text(name)
