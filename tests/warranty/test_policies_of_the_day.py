"""A card keeps the policies of the day of its purchase, however late it is written and with how many others."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from counter.customers.registering import register
from counter.extensions import db
from counter.playbooks.models import PlaybookVersion, in_force
from counter.warranty.issuing_many import Desk, Wanted, issue_many
from counter.warranty.models import Card
from counter.warranty.replaying import replay
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
