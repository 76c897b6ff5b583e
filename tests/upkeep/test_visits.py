"""Visits as the playbook has them come again: laid out with the card, moved with its cover, recorded item by item."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from counter.customers.registering import register
from counter.deliveries.models import Appointment
from counter.extensions import db
from counter.history.models import HistoryEntry
from counter.upkeep.laying import lay_all
from counter.upkeep.models import Visit
from counter.warranty import correcting
from counter.warranty.models import Card
from counter.warranty.repairing import Fault, give_back, take_in
from counter.warranty.returning import give_up
from counter.warranty.transferring import transfer
from counter.warranty.voiding import void
from tests import factories
from tests.sales.counter_side import text
from tests.warranty import cards

MONDAY = date(2026, 11, 23)
ITEMS = ("fasteners", "circuits", "contacts", "safety", "insulation", "meters")


@pytest.fixture(autouse=True)
def morning(maker):
    with time_machine.travel(factories.NOW, tick=False):
        yield


def days_later(days):
    return time_machine.travel(factories.NOW + timedelta(days), tick=False)


def laid(code="quarterly", **where):
    db.session.expire_all()
    asked = sa.select(Visit).filter_by(code=code, **where).order_by(Visit.due_on, Visit.number)
    return db.session.scalars(asked).all()


def due(code="quarterly", **where):
    return [visit.due_on for visit in laid(code, **where) if visit.is_open]


def eve_s():
    return cards.by("eve", "EQ")


def recorded(visitor, visit, on=None, **states):
    fields = {f"state_{item}": "ok" for item in ITEMS} | states
    on = on or visit.store.today(factories.NOW)
    return visitor.send(f"/visits/{visit.id}/completion", version=visit.version, on=on.isoformat(), **fields)


@pytest.mark.ledger("EQ-42")
def test_each_quarter_to_the_end_of_the_warranty_overdue_ones_seen_each_with_its_list_of_six(maker, visit):
    card = maker("KYN-001", MONDAY)
    assert due() == [date(2027, 2, 23), date(2027, 5, 23), date(2027, 8, 23), date(2027, 11, 23)]
    with days_later(100):  # 3 March: the first one is eight days late
        eve = visit("eve")
        page = text(eve.get("/visits"))
        assert "Late" in page and "Quarterly maintenance" in page and "8 days over" in page
        assert "陈**" in page and "陈晓明" not in page
        assert "Visits due" in text(eve.get("/today")) and "8 days over" in text(eve.get("/today"))
        card_page = text(eve.get(f"/warranty-cards/{card.id}"))
        assert card_page.count("Quarterly maintenance") == 4 and ">late<" in card_page
        first, second = laid()[:2]
        page = text(eve.get(f"/visits/{first.id}"))
        assert all(f'name="state_{item}"' in page for item in ITEMS) and "陈晓明" in page
        answer = recorded(eve, first, date(2027, 3, 2), state_contacts="not", note_contacts="触头烧蚀")
        assert answer.status_code == 303
        first = laid()[0]
        assert (first.done_on, first.outcome, first.ended_by) == (
            date(2027, 3, 2),
            "done",
            factories.the_person("eve").id,
        )
        assert [one["id"] for one in first.results] == list(ITEMS)
        assert first.faults == [{"id": "contacts", "state": "not", "note": "触头烧蚀"}]
        page = text(eve.get(f"/visits/{first.id}"))
        assert "触头烧蚀" in page and "open a ticket" in page and "Eve" in page
        assert "Late" not in text(eve.get("/visits"))
        assert due() == [date(2027, 5, 23), date(2027, 8, 23), date(2027, 11, 23)]
        assert second.is_open


@pytest.mark.ledger("EQ-43")
def test_a_last_inspection_stands_before_every_warranty_end_and_moves_with_it(maker):
    maker("KYN-001", MONDAY)
    other = maker("KYN-002", MONDAY - timedelta(200), "+8613800138001")
    assert due("last_inspection") == [date(2027, 4, 7), date(2027, 10, 24)]  # 30 days before each end
    assert other.ends_on == date(2027, 5, 7)
    fault = Fault(None, "", "合不上闸")
    me = eve_s()
    repair = take_in(other.lines[0], fault, MONDAY - timedelta(10), me, factories.NOW, MONDAY)
    give_back(repair, MONDAY, "换线圈", me, factories.NOW, MONDAY)
    db.session.commit()
    assert db.session.get(Card, other.id).ends_on == date(2027, 5, 17)
    assert due("last_inspection") == [date(2027, 4, 17), date(2027, 10, 24)]


@pytest.mark.ledger("EQ-45")
def test_every_user_is_visited_once_a_year_however_much_they_bought(maker, visit):
    card = maker("KYN-001", MONDAY)
    me = eve_s()
    again = register("周敏", "+8613900000001", me, factories.NOW, address="竹影巷12号")
    db.session.commit()
    second = maker("KYN-002", MONDAY, "+8613900000009")
    transfer(second, cards_owner(card), "+8613800138000", "清泰街88号", MONDAY, me, factories.NOW)
    db.session.commit()
    assert due("yearly_visit", owner_id=card.customer_id) == [date(2027, 11, 23)]
    transfer(second, again, "+8613900000001", "竹影巷12号", MONDAY, me, factories.NOW)
    db.session.commit()
    assert due("yearly_visit") == [date(2027, 11, 23)] * 2  # each user one
    with days_later(366):  # the day after; both are late, one is made, and the next comes a year later
        eve = visit("eve")
        mine = laid("yearly_visit", owner_id=card.customer_id)[0]
        fields = {"state_use": "ok", "state_upkeep": "ok", "on": "2027-11-24", "version": mine.version}
        assert eve.send(f"/visits/{mine.id}/completion", **fields).status_code == 303
    assert due("yearly_visit", owner_id=card.customer_id) == [date(2028, 11, 23)]
    assert due("yearly_visit", owner_id=again.id) == [date(2027, 11, 23)]
    with days_later(366):
        mine = laid("yearly_visit", owner_id=card.customer_id)[0]
        assert eve.send(f"/visits/{mine.id}/reopening", version=mine.version).status_code == 303
    assert due("yearly_visit", owner_id=card.customer_id) == [date(2027, 11, 23)]


def cards_owner(card):
    from counter.customers.models import Customer

    return db.session.get_one(Customer, card.customer_id)


def test_a_void_or_returned_thing_is_visited_no_more_and_its_appointment_is_called_off(maker, eve):
    card = maker("KYN-001", MONDAY)
    other = maker("KYN-002", MONDAY, "+8613800138001")
    first = laid(card_id=card.id)[0]
    fields = {"on": "2027-02-20", "slot": "morning", "address": "配电房", "version": first.version}
    assert eve.send(f"/visits/{first.id}/appointment", **fields).status_code == 303
    assert "agreed on" in text(eve.get(f"/warranty-cards/{card.id}"))
    void(db.session.get(Card, card.id), "写错了", eve_s(), factories.NOW)
    give_up(db.session.get(Card, other.id).lines[0], "退货", eve_s(), factories.NOW, MONDAY)
    db.session.commit()
    assert due() == [] and due("last_inspection") == [] and due("yearly_visit") == []
    assert [one.outcome for one in laid()] == ["gone"]
    assert db.session.scalars(sa.select(Appointment.cancelled_at)).all() == [factories.NOW]


def test_what_was_taken_off_by_a_mistyped_day_is_due_again_once_it_is_put_right(maker, eve):
    """Also the visit of which a day was agreed: that day is not, so it is asked for again."""
    card, me = maker("KYN-001", MONDAY), eve_s()
    before, first = due(), laid()[0]
    fields = {"on": "2027-02-20", "slot": "morning", "address": "配电房", "version": first.version}
    assert eve.send(f"/visits/{first.id}/appointment", **fields).status_code == 303
    for day in (date(2019, 3, 4), MONDAY):
        card = db.session.get(Card, card.id)
        values = {**correcting.values_of(card), "sold_on": day, "delivered_on": day, "installed_on": None}
        assert correcting.correct(card, values, me, factories.NOW)
        db.session.commit()
    assert due() == before and laid()[0].appointment_id is None and laid()[0].outcome == ""


def test_a_new_owner_keeps_the_visits_but_not_the_day_that_was_agreed_on_with_another(maker, eve):
    card = maker("KYN-001", MONDAY)
    first, me = laid()[0], eve_s()
    fields = {"on": "2027-02-20", "slot": "morning", "address": "配电房", "version": first.version}
    assert eve.send(f"/visits/{first.id}/appointment", **fields).status_code == 303
    again = register("周敏", "+8613900000001", me, factories.NOW, address="竹影巷12号")
    transfer(db.session.get(Card, card.id), again, "+8613900000001", "竹影巷12号", MONDAY, me, factories.NOW)
    db.session.commit()
    assert len(due()) == 4 and laid()[0].appointment_id is None
    assert db.session.scalars(sa.select(Appointment.cancelled_at)).all() == [factories.NOW]


def test_laid_out_again_nothing_is_twice(maker):
    maker("KYN-001", MONDAY)
    before = len(laid()), len(laid("yearly_visit"))
    assert sum(lay_all(factories.NOW)) == 1
    db.session.commit()
    assert (len(laid()), len(laid("yearly_visit"))) == before
    db.session.execute(sa.delete(Visit))
    db.session.commit()
    assert sum(lay_all(factories.NOW)) == 1
    db.session.commit()
    assert (len(laid()), len(laid("yearly_visit"))) == before


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"state_fasteners": ""}, "In order, or not? Tap one."),
        ({"state_fasteners": "maybe"}, "In order, or not? Tap one."),
        ({"on": "2026-11-24"}, "still to come"),
        ({"on": "2026-11-22"}, "before it was bought"),
        ({"on": "2026-02-30"}, "no date"),
        ({"note_fasteners": "x" * 201}, "longer than 200"),
    ],
)
def test_what_is_missing_is_said_at_its_field_and_what_was_typed_is_kept(maker, eve, fields, sentence):
    maker("KYN-001", MONDAY)
    first = laid()[0]
    all_ok = {f"state_{item}": "ok" for item in ITEMS} | {"on": MONDAY.isoformat(), "words": "都好"}
    answer = eve.send(f"/visits/{first.id}/completion", version=first.version, **(all_ok | fields))
    assert answer.status_code == 422 and sentence in text(answer) and "都好" in text(answer)
    assert laid()[0].is_open


def test_of_two_who_record_it_the_second_is_told_and_a_wrong_tap_is_taken_back(maker, eve):
    maker("KYN-001", MONDAY)
    first = laid()[0]
    fields = {f"state_{item}": "ok" for item in ITEMS} | {"on": MONDAY.isoformat(), "version": first.version}
    assert eve.send(f"/visits/{first.id}/completion", **fields).status_code == 303
    again = eve.send(f"/visits/{first.id}/completion", **fields)
    assert again.status_code == 409 and "meanwhile" in text(again)
    again = eve.send(f"/visits/{first.id}/completion", **fields | {"version": laid()[0].version})
    assert again.status_code == 409 and "recorded this visit first" in text(again)
    now = laid()[0]
    assert eve.send(f"/visits/{now.id}/reopening", version=now.version).status_code == 303
    now = laid()[0]
    assert now.is_open and now.done_on is None
    assert 'value="ok" checked' in text(eve.get(f"/visits/{now.id}"))  # a draft
    verbs = sa.select(HistoryEntry.verb).where(HistoryEntry.record_kind == "visits")
    assert db.session.scalars(verbs).all() == ["visit_done", "reopen"]


def test_what_the_customer_does_not_want_is_off_the_list_with_a_reason(maker, eve):
    maker("KYN-001", MONDAY)
    first = laid()[0]
    answer = eve.send(f"/visits/{first.id}/refusal", version=first.version)
    assert answer.status_code == 422 and "Say why" in text(answer)
    answer = eve.send(f"/visits/{first.id}/refusal", version=first.version, because="停产了")
    assert answer.status_code == 303
    assert "停产了" in text(eve.get(f"/visits/{first.id}")) and len(due()) == 3


@pytest.mark.ledger("EQ-43")
def test_furniture_is_tightened_each_year_and_looked_at_before_its_guarantee_ends(shop):
    """In the shipped playbook. Of a year's cover the last inspection is the only visit; who has three has one a year."""
    bed = factories.a_product("BED", "bed", "furniture_cn", 698000, parts=["frame"], material="oak")
    card = cards.a_card(
        product=bed, serials={}, store="JJ", who="cy", sold_on=date(2026, 11, 12), delivered_on=MONDAY
    )
    assert card.ends_on == date(2027, 11, 23)
    assert due("last_inspection") == [date(2027, 10, 24)] and due("tightening") == []
    store = factories.the_store("JJ")
    store.capabilities = store.capabilities | {"cn_mall_three_years": True}
    longer = cards.a_card(
        "许文静", "+8615200009038", bed, {}, store="JJ", who="cy", sold_on=date(2026, 11, 12), delivered_on=MONDAY
    )  # fmt: skip
    assert longer.ends_on == date(2029, 11, 23)
    assert due("last_inspection") == [date(2027, 10, 24), date(2029, 10, 24)]
    assert due("tightening") == [date(2027, 11, 23), date(2028, 11, 23)]


def test_a_phone_has_no_visits(shop):
    cards.a_card()
    assert db.session.query(Visit).count() == 0


@pytest.mark.parametrize("way", ["void", "given up"])
def test_what_was_dropped_is_not_opened_again_for_a_card_that_is_void(maker, eve, way):
    card = maker("KYN-001", MONDAY)
    first = laid()[0]
    assert (
        eve.send(f"/visits/{first.id}/refusal", version=first.version, because="客户不要").status_code == 303
    )
    kept = db.session.get_one(Card, card.id)
    if way == "void":
        void(kept, "写错了", eve_s(), factories.NOW)
    else:
        give_up(kept.lines[0], "退款", eve_s(), factories.NOW, MONDAY)
    db.session.commit()
    first = laid()[0]
    assert "reopening" not in text(eve.get(f"/visits/{first.id}"))
    answer = eve.send(f"/visits/{first.id}/reopening", version=first.version)
    assert answer.status_code == 409 and "no visit is due for it any more" in text(answer)
    assert not laid()[0].is_open and due() == []
