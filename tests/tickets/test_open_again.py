"""What may be open again since an exchange: said on every page that tells what may be asked for, and where it is refused."""

import html
from datetime import date, timedelta

import pytest

from counter.extensions import db
from counter.warranty import repairing
from tests import factories
from tests.people.outside import Somebody, path_of
from tests.support.answers import said
from tests.tickets import tickets
from tests.warranty import cards

NOT_CERTAIN = "does not say whether this time opens again after the exchange on 20 Nov 2026"
WEEK, TWO_WEEKS = "27 Nov 2026", "7 Dec 2026"  # of the new one; the fifteenth day is a Saturday
RETURN = {"fault": "display", "cause": "material", "verdict": "covered", "remedy": "return"}

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]


@pytest.fixture
def card(shop):
    """Bought long ago, exchanged three days ago."""
    made = cards.a_card(sold_on=date(2026, 10, 1))
    swapped(made, date(2026, 11, 20))
    return made


def swapped(card, on, part=None):
    new = {} if part else {"imei1": "490154203237518", "sn": "YQX20NEWONE1"}
    fault = repairing.Fault(part, "display", "黑屏")
    repairing.exchange(card.lines[0], fault, on, new, cards.by(), factories.NOW, factories.NOW.date())
    db.session.commit()


def page(visitor, path):
    return html.unescape(said(visitor.get(path)))


def test_the_card_says_it_as_long_as_it_might_be_open(ann, card, monday):
    shown = page(ann, f"/warranty-cards/{card.id}")
    assert shown.count(NOT_CERTAIN) == 2 and WEEK in shown and TWO_WEEKS in shown
    for days, count in ((5, 1), (9, 1), (1, 0)):
        monday.shift(timedelta(days=days))
        db.session.commit()
        ann.enter("ann")
        shown = page(ann, f"/warranty-cards/{card.id}")
        assert (shown.count("whether this time opens again") > 0, WEEK in shown) == (bool(count), False)


def test_so_does_the_customers_page(visit, card):
    shown = Somebody(visit(), path_of(card)).enter()
    assert NOT_CERTAIN in shown and WEEK in shown and "if so" in shown


def test_so_do_the_form_of_a_new_ticket_and_the_ticket(ann, card):
    assert NOT_CERTAIN in page(ann, f"/warranty-cards/{card.id}/tickets/new?kind=question")
    ticket = tickets.a_ticket(card, fault="display")
    shown = page(ann, f"/tickets/{ticket.id}")
    assert shown.count(NOT_CERTAIN) == 2 and WEEK in shown


def test_a_return_is_not_refused_for_certain_and_not_given_either(ann, bo, card):
    ticket = tickets.a_ticket(card, kind="return", fault="display")
    refused = ann.send(f"/tickets/{ticket.id}/decision", **RETURN)
    told = html.unescape(said(refused))
    assert refused.status_code == 422 and "no rule gave this" not in told
    assert "opens again after the exchange on 20 Nov, then to 27 Nov, the rule does not say" in told
    assert not tickets.the_ticket(ticket.id).is_decided
    given = {**RETURN, "verdict": "goodwill", "reason": "刚换三天"}
    assert bo.send(f"/tickets/{ticket.id}/decision", **given).status_code == 303


def test_what_was_told_while_it_might_be_open_is_not_certain_afterwards_either(ann, card, monday):
    ticket = tickets.a_ticket(card, kind="return", fault="display", is_here=False)
    monday.shift(timedelta(days=9))
    db.session.commit()
    ann.enter("ann")
    assert WEEK in page(ann, f"/tickets/{ticket.id}")
    told = html.unescape(said(ann.send(f"/tickets/{ticket.id}/decision", **RETURN)))
    assert "the rule does not say. A manager may give it" in told


def test_once_it_would_be_over_no_rule_gives_it(ann, card, monday):
    monday.shift(timedelta(days=20))
    db.session.commit()
    ann.enter("ann")
    ticket = tickets.a_ticket(card, kind="return", fault="display", at=factories.NOW + timedelta(days=20))
    assert "no rule gave this" in said(ann.send(f"/tickets/{ticket.id}/decision", **RETURN))


@pytest.mark.parametrize("fields", [{"cause": "drop"}, {"fault": "unlisted"}])
def test_what_no_rule_gives_in_any_case_is_refused_as_ever(ann, card, fields):
    ticket = tickets.a_ticket(card, kind="return", fault="display")
    told = html.unescape(said(ann.send(f"/tickets/{ticket.id}/decision", **(RETURN | fields))))
    assert "the rule does not say. A manager" not in told


def test_a_new_charger_makes_nothing_of_it(ann):
    card = cards.a_card(sold_on=date(2026, 10, 1))
    swapped(card, date(2026, 11, 20), "charger")
    assert "opens again" not in page(ann, f"/warranty-cards/{card.id}")
