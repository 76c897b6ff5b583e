"""After the sale: the card on paper, the look-up, the calls, the greetings."""

import re
from datetime import date

import pypdfium2
import sqlalchemy as sa
import zxingcpp
from playwright.sync_api import expect

from counter.playbooks.durations import later
from tests.browser.tablets import Tablet

ANSWER = "都好，想给家里人也买一部"


def the_promised_calls(here: Tablet, promised: dict[str, str]) -> None:
    """On the page and in the books: each plan of the playbook with its day, counted from today."""
    expect(here.page.locator("section[aria-labelledby=calls-h] li")).to_have_count(len(promised))
    asked = sa.text("select plan, due_on from callbacks where sale_id = :sale")
    sale = int(here.page.url.partition("/sales/")[2].partition("?")[0])
    with here.live.engine().connect() as books:
        kept = {plan: str(due_on) for plan, due_on in books.execute(asked, {"sale": sale})}
    today = date.fromisoformat(here.today)
    assert kept == {plan: later(today, due_in).isoformat() for plan, due_in in promised.items()}


def print_the_card(here: Tablet) -> str:
    """The card as it comes out of the printer: an A6 whose bars say its number, whose QR code leads to the customer's page, with
    what is filled in by hand on its back. Gives that number."""
    here.send(here.link("Print the card").first)
    shown = here.page.locator(".paper figcaption")
    expect(shown).to_be_visible()
    number = shown.inner_text()
    pages = pypdfium2.PdfDocument(here.page.pdf(prefer_css_page_size=True))
    sheets = here.page.locator(".paper .sheet").count()  # each of them is one page, and none runs over
    assert [[round(side * 25.4 / 72) for side in page.get_size()] for page in pages] == [[148, 105]] * sheets
    assert sheets >= 2, "its back is missing"
    paper = pages[0]
    read = zxingcpp.read_barcodes(paper.render(scale=200 / 72, grayscale=True).to_pil())
    bars, code = sorted((one.text for one in read), key=len)
    assert bars == re.sub(r"\W", "", number), "the bars can't be read from paper"
    assert re.fullmatch(re.escape(here.live.url) + r"/c/[2-9A-HJKMNP-Z]{26}", code), code
    return number


def look_up(here: Tablet, name: str, spellings: list[str]) -> None:
    """Each spelling brings the card while it is typed; nothing but the results is swapped, and the box keeps the hand."""
    here.rail("/warranty-cards")
    box = here.page.locator("#q")
    for typed in spellings:
        box.fill("")
        expect(here.page.locator("#results .empty")).to_be_visible()
        box.press_sequentially(typed)
        hit = here.page.locator("#results .card").first
        expect(hit).to_contain_text(name)
        expect(hit.locator(".chip")).to_be_visible()
        expect(box).to_be_focused()
        expect(box).to_have_value(typed)


def call(here: Tablet, outcome: str) -> None:
    """One call of the due list, to its outcome."""
    here.rail("/callbacks")
    here.send(here.page.locator(".calls li .btn").first)
    expect(here.page.locator("#call-form .say").first).not_to_be_empty()
    for question in here.page.locator("#call-form fieldset").all():
        question.locator("input").first.locator("xpath=..").tap()
    for box in here.page.locator("#call-form li .field input[autocomplete]").all():
        box.fill(ANSWER)
    here.send(here.page.locator(f".outcomes button[value={outcome}]"))
    expect(here.page.get_by_role("status").first).to_be_visible()


def call_twice(here: Tablet) -> None:
    """One customer is reached; the other does not answer, and so another call is promised."""
    here.rail("/callbacks")
    waiting = here.page.locator(".calls li").count()
    call(here, "reached")
    here.rail("/callbacks")
    expect(here.page.locator(".calls li")).to_have_count(waiting - 1)
    call(here, "no_answer")
    sentence = here.say("The next call is on %(day)s.").partition("%(day)s")[0]
    expect(here.page.get_by_text(sentence)).to_be_visible()


def see_greetings(here: Tablet) -> None:
    here.go("/greetings")
    occasions = here.page.locator("section[aria-labelledby=next-h] li")
    expect(occasions.first).to_be_visible()
    expect(occasions.first.locator(".count").first).to_have_text(re.compile(r"\d+"))
