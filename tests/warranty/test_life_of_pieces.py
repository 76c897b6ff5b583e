"""Three pieces of one line live through repairs, exchanges and money back, alone and together, against three cards of one piece
each: whatever happens, each piece is covered as the one that was never on a line with others."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from counter.customers.registering import register
from counter.extensions import db
from counter.warranty import covering, parting, pieces, repairing, returning
from counter.warranty.issuing import Covered, issue
from counter.warranty.models import Coverage
from tests import factories
from tests.warranty import cards

SOLD, TODAY, NAMES = date(2026, 3, 2), date(2026, 11, 23), (0, 1, 2)
FAULTS = st.sampled_from(["display", "keys", ""])
GROUPS = st.sets(st.sampled_from(NAMES), min_size=1)
DEEDS = st.lists(
    st.tuples(
        st.sampled_from(["repair", "exchange", "return", "wrong", "asked"]),
        GROUPS,
        FAULTS,
        st.integers(0, 40),
    ),
    min_size=1,
    max_size=7,
)


class Shop:
    def __init__(self):
        self.me, self.day = cards.by(), SOLD
        self.card = self.bought("陈晓明", "+8613800138000", len(NAMES))
        self.of = {name: self.card.lines[0].id for name in NAMES}
        self.alone = {name: self.bought(f"顾客{name}", f"+861390000000{name}") for name in NAMES}

    def bought(self, name, phone, many=1):
        customer = register(name, phone, self.me, factories.NOW, address="清泰街88号")
        covered = [Covered(cards.a_phone(), {}, many)]
        card = issue(self.me.store, customer, phone, covered, self.me, factories.NOW, sold_on=SOLD)
        db.session.flush()
        return card

    def line(self, name):
        return next(line for line in self.card.lines if line.id == self.of[name])

    def apart(self, group):
        """The lines of a group once they are parted from those that nothing happens to; a group on several lines is several."""
        found = {}
        for name in sorted(group):
            found.setdefault(self.of[name], []).append(name)
        for number, names in found.items():
            line = next(one for one in self.card.lines if one.id == number)
            if line.returned_on is None:
                made = parting.part(line, len(names), self.me, factories.NOW)
                self.of |= dict.fromkeys(names, made.id)
                yield made, names

    def happen(self, kind, group, fault, days):
        for line, names in self.apart(group):
            for one in (line, *(self.alone[name].lines[0] for name in names)):
                self.does(one, kind, fault, days)
        self.day = min(TODAY, self.day + timedelta(days))

    def does(self, line, kind, fault, days):
        back = min(TODAY, self.day + timedelta(days))
        told = repairing.Fault(code=fault)
        if kind == "asked":  # and nothing was done
            return
        if kind == "return":
            returning.give_up(line, "x", self.me, factories.NOW, back)
        elif kind == "exchange":
            repairing.exchange(line, told, self.day, {}, self.me, factories.NOW, TODAY)
        else:
            made = repairing.take_in(line, told, self.day, self.me, factories.NOW, TODAY)
            repairing.give_back(made, back, "", self.me, factories.NOW, TODAY)
            if kind == "wrong":
                repairing.withdraw(made, self.me, factories.NOW)


def covered(line):
    names = [column for column in Coverage.__table__.c if column.name != "line_id"]
    return sorted(map(tuple, db.session.execute(sa.select(*names).where(Coverage.line_id == line.id)).all()))


def record(line):
    return [
        (one.kind, one.taken_on, one.back_on, one.fault)
        for one in pieces.record_of(line)
        if one.withdrawn_at is None
    ]


@pytest.mark.slow
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(DEEDS)
def test_each_piece_is_covered_as_one_that_was_never_on_a_line_with_others(shop, deeds):
    lived = Shop()
    try:
        for deed in deeds:
            lived.happen(*deed)
        for name in NAMES:
            mine, alone = lived.line(name), lived.alone[name].lines[0]
            assert covered(mine) == covered(alone) and record(mine) == record(alone)
            assert covering.events_of(mine) == covering.events_of(alone)
            assert (mine.returned_on is None) == (alone.returned_on is None)
        assert sum(line.quantity for line in lived.card.lines) == len(NAMES)
        assert (lived.card.voided_at is None) == any(lived.alone[one].voided_at is None for one in NAMES)
    finally:
        db.session.rollback()
