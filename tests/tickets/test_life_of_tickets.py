"""Tickets lived through in any order, against a reference that is simpler than the deeds: what is where, who has what on
loan, how many days a repair counts, when a clock stands still."""

from datetime import date, datetime, timedelta

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

from counter.customers.models import Customer
from counter.customers.registering import register
from counter.extensions import db
from counter.playbooks.durations import later
from counter.stock.models import Balance
from counter.stock.moving import receive
from counter.tickets import closing, deciding, exchanging, kinds, lending, owing, shelving, states, stepping
from counter.tickets.opening import open_ticket
from counter.warranty import repairing
from counter.warranty.issuing import Covered, issue
from counter.warranty.models import Coverage, Repair
from tests import factories
from tests.tickets import tickets
from tests.warranty import cards

SOLD = date(2026, 10, 5)
CARDS, NEW_ONES = 2, 3


class Known:
    """What the reference knows of one thing."""

    def __init__(self, card):
        self.card, self.ticket, self.start, self.away = card, None, SOLD, set()
        self.taken, self.is_paid, self.loan, self.is_here = None, False, None, False

    @property
    def end(self):
        lost = sum(day > self.start for day in self.away)
        return later(self.start, "P12M") + timedelta(lost)


class LifeOfTickets(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.me, self.boss = cards.by(), cards.by("bo")
        self.boss.is_manager = True
        self.at, self.closed, self.exchanged = factories.NOW, 0, 0
        self.known = [Known(self.a_card(number)) for number in range(CARDS)]
        phone, store = cards.a_phone(), self.me.store
        self.new_ones = [
            receive(store.id, phone.id, "shelf", self.at, {"sn": f"NEW000000{n}"}) for n in range(NEW_ONES)
        ]
        self.loans = [receive(store.id, cards.a_phone("A7").id, "loan", self.at, {"sn": "LOAN00001"})]

    def a_card(self, number):
        """Nothing is committed, so that each life begins in an empty shop."""
        phone, thing = f"+8613800138{number:03}", [Covered(cards.a_phone(), {"sn": f"SN0000000{number}"})]
        owner = register("陈晓明", phone, self.me, self.at, address="清泰街88号")
        return issue(self.me.store, owner, phone, thing, self.me, self.at, sold_on=SOLD)

    def teardown(self):
        db.session.rollback()

    @property
    def today(self):
        return self.me.store.today(self.at)

    def some(self, data, wanted):
        return data.draw(st.sampled_from([one for one in self.known if wanted(one)]))

    def has(wanted):  # noqa: N805  a precondition, read at the class
        return precondition(lambda self: any(wanted(one) for one in self.known))

    @rule(hours=st.integers(1, 70))
    def time_goes_on(self, hours):
        self.at += timedelta(hours=hours)

    @has(lambda one: one.ticket is None)
    @rule(data=st.data(), kind=st.sampled_from(["repair", "repair", "complaint", "question"]))
    def open_one(self, data, kind):
        one = self.some(data, lambda one: one.ticket is None)
        told = tickets.told(kind, channel="phone")
        owner = db.session.get_one(Customer, one.card.customer_id)
        line = one.card.lines[0]
        one.ticket = open_ticket(self.me.store, owner, told, self.me, self.at, self.today, line=line)
        if kind == "repair":
            one.taken, one.is_paid, one.is_here = self.today, False, True

    @has(lambda one: one.taken is not None)
    @rule(data=st.data())
    def bring_it_twice(self, data):
        one = self.some(data, lambda one: one.taken is not None)
        with pytest.raises(repairing.HereAlready):
            repairing.take_in(one.card.lines[0], repairing.Fault(), self.today, self.me, self.at, self.today)

    @has(lambda one: one.ticket)
    @rule(data=st.data(), odd=st.sampled_from(sorted(states.NEXT)))
    def go(self, data, odd):
        one = self.some(data, lambda one: one.ticket)
        ticket = one.ticket
        book = kinds.of_version(ticket.playbook_version_id)
        taps = states.by_tap(ticket.state, book.walked(ticket.kind))
        onward = ["ready"] * 3 if "ready" in taps else []
        state = data.draw(st.sampled_from([*taps, *onward, odd]))
        may = state in states.by_tap(ticket.state, book.walked(ticket.kind))
        undecided = book.kinds[ticket.kind]["decides"] and state in states.WORK and not ticket.is_decided
        waits = one.is_paid and state in states.WORK and not ticket.quote_accepted_at
        waits = waits and not (state == "ready" and ticket.quote_declined_at)
        if not may or undecided or waits:
            with pytest.raises(stepping.Trouble):
                stepping.go(ticket, state, "words", self.me, self.at)
            return
        stepping.go(ticket, state, "words", self.me, self.at)
        assert ticket.state == state

    @has(lambda one: one.ticket and one.ticket.kind == "repair" and not one.ticket.collected_at)
    @rule(data=st.data(), way=st.sampled_from(["covered", "exchange", "paid", "paid"]))
    def decide(self, data, way):
        one = self.some(
            data, lambda one: one.ticket and one.ticket.kind == "repair" and not one.ticket.collected_at
        )
        if way == "paid":
            deciding.decide(one.ticket, "drop", "not_covered", "repair", "摔坏", 40000, self.me, self.at)
        else:
            remedy = "exchange" if way == "exchange" else "repair"
            deciding.decide(one.ticket, "material", "goodwill", remedy, "x", None, self.boss, self.at)
        one.is_paid = way == "paid"

    @has(lambda one: one.ticket and one.ticket.is_quote_open)
    @rule(data=st.data(), is_yes=st.booleans())
    def answer(self, data, is_yes):
        one = self.some(data, lambda one: one.ticket and one.ticket.is_quote_open)
        deciding.answer_quote(one.ticket, is_yes, self.me, self.at)

    @has(lambda one: one.ticket)
    @rule(data=st.data())
    def lend(self, data):
        one = self.some(data, lambda one: one.ticket)
        unit = self.loans[0]
        if any(other.loan for other in self.known):
            with pytest.raises(lending.NotToLend):
                lending.lend(one.ticket, unit, self.me, self.at)
            return
        lending.lend(one.ticket, unit, self.me, self.at)
        one.loan = unit

    @has(lambda one: one.loan)
    @rule(data=st.data())
    def take_back(self, data):
        one = self.some(data, lambda one: one.loan)
        lending.take_back(one.ticket, self.me, self.at)
        lending.take_back(one.ticket, self.me, self.at)  # twice is once
        one.loan = None

    @has(lambda one: one.ticket and one.ticket.remedy == "exchange" and one.is_here)
    @rule(data=st.data())
    def exchange(self, data):
        one = self.some(data, lambda one: one.ticket and one.ticket.remedy == "exchange" and one.is_here)
        unit = data.draw(st.sampled_from(self.new_ones))
        deed = (one.ticket, unit, {}, self.me, self.at, self.today)
        if one.is_paid or unit.place != "shelf":
            with pytest.raises((exchanging.NotToExchange, shelving.NoneOnShelf)):
                exchanging.exchange(*deed)
            return
        exchanging.exchange(*deed)
        one.start, one.away, one.taken, one.is_here = self.today, set(), None, False
        self.exchanged += 1

    def owes(self, one):
        """A price that nobody answered, or a new one that was promised."""
        is_promised = one.ticket.remedy == "exchange" and not one.ticket.collected_at
        return one.ticket.is_quote_open or is_promised

    @has(lambda one: one.ticket and one.ticket.kind == "repair")
    @rule(data=st.data())
    def hand_back(self, data):
        one = self.some(data, lambda one: one.ticket and one.ticket.kind == "repair")
        deed = (one.ticket, "换件", "cash", self.me, self.at, self.today)
        if one.ticket.state != "ready" or one.loan or self.owes(one):
            with pytest.raises((closing.NotReady, closing.LoanIsOut, owing.Owing)):
                closing.hand_back(*deed)
            return
        closing.hand_back(*deed)
        if one.taken is not None and not one.is_paid:
            one.away |= {one.taken + timedelta(n + 1) for n in range((self.today - one.taken).days)}
        one.taken, one.is_here = None, False

    @has(lambda one: one.ticket)
    @rule(data=st.data(), score=st.sampled_from([None, 1, 4]))
    def close(self, data, score):
        one = self.some(data, lambda one: one.ticket)
        ticket, who = one.ticket, self.me
        book = kinds.of_version(ticket.playbook_version_id)
        answer = (
            "是" if ticket.kind in ("question", "complaint") else ""
        )  # or nobody told the customer anything
        content = (score or 0) >= closing.SATISFIED or not book.kinds[ticket.kind]["rates"]
        if not closing.may_close(ticket, book) or one.loan or not content or self.owes(one):
            with pytest.raises((closing.NotReady, closing.LoanIsOut, closing.NotSatisfied, owing.Owing)):
                closing.close(ticket, score, "", "", answer, who, self.at)
            return
        assert not one.is_here
        closing.close(ticket, score, "", "", answer, who, self.at)
        assert all(mark.is_set for mark in ticket.marks)
        one.ticket = None
        self.closed += 1

    @invariant()
    def the_stock_is_what_was_moved(self):
        db.session.flush()
        asked = sa.select(Balance.place, sa.func.sum(Balance.quantity)).group_by(Balance.place)
        places = {place: how_many for place, how_many in db.session.execute(asked)}
        lent = sum(one.loan is not None for one in self.known)
        assert places["shelf"] == NEW_ONES - self.exchanged
        assert places["loan"] == len(self.loans) - lent
        assert places.get("repair", 0) == self.exchanged

    @invariant()
    def what_is_here_is_in_the_repair_record_once(self):
        here = db.session.scalars(
            sa.select(Repair.line_id).where(Repair.here == 1).order_by(Repair.line_id)
        ).all()
        assert here == sorted(one.card.lines[0].id for one in self.known if one.taken is not None)

    @invariant()
    def every_way_is_one_that_the_playbook_walks(self):
        for one in self.known:
            if one.ticket:
                codes = [step.code for step in one.ticket.steps if step.code in states.NEXT]
                assert all(
                    after in states.NEXT[before] or after == "collected"
                    for before, after in zip(codes, codes[1:], strict=False)
                )
                assert codes[-1] == one.ticket.state

    @invariant()
    def the_clock_stands_still_while_the_customer_is_waited_for_and_only_then(self):
        for one in self.known:
            if one.ticket:
                assert one.ticket.is_paused == (one.ticket.state == states.PAUSED)
                assert all(mark.due_at >= one.ticket.opened_at for mark in one.ticket.marks)

    @invariant()
    def the_term_is_that_of_the_reference(self):
        for one in self.known:
            asked = sa.select(sa.func.max(Coverage.ends_on)).where(
                Coverage.line_id == one.card.lines[0].id, Coverage.part == "main_unit", Coverage.kind == "term",
                Coverage.policy == "cn_phone_2001",
            )  # fmt: skip
            kept = db.session.scalar(asked)
            assert kept >= later(SOLD, "P12M")
            if one.taken is None:
                assert (kept - one.end).days in range(9), (kept, one.end)  # a last day on a rest day moves on


@pytest.mark.slow
def test_tickets_live_as_the_reference_says(shop):
    with time_machine.travel(datetime(2026, 11, 23, 2, 0, tzinfo=factories.NOW.tzinfo), tick=False):
        checks = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
        how = settings(max_examples=30, stateful_step_count=40, deadline=None, suppress_health_check=checks)
        run_state_machine_as_test(LifeOfTickets, settings=how)
