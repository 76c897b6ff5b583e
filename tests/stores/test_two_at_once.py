"""Two of head office say one store's place: one wins, the other is told whose change it was and keeps what was typed."""

import pytest

from counter.extensions import db
from counter.history.models import HistoryEntry
from counter.stores.network import read
from tests import factories
from tests.stores.test_network import put, said
from tests.support.at_once import at_once

pytestmark = pytest.mark.usefixtures("shop", "monday")


@pytest.fixture
def fay(visit):
    factories.a_person("fay", None, "head_office")
    return visit("fay")


def places():
    return db.session.query(HistoryEntry).filter_by(verb="place").count()


def test_who_comes_too_late_is_told_whose_change_it_was_and_keeps_what_was_typed(dee, fay):
    factories.a_store("HU", level="hub")
    seen = factories.the_store("NM").version
    assert put(dee, "NM", "HU", "centre", districts="苏州市", version=seen).status_code == 303
    late = put(fay, "NM", "HU", "store", services=None, districts="姑苏区 / Gusu District", version=seen)
    page = said(late)
    assert late.status_code == 409 and "Dee changed this record at" in page
    assert "姑苏区 / Gusu District</textarea>" in page and "Now on record: 苏州市" in page
    assert "Now on record: City service centre" in page and "Now on record: Yes" in page
    assert "Now on record: HU store" not in page  # the same in both
    assert factories.the_store("NM").level == "centre"
    again = put(fay, "NM", "HU", "store", services=None, districts="姑苏区 / Gusu District")
    assert again.status_code == 303 and factories.the_store("NM").level == "store" and places() == 2


def test_saved_without_a_change_nothing_is_written(dee):
    factories.a_store("HU", level="hub")
    put(dee, "HU", level="hub")
    before = factories.the_store("HU").version
    assert put(dee, "HU", level="hub").status_code == 303
    assert factories.the_store("HU").version == before and places() == 0


def fields_of(store, parent="", level="centre"):
    return {
        "parent": str(parent),
        "level": level,
        "sells": "y",
        "services": "y",
        "version": str(store.version),
    }


def test_of_two_in_the_same_instant_one_wins(dee, fay):
    store = factories.a_store("CC")
    path = f"/stores/{store.id}/place"
    answers = at_once([dee, fay], path, [fields_of(store, level=level) for level in ("centre", "hub")])
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    winner = [answer.status_code for answer in answers].index(303)
    db.session.expire_all()
    assert factories.the_store("CC").level == ("centre", "hub")[winner] and places() == 1
    name = ("Dee", "Fay")[winner]
    assert f"{name} changed this record at" in said(answers[1 - winner])


def test_two_who_put_each_store_under_the_other_make_no_circle(dee, fay):
    """Each alone would be in order, were it not for the other."""
    one, other = factories.a_store("CC", level="centre"), factories.a_store("DD", level="centre")
    paths = [f"/stores/{each.id}/place" for each in (one, other)]
    forms = [fields_of(one, other.id, "store"), fields_of(other, one.id, "store")]
    answers = at_once([dee, fay], paths, forms)
    assert sorted(answer.status_code for answer in answers) == [303, 422]
    net = read()
    assert sorted(len(net.above(each.id)) for each in (one, other)) == [0, 1]
