"""The network's list says of each store where it stands, its hours, what it promises and has."""

from datetime import time

import pytest

from counter.extensions import db
from counter.history.models import HistoryEntry
from tests import factories
from tests.stores.test_points import a_list, bring_in, check, figures
from tests.support.answers import said

HEADINGS = [
    "code",
    "name",
    "playbook",
    "Country or province",
    "开门时间",
    "Closes at",
    "承诺",
    "What it has",
    "Particulars",
    "时区",
    "Currency",
]
MALL = "Mall promise of three years (example)"

pytestmark = pytest.mark.usefixtures("shop", "monday")


def test_a_new_store_comes_with_all_that_it_says_of_itself(dee):
    line = [
        "MM",
        "新店",
        "furniture_cn",
        "Zhejiang",
        "9:00",
        "20：30",
        f"{MALL}; store_soft_goods",
        "在卖场内",
        "卖场: 枫林 / Fenglin; Booth：B17",
        "Asia/Urumqi",
        "cny",
    ]
    page = said(check(dee, a_list(line, headings=HEADINGS)))
    assert "There is no such place" in page and "There is no “cny”" in page
    line[3], line[10] = "中国浙江", "CNY"
    assert bring_in(dee, line, headings=HEADINGS).status_code == 303
    store = factories.the_store("MM")
    assert (store.jurisdictions, store.opens_at, store.closes_at) == (["CN-ZJ", "CN"], time(9), time(20, 30))
    assert store.fields == {"mall_name": {"zh": "枫林", "en": "Fenglin"}, "booth": "B17"}
    assert (store.time_zone, store.currency) == ("Asia/Urumqi", "CNY")
    assert {one for one, is_so in store.capabilities.items() if is_so} == {
        "cn_mall_three_years",
        "store_soft_goods",
    }
    assert [one for one, is_so in store.capabilities.items() if not is_so] == [
        "own_delivery",
        "floor_plan_tool",
    ]


def test_an_empty_cell_leaves_it_and_none_takes_it_away(dee):
    store = factories.the_store("JJ")
    store.capabilities = {"cn_mall_three_years": True, "mall": True}
    db.session.commit()
    page = said(check(dee, a_list(["JJ", "", "", "", "", "", "", "", ""], headings=HEADINGS)))
    assert figures(page) == [0, 0, 1, 0]
    bring_in(dee, ["JJ", "", "", "GB", "08:00", "", "none", "", "Booth: C3"], headings=HEADINGS)
    db.session.expire_all()
    store = factories.the_store("JJ")
    assert store.capabilities == {"cn_mall_three_years": False, "mall": True} and store.jurisdictions == [
        "GB"
    ]
    assert store.fields == {"booth": "C3"} and (store.opens_at, store.closes_at) == (time(8), time(21, 30))
    (entry,) = db.session.query(HistoryEntry).filter_by(verb="place")
    assert entry.changes["opens_at"] == ["10:00", "08:00"] and entry.changes["jurisdictions"] == [
        ["CN"],
        ["GB"],
    ]


@pytest.mark.parametrize(
    ("place", "cell", "sentence"),
    [
        (3, "moon", "There is no such place. The playbook&#39;s policies know: China (CN)"),
        (4, "24:00", "This is no time"),
        (4, "03:00", "Its business day begins at 04:00"),
        (5, "late", "This is no time"),
        (6, "moon", f"“moon” is none of these: {MALL}"),
        (7, "moon", "“moon” is none of these: Own delivery crew"),
        (9, "Europe/London", "A store keeps this; it has Asia/Shanghai"),
        (10, "GBP", "A store keeps this; it has CNY"),
        (8, "moon: 1", "“moon” is none of these: Mall; Booth; Dealer"),
    ],
)
def test_what_no_store_can_say_is_told_at_its_line(dee, place, cell, sentence):
    line = ["JJ", *[""] * 10]
    line[place] = cell
    answer = check(dee, a_list(line, headings=HEADINGS))
    assert answer.status_code == 422 and sentence in said(answer)


def test_the_file_of_the_network_says_it_and_comes_back_as_it_is(dee):
    store = factories.the_store("JJ")
    store.capabilities, store.fields = (
        {"cn_mall_three_years": True},
        {"mall_name": {"zh": "枫林", "en": "Fenglin"}},
    )
    store.jurisdictions = ["CN", "CN-ZJ"]
    db.session.commit()
    saved = dee.get("/stores/points.csv")
    text = said(saved)
    assert MALL in text and "Mall: 枫林 / Fenglin" in text and '"China, Zhejiang"' in text
    assert figures(said(check(dee, saved.data))) == [0, 0, 2, 0]
