"""Which store stands above which, what it does, and who is nearest; and how head office says so."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.demo.shops import open_shops
from counter.extensions import db
from counter.stores.models import Store
from counter.stores.network import Network, Place, read
from tests import factories
from tests.support.answers import said
from tests.tickets import network

CITY, DISTRICT = {"zh": "苏州市", "en": "Suzhou"}, {"zh": "姑苏区", "en": "Gusu District"}


pytestmark = pytest.mark.usefixtures("shop", "monday")


def a_place(number, parent=None, services=True, districts=()):
    return Place(number, f"S{number}", {"zh": "", "en": ""}, parent, "", True, services, list(districts))


def a_net(*places):
    return Network({one.id: one for one in places})


def put(visitor, code, parent="", level="", sells="y", services="y", districts="", version=None):
    """version: how the store's place stood on the page; as it is, unless said."""
    db.session.expire_all()
    above = str(factories.the_store(parent).id) if parent else ""
    fields = {"parent": above, "level": level, "sells": sells, "services": services, "districts": districts}
    store = factories.the_store(code)
    return visitor.send(f"/stores/{store.id}/place", version=str(version or store.version), **fields)


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("上海市12 Gusu District, 苏州市", 2),  # the longest name
        ("江苏省苏州市姑苏区和平路18号", 2),  # names of one length: the one further below
        ("苏州市虎丘区兰溪路66号", 1),
        ("18 Heping Road, GUSU DISTRICT, Suzhou", 2),
        ("12 Main Street, suzhou", 1),
        ("上海市黄浦区", None),
        ("", None),
    ],
)
def test_the_longest_district_that_the_address_names_is_the_nearest(address, found):
    net = a_net(a_place(1, districts=[CITY]), a_place(2, 1, districts=[DISTRICT]))
    near = net.nearest(net.places.values(), address)
    assert (near and near.id) == found


def test_of_two_that_serve_a_district_it_is_always_the_same_one():
    places = [a_place(4, districts=[CITY]), a_place(3, districts=[CITY])]
    net = a_net(*places)
    assert net.nearest(places, "苏州市").id == net.nearest(places[::-1], "苏州市").id == 3


def test_things_go_up_to_who_repairs_or_to_the_nearest_beside():
    net = a_net(
        a_place(1),
        a_place(2, 1, services=False),
        a_place(3, 2, services=False),
        a_place(4, 2, districts=[CITY]),
    )
    assert net.usual(3, "苏州市").id == 1  # over the head of one that repairs nothing
    assert net.serving(3, "苏州市").id == 4 and net.serving(3, "").id == 1
    flat = a_net(a_place(1, services=False), a_place(2, 1, services=False), a_place(3, 1, districts=[CITY]))
    assert flat.usual(2, "苏州市").id == 3
    assert a_net(a_place(1), a_place(2)).usual(1) is None  # two tops are two networks


def test_a_shop_of_another_trade_repairs_nothing_of_this_one_and_a_point_that_does_not_sell_everything():
    shop = replace(a_place(1), trade="phone_cn")
    others = [
        replace(a_place(2, 1, districts=[CITY]), trade="furniture_cn"),
        replace(a_place(3, 1), trade="furniture_cn", sells=False),
        replace(a_place(4, 1), trade="phone_cn"),
    ]
    net = a_net(shop, *others)
    assert {one.id for one in net.servicing(1)} == {1, 3, 4}
    assert net.serving(1, "苏州市").id == 1


@given(st.lists(st.one_of(st.none(), st.integers(1, 8)), min_size=1, max_size=8))
def test_whatever_stands_under_whom_looking_up_ends(parents):
    """Also where rows would go round in a circle, which no form lets in."""
    net = a_net(
        *(a_place(n, p if p and p <= len(parents) and p != n else None) for n, p in enumerate(parents, 1))
    )
    for number in net.places:
        up = [one.id for one in net.above(number)]
        assert len(up) == len(set(up)) and number not in up
        assert net.servicing(number)


@pytest.mark.ledger("TX-09")
def test_head_office_builds_three_levels_and_none_stands_above_itself(dee, bo):
    for code in ("CC", "HU"):
        factories.a_store(code)
    assert "Choose its level" in said(put(dee, "NM", "CC"))
    assert "has a lower level: compare CC store" in said(put(dee, "NM", "CC", "store"))  # CC has none yet
    assert put(dee, "HU", level="hub").status_code == 303
    assert put(dee, "CC", "HU", "centre").status_code == 303
    assert put(dee, "NM", "CC", "store").status_code == 303
    assert [one.code for one in read().above(factories.the_store("NM").id)] == ["CC", "HU"]
    for answer, sentence in (
        (put(dee, "HU", "HU", "hub"), "Choose a store of the list"),
        (put(dee, "HU", "NM", "hub"), "none stands above itself"),
        (put(dee, "HU", level="store"), "has a lower level: compare CC store"),
        (put(dee, "JJ", "CC", "centre"), "has a lower level: compare CC store"),
        (put(dee, "CC", "HU", "moon"), "Choose a level of the list"),
        (put(dee, "CC", "HU", "centre", districts="区"), "is no district: 2 to 40 characters"),
    ):
        assert answer.status_code == 422 and sentence in said(answer), sentence
    page = said(dee.get("/stores"))
    assert "City service centre" in page and "under HU store" in page
    assert "Its place" not in said(bo.get("/stores"))
    assert bo.get(f"/stores/{factories.the_store('NM').id}/place").status_code == 403


@pytest.mark.ledger("TX-04")
def test_a_store_sells_or_services_or_both(dee, ann):
    network.a_network()
    refused = put(dee, "CC", "HU", "centre", sells=None, services=None)
    assert refused.status_code == 422 and "It sells, or it services, or both" in said(refused)
    put(dee, "CC", "HU", "centre", sells=None, districts="苏州市 / Suzhou\n虎丘区")
    centre = factories.the_store("CC")
    db.session.refresh(centre)
    assert (centre.sells, centre.services) == (False, True)
    assert centre.districts == [CITY, {"zh": "虎丘区"}]
    assert "苏州市 / Suzhou\n虎丘区" in said(dee.get(f"/stores/{centre.id}/place"))
    assert "CC store" in said(ann.get("/parcels/new"))  # things go there
    put(dee, "CC", "HU", "centre", services=None)
    assert "CC store" not in said(ann.get("/parcels/new"))


@pytest.mark.ledger("TX-04")
def test_a_store_that_does_not_sell_starts_no_sale(visit):
    network.a_network()
    eng = visit("eng")
    assert 'class="serve"' not in said(eng.get("/today"))
    refused = eng.send("/sales", q="")
    assert refused.status_code == 422 and "This store does not sell" in said(refused)


def test_the_demo_brings_its_network_as_data(app, shop):
    db.session.query(Store).filter(Store.code.in_(["NM", "JJ"])).update({"code": Store.code + "0"})
    db.session.flush()
    open_shops(factories.NOW)
    net = read()
    nm = next(one for one in net.places.values() if one.code == "NM")
    assert [one.code for one in net.above(nm.id)] == ["SZ", "JS"]
    assert net.serving(nm.id, "苏州市姑苏区某路1号").code == "SZ"  # JJ is nearer, but knows only furniture
    db.session.rollback()
