"""A card keeps the law of the place where its store stood on its day, whatever is done to it afterwards."""

import json
from datetime import date, datetime

import pytest

from counter.extensions import db
from counter.playbooks import importing
from counter.playbooks.models import in_force
from counter.stores import profiling
from counter.warranty import covering, promises, waiting
from counter.warranty.correcting import correct
from counter.warranty.models import Card
from counter.warranty.replaying import replay
from tests import factories
from tests.warranty import cards

LATER = factories.NOW.replace(hour=6)
LAW = "cn_zj_2017"

pytestmark = pytest.mark.usefixtures("shop", "monday")


def move(*jurisdictions, at=LATER):
    store = factories.the_store()
    assert profiling.say(store, {"jurisdictions": list(jurisdictions)}, cards.by("bo"), at)
    db.session.commit()


def told(card):
    """What its rows and its answers say."""
    rows = {(one.policy, one.part, one.kind, one.ends_on) for one in card.lines[0].coverages}
    return rows, [policy["id"] for policy in waiting.bound(card.lines[0], card)]


def another_version(**changed):
    body = json.loads(json.dumps(in_force("policies", "policies").body)) | changed
    return importing.add("policies", "policies", body, datetime(2026, 11, 20, tzinfo=factories.NOW.tzinfo))


@pytest.fixture
def unkept():
    """Versions outlive a test, so those of this one are not kept, and what was read of them is forgotten."""
    promises.known().clear()
    yield
    db.session.rollback()
    promises.known().clear()


@pytest.mark.parametrize("place", [["GB"], ["CN-ZJ", "CN"]])
def test_a_card_that_is_reckoned_again_is_covered_as_before(place):
    card = cards.a_card()
    before = told(card)
    move(*place)
    covering.cover(card, factories.the_store())
    db.session.commit()
    db.session.expire_all()
    assert before[0] and told(db.session.get(Card, card.id)) == before


@pytest.mark.parametrize(("then", "now"), [(["CN-ZJ", "CN"], ["CN"]), (["CN"], ["CN-ZJ", "CN"])])
def test_another_day_that_another_version_rules_asks_where_the_store_stood_then(unkept, then, now):
    store = factories.the_store()
    store.jurisdictions = then
    db.session.commit()
    card = cards.a_card(sold_on=date(2026, 11, 12))
    was = card.policies_version_id
    move(*now)
    another_version(version="other")
    correct(card, {"sold_on": date(2026, 11, 21)}, cards.by("bo"), LATER)
    assert card.policies_version_id != was
    assert (LAW in card.lines[0].facts["policies"]) is ("CN-ZJ" in then)


def test_a_law_that_comes_with_a_correction_comes_where_the_store_stood_on_the_card_s_day(unkept):
    before = cards.a_card(serials={"sn": "BEFORE1"})
    move("CN-ZJ", "CN")
    after = cards.a_card("周敏", "+8613900002219", serials={"sn": "AFTER01"}, at=LATER.replace(hour=7))
    wrong, policies = in_force("policies", "policies"), in_force("policies", "policies").body["policies"]
    new = next(one for one in policies if one["id"] == LAW) | {"id": "cn_zj_new"}
    right = another_version(version="right", policies=[*policies, new])
    book = in_force("playbook", "phone_cn").body
    book = book | {
        "version": "next",
        "warranty": book["warranty"] | {"policies": [*book["warranty"]["policies"], "cn_zj_new"]},
    }
    importing.add("playbook", "phone_cn", book, factories.NOW)
    list(replay(date(2026, 11, 23), {wrong.id: right.id}, write=True))
    kept = [db.session.get(Card, one.id).lines[0].facts["policies"] for one in (before, after)]
    assert [("cn_zj_new" in one, LAW in one) for one in kept] == [(False, False), (True, True)]


def test_where_it_stood_is_read_from_its_history():
    store = factories.the_store()
    move("CN-ZJ", "CN")
    profiling.say(store, {"opens_at": store.opens_at.replace(hour=9)}, cards.by("bo"), LATER.replace(hour=7))
    move("CN-SD", "CN", at=LATER.replace(hour=8))
    found = [profiling.jurisdictions_at(store, LATER.replace(hour=hour)) for hour in (5, 6, 7, 8, 9)]
    assert found == [["CN"], ["CN-ZJ", "CN"], ["CN-ZJ", "CN"], ["CN-SD", "CN"], ["CN-SD", "CN"]]
