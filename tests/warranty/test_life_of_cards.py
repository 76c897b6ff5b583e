"""Cards and their repairs, lived through in any order, against a reference that is simpler than the clock: days counted
one by one, who holds which serial, what finds which card."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
import time_machine
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from counter.customers.registering import register
from counter.extensions import db
from counter.playbooks.durations import later
from counter.warranty import finding, repairing, transferring
from counter.warranty.issuing import Covered, SerialHasCard, issue
from counter.warranty.models import Coverage, Identifier, Repair
from counter.warranty.voiding import void
from tests import factories
from tests.warranty import cards

SOLD, TODAY = date(2026, 3, 2), date(2026, 11, 23)
SERIALS = [f"SERIAL{letter}9" for letter in "ABCDE"]
PHONES = ["+8613800138000", "+8613900139000", "+8613700137000"]
DAYS = st.integers(1, 260)


class Known:
    """What the reference knows of one card."""

    def __init__(self, card, serial, phone):
        self.card, self.serial, self.phone = card, serial, phone
        self.is_void, self.old_serials, self.records = False, [], []

    @property
    def open_one(self):
        return next((one for one in self.records if one["counts"] and one["back"] is None), None)

    @property
    def end(self):
        """Twelve months, a day more for each day under repair; from an exchange on anew, and never sooner than before."""
        start, end, away = SOLD, later(SOLD, "P12M"), set()
        done = [one for one in self.records if one["counts"] and one["back"] is not None]
        for one in sorted(done, key=lambda one: (one["taken"], one["back"], one["kind"])):
            if one["kind"] == "exchange":
                start, away = one["back"], set()
            else:
                stay = (one["back"] - one["taken"]).days
                away |= {one["taken"] + timedelta(n + 1) for n in range(stay)}
            lost = sum(day > start for day in away)
            end = max(end, later(start, "P12M") + timedelta(lost))
        return end


class LifeOfCards(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.known, self.me, self.boss = [], cards.by(), cards.by("bo")

    def teardown(self):
        db.session.rollback()

    def holder(self, serial):
        return next((one for one in self.known if not one.is_void and one.serial == serial), None)

    def some(self, data, wanted=lambda one: True):
        return data.draw(st.sampled_from([one for one in self.known if wanted(one)]))

    def customer(self, name, phone):
        return register(name, phone, self.me, factories.NOW, address="清泰街88号")

    @rule(serial=st.sampled_from(SERIALS), phone=st.sampled_from(PHONES))
    def issue(self, serial, phone):
        thing, customer = [Covered(cards.a_phone(), {"sn": serial})], self.customer("陈晓明", phone)
        deed = (self.me.store, customer, phone, thing, self.me, factories.NOW)
        if self.holder(serial):
            with pytest.raises(SerialHasCard):
                issue(*deed, sold_on=SOLD)
            return
        self.known.append(Known(issue(*deed, sold_on=SOLD), serial, phone))

    @precondition(lambda self: self.known)
    @rule(data=st.data(), day=DAYS)
    def take_in(self, data, day):
        one, on = self.some(data), SOLD + timedelta(day)
        deed = (one.card.lines[0], repairing.Fault(), on, self.me, factories.NOW, TODAY)
        if one.is_void or one.open_one:
            with pytest.raises(repairing.CardIsVoid if one.is_void else repairing.HereAlready):
                repairing.take_in(*deed)
            return
        made = repairing.take_in(*deed)
        one.records.append({"kind": "repair", "taken": on, "back": None, "counts": True, "row": made})

    @precondition(lambda self: any(one.open_one for one in self.known))
    @rule(data=st.data(), days=st.integers(0, 40))
    def give_back(self, data, days):
        one = self.some(data, lambda one: one.open_one)
        record, back = one.open_one, min(one.open_one["taken"] + timedelta(days), TODAY)
        repairing.give_back(record["row"], back, "", self.me, factories.NOW, TODAY)
        record["back"] = back

    @precondition(lambda self: any(not one.is_void for one in self.known))
    @rule(data=st.data(), serial=st.sampled_from(SERIALS), day=DAYS)
    def exchange(self, data, serial, day):
        one, on = self.some(data, lambda one: not one.is_void), SOLD + timedelta(day)
        deed = (one.card.lines[0], repairing.Fault(), on, {"sn": serial}, self.me, factories.NOW, TODAY)
        if serial == one.serial:
            with pytest.raises(repairing.OldNumber):
                repairing.exchange(*deed)
            return
        if one.open_one and on < one.open_one["taken"]:
            with pytest.raises(repairing.OddDay):
                repairing.exchange(*deed)
            return
        if self.holder(serial) not in (None, one):
            with pytest.raises(SerialHasCard):
                repairing.exchange(*deed)
            return
        if one.open_one:
            one.open_one["back"] = on
        made = repairing.exchange(*deed)
        record = {
            "kind": "exchange",
            "taken": on,
            "back": on,
            "counts": True,
            "row": made,
            "before": one.serial,
        }
        one.records.append(record)
        one.serial = serial

    @precondition(lambda self: any(one.records and not one.is_void for one in self.known))
    @rule(data=st.data())
    def withdraw_the_last(self, data):
        one = self.some(data, lambda one: one.records and not one.is_void)
        record = one.records[-1]
        before = record.get("before", one.serial)
        if not record["counts"]:
            return
        if self.holder(before) not in (None, one):
            with pytest.raises(SerialHasCard):
                repairing.withdraw(record["row"], self.boss, factories.NOW)
            return
        repairing.withdraw(record["row"], self.boss, factories.NOW)
        record["counts"], one.serial = False, before

    @precondition(lambda self: any(not one.is_void for one in self.known))
    @rule(data=st.data(), phone=st.sampled_from(PHONES))
    def hand_over(self, data, phone):
        one = self.some(data, lambda one: not one.is_void)
        transferring.transfer(
            one.card, self.customer("王芳", phone), phone, "平江路9号", TODAY, self.me, factories.NOW
        )
        one.phone = phone

    @precondition(lambda self: any(not one.is_void for one in self.known))
    @rule(data=st.data())
    def void_one(self, data):
        one = self.some(data, lambda one: not one.is_void)
        void(one.card, "wrong", self.boss, factories.NOW)
        one.is_void = True

    @invariant()
    def a_live_serial_is_on_one_card(self):
        db.session.flush()
        asked = sa.select(Identifier.value, Identifier.line_id).where(Identifier.live == 1)
        held = {serial: line for serial, line in db.session.execute(asked)}
        assert held == {one.serial: one.card.lines[0].id for one in self.known if not one.is_void}

    @invariant()
    def what_is_here_is_here_once(self):
        asked = sa.select(Repair.line_id).where(Repair.here == 1).order_by(Repair.line_id)
        wanted = sorted(one.card.lines[0].id for one in self.known if one.open_one)
        assert db.session.scalars(asked).all() == wanted

    @invariant()
    def the_kept_end_is_that_of_the_reference_and_never_sooner_than_a_year(self):
        for one in self.known:
            asked = sa.select(sa.func.max(Coverage.ends_on)).where(
                Coverage.line_id == one.card.lines[0].id,
                Coverage.part == "main_unit",
                Coverage.kind == "term",
            )
            if not one.is_void:
                assert db.session.scalar(asked) == one.end >= later(SOLD, "P12M")

    @invariant()
    def it_is_found_by_its_serial_and_by_its_owner_alone(self):
        for phone in PHONES:
            found = {rows[0].id for rows in finding.find(phone[3:], self.me, TODAY).cards}
            assert found == {one.card.id for one in self.known if one.phone == phone}
        for one in self.known:
            assert one.card.id in {rows[0].id for rows in finding.find(one.serial, self.me, TODAY).cards}


@pytest.mark.slow
def test_cards_live_as_the_reference_says(shop):
    with time_machine.travel(factories.NOW, tick=False):
        checks = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
        run_state_machine_as_test(
            LifeOfCards,
            settings=settings(
                max_examples=25, stateful_step_count=18, deadline=None, suppress_health_check=checks
            ),
        )
