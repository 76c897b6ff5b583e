"""The network comes in as a list: what would come of each line is said first, then all of it comes in, once."""

import csv
import io
import re

import pytest

from counter.extensions import db
from counter.history.models import HistoryEntry
from counter.stores.models import Store
from counter.stores.network import read
from tests import factories
from tests.card_imports.files import as_xlsx
from tests.stores.test_network import put, said
from tests.support.queries import counted
from tests.tickets import network

HEADINGS = ["代码", "网点名称", "地址", "上级", "层级", "做销售", "做服务", "服务的区县"]
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ"


pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]


def a_list(*lines, headings=HEADINGS):
    text = io.StringIO()
    csv.writer(text).writerows([headings, *lines])
    return text.getvalue().encode()


def a_network():
    """79 points in 20 cities under one hub (TX-10), those below before those above."""
    points = [
        [f"P{LETTERS[n // 20]}{LETTERS[n % 20]}", f"网点{n}", f"某路{n}号", f"C{LETTERS[n % 20]}", "门店", "是", "否", f"第{n}区"]
        for n in range(79)
    ]  # fmt: skip
    cities = [
        [f"C{one}", f"{one}市中心", "", "HUB", "City service centre", "否", "是", f"{one}市 / City {one}"]
        for one in LETTERS[:20]
    ]
    return [*points, *cities, ["hub", "省中心", "", "", "hub", "n", "y", ""]]


def check(visitor, body, name="network.csv"):
    return visitor.send("/stores/points", file=(io.BytesIO(body), name))


def approve(visitor, page):
    kept = dict(re.findall(r'<input type="hidden" name="(lines|seen)" value="([^"]*)"', page))
    kept["lines"] = kept["lines"].replace("&#34;", '"').replace("&amp;", "&").replace("&#39;", "'")
    return visitor.send("/stores/points", **kept)


def bring_in(visitor, *lines, **kw):
    page = said(check(visitor, a_list(*lines, **kw)))
    return approve(visitor, page)


def figures(page):
    """[new, change, stay, wrong]"""
    return [int(one) for one in re.findall(r'class="fig">(\d+)<', page)]


def stores():
    db.session.rollback()
    return db.session.query(Store).count()


@pytest.mark.ledger("TX-10")
def test_79_points_of_20_cities_come_in_at_once_and_only_when_head_office_says_so(dee):
    before = stores()
    page = said(check(dee, a_list(*a_network())))
    assert figures(page) == [100, 0, 0, 0] and stores() == before
    assert "Bring in 100 points" in page and "stores are not in this file" in page
    assert approve(dee, page).status_code == 303 and stores() == before + 100
    net = read()
    one = next(place for place in net.places.values() if place.code == "PAB")
    assert [place.code for place in net.above(one.id)] == ["CB", "HUB"]
    assert (one.level, one.sells, one.services, one.districts) == ("store", True, False, [{"zh": "第1区"}])
    city = factories.the_store("CB")
    assert city.districts == [{"zh": "B市", "en": "City B"}] and (city.sells, city.services) == (False, True)
    assert city.time_zone == "Asia/Shanghai" and city.zones  # as its playbook has them
    assert db.session.query(HistoryEntry).filter_by(verb="open").count() == 100
    assert "PAB" in said(dee.get("/stores"))


def test_the_same_file_again_changes_nothing(dee):
    bring_in(dee, *a_network())
    before, entries = stores(), db.session.query(HistoryEntry).count()
    page = said(check(dee, as_xlsx(*a_network(), headings=HEADINGS), "network.xlsx"))
    assert figures(page) == [0, 0, 100, 0] and "nothing changes" in page and 'form="approve"' not in page
    assert stores() == before and db.session.query(HistoryEntry).count() == entries


def test_a_line_changes_what_it_says_and_leaves_what_has_no_column(dee):
    bring_in(dee, *a_network())
    had = factories.the_store("CB").name
    page = said(check(dee, a_list(["CB", "PAB's county"], headings=["Code", "Districts"])))
    assert figures(page) == [0, 1, 0, 0] and "Districts it serves" in page
    approve(dee, page)
    city = factories.the_store("CB")
    assert city.districts == [{"zh": "PAB's county"}] and city.name == had and city.level == "centre"
    assert read().places[city.parent_id].code == "HUB"
    (entry,) = db.session.query(HistoryEntry).filter_by(verb="place")
    assert list(entry.changes) == ["districts"] and entry.person_name["en"] == "Dee"


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (["A", "甲", "", "", "", "", "", ""], "A code has 2 to 4 of these"),
        (["AB", "", "", "", "", "", "", ""], "A new point needs a name"),
        (["AB", "甲", "", "QQ", "store", "", "", ""], "There is no store QQ, here or in this file"),
        (["AB", "甲", "", "CC", "moon", "", "", ""], "There is no such level. The playbook has: Store, City"),
        (["AB", "甲", "", "CC", "", "", "", ""], "Choose its level"),
        (["AB", "甲", "", "CC", "hub", "", "", ""], "has a lower level: compare CC store"),
        (["AB", "甲", "", "AB", "store", "", "", ""], "none stands above itself"),
        (["HU", "", "", "NM", "hub", "", "", ""], "none stands above itself"),  # a circle with the books
        (
            ["HU", "", "", "", "centre", "", "", ""],
            "has a lower level: compare CC store",
        ),  # who stands under it
        (["AB", "甲", "", "", "", "maybe", "", ""], "Write yes or no"),
        (["AB", "甲", "", "", "", "no", "no", ""], "It sells, or it services, or both"),
        (["AB", "甲", "", "", "", "", "", "区"], "is no district: 2 to 40 characters"),
        (["AB", "甲" * 61, "", "", "", "", "", ""], "longer than 60 characters"),
    ],
)
def test_what_is_wrong_is_said_at_its_line_and_nothing_comes_in(dee, line, sentence):
    network.a_network()
    before = stores()
    answer = check(dee, a_list(["GD", "好", "", "CC", "store", "", "", ""], line))
    page = said(answer)
    assert answer.status_code == 422 and sentence in page
    assert figures(page)[3] >= 1 and 'form="approve"' not in page and stores() == before
    assert page.index(">3</th>") < page.index(">2</th>")  # what is wrong stands first


def test_a_circle_within_the_file_and_a_code_twice_are_said_at_each_line(dee):
    lines = [
        ["AA", "甲", "", "BB", "store", "", "", ""],
        ["BB", "乙", "", "DD", "centre", "", "", ""],
        ["DD", "丙", "", "AA", "hub", "", "", ""],
        ["AA", "丁", "", "", "", "", "", ""],
    ]
    page = said(check(dee, a_list(*lines)))
    assert page.count("none stands above itself") == 3 and "Line 2 has this code already" in page


def test_a_new_point_may_have_a_playbook_of_its_own_and_a_store_keeps_its_own(dee):
    page = said(check(dee, a_list(["NM", "moon"], ["AB", "moon"], headings=["code", "playbook"])))
    assert "A store keeps its playbook; this one has phone_cn" in page and "There is no playbook moon" in page
    bring_in(dee, ["AB", "家居", "furniture_cn"], headings=["code", "name", "playbook"])
    assert factories.the_store("AB").playbook_code == "furniture_cn"


def test_columns_that_mean_nothing_here_are_named(dee):
    page = said(check(dee, a_list(["AB", "甲", "x"], headings=["code", "name", "天气"])))
    assert "Columns that mean nothing here are left out: 天气" in page


def test_a_network_that_changed_meanwhile_is_looked_at_again(dee):
    network.a_network()
    page = said(check(dee, a_list(["CC", "姑苏区"], headings=["code", "districts"])))
    put(dee, "CC", "HU", "centre", districts="虎丘区")
    late = approve(dee, page)
    assert late.status_code == 409 and "The network changed since you looked" in said(late)
    assert approve(dee, said(late)).status_code == 303
    assert factories.the_store("CC").districts == [{"zh": "姑苏区"}]


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_the_network_as_it_is_comes_back_as_it_is(dee, language):
    network.a_network()
    dee.send("/me/language", language=language)
    saved = dee.get("/stores/points.csv")
    assert saved.mimetype == "text/csv" and len(saved.data.splitlines()) == stores() + 1
    assert figures(said(check(dee, saved.data))) == [0, 0, stores(), 0]


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"", "Choose a file first."), (b"\n\n", "This file is empty."), (b"name\nA\n", "No column is called"),
        (b"code\n", "There is no line under the headings"), (b"\x89PNG" + bytes(99), "neither a CSV nor an Excel"),
        (b"code\n" + b"AB\n" * 3001, "More than 3,000 lines"),
    ],
)  # fmt: skip
def test_a_file_that_is_none_is_told(dee, body, sentence):
    answer = check(dee, body, "x.csv" if body else "")
    assert answer.status_code == 422 and sentence in said(answer)


def test_lines_that_were_tampered_with_are_no_server_error(dee):
    for lines in ("x", "[]", "[1,2,3]", '[{},[],[["a",{"code":"AB"}]]]', "[{},[],[[1,{}]]]", "[{},[],[1]]"):
        answer = dee.send("/stores/points", lines=lines, seen="x")
        assert answer.status_code == 422 and "Send the file again" in said(answer), lines


def test_only_head_office_brings_in_a_network(bo, dee):
    assert bo.get("/stores/points").status_code == check(bo, a_list(*a_network())).status_code == 403
    assert "Bring in the network" in said(dee.get("/stores")) and "Bring in" not in said(bo.get("/stores"))


def test_a_list_costs_the_same_to_check_however_long_it_is(dee):
    with counted() as few:
        check(dee, a_list(*a_network()[-3:]))
    with counted() as many:
        check(dee, a_list(*a_network()))
    assert len(many) <= len(few) + 1, "\n".join(many)
