"""Hundreds of stores come a page at a time, and are found by what one knows of them."""

import pytest

from counter.extensions import db
from counter.stores.listing import PAGE
from counter.stores.models import Store
from tests import factories
from tests.support.queries import counted

MANY = 120


pytestmark = pytest.mark.usefixtures("shop", "monday")


@pytest.fixture
def chain():
    model = factories.the_store("NM")
    for number in range(MANY):
        name = {"zh": f"第{number}服务点", "en": f"Point {number}"}
        city = {"zh": "无锡市" if number % 3 else "常州市", "en": "Wuxi" if number % 3 else "Changzhou"}
        one = Store(code=f"P{number}", playbook_code=model.playbook_code, name=name, address=city)
        one.districts = [{"zh": "锡山区", "en": "Xishan"}] if number == 7 else []
        db.session.add(one)
    db.session.commit()


def said(answer):
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def codes(text):
    return [f"P{number}" for number in range(MANY) if f"P{number}," in text]


def test_every_store_stands_on_one_page(dee, chain):
    seen, path = [], "/stores"
    for _ in range(4):
        text = said(dee.get(path))
        assert text.count("Act for this store") + text.count("You act here") <= PAGE
        seen += codes(text)
        if "Further" not in text:
            break
        path = "/stores?after=" + text.split("/stores?after=")[1].split('"')[0]
    assert seen == [f"P{number}" for number in range(MANY)]


@pytest.mark.parametrize(
    ("typed", "found"),
    [("p17", ["P17"]), ("Ｐ17", ["P17"]), ("锡山", ["P7"]), ("xishan", ["P7"]), ("17服务", ["P17", "P117"]),
     ("point 117", ["P117"]), ("常州 99", ["P99"]), ("%", []), ("P_7", []), ("'", [])],
)  # fmt: skip
def test_what_is_known_of_a_store_finds_it(dee, chain, typed, found):
    assert codes(said(dee.get("/stores", query_string={"q": typed}))) == found


def test_nothing_found_is_said_and_the_search_goes_on_over_pages(dee, chain):
    text = said(dee.get("/stores?q=zzz"))
    assert "No store is called that" in text and 'value="zzz"' in text and "0 of " in text
    first = said(dee.get("/stores?q=wuxi"))
    assert "80 of " in first and "q=wuxi" in first
    later = said(
        dee.get(
            "/stores?"
            + first.split("/stores?after=")[1].split('"')[0].join(["after=", ""]).replace("&amp;", "&")
        )
    )
    assert len(codes(first)) == PAGE and len(codes(first) + codes(later)) == 80


def test_a_manager_finds_only_their_own(bo, chain):
    assert codes(said(bo.get("/stores?q=p17"))) == [] and "P17" not in said(bo.get("/stores"))


def test_odd_pages_are_no_error(dee, chain):
    for odd in ("after=x", "after=-5", "after=99999999999999999999", "q=" + "x" * 500):
        said(dee.get(f"/stores?{odd}"))


def test_it_costs_as_many_queries_with_three_stores_as_with_many(dee, shop):
    spent = []
    for how_many in (0, 30):
        for number in range(how_many):
            name = {"zh": f"第{number}店", "en": f"Shop {number}"}
            db.session.add(Store(code=f"Q{number}", playbook_code="phone_cn", name=name, address=name))
        db.session.commit()
        dee.get("/stores")
        with counted() as asked:
            dee.get("/stores")
        spent.append(len(asked))
    assert spent[0] == spent[1]
