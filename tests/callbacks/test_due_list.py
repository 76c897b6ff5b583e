from datetime import date, timedelta

import pytest
import time_machine

from counter.callbacks.counting import due
from counter.callbacks.listing import due_list
from counter.customers.consenting import give, withdraw
from counter.extensions import db
from tests.callbacks.calls import a_customer, acting, promised
from tests.factories import NOW, the_store
from tests.support.queries import counted

TODAY = date(2026, 11, 23)
PEOPLE = [("赵岚", 7), ("钱伟", -2), ("孙立", 0), ("李娜", 8), ("周敏", -20)]


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def five(shop):
    """Customers whose third day is in a week, two days ago, today, in eight days, twenty days ago."""
    customers = {}
    for number, (name, days) in enumerate(PEOPLE):
        customers[name] = a_customer(name, f"+861390013900{number}")
        promised(TODAY + timedelta(days=days - 3), customer=customers[name], source=f"sale-{number}")
    return customers


def names(rows):
    return [row.name for row in rows]


def test_late_calls_come_first_and_the_next_seven_days_last(five):
    calls = due_list(the_store(), NOW)
    assert names(calls.overdue) == ["周*", "钱*"]
    assert names(calls.today) == ["孙*"]
    assert names(calls.upcoming) == ["赵*", "周*"]  # on the same day: Zhou's thirtieth, promised later
    assert calls.first is calls.overdue[0]
    assert due(the_store(), NOW) == 3


def test_names_and_numbers_on_the_list_are_masked(five):
    row = due_list(the_store(), NOW).today[0]
    assert (row.name, row.initial, row.phone) == ("孙*", "孙", "139 **** 9002")


def test_a_consent_withdrawn_takes_the_calls_off_and_given_again_brings_them_back(five):
    withdraw(five["孙立"], "service_callback", acting(), NOW)
    assert names(due_list(the_store(), NOW).today) == [] and due(the_store(), NOW) == 2
    give(five["孙立"], "service_callback", acting(), NOW)
    assert names(due_list(the_store(), NOW).today) == ["孙*"] and due(the_store(), NOW) == 3


def test_another_stores_calls_are_not_on_the_list(five):
    assert due(the_store("JJ"), NOW) == 0
    assert due_list(the_store("JJ"), NOW).first is None


def test_the_shops_day_decides_what_is_due(five):
    tuesday_at_half_past_three_in_the_morning = NOW + timedelta(hours=17, minutes=30)
    assert due(the_store(), tuesday_at_half_past_three_in_the_morning) == 3
    assert names(due_list(the_store(), NOW + timedelta(hours=18)).overdue) == ["周*", "钱*", "孙*"]


def test_a_customer_without_a_number_is_listed_all_the_same(shop):
    promised(TODAY - timedelta(days=3), customer=a_customer("吴兰", e164=None))
    assert [(row.name, row.phone) for row in due_list(the_store(), NOW).today] == [("吴*", "")]


def test_the_page_shows_the_parts_and_the_rail_counts(ann, cy, five):
    page = ann.get("/callbacks").get_data(as_text=True)
    assert (
        "2 days over, Three-day call" in page
        and "In the next 7 days" in page
        and "3 calls to make today" in page
    )
    assert "<b>3<span" in page
    assert "孙立" not in page and "13900139002" not in page and "139 0013 9002" not in page
    assert "Nobody waits for a call today" in cy.get("/callbacks").get_data(as_text=True)


def test_one_call_or_fifty_cost_the_same_queries(ann, shop):
    promised(TODAY - timedelta(days=3), customer=a_customer())
    ann.get("/callbacks")
    with counted() as one:
        ann.get("/callbacks")
    for number in range(50):
        customer = a_customer("李娜", f"+8613800{number:06d}")
        promised(TODAY - timedelta(days=number % 3 + 2), customer=customer, source=f"sale-{number + 2}")
    with counted() as fifty:
        page = ann.get("/callbacks").get_data(as_text=True)
    assert page.count("<li") > 50
    assert len(fifty) == len(one) <= 3, fifty  # the person, the list, the rail's figure


def test_what_the_rail_asks_on_every_page_reads_an_index(shop):
    with counted() as asked:
        due(the_store(), NOW)
    if db.engine.dialect.name == "sqlite":
        statement = asked[-1].replace("?", "1")
        plan = " ".join(row[3] for row in db.session.execute(db.text(f"explain query plan {statement}")))
        assert "SCAN" not in plan and "ix_callbacks_store_id_completed_at_due_on" in plan
