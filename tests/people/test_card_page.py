"""What the customer reads: what can be asked for today, the bars, how to claim, the shop; and the calendar."""

import re
from datetime import date, timedelta

import icalendar
import pytest
import sqlalchemy as sa

from counter.extensions import db
from counter.warranty.models import Coverage
from counter.warranty.voiding import void
from tests import factories
from tests.people.outside import Somebody, path_of, text_of
from tests.support.queries import counted
from tests.warranty import cards

pytestmark = pytest.mark.usefixtures("monday")


@pytest.fixture
def card(shop):
    return cards.a_card()


@pytest.fixture
def chen(visit, card):
    return Somebody(visit(), path_of(card))


def a_bed(**kw):
    bed = factories.a_product("BED", "bed", "furniture_cn", material="oak", parts=["frame"])
    return cards.a_card(
        product=bed, serials={}, store="JJ", sold_on=date(2026, 10, 1), delivered_on=date(2026, 10, 9)
    )


def test_it_says_what_can_be_asked_for_today_until_when_and_by_which_rule(chen):
    page = chen.enter()
    assert "Your Lark X20, 256 GB, mist blue" in page and "NMF-2223-G" in page and "12 Nov 2026" in page
    assert '<p class="fig">Exchange</p>' in page
    assert re.search(
        r"<b>Exchange</b> to 27 Nov 2026.*?Main unit.*?Law: Mobile phone three guarantees", page, re.S
    )
    assert re.search(r"<b>Free repair</b> to 12 Nov 2027", page)
    assert re.search(r"Charger</th>.*?<rect class=\"left\".*?12 Nov 2027", page, re.S)
    assert (
        "Not covered by “Mobile phone three guarantees”: No card" in page and "The term is over" not in page
    )


def test_days_that_may_still_move_are_marked_and_it_says_why(chen):
    """The rest days of 2027 are not announced."""
    page = chen.enter()
    assert re.search(r"12 Nov 2027<span class=\"sub\"> for now</span></td>", page)  # beside the bar
    assert "the rest days of that year are not announced yet. They can only be later." in page  # why, below


def test_it_says_how_to_claim_and_where_and_gives_the_number_to_tap(chen, visit):
    page = chen.enter()
    assert "with its charger, this page or the card, and the invoice" in page and "Back up your data" in page
    assert "NM store" in page and "18 Heping Road" in page and "10:00 to 21:30" in page
    assert page.count('href="tel:057188880000"') == 2
    bed = Somebody(visit(), path_of(a_bed())).enter()
    assert "photos of what is wrong" in bed and "Back up" not in bed and "9 Oct" in bed or "1 Oct" in bed


def test_it_names_neither_the_customer_nor_a_serial(chen):
    page = chen.enter()
    assert not [
        one for one in ("陈晓明", "13800138000", "138 0013", "清泰街", "864207", "YQX20") if one in page
    ]


def test_nothing_covered_is_said(chen, monday):
    at_cost = "We still repair it and look after it; you hear the price first."
    assert at_cost not in chen.enter()
    monday.move_to(factories.NOW + timedelta(days=600))
    page = chen.enter()
    assert at_cost in page
    assert (
        "Nothing is covered today" in page and "Add to calendar" not in page and "Back up your data" in page
    )


def test_a_void_card_says_so_and_what_to_do(chen, card):
    void(card, "typed twice", cards.by("bo"), factories.NOW)
    db.session.commit()
    page = chen.enter()
    assert "This card is void" in page and "Ask the store" in page and 'href="tel:' in page
    assert "Exchange" not in page and "typed twice" not in page and "Add to calendar" not in page
    assert chen.look("/coverage.ics").status_code == 303


@pytest.mark.parametrize(
    ("asked", "more", "lang", "words"),
    [
        ("en-GB,en;q=0.9", "", "en", "Last four digits"),
        ("zh-CN,zh;q=0.9", "", "zh-Hans", "English"),
        ("zh-CN", "?language=en", "en", "Last four digits"),
        ("en", "?language=zh_Hans", "zh-Hans", "English"),
        ("en", "?language=xx", "en", "中文"),
    ],
)
def test_it_speaks_what_the_phone_asks_for_or_what_is_chosen(visit, card, asked, more, lang, words):
    somebody = Somebody(visit(), path_of(card), asked)
    page = text_of(somebody.look(more))
    assert f'<html lang="{lang}"' in page and words in page and 'href="?language=' in page
    opened = somebody.type("8000", more)
    kept = more if "xx" not in more else ""
    assert opened.status_code == 303 and opened.location == somebody.path + kept
    page = text_of(somebody.client.get(opened.location))
    assert f'<html lang="{lang}"' in page and f'href="{somebody.path}/coverage.ics{kept}"' in page
    assert ("云雀X20" in page) == (lang == "zh-Hans")


def test_staff_who_scan_it_see_it_as_the_customer_does(card, ann):
    somebody = Somebody(ann, path_of(card), "zh-CN")  # Ann works in English
    assert '<html lang="zh-Hans"' in text_of(somebody.look())


def test_it_costs_the_same_with_one_thing_and_with_ten(visit, shop):
    from counter.customers.registering import register
    from counter.warranty.issuing import Covered, issue

    spent, me = [], cards.by()
    for how_many in (1, 10):
        customer = register("陈晓明", "+8613800138000", me, factories.NOW, address="x")
        things = [Covered(cards.a_phone(), {"sn": f"SN{how_many}X{place}"}) for place in range(how_many)]
        made = issue(
            me.store, customer, "+8613800138000", things, me, factories.NOW, sold_on=date(2026, 11, 12)
        )
        db.session.commit()
        somebody = Somebody(visit(), path_of(made))
        somebody.enter()
        for more in ("", "/coverage.ics"):
            with counted() as asked:
                assert somebody.look(more).status_code == 200
            spent.append(len(asked))
    assert spent[:2] == spent[2:] and max(spent) < 13  # one of them for the visits


# the calendar


def calendar_of(somebody, more=""):
    somebody.enter()
    answer = somebody.look("/coverage.ics" + more)
    assert answer.status_code == 200 and answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return answer.get_data(), icalendar.Calendar.from_ical(answer.get_data())


def ends_of(card):
    asked = sa.select(Coverage.ends_on).where(Coverage.kind == "term")
    return sorted(
        set(db.session.scalars(asked.where(Coverage.line_id.in_([line.id for line in card.lines]))))
    )


def test_the_calendar_has_a_day_for_each_end_of_coverage_with_a_reminder_two_weeks_before(chen, card):
    _, calendar = calendar_of(chen)
    events = calendar.walk("VEVENT")
    assert [event.decoded("dtstart") for event in events] == ends_of(card)
    assert ends_of(card) == [date(2027, 5, 12), date(2027, 11, 12)]
    for event in events:
        assert event.decoded("dtend") == event.decoded("dtstart") + timedelta(days=1)
        (alarm,) = event.walk("VALARM")
        assert alarm.decoded("trigger") == timedelta(days=-14) and alarm["action"] == "DISPLAY"
        assert str(event["summary"]) == "Lark X20, 256 GB, mist blue: last day of cover"
    assert "Battery" in events[0]["description"] and "Main unit, Charger" in events[1]["description"]
    assert calendar["version"] == "2.0" and calendar["prodid"]


def test_the_calendar_of_furniture_equals_its_coverage_too(visit, shop):
    bed = a_bed()
    _, calendar = calendar_of(Somebody(visit(), path_of(bed)))
    days = [event.decoded("dtstart") for event in calendar.walk("VEVENT")]
    assert days and set(days) <= set(ends_of(bed)) and max(days) == max(ends_of(bed))


def test_the_calendar_holds_nothing_personal(chen, card):
    raw, _ = calendar_of(chen)
    said = raw.decode().replace("\r\n ", "")
    personal = ("陈晓明", "13800138000", "8000", "清泰街", "864207", "YQX20B7", card.number, chen.path[3:])
    assert not [one for one in personal if one in said]


def test_a_second_download_doubles_nothing_and_no_two_cards_share_an_entry(chen, visit, monday):
    def entries(somebody):
        calendar = icalendar.Calendar.from_ical(somebody.look("/coverage.ics").get_data())
        return [str(event["uid"]) for event in calendar.walk("VEVENT")]

    chen.enter()
    first = entries(chen)
    monday.shift(60)
    other = cards.a_card("李雷", "+8613900001111", serials={"sn": "OTHER12345"})
    assert entries(chen) == first and len(set(first)) == len(first)
    somebody = Somebody(visit(), path_of(other))
    somebody.enter("1111")
    assert entries(somebody) and not set(entries(somebody)) & set(first)


def test_what_has_ended_is_no_entry(chen, monday):
    monday.move_to(factories.NOW + timedelta(days=250))
    _, calendar = calendar_of(chen)
    assert [event.decoded("dtstart") for event in calendar.walk("VEVENT")] == [date(2027, 11, 12)]


def test_the_calendar_wants_the_digits_first(chen):
    answer = chen.look("/coverage.ics")
    assert answer.status_code == 303 and answer.location == chen.path
