"""A claim at the counter: found by the last four digits, handed in and signed, exchanged off the shelf; and one that is
refused with its reason, as the customer reads it on their own phone."""

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from tests.browser.test_axe import Examiner

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

# Rows whose words run under the day beside them.
CROSSED = """() => [...document.querySelectorAll("main .list > li:has(> .grow + .at)")].map(row => row.querySelector(".grow"))
    .filter(words => words.scrollWidth > words.clientWidth + 1).map(words => words.innerText)"""


def a_card(live, store="NM"):
    """(id, last four digits, product) of a phone of the demo that nobody has brought yet, bought not long ago."""
    asked = sa.text(
        "select c.id, c.customer_phone, l.product_id from cards c join card_lines l on l.card_id = c.id"
        " join identifiers i on i.line_id = l.id and i.kind = 1 and i.live = 1"
        " join stores s on s.id = c.store_id join units u on u.product_id = l.product_id and u.place = 'shelf'"
        " where s.code = :store and c.voided_at is null and l.id not in (select line_id from repairs)"
        " order by c.sold_on desc, c.id limit 1"
    )
    with live.engine().connect() as books:
        row = books.execute(asked, {"store": store}).one()
    return row.id, row.customer_phone[-4:], row.product_id


def on_shelf(live, product_id):
    asked = sa.text(
        "select v.value from serials v join units u on u.id = v.unit_id where u.place = 'shelf' and u.product_id = :product"
        " and v.kind = 'imei1' order by v.id limit 1"
    )
    with live.engine().connect() as books:
        return books.execute(asked, {"product": product_id}).scalar_one()


def to_card(here, live):
    card, last_four, product = a_card(live)
    here.rail("/warranty-cards")
    here.page.locator("#q").press_sequentially(last_four)
    here.page.locator(f"#results a[href='/warranty-cards/{card}']").tap()
    here.page.wait_for_load_state("networkidle")
    return product


def sign(here):
    box = here.page.locator("canvas.signed").bounding_box()
    here.page.mouse.move(box["x"] + 40, box["y"] + 30)
    here.page.mouse.down()
    for step in range(1, 9):
        here.page.mouse.move(box["x"] + 40 + step * 20, box["y"] + 30 + (step % 3) * 15)
    here.page.mouse.up()


def hand_in(here, words):
    """The intake in a minute: fault, words, looks, what was left, what was told, signed."""
    here.send(here.page.locator(".bar a[href$='/tickets/new']"))
    page = here.page
    page.locator("#fault").select_option(index=2)
    page.locator("#words").fill(words)
    page.locator("#condition").fill("后盖划痕")
    page.locator("input[name=accessories]").first.locator("xpath=..").tap()
    page.locator("#notice").tap()
    page.locator("canvas.signed").scroll_into_view_if_needed()
    sign(here)
    here.send(here.page.locator(".bar button[form=ticket-form]"))
    expect(page.locator(".stub .lead")).to_be_visible()


def choose(here, name, value):
    here.page.locator(f"#decision input[name={name}][value={value}]").locator("xpath=..").tap()


def step(here, state):
    here.send(here.page.locator(f"main button[name=state][value={state}]"))


@pytest.mark.parametrize(("language", "size"), [("zh", "tablet"), ("en", "phone")])
def test_a_claim_in_the_guarantee_ends_with_a_new_one_off_the_shelf(tablet, own_live, language, size):
    here = tablet(own_live, language, size)
    here.sign_in("phone-assistant")
    examiner = Examiner(here)
    product = to_card(here, own_live)
    hand_in(here, "屏幕不亮")
    expect(here.page.locator("main ul.shots img")).to_have_count(1)  # the signature
    examiner.look("the ticket")
    step(here, "inspected")
    here.page.locator("#cause").select_option("material")
    choose(here, "verdict", "covered")
    choose(here, "remedy", "exchange")
    here.send(here.page.locator("button[form=decision-form]"))
    here.page.locator("input[name=new]").fill(on_shelf(own_live, product))
    examiner.look("to be exchanged")
    here.send(here.page.locator("button[form=exchange-form]"))
    expect(here.page.locator(".stub .lead")).to_have_text("已取走" if language == "zh" else "Collected")
    here.page.locator("input[name=satisfaction][value='5']").locator("xpath=..").tap()
    here.send(here.page.locator("button[form=closing-form]"))
    expect(here.page.locator("main .notice.ok")).to_be_visible()
    wide = here.page.evaluate("() => [document.documentElement.scrollWidth, innerWidth]")
    assert wide[0] <= wide[1]
    card = here.page.locator("main a[href^='/warranty-cards/']").first.get_attribute("href")
    here.page.set_viewport_size({"width": 390, "height": 844})
    here.go(card.partition("#")[0])
    expect(here.page.locator("#repairs .at").first).to_be_visible()
    assert here.page.evaluate(CROSSED) == []


def test_a_claim_is_refused_with_its_reason_and_the_customer_reads_it_on_their_phone(tablet, own_live):
    here = tablet(own_live)
    here.sign_in("phone-assistant")
    to_card(here, own_live)
    link = here.page.locator("main a[href^='/c/']").get_attribute("href")
    digits = a_card(own_live)[1]
    hand_in(here, "掉地上了，屏幕裂")
    step(here, "inspected")
    here.page.locator("#cause").select_option("drop")
    choose(here, "verdict", "covered")
    choose(here, "remedy", "repair")
    here.watch.expected |= {422}
    here.send(here.page.locator("button[form=decision-form]"))
    expect(here.page.locator("#cause")).to_have_attribute("aria-invalid", "true")
    choose(here, "verdict", "not_covered")
    choose(here, "remedy", "none")
    here.page.locator("#reason").fill("屏幕摔裂，人为损坏不在保修内")
    here.send(here.page.locator("button[form=decision-form]"))
    expect(here.page.locator("#decision .chip.late")).to_be_visible()
    here.page.wait_for_load_state("networkidle")
    here.send(here.page.locator("a[href$='/slip']"))
    expect(here.page.locator(".paper-slip")).to_contain_text("人为损坏不在保修内")
    Examiner(here).look("the slip")

    phone = tablet(own_live, "zh", "phone")
    phone.go(link)
    phone.page.locator("[name=digits]").fill(digits)
    phone.send(phone.page.locator("main form button"))
    expect(phone.page.locator("main")).to_contain_text("人为损坏不在保修内")
    expect(phone.page.locator("main section .lead").first).to_have_text("已检测")
    Examiner(phone).look("the customer's page")
