"""The list of products: a page at a time by its key, whatever was looked for."""

import re

import pytest

from counter.catalog.listing import listed
from counter.catalog.models import Ean
from counter.extensions import db
from tests.factories import a_product
from tests.support.answers import said
from tests.support.queries import counted

pytestmark = pytest.mark.usefixtures("monday")


def shelf(many=7):
    """Several kinds, and prices that several have."""
    kinds = ("case", "film", "smartphone")
    return [a_product(f"P{n}", kinds[n % 3], price=100 * (n % 2)) for n in range(many)]


@pytest.mark.parametrize("typed", ["", "lark"])
def test_its_pages_are_the_whole_without_gap_or_double(shop, typed):
    made = shelf()
    a_product("BED", "bed", "furniture_cn")
    whole = [one.code for one in listed("phone_cn", typed).products]
    assert sorted(whole) == sorted(one.code for one in made)
    found, after = [], None
    while True:
        page = listed("phone_cn", typed, after, page=2)
        found += [one.code for one in page.products]
        if page.next is None:
            break
        after = page.next
    assert found == whole


def test_an_odd_place_begins_anew(shop):
    shelf(3)
    for after in (0, -1, 2**31 - 1):
        assert len(listed("phone_cn", "", after).products) == 3
    assert listed("phone_cn", "%%").products == []


def test_the_way_on_is_a_link_and_of_a_search_a_form_with_its_words(ann, shop):
    shelf(62)
    page = said(ann.get("/products"))
    further = re.search(r'href="(/products\?after=\d+)"', page)[1]
    assert page.count('class="grow row firm" href="/products/') == 60
    assert said(ann.get(further)).count('class="grow row firm" href="/products/') == 2
    found = said(ann.post("/products/search", data={"csrf_token": ann.csrf, "q": "lark"}))
    after = re.search(r'name="after" value="(\d+)"', found)[1]
    rest = said(ann.post("/products/search", data={"csrf_token": ann.csrf, "q": "lark", "after": after}))
    assert rest.count('class="grow row firm" href="/products/') == 2
    for odd in ("/products?after=x", "/products?after=99999999999999999999", "/products?trade=%00"):
        assert ann.get(odd).status_code == 200


def test_the_list_costs_the_same_queries_however_long_and_for_head_office(dee, bo, shop):
    costs = []
    for start, stop in ((0, 1), (1, 40)):
        for number in range(start, stop):
            product = a_product(f"P{number}")
            db.session.add(Ean(code=f"69900000{number:05}", product_id=product.id))
        db.session.commit()
        with counted() as one:
            bo.get("/products")
        with counted() as all_trades:
            dee.get("/products")
        with counted() as form:
            bo.get("/products/new")
        costs.append((len(one), len(all_trades), len(form)))
    assert costs[0] == costs[1] and costs[1][0] <= 7 and costs[1][1] <= 11 and costs[1][2] <= 4
