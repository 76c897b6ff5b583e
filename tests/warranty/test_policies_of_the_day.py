"""A card keeps the policies of the day of its purchase, however late it is written and with how many others."""

import copy
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from counter.customers.registering import register
from counter.extensions import db
from counter.playbooks.importing import add
from counter.playbooks.models import PlaybookVersion, in_force
from counter.warranty import promises
from counter.warranty.correcting import correct
from counter.warranty.issuing import Covered, line_of
from counter.warranty.issuing_many import Desk, Wanted, issue_many
from counter.warranty.models import Card
from counter.warranty.replaying import replay
from counter.warranty.righting import put_right
from tests import factories
from tests.support.queries import counted
from tests.warranty import cards

pytestmark = pytest.mark.usefixtures("shop", "monday")
DAYS = {
    date(2026, 11, 20): "later",
    date(2026, 11, 18): "later",
    date(2026, 11, 17): "first",
    date(2020, 1, 5): "first",
}


@pytest.fixture
def versions(shop):
    """Two of the policies, of which the later one came on 18 November; versions outlive a test."""
    first = in_force("policies")
    was = first.imported_at
    later = PlaybookVersion(kind="policies", code=first.code, version="later", body=first.body)
    first.imported_at, later.imported_at = factories.NOW - timedelta(90), factories.NOW - timedelta(5)
    db.session.add(later)
    db.session.commit()
    yield {"first": first.id, "later": later.id}
    db.session.rollback()
    db.session.execute(sa.update(PlaybookVersion).values(corrected_by_id=None))
    db.session.execute(sa.update(Card).values(policies_version_id=first.id))
    db.session.execute(sa.delete(PlaybookVersion).filter_by(version="later"))
    first.imported_at = was
    db.session.commit()


def test_one_that_is_written_later_has_those_of_its_day(versions):
    for place, (day, version) in enumerate(DAYS.items()):
        made = cards.a_card(phone=f"+86138001380{place:02}", serials={"sn": f"DAYS{place}"}, sold_on=day)
        assert made.policies_version_id == versions[version], day


def test_many_at_once_have_each_those_of_its_own_and_the_days_cost_no_query(versions):
    me, product = cards.by(), cards.a_phone()
    owner = register("陈晓明", "+8613800138000", me, factories.NOW, address="清泰街88号")
    db.session.commit()
    wanted = [
        Wanted(owner, "+8613800138000", frozenset(), product, {"sn": f"MANY{n}"}, day, None, "", "清泰街88号")
        for n, day in enumerate(DAYS)
    ]
    desk = Desk(me.store)
    made = issue_many(desk, wanted, me, factories.NOW)
    assert [one.policies_version_id for one in made] == [versions[version] for version in DAYS.values()]
    assert all(one.description_id == one.lines[0].description_id is not None for one in made)
    with counted() as queries:
        assert [desk.kept(date(2026, 11, day)).version_id for day in range(1, 23)].count(
            versions["later"]
        ) == 5
    assert len(queries) == 0


def test_a_correction_of_a_version_reaches_what_is_written_later_when_it_is_run_again(versions):
    swaps = {versions["first"]: versions["later"]}
    for place in range(2):
        made = cards.a_card(
            phone=f"+8613800138{place:03}", serials={"sn": f"LATE{place}"}, sold_on=date(2026, 3, 2)
        )
        assert made.policies_version_id == versions["first"]
        list(replay(date(2026, 11, 23), swaps, write=True))
        db.session.commit()
        assert set(db.session.scalars(sa.select(Card.policies_version_id))) == {versions["later"]}


def test_another_day_keeps_what_the_store_promised_when_the_card_was_issued(versions):
    """And brings nothing that it promises only since."""
    store, ticked = factories.the_store(), "brand_battery_year"
    store.capabilities = {**store.capabilities, ticked: True}
    cards.a_phone(brand=cards.LARK)
    db.session.commit()
    made = cards.a_card(serials={"sn": "CHOICE1"}, sold_on=date(2026, 11, 20))
    other = cards.a_card(phone="+8613800138009", serials={"sn": "CHOICE2"}, sold_on=date(2026, 3, 2))
    store.capabilities = {**store.capabilities, ticked: False}
    db.session.commit()
    plain = cards.a_card(phone="+8613800138008", serials={"sn": "CHOICE3"}, sold_on=date(2026, 11, 20))
    store.capabilities = {**store.capabilities, ticked: True}
    db.session.commit()
    assert ticked in made.lines[0].facts["policies"] and ticked not in plain.lines[0].facts["policies"]
    store.capabilities = {**store.capabilities, ticked: False}
    correct(made, {"sold_on": date(2026, 3, 3)}, cards.by("bo"), factories.NOW)
    correct(other, {"sold_on": date(2026, 11, 20)}, cards.by("bo"), factories.NOW)
    store.capabilities = {**store.capabilities, ticked: True}
    correct(plain, {"sold_on": date(2026, 3, 3)}, cards.by("bo"), factories.NOW)
    for card, has in ((made, True), (other, True), (plain, False)):
        assert (ticked in card.lines[0].facts["policies"]) is has
        assert "cn_phone_2001" in card.lines[0].facts["policies"]


def test_another_day_within_a_version_that_was_put_right_stays_right(versions):
    made = cards.a_card(serials={"sn": "RIGHT1"}, sold_on=date(2026, 3, 2))
    put_right(versions["first"], versions["later"])
    list(replay(date(2026, 11, 23), {versions["first"]: versions["later"]}, write=True))
    correct(made, {"sold_on": date(2026, 3, 3)}, cards.by("bo"), factories.NOW)
    assert made.policies_version_id == versions["later"]
    db.session.execute(sa.update(PlaybookVersion).values(corrected_by_id=None))
    db.session.commit()


def test_a_law_that_the_playbook_names_no_more_binds_what_was_sold_under_it(shop):
    book = in_force("playbook", factories.the_store().playbook_code)
    body = copy.deepcopy(book.body)
    body["warranty"]["policies"] = [one for one in body["warranty"]["policies"] if one != "cn_phone_2001"]
    add("playbook", book.code, body, factories.NOW)
    db.session.flush()
    try:
        thing = Covered(cards.a_phone(), {"sn": "OLDLAW1"})
        store = factories.the_store()
        line = line_of(thing, store, promises.playbook_of(store), promises.of_playbook(body))
        assert "cn_phone_2001" in line.facts["policies"]
    finally:
        db.session.rollback()
