"""What was asked for all that stood on a line was asked for each, as long as it is open and nothing was given for it."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy import select

from counter.extensions import db
from counter.history.models import HistoryEntry
from counter.sales.models import Sale
from counter.tickets import owing
from counter.warranty.models import Card
from tests import factories
from tests.sales.test_refunding_pieces import promised, refund, six  # noqa: F401
from tests.sales.test_refunding_some import COVERED, FOR_ALL, later, lowered_for_all
from tests.support.answers import said
from tests.tickets import tickets
from tests.tickets.test_claims import decide
from tests.tickets.test_passed_on import passed_on
from tests.tickets.test_pieces import GIVEN, asked_for, chairs, jm, left, remedied  # noqa: F401
from tests.warranty import cards

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]


def told_on(ticket):
    db.session.expire_all()
    return owing.told_on(tickets.the_ticket(ticket.id))


def first_line(card):
    db.session.expire_all()
    return f"{db.session.get(Card, card.id).lines[0].id}:"


def closed(visitor, ticket):
    assert visitor.send(f"/tickets/{ticket.id}/closing", satisfaction="5").status_code == 303


def asked_and_given(jm, monday, remedy):  # noqa: F811
    """(card, ticket for all six that is open, line of a piece for which `remedy` was given by its own ticket)"""
    card = chairs(6)
    (first,) = asked_for(jm, card, 0, **FOR_ALL)
    later(jm, monday, minutes=5)
    second = left(jm, card, fault="loose", what=first_line(card))
    assert told_on(second) == told_on(first) == factories.NOW.date()
    later(jm, monday, minutes=5)
    if remedy == "repair":
        remedied(jm, second)
    else:
        assert decide(jm, second, remedy=remedy, **GIVEN).status_code == 303
        done = (
            jm.send(f"/tickets/{second.id}/exchange") if remedy == "exchange" else refund(jm, second, "100")
        )
        assert done.status_code == 303
        closed(jm, second)
    return card, first, f"{tickets.the_ticket(second.id).line_id}:"


@pytest.mark.parametrize("remedy", ["exchange", "price_reduction"])
def test_what_was_given_for_it_since_ends_what_was_asked_for_all(jm, monday, remedy):  # noqa: F811
    card, first, line = asked_and_given(jm, monday, remedy)
    later(jm, monday, days=300)
    (third,) = asked_for(jm, card, 0, kind="exchange", fault="loose", what=line)
    assert told_on(third) == date(2027, 9, 19) and told_on(first) == factories.NOW.date()
    refused = decide(jm, third, remedy="exchange", **COVERED)
    assert refused.status_code == 422 and "no rule gave this" in said(refused)


def test_once_the_ticket_for_all_is_over_each_counts_from_its_own_day(jm, monday):  # noqa: F811
    card, first, line = asked_and_given(jm, monday, "repair")
    closed(jm, first)
    later(jm, monday, days=3650)
    (third,) = asked_for(jm, card, 0, fault="loose", what=line)
    refused = decide(jm, third, remedy="repair", **COVERED)
    assert refused.status_code == 422 and "no rule gave this" in said(refused)


def test_what_was_asked_for_one_part_of_all_was_not_asked_for_another(jm, monday):  # noqa: F811
    chair = factories.a_product(
        "CHAIR", "chair", "furniture_cn", 50000, parts=["frame", "finish"], material="wood"
    )
    card = cards.a_card(product=chair, serials={}, sold_on=date(2026, 11, 20), store="JJ", who="cy")
    card.lines[0].quantity = 6
    db.session.commit()
    line = card.lines[0].id
    asked_for(jm, card, 0, pieces="6", what=f"{line}:finish", fault="unlisted")
    later(jm, monday, days=300)
    (frame,) = asked_for(jm, card, 0, what=f"{line}:frame", fault="loose")
    (finish,) = asked_for(jm, card, 0, what=f"{line}:finish", fault="unlisted")
    assert told_on(frame) == date(2027, 9, 19) and told_on(finish) == factories.NOW.date()


def test_a_ticket_that_was_opened_again_after_a_lower_price_counts_from_that_day(jm, six, monday):  # noqa: F811
    paid = promised(jm, six, "6", fault="loose")
    assert decide(jm, paid, remedy="price_reduction", **GIVEN).status_code == 303
    assert refund(jm, paid, "600").status_code == 303
    closed(jm, paid)
    later(jm, monday, days=5)
    assert jm.send(f"/tickets/{paid.id}/reopening", because="x").status_code == 303
    later(jm, monday, days=120)
    (third,) = asked_for(jm, six, 0, kind="return", fault="loose")
    assert told_on(third) == told_on(paid) == date(2026, 11, 28)


def test_the_day_stands_whatever_becomes_of_the_other_ticket(jm, six, monday):  # noqa: F811
    (first,) = asked_for(jm, six, 0, **FOR_ALL)
    later(jm, monday, days=100)
    (second,) = asked_for(jm, six, 0, kind="return", fault="loose")
    assert told_on(second) == factories.NOW.date()
    later(jm, monday, minutes=5)
    assert decide(jm, first, remedy="price_reduction", **GIVEN).status_code == 303
    assert refund(jm, first, "500").status_code == 303
    closed(jm, first)
    later(jm, monday, days=5)
    assert jm.send(f"/tickets/{first.id}/reopening", because="x").status_code == 303
    assert told_on(second) == factories.NOW.date() < told_on(first)


def test_what_was_over_when_it_was_parted_is_not_asked_for_it_once_it_is_opened_again(jm, six, monday):  # noqa: F811
    (first,) = asked_for(jm, six, 0, **FOR_ALL)
    later(jm, monday, days=5)
    closed(jm, first)
    later(jm, monday, days=5)
    (second,) = asked_for(jm, six, 0, kind="return", fault="loose")
    later(jm, monday, days=5)
    assert jm.send(f"/tickets/{first.id}/reopening", because="x").status_code == 303
    assert told_on(second) == date(2026, 12, 3)
    (third,) = asked_for(jm, six, 1, kind="return", fault="loose")
    assert told_on(third) == date(2026, 12, 8)


@pytest.mark.parametrize("is_over", [False, True])
def test_a_ticket_that_goes_along_with_its_card_keeps_its_day(jm, six, monday, is_over):  # noqa: F811
    (first,) = asked_for(jm, six, 0, **FOR_ALL)
    assert decide(jm, first, remedy="return", **COVERED).status_code == 303
    later(jm, monday, days=120)
    (second,) = asked_for(jm, six, 0, kind="return", fault="loose")
    later(jm, monday, minutes=5)
    assert decide(jm, second, remedy="return", **COVERED).status_code == 303
    if is_over:
        assert refund(jm, first, "2500", pieces="5").status_code == 303
    passed_on(jm, second.id, along="y")
    assert told_on(second) == factories.NOW.date()


@pytest.mark.parametrize("is_old", [False, True])
def test_a_lower_price_whose_entry_does_not_say_so_is_known_by_its_decision(jm, six, monday, is_old):  # noqa: F811
    rival, paid = lowered_for_all(jm, monday, six)
    if is_old:
        books = HistoryEntry.__table__
        told = books.c.verb == "refund", books.c.record_kind == "tickets"
        for entry in db.session.execute(sa.select(books).where(*told)).all():
            kept = {name: value for name, value in entry.changes.items() if name in ("amount", "method")}
            db.session.execute(sa.update(books).where(books.c.id == entry.id).values(changes=kept))
        db.session.commit()
    closed(jm, paid)
    assert jm.send(f"/tickets/{paid.id}/reopening", because="不满意").status_code == 303
    refused = jm.send(f"/tickets/{rival.id}/exchange")
    assert refused.status_code == 422 and "lower price" in said(refused)
    assert db.session.scalars(select(Sale)).one().refunded == 120000
