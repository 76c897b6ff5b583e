"""The fullest cards on paper: many things with long names, six repairs; nothing is cut, every page after the first has the
card's number, and it stays on as many pages as it needs."""

import io

import pypdfium2
import pytest

from counter.customers.registering import register
from counter.extensions import db
from counter.tickets import deciding
from counter.warranty import papers, pdfs, repairing
from counter.warranty.issuing import Covered, issue
from counter.warranty.models import Repair
from tests import factories
from tests.tickets import tickets
from tests.warranty import cards
from tests.warranty.test_pdfs import INCH, SIZES, speak

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("monday")]

LONG = "行政专业版套装限量纪念款含三年意外保护服务与延长保修"


def a_thing(place, how_long):
    name = {
        "zh": f"云雀X{place}{LONG[:how_long]}",
        "en": f"Lark X{place} {'anniversary edition, ' * (how_long // 12)}set",
    }
    return factories.a_product(
        f"F{place}", name=name, variant={"zh": "256GB 雾蓝", "en": "256 GB, mist blue"}
    )


def a_card(things=12, how_long=26):
    me = cards.by("ann")
    customer = register(
        "欧阳明月" * 5, "+8613800138000", me, factories.NOW, address="苏州市姑苏区人民路一百八十八号" * 6
    )
    covered = [Covered(a_thing(place, how_long), {"sn": f"YQX20B7H3K{place:02}"}) for place in range(things)]
    covered[0] = Covered(
        covered[0].product, {"imei1": "864207062184417", "imei2": "864207062184425", "sn": "YQX20B7H3K9M"}
    )
    card = issue(
        me.store, customer, "+8613800138000", covered, me, factories.NOW, sold_on=factories.NOW.date().replace(day=1),
        invoice_number="NM-20261112-018-0000000000000000000001",
    )  # fmt: skip
    db.session.commit()
    return card


def repaired(card, times=6, words="音量键按不动，有时自己关机，充电时发热，屏幕右上角有一条绿线。" * 4):
    me, today = cards.by("ann"), factories.NOW.date()
    cause = {"zh": "材料、元件", "en": "Material or component"}
    for place in range(times):
        line = card.lines[place % len(card.lines)]
        fault, on = (
            repairing.Fault(None, "keys", f"第{place + 1}次：{words}"),
            today.replace(day=2 + place * 3),
        )
        made = repairing.take_in(line, fault, on, me, factories.NOW, today)
        work = f"完成{place + 1}：换音量键排线，清洁充电口，升级系统，试机两天无异常。" * 3
        repairing.give_back(made, on.replace(day=on.day + 2), work, me, factories.NOW, today, cause)
    db.session.commit()
    return card


def pages_of(ann, card, size):
    answer = ann.get(f"/warranty-cards/{card.id}/pdf?size={size}")
    return pypdfium2.PdfDocument(io.BytesIO(answer.get_data()))


def text_of(page):
    return "".join(page.get_textpage().get_text_range().split())


def within(page):
    """Whether all its text lies on the paper."""
    wide, high = page.get_size()
    text = page.get_textpage()
    boxes = [text.get_rect(one) for one in range(text.count_rects())]
    return all(0 <= left < right <= wide and 0 <= low < top <= high for left, low, right, top in boxes)


@pytest.fixture
def weasyprint():
    if not pdfs.is_there():
        pytest.skip("NOT RUN: no WeasyPrint, or no pango (make provision)")


@pytest.mark.parametrize("language", ["zh_Hans", "en"])
@pytest.mark.usefixtures("weasyprint")
@pytest.mark.parametrize("size", SIZES)
def test_the_fullest_card_flows_onto_pages_with_its_number_and_loses_no_word(ann, shop, size, language):
    card = repaired(a_card())
    speak(language)
    pages = list(pages_of(ann, card, size))
    texts = [text_of(page) for page in pages]
    assert all(tuple(round(side / 72 * INCH) for side in page.get_size()) == SIZES[size] for page in pages)
    assert all(within(page) for page in pages)
    for place, text in enumerate(texts):
        assert papers.number_of(card) in text and text.endswith(f"{place + 1}/{len(pages)}")
    whole = "".join(texts)
    for line in card.lines:
        assert all(each.value in whole for each in line.identifiers)
        assert line.label["en" if language == "en" else "zh"].replace(" ", "") in whole
    for place in range(6):
        assert f"第{place + 1}次" in whole and f"完成{place + 1}" in whole
    cause = "Materialorcomponent" if language == "en" else "材料、元件"
    assert whole.count(cause) == 6 and whole.count("一条绿线。") == 24


@pytest.mark.usefixtures("weasyprint")
@pytest.mark.parametrize("size", SIZES)
def test_six_repairs_as_people_note_them_are_three_pages_behind_the_card(ann, shop, size):
    card = repaired(cards.a_card(sold_on=factories.NOW.date().replace(day=1)), words="音量键按不动")
    pages = list(pages_of(ann, card, size))
    assert len(pages) <= 4 and "11thing" not in text_of(pages[0])


@pytest.mark.parametrize("language", ["zh_Hans", "en"])
@pytest.mark.usefixtures("weasyprint")
@pytest.mark.parametrize("size", SIZES)
def test_one_repair_of_many_words_opens_no_page_of_empty_rows(ann, shop, size, language):
    card = repaired(
        cards.a_card(sold_on=factories.NOW.date().replace(day=1)),
        times=1,
        words="屏幕右边有一条绿线，时有时无，摔过一次，" * 3,
    )
    speak(language)
    assert len(pages_of(ann, card, size)) == 2


def test_furniture_that_no_field_names_has_a_sheet_of_its_own(cy, shop):
    me = cards.by("cy", "JJ")
    customer = register("许文静", "+8615200009038", me, factories.NOW, address="星塘里6幢902")
    beds = [
        factories.a_product(
            f"BED{place}", "bed", "furniture_cn", name={"zh": f"床{place}", "en": f"Bed {place}"}
        )
        for place in range(5)
    ]
    card = issue(me.store, customer, "+8615200009038", [Covered(one, {}) for one in beds], me, factories.NOW,
                 sold_on=factories.NOW.date(), delivered_on=factories.NOW.date())  # fmt: skip
    db.session.commit()
    page = cy.get(f"/warranty-cards/{card.id}/print").get_data(as_text=True)
    assert 'aria-label="Things on this card"' in page and all(f"Bed {place}" in page for place in range(5))
    assert page.count("5 things, on the next page") == 1


def test_two_things_stay_on_one_sheet(ann, shop):
    card = a_card(2, 4)
    page = ann.get(f"/warranty-cards/{card.id}/print").get_data(as_text=True)
    assert "Things on this card" not in page and "Lark X1" in page


def test_the_cause_is_typed_at_the_counter_and_printed(ann, shop):
    card = cards.a_card()
    path = f"/warranty-cards/{card.id}"
    line = f"{card.lines[0].id}:"
    assert (
        ann.send(path + "/repairs", what=line, fault="keys", words="音量键", on="2026-11-20").status_code
        == 303
    )
    number = db.session.scalars(db.select(Repair.id)).one()
    assert (
        ann.send(
            f"{path}/repairs/{number}/return", cause="排线松脱" * 30, work="换排线", back_on="2026-11-21"
        ).status_code
        == 422
    )
    assert (
        ann.send(
            f"{path}/repairs/{number}/return", cause="排线松脱", work="换排线", back_on="2026-11-21"
        ).status_code
        == 303
    )
    assert (
        ann.send(
            path + "/exchanges",
            **{
                "new-what": line,
                "new-fault": "keys",
                "new-cause": "主板坏",
                "new-on": "2026-11-22",
                "new-sn": "YQX20NEW0001",
                "new-unread": "y",
            },
        ).status_code
        == 303
    )
    shown, printed = (ann.get(path + more).get_data(as_text=True) for more in ("", "/print"))
    assert "Cause: 排线松脱" in shown and "Cause: 主板坏" in shown
    assert "<td>排线松脱</td>" in printed and "<td>主板坏</td>" in printed


def test_the_cause_comes_from_the_decision_on_the_ticket_and_follows_when_it_is_decided_anew(bo, shop):
    ticket = tickets.a_ticket()
    for cause, verdict in (("material", "covered"), ("drop", "goodwill")):
        deciding.decide(
            ticket,
            cause,
            verdict,
            "repair",
            "x" if verdict == "goodwill" else "",
            None,
            cards.By(1, None, is_manager=True),
            factories.NOW,
        )
    repair = ticket.line.repairs[0]
    assert repair.cause == {"zh": "摔、压、碰", "en": "Dropped or pressed"}
