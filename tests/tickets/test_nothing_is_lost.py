"""Whatever order of sendings, arrivals, wrong scans, double scans, takings back, losses and finds: each thing is in one store or
on one way, or is known to be lost between two."""

from datetime import timedelta

import pytest
import time_machine
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select

from counter.extensions import db
from counter.tickets import losing, sending
from counter.tickets.models import Ticket, TicketTransfer
from tests import factories
from tests.tickets import network, tickets
from tests.warranty import cards

CODES = st.sampled_from(["NM", "CC", "HU"])
THINGS = st.integers(0, 2)


class Three(RuleBasedStateMachine):
    """The reference: where each thing is, as (store, None) or (from, to); and between which two it was lost."""

    def __init__(self):
        super().__init__()
        self.things = list(db.session.scalars(select(Ticket).order_by(Ticket.id)))
        self.stores = {code: factories.the_store(code) for code in ("NM", "CC", "HU")}
        self.at = factories.NOW
        self.model = [("NM", None)] * 3
        self.lost = [None] * 3
        self.me = cards.by()

    def teardown(self):
        db.session.rollback()  # nothing was committed: the next one begins as this one did

    def refused(self, deed, *args):
        try:
            deed(*args)
        except (sending.NotToSend, losing.NotToLose):
            return True
        db.session.flush()
        return False

    @rule(thing=THINGS, start=CODES, end=CODES)
    def send(self, thing, start, end):
        if start == end:
            return
        parcel = sending.pack(self.stores[start].id, self.stores[end].id, "", self.me, self.at)
        may = self.model[thing] == (start, None) and self.lost[thing] is None
        assert self.refused(sending.send, self.things[thing], parcel, self.me, self.at) is not may
        if may:
            self.model[thing] = (start, end)

    @rule(thing=THINGS, code=CODES)
    def scan_in(self, thing, code):
        start, end = self.model[thing]
        was_refused = self.refused(
            sending.take_in, self.things[thing], self.stores[code].id, self.me, self.at
        )
        is_right = bool(self.lost[thing]) or code == end
        assert was_refused is not is_right
        if is_right:
            self.model[thing], self.lost[thing] = (code, None), None

    @rule(thing=THINGS, is_late=st.booleans())
    def lose(self, thing, is_late):
        start, end = self.model[thing]
        if not self.things[thing].transfers:
            return
        travel, at = self.things[thing].transfers[-1], self.at + timedelta(days=30 * is_late)
        assert self.refused(losing.lose, travel, "找不到", self.me, at) is not bool(end and is_late)
        if end and is_late:
            self.model[thing], self.lost[thing] = ("NM", None), (start, end)

    @rule(thing=THINGS)
    def take_back(self, thing):
        ticket = self.things[thing]
        if ticket.transfers:
            sending.withdraw(ticket.transfers[-1], self.me, self.at)
            db.session.flush()
            self.model[thing] = (self.model[thing][0], None)

    @invariant()
    def each_is_in_one_store_or_on_one_way(self):
        code_of = {store.id: code for code, store in self.stores.items()}
        rows = db.session.execute(
            select(TicketTransfer.ticket_id, TicketTransfer.from_store_id, TicketTransfer.to_store_id).where(
                TicketTransfer.on_way == 1
            )
        ).all()
        on_way = {row.ticket_id: (code_of[row.from_store_id], code_of[row.to_store_id]) for row in rows}
        assert len(on_way) == len(rows)
        for ticket, (start, end) in zip(self.things, self.model, strict=True):
            assert on_way.get(ticket.id) == ((start, end) if end else None)
            assert code_of[ticket.with_store_id] == (end or start)
            due = [mark for mark in ticket.marks if mark.mark == "arrived" and not mark.is_set]
            assert bool(due) == bool(end)
            assert bool(ticket.lost) == bool(self.lost[self.things.index(ticket)])
            assert (ticket.state == "sent") or code_of[ticket.with_store_id] == "NM"
        assert db.session.scalar(select(func.count()).select_from(Ticket)) == 3

    @invariant()
    def every_way_has_its_two_ends(self):
        for ticket in self.things:
            place = "NM"
            for one in ticket.transfers:
                assert self.stores[place].id == one.from_store_id  # it leaves where it arrived
                if one.loss is not None and one.loss.found_at is not None:
                    place = next(c for c, store in self.stores.items() if store.id == one.loss.found_store_id)
                elif one.in_at is not None:
                    place = next(code for code, store in self.stores.items() if store.id == one.to_store_id)
                else:
                    assert one.withdrawn_at is not None or one is ticket.transfers[-1]


@pytest.mark.slow
def test_nothing_is_lost_between_three_stores(shop):
    network.a_network()
    for number in range(3):
        card = cards.a_card("李雷", f"+861390013900{number}", serials={"sn": f"SN0000001{number}"})
        tickets.a_ticket(card)
    with time_machine.travel(factories.NOW, tick=False):
        run_state_machine_as_test(
            Three, settings=settings(max_examples=30, stateful_step_count=25, deadline=None)
        )
        db.session.rollback()
