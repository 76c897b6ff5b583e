"""The days of each week on which a store stays shut: said once, and what is promised within open hours waits for the next."""

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from counter.staff.hiring import NotPossible, open_store
from counter.stores import weekdays
from counter.stores.models import Store
from counter.tickets.clocks import doors_of
from tests.stores.test_profile import entries, said, say, the_store

pytestmark = pytest.mark.usefixtures("shop", "monday")

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    "typed", ["7", "Sunday", "sun", "Sun.", "星期日", "星期天", "周日", "周天", "礼拜天", "日", " Sunday "]
)
def test_a_day_is_known_however_it_is_written(typed):
    assert weekdays.meant(typed) == 7


@pytest.mark.parametrize("typed", ["0", "8", "", "someday", "周八", "周"])
def test_what_is_no_day_is_none(typed):
    assert weekdays.meant(typed) is None


def test_each_day_has_its_own_names():
    found = weekdays.known()
    assert {found[char] for char in "一二三四五六日"} == set(weekdays.WEEK)
    assert [found[name] for name in ("monday", "周三", "thu", "星期五")] == [1, 3, 4, 5]


def test_a_manager_says_on_which_days_it_is_closed(bo, dee):
    page = said(bo.get(f"/stores/{the_store().id}/profile"))
    assert page.count('name="closed_days"') == 7 and "Closed on" in page
    assert say(bo, closed_days=["7", "3", "99"]).status_code == 303
    assert the_store().closed_days == [3, 7] and entries()[-1].changes == {"closed_days": [[], [3, 7]]}
    assert "closed on Wednesday, Sunday" in said(bo.get("/stores"))
    page = said(bo.get(f"/stores/{the_store().id}/profile"))
    assert 'value="7" checked' in page and 'value="1" checked' not in page
    assert say(bo, opens_at="09:00").status_code == 303 and the_store().closed_days == [3, 7]
    assert say(bo, closed_days=None).status_code == 303 and the_store().closed_days == []


def test_who_comes_too_late_sees_the_days_of_the_other(bo, dee):
    seen = the_store().version
    say(dee, closed_days=["7"], version=seen)
    late = say(bo, closed_days=["1"], version=seen)
    assert (
        late.status_code == 409 and "Now on record: Sunday" in said(late) and the_store().closed_days == [7]
    )


def test_the_doors_open_on_the_next_open_day():
    shut = Store(opens_at=the_store().opens_at, time_zone="Europe/Berlin", closed_days=[6, 7])
    friday, monday = date(2026, 11, 27), datetime(2026, 11, 30, 10, tzinfo=BERLIN)
    assert shut.opening(friday) == datetime(2026, 11, 27, 10, tzinfo=BERLIN)
    assert shut.opening(date(2026, 11, 28)) == shut.opening(date(2026, 11, 29)) == monday


def test_a_list_of_stores_says_them_and_takes_them_back():
    told = {"closed_days": "周日、周三"}
    assert open_store("HZ", "杭州店", "路1号", "phone_cn", told).closed_days == [3, 7]
    assert doors_of(the_store("HZ")).closed_days == (3, 7)
    assert open_store("QX", "桥西店", "", "phone_cn", {"closed_days": "none"}).closed_days == []


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("Caturday", "“Caturday” is no day of the week."),
        ("1;2;3;4;5;6;7", "Leave a day of the week on which it is open."),
    ],
)
def test_a_list_that_names_no_day_is_told_so(typed, sentence):
    with pytest.raises(NotPossible, match=re.escape(sentence)):
        open_store("HZ", "杭州店", "路1号", "phone_cn", {"closed_days": typed})
