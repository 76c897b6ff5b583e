"""Of what was handed back and not repaired, or exchanged since, nobody is told that its repair holds."""

from datetime import date

import pytest

from counter.extensions import db
from counter.warranty import papers, repairing
from counter.warranty.models import Card
from tests import factories
from tests.people.outside import Somebody, path_of
from tests.support.answers import said
from tests.tickets import tickets
from tests.tickets.test_claims import decide
from tests.warranty import cards
from tests.warranty.test_repairing import IMEI, NEW, TODAY, hand

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]
HOLDS = "What was repaired holds at least to"
PAID = {"cause": "drop", "verdict": "not_covered", "reason": "x"}


@pytest.fixture
def card(monday):
    """Its guarantee is over."""
    return cards.a_card(serials={"imei1": IMEI}, sold_on=date(2025, 10, 1))


def holds_until(card):
    db.session.expire_all()
    (thing,) = papers.read(db.session.get(Card, card.id), TODAY).things
    return thing.holds_until


def handed_back(visitor, card, answer="", **decision):
    """The ticket that it was left with."""
    ticket = tickets.a_ticket(card)
    path = f"/tickets/{ticket.id}"
    assert decide(visitor, ticket, **PAID, **decision).status_code == 303
    if answer:
        assert visitor.send(f"{path}/quote", answer=answer).status_code == 303
    assert visitor.send(f"{path}/steps", state="ready", words="").status_code == 303
    assert visitor.send(f"{path}/collection", work="", method="cash").status_code == 303
    return ticket


@pytest.mark.parametrize(
    "answer, decision", [("no", {"quote": "120"}), ("", {"remedy": "none"}), ("yes", {"quote": "120"})]
)
def test_what_was_not_repaired_holds_nothing(bo, card, visit, answer, decision):
    ticket = handed_back(bo, card, answer, **decision)
    is_repaired = answer == "yes"
    assert holds_until(card) == (date(2026, 12, 23) if is_repaired else None)
    assert (HOLDS in Somebody(visit(), path_of(db.session.get(Card, card.id))).enter()) == is_repaired
    assert ("Holds at least to" in said(bo.get(f"/tickets/{ticket.id}/slip"))) == is_repaired


def test_what_was_repaired_before_holds_its_days_though_nothing_was_done_since(bo, card):
    ticket = handed_back(bo, card, "yes", quote="120")
    path = f"/tickets/{ticket.id}"
    assert bo.send(f"{path}/closing", because="x", satisfaction="5").status_code == 303
    handed_back(bo, card, "no", quote="120")
    assert holds_until(card) == date(2026, 12, 23)
    assert "Holds at least to" in said(bo.get(f"{path}/slip"))


@pytest.mark.parametrize(
    "part, back_on, given, is_gone",
    [
        (None, None, None, True),
        (None, date(2026, 11, 20), None, True),
        ("battery", date(2026, 11, 20), None, True),
        ("battery", date(2026, 11, 20), "battery", True),
        (None, date(2026, 11, 20), "battery", False),
        ("charger", date(2026, 11, 20), None, False),
    ],
)
def test_what_was_exchanged_since_holds_nothing(card, part, back_on, given, is_gone):
    hand(card.lines[0], date(2026, 11, 18), back_on, part=part)
    serials = {} if given else {"imei1": NEW}
    repairing.exchange(
        card.lines[0], repairing.Fault(given), TODAY, serials, cards.by(), factories.NOW, TODAY
    )
    db.session.commit()
    assert holds_until(card) == (None if is_gone else date(2026, 12, 20))
