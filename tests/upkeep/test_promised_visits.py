"""Visits that a store promises by its own choice, from the shipped playbooks: ticked by head office, off until then."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from counter.deliveries.models import Appointment
from counter.extensions import db
from counter.upkeep.models import Visit
from counter.warranty import correcting
from counter.warranty.models import Card
from counter.warranty.repairing import Fault, give_back, take_in
from counter.warranty.transferring import transfer
from counter.warranty.voiding import void
from tests import factories
from tests.people.outside import Somebody, path_of
from tests.sales.counter_side import text
from tests.stores.test_profile import say
from tests.upkeep.test_visits import cards_owner, due, laid
from tests.warranty import cards

pytestmark = pytest.mark.usefixtures("shop", "monday")
MONDAY = date(2026, 11, 23)
CARE = ("fasteners", "joints", "hinges", "runners", "levelling", "surfaces")
USER = ("use", "upkeep", "maintenance", "wishes")
QUARTERS = [
    date(2027, 2, 23),
    date(2027, 5, 23),
    date(2027, 8, 23),
]  # the next would be two months before the end


def days_later(days):
    return time_machine.travel(factories.NOW + timedelta(days), tick=False)


def a_bed(name="陈晓明", phone="+8613800138000", on=MONDAY, **kw):
    bed = db.session.scalar(sa.select(cards.Product).where(cards.Product.code == "BED"))
    bed = bed or factories.a_product("BED", "bed", "furniture_cn", 698000, parts=["frame"], material="oak")
    where = {"store": "JJ", "who": "cy", "sold_on": on, "delivered_on": on}
    return cards.a_card(name, phone, bed, {}, **where, **kw)


def lay_visits(app):
    answer = app.test_cli_runner().invoke(args=["lay-visits"])
    assert answer.exit_code == 0, answer.output
    db.session.expire_all()


def record(visitor, visit, items, on, **states):
    fields = {f"state_{item}": "ok" for item in items} | states
    answer = visitor.send(
        f"/visits/{visit.id}/completion", version=visit.version, on=on.isoformat(), **fields
    )
    assert answer.status_code == 303
    db.session.expire_all()


@pytest.mark.ledger("EQ-42")
def test_each_quarter_to_the_end_of_cover_once_head_office_ticked_it(visit, dee, bo):
    before = a_bed("周敏", "+8613900002219")
    assert due("quarterly_care") == [] and "We visit you" in Somebody(visit(), path_of(before)).enter("2219")
    assert say(dee, "JJ", tick_quarterly_care="y").status_code == 303
    card = a_bed()
    assert due("quarterly_care", card_id=card.id) == QUARTERS
    assert due("last_inspection", card_id=card.id) == [date(2027, 10, 24)] and due("tightening") == []
    page = Somebody(visit(), path_of(card)).enter()
    assert "Quarterly care at home" in page and "Due on 23 Feb 2027. We call you before" in page
    assert "Quarterly care" not in Somebody(visit(), path_of(before)).enter("2219")
    paper = text(visit("cy").get(f"/warranty-cards/{card.id}/print"))
    assert "Quarterly care at home <b>from 23 Feb 2027</b>" in paper
    assert "Last inspection before the cover ends <b>24 Oct 2027</b>" in paper
    assert "Quarterly care" not in text(visit("cy").get(f"/warranty-cards/{before.id}/print"))
    with days_later(100):  # 3 March: the first one is eight days late
        cy = visit("cy")
        page = text(cy.get("/visits"))
        assert "Late" in page and "Quarterly care at home" in page and "8 days over" in page
        assert text(cy.get(f"/warranty-cards/{card.id}")).count("Quarterly care at home") == 3
        assert "It was due on 23 Feb 2027" in Somebody(visit(), path_of(card)).enter()
        first = laid("quarterly_care")[0]
        record(cy, first, CARE, date(2027, 3, 2), state_runners="not", note_runners="左抽屉卡")
    first = laid("quarterly_care")[0]
    assert [one["id"] for one in first.results] == list(CARE) and first.done_on == date(2027, 3, 2)
    assert first.faults == [{"id": "runners", "state": "not", "note": "左抽屉卡"}]


def test_of_a_day_that_was_agreed_on_and_went_by_the_customer_reads_that_day(visit, dee):
    """Not one that is still to come."""
    say(dee, "JJ", tick_quarterly_care="y")
    card = a_bed()
    first = laid("quarterly_care")[0]
    fields = {"on": "2027-02-10", "slot": "morning", "address": "清泰街88号", "version": first.version}
    assert visit("cy").send(f"/visits/{first.id}/appointment", **fields).status_code == 303
    assert "Agreed on for 10 Feb 2027" in Somebody(visit(), path_of(card)).enter()
    with days_later(80):
        page = Somebody(visit(), path_of(card)).enter()
        assert "It was due on 10 Feb 2027" in page and "23 Feb 2027" not in page


def test_ticked_later_cards_that_stand_have_it_from_then_on_and_unticked_keep_it(app, visit, dee):
    """What is owed by then, or agreed on, is done all the same; else the yearly tightening gives way."""
    say(dee, "JJ", tick_cn_mall_three_years="y")
    start = date(2025, 6, 23)
    with days_later(-518):
        card = a_bed(on=start, at=factories.NOW - timedelta(518))
    assert due("tightening") == [date(2026, 6, 23), date(2027, 6, 23)]
    second = laid("tightening")[1]
    fields = {"on": "2027-06-20", "slot": "morning", "address": "清泰街88号", "version": second.version}
    assert visit("cy").send(f"/visits/{second.id}/appointment", **fields).status_code == 303
    say(dee, "JJ", tick_quarterly_care="y")
    lay_visits(app)
    quarters = [date(2026, 12, 23), date(2027, 3, 23), date(2027, 6, 23), date(2027, 9, 23), date(2027, 12, 23), date(2028, 3, 23)]  # fmt: skip
    assert due("quarterly_care") == quarters and due("tightening") == [date(2026, 6, 23), date(2027, 6, 23)]
    say(dee, "JJ", tick_quarterly_care=None)
    fault, me = Fault(None, "", "响"), cards.by("cy", "JJ")
    card = db.session.get_one(Card, card.id)
    give_back(take_in(card.lines[0], fault, MONDAY - timedelta(9), me, factories.NOW, MONDAY), MONDAY, "紧固", me, factories.NOW, MONDAY)  # fmt: skip
    db.session.commit()
    lay_visits(app)
    assert due("quarterly_care") == quarters and db.session.query(Appointment).one().is_open
    other = a_bed("周敏", "+8613900002219")
    assert due("quarterly_care", card_id=other.id) == []
    assert due("tightening", card_id=other.id) == [date(2027, 11, 23), date(2028, 11, 23)]


def test_a_mistyped_day_takes_from_no_card_what_is_promised_no_more(app, dee):
    say(dee, "JJ", tick_quarterly_care="y")
    card = a_bed()
    say(dee, "JJ", tick_quarterly_care=None)
    for day in (date(2019, 3, 4), MONDAY):
        card = db.session.get_one(Card, card.id)
        values = {**correcting.values_of(card), "sold_on": day, "delivered_on": day}
        assert correcting.correct(card, values, cards.by("cy", "JJ"), factories.NOW)
        db.session.commit()
        assert due("quarterly_care") == (QUARTERS if day == MONDAY else [])
        lay_visits(app)
    assert due("quarterly_care") == QUARTERS and due("tightening") == []


@pytest.mark.parametrize(("code", "who"), [("NM", "ann"), ("JJ", "cy")])
@pytest.mark.ledger("EQ-45")
def test_each_user_once_a_year_however_many_cards_they_have(app, visit, dee, code, who):
    def a_card(sold_on, sn):
        if code == "JJ":
            return a_bed(on=sold_on)
        return cards.a_card(sold_on=sold_on, serials={"sn": sn})

    first = a_card(date(2026, 3, 2), "A1")
    assert due("yearly_visit") == []
    say(dee, code, tick_yearly_visit="y")
    lay_visits(app)
    second = a_card(MONDAY - timedelta(3), "A2")
    me, owner = cards.by(who, code), cards_owner(first)
    transfer(second, owner, "+8613800138000", "清泰街88号", MONDAY, me, factories.NOW)
    db.session.commit()
    lay_visits(app)
    assert due("yearly_visit") == [date(2027, 3, 2)]  # one, and none that is late
    assert all("Yearly visit" in Somebody(visit(), path_of(one)).enter() for one in (first, second))
    for one in (first, second):
        assert text(visit(who).get(f"/warranty-cards/{one.id}")).count("Yearly visit") == 1
        assert "Yearly visit <b>2 Mar 2027</b>" in text(visit(who).get(f"/warranty-cards/{one.id}/print"))
    with days_later(290):  # 9 September: half a year late
        assert "191 days over" in text(visit(who).get("/visits"))
        record(visit(who), laid("yearly_visit")[0], USER, date(2027, 9, 9))
        assert due("yearly_visit") == [date(2028, 9, 9)]  # a year later, not on 2 March
    assert [one["id"] for one in laid("yearly_visit")[0].results] == list(USER)
    say(dee, code, tick_yearly_visit=None)
    with days_later(291):  # the next one goes on with the other card, not two months after the last
        void(
            db.session.get_one(Card, first.id), "写错了", cards.by(who, code), factories.NOW + timedelta(291)
        )
        db.session.commit()
        assert due("yearly_visit") == [date(2028, 9, 9)]
        (now,) = (one for one in laid("yearly_visit") if one.is_open)
        assert now.card_id == second.id
        answer = visit(who).send(f"/visits/{now.id}/refusal", version=now.version, because="不需要")
        assert answer.status_code == 303 and due("yearly_visit") == []  # promised no more


def test_what_was_done_for_who_had_the_card_before_is_not_due_again_for_who_has_it(visit, dee):
    say(dee, "JJ", tick_yearly_visit="y")
    card, other = a_bed(), a_bed("周敏", "+8613900002219")
    (first,) = (one for one in laid("yearly_visit") if one.card_id == card.id)
    record(visit("cy"), first, USER, MONDAY)
    assert due("yearly_visit", owner_id=card.customer_id) == [date(2028, 11, 23)]
    me, new = cards.by("cy", "JJ"), cards_owner(other)
    transfer(
        db.session.get_one(Card, card.id), new, "+8613900002219", "竹影巷12号", MONDAY, me, factories.NOW
    )
    db.session.commit()
    (first,) = laid("yearly_visit", id=first.id)
    answer = visit("cy").send(f"/visits/{first.id}/reopening", version=first.version)
    assert answer.status_code == 409
    assert due("yearly_visit") == due("yearly_visit", owner_id=new.id) == [date(2027, 11, 23)]
    assert "23 Nov 2027" in Somebody(visit(), path_of(db.session.get_one(Card, card.id))).enter("2219")


def test_whose_cards_cover_nothing_any_more_have_none_laid_out_as_its_note_says(app, dee):
    start = date(2024, 6, 23)
    with days_later(-883):
        a_bed(on=start, at=factories.NOW - timedelta(883))
    page = text(dee.get(f"/stores/{factories.the_store('JJ').id}/profile"))
    assert "for cards that still cover something, once" in page
    say(dee, "JJ", tick_yearly_visit="y")
    lay_visits(app)
    assert due("yearly_visit") == []


def test_who_is_given_a_card_is_promised_nothing_that_is_promised_no_more(dee):
    say(dee, "JJ", tick_yearly_visit="y")
    card = a_bed()
    assert len(due("yearly_visit")) == 1
    say(dee, "JJ", tick_yearly_visit=None)
    again = cards_owner(a_bed("周敏", "+8613900002219"))
    me = cards.by("cy", "JJ")
    transfer(
        db.session.get_one(Card, card.id), again, "+8613900002219", "竹影巷12号", MONDAY, me, factories.NOW
    )
    db.session.commit()
    assert db.session.scalars(sa.select(Visit).where(Visit.code == "yearly_visit")).all() == []


def test_head_office_ticks_it_its_manager_sees_what_is_promised(bo, dee):
    page = text(dee.get(f"/stores/{factories.the_store().id}/profile"))
    assert (
        "tick_yearly_visit" in page
        and "what was promised stands" not in page
        and "once whoever runs Counter lays them out" in page
    )
    say(bo, tick_yearly_visit="y")
    assert not factories.the_store().capabilities.get("yearly_visit")
    say(dee, tick_yearly_visit="y")
    page = text(bo.get(f"/stores/{factories.the_store().id}/profile"))
    assert "<li>Visits each customer once a year</li>" in page and "tick_yearly_visit" not in page
