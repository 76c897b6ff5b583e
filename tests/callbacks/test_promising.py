from datetime import date

import pytest
import sqlalchemy as sa

from counter.callbacks.models import Callback
from counter.callbacks.promising import book_of, promise, unasked
from counter.customers.models import CustomerOfStore
from counter.extensions import db
from counter.playbooks.models import PlaybookVersion
from tests.callbacks.calls import a_customer, acting, promised
from tests.factories import NOW, the_store


@pytest.mark.parametrize(
    ("handed_over", "plan", "due"),
    [
        (date(2026, 11, 23), "day_3", date(2026, 11, 26)),
        (date(2026, 11, 23), "day_30", date(2026, 12, 23)),
        (date(2026, 12, 30), "day_3", date(2027, 1, 2)),
        (date(2027, 1, 30), "day_30", date(2027, 3, 1)),
    ],
)
def test_a_phone_is_asked_after_on_the_third_and_the_thirtieth_day(shop, handed_over, plan, due):
    assert promised(handed_over)[plan].due_on == due


@pytest.mark.parametrize(
    ("delivered", "due"),
    [
        (date(2026, 12, 31), date(2027, 2, 28)),
        (date(2027, 12, 31), date(2028, 2, 29)),
        (date(2026, 11, 23), date(2027, 1, 23)),
        (date(2026, 6, 30), date(2026, 8, 30)),
    ],
)
def test_furniture_is_asked_after_two_months_clipped_to_the_months_last_day(shop, delivered, due):
    assert promised(delivered, "JJ")["two_months"].due_on == due


def test_an_event_promises_its_own_plans_only(shop):
    store, customer, by = the_store(), a_customer(), acting()
    assert promise("delivered", store, customer, date(2026, 11, 23), by, NOW, source="sale-1") == []
    ends = promise("coverage_ends", store, customer, date(2027, 11, 23), by, NOW, source="card-1")
    assert [(call.plan, call.due_on) for call in ends] == [("before_end", date(2027, 11, 3))]


def test_nobody_is_promised_a_call_without_the_consent_that_the_plan_asks_for(shop):
    asks_nothing = a_customer(agrees=("marketing_sms", "marketing_call"))
    assert promised(date(2026, 11, 23), customer=asks_nothing) == {}
    plans = unasked("handover_done", the_store(), asks_nothing)
    assert [plan["id"] for plan in plans] == ["day_3", "day_30"]
    assert unasked("handover_done", the_store(), a_customer("李娜", "+8613900139000")) == []


def test_a_call_that_is_owed_by_contract_needs_no_consent(shop):
    book = book_of(the_store())
    owed = {**book["callback_plans"][0], "id": "owed", "audience": {"basis": "contract", "consent": None}}
    body = {**book, "callback_plans": [owed]}
    db.session.add(PlaybookVersion(kind="playbook", code="contract", version="1", body=body, imported_at=NOW))
    the_store().playbook_code = "contract"
    assert set(promised(date(2026, 11, 23), customer=a_customer(agrees=()))) == {"owed"}
    db.session.execute(sa.delete(PlaybookVersion).where(PlaybookVersion.code == "contract"))


def test_promising_again_for_the_same_source_makes_nothing_twice(shop):
    customer = a_customer()
    assert len(promised(date(2026, 11, 23), customer=customer)) == 2
    assert promised(date(2026, 11, 23), customer=customer) == {}
    assert len(promised(date(2026, 11, 23), customer=customer, source="sale-2")) == 2


def test_the_customer_is_of_the_store_from_then_on(shop):
    customer = a_customer()
    promised(date(2026, 11, 23), "JJ", customer=customer)
    assert db.session.get(CustomerOfStore, (the_store("JJ").id, customer.id))


def test_a_later_playbook_changes_nothing_that_was_promised(shop):
    promised(date(2026, 11, 23))
    book = book_of(the_store())
    empty = {**book, "scripts": {}, "outcomes": [], "callback_plans": []}
    db.session.add(
        PlaybookVersion(kind="playbook", code="phone_cn", version="later", body=empty, imported_at=NOW)
    )
    db.session.commit()
    db.session.expire_all()
    call = db.session.scalar(sa.select(Callback).filter_by(plan="day_3"))
    assert call.body["script"] == book["scripts"]["three_days"]
    assert [o["id"] for o in call.body["outcomes"]] == [o["id"] for o in book["outcomes"]]
    assert call.body["questions"][2]["escalate"]["label"] == {"zh": "店长", "en": "Manager"}
    db.session.execute(sa.delete(PlaybookVersion).where(PlaybookVersion.version == "later"))
    db.session.commit()
