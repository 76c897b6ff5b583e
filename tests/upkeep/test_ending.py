"""Cards by the day on which they end: a month at a time, masked, paged, with the call or why there is none."""

import re
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa

from counter.customers import consenting
from counter.customers.models import Customer
from counter.extensions import db
from counter.upkeep import calling, ending, listing
from counter.warranty.correcting import correct
from counter.warranty.issuing import Covered, issue
from counter.warranty.models import Card
from counter.warranty.returning import give_up
from counter.warranty.voiding import void
from tests import factories
from tests.sales.counter_side import text
from tests.support.plans import compact
from tests.support.queries import counted
from tests.warranty import cards, test_plans

MONDAY = date(2026, 11, 23)
SOLD = date(2025, 12, 20)


pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]


def a_card(number=0, agrees=True, sold_on=SOLD, **kw):
    card = cards.a_card(
        phone=f"+8613800138{number:03}", serials={"sn": f"SN{number:04}"}, sold_on=sold_on, **kw
    )
    if agrees:
        owner = db.session.get_one(Customer, card.customer_id)
        consenting.give(owner, "service_callback", cards.by(), factories.NOW)
        db.session.commit()
    return card


def rows_of(page):
    return re.findall(r'href="/warranty-cards/(\d+)"', page)


def test_this_month_and_the_next_masked_with_the_call_or_why_not(ann):
    kept = a_card(1)
    silent = a_card(2, agrees=False)
    gone = a_card(3)
    void(db.session.get(Card, gone.id), "写错了", cards.by(), factories.NOW)
    far = a_card(4, sold_on=date(2026, 3, 2))
    sum(calling.promise_due(factories.NOW))
    db.session.commit()
    assert "No cover ends here" in text(ann.get("/warranty-cards/ending"))
    page = text(ann.get("/warranty-cards/ending?month=2026-12"))
    assert rows_of(page) == [str(kept.id), str(silent.id)]
    assert "call on 1 Dec" in page and "did not agree to calls" in page
    assert "陈**" in page and "陈晓明" not in page and "138 **** 8001" in page and "13800138001" not in page
    later = text(ann.get("/warranty-cards/ending?month=2027-03"))
    assert rows_of(later) == [str(far.id)] and "to be called 10 Feb 2027" in later
    assert "No cover ends here" in text(ann.get("/warranty-cards/ending?month=1999-13&after=x.y"))


def test_it_names_what_is_left_and_not_what_came_back_for_its_money(ann):
    me, owner = cards.by(), a_card(1, agrees=False)
    things = [Covered(cards.a_phone(f"Y{n}"), {"sn": f"PAIR{n}"}) for n in range(2)]
    customer = db.session.get_one(Customer, owner.customer_id)
    pair = issue(me.store, customer, owner.customer_phone, things, me, factories.NOW, sold_on=SOLD)
    give_up(pair.lines[0], "return", me, factories.NOW, MONDAY)
    db.session.commit()
    page = text(ann.get("/warranty-cards/ending?month=2026-12"))
    assert rows_of(page) == [str(owner.id), str(pair.id)] and "Lark Y1" in page and "Lark Y0" not in page


def test_pages_follow_each_other_by_key_and_cost_the_same(ann, monkeypatch):
    monkeypatch.setattr(ending, "PAGE", 3)
    made = [a_card(number, agrees=number % 2 == 0).id for number in range(7)]
    seen, path, costs = [], "/warranty-cards/ending?month=2026-12", []
    while path:
        with counted() as asked:
            page = text(ann.get(path))
        costs.append(len(asked))
        seen += [int(one) for one in rows_of(page)]
        onward = re.search(r'href="(/warranty-cards/ending\?[^"]*after=[^"]*)"', page)
        path = onward and onward[1].replace("&amp;", "&")
    assert seen == made and len(set(costs)) == 1 and costs[0] <= 6


def test_another_store_s_are_not_there_and_head_office_sees_all(ann, cy, dee):
    a_card(1)
    path = "/warranty-cards/ending?month=2026-12"
    assert rows_of(text(cy.get(path))) == [] and len(rows_of(text(ann.get(path)))) == 1
    page = text(dee.get(path))
    assert len(rows_of(page)) == 1 and "NM store" in page


@pytest.mark.parametrize("store_ids", [[1], [1, 2], None])
@pytest.mark.parametrize("after", [None, (MONDAY, 3)])
@pytest.mark.slow
def test_no_table_is_read_from_end_to_end(store_ids, after):
    for number in range(30):
        a_card(number)
    sum(calling.promise_due(factories.NOW))
    db.session.commit()
    planner()
    asked = ending.statement(store_ids, MONDAY, MONDAY + timedelta(60), after)
    found = test_plans.plan(asked, {})
    assert found and test_plans.whole_reads(found) == []


def test_nor_by_the_pass_of_a_day():
    for number in range(30):
        a_card(number)
    planner()
    plan = {"id": "before_end", "due_in": "P20D", "audience": {"consent": "service_callback"}}
    found = test_plans.plan(calling.waiting(1, plan, MONDAY, (date.min, 0)), {})
    assert found and test_plans.whole_reads(found) == []


def planner():
    """As in tests/warranty/test_plans.py: what it could do, with its statistics at hand."""
    compact()
    db.session.execute(sa.text("analyze"))
    if db.engine.dialect.name == "postgresql":
        for way in ("seqscan", "hashjoin", "mergejoin", "material"):
            db.session.execute(sa.text(f"set enable_{way} = off"))


def test_months_run_over_the_year():
    today = datetime(2026, 11, 30).date()
    assert [f"{one:%Y-%m}" for one in ending.months(today)] == [
        "2026-11", "2026-12", "2027-01", "2027-02", "2027-03", "2027-04",
    ]  # fmt: skip


def test_nor_by_the_list_of_visits():
    bed = factories.a_product("BED", "bed", "furniture_cn", 698000, parts=["frame"], material="oak")
    for number in range(30):
        phone = f"+8613900138{number:03}"
        cards.a_card(
            phone=phone, product=bed, serials={}, store="JJ", who="cy", sold_on=MONDAY, delivered_on=MONDAY
        )
    planner()
    for asked in (
        listing.due_until(1, MONDAY, 4),
        listing.rows().where(listing.Visit.card_id == 7).order_by(listing.Visit.due_on, listing.Visit.id),
    ):
        found = test_plans.plan(asked, {})
        assert found and test_plans.whole_reads(found) == []


def test_a_call_that_ended_by_itself_is_to_be_promised_again_and_so_it_says(ann):
    card = a_card(1)
    sum(calling.promise_due(factories.NOW))
    for days in (400, 0):
        sold_on = SOLD - timedelta(days)
        kept = db.session.get_one(Card, card.id)
        correct(kept, {"sold_on": sold_on, "delivered_on": sold_on}, cards.by(), factories.NOW)
        db.session.commit()
    page = text(ann.get("/warranty-cards/ending?month=2026-12"))
    assert "to be called 1 Dec" in page and "call is over" not in page
    sum(calling.promise_due(factories.NOW))
    db.session.commit()
    assert "call on 1 Dec" in text(ann.get("/warranty-cards/ending?month=2026-12"))


@pytest.mark.parametrize(
    "after", ["2026-11-23." + "9" * 25, "2026-11-23.-1", "2026-11-23.٣", "2026-11-23.", "0001-01-01.1"]
)
@pytest.mark.parametrize("who", ["ann", "dee"])
def test_an_odd_beginning_of_a_page_is_answered(visit, after, who):
    card = a_card(1)
    answer = visit(who).get("/warranty-cards/ending", query_string={"month": "2026-12", "after": after})
    assert answer.status_code == 200 and rows_of(text(answer)) == [str(card.id)]
