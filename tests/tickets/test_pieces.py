"""Several pieces on one line: what happens to some parts them from the others."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from counter.extensions import db
from counter.stock.models import Balance
from counter.warranty import pieces, remedies, repairing
from counter.warranty.models import Card, Repair
from tests import factories
from tests.support.answers import said
from tests.support.at_once import at_once
from tests.tickets import tickets
from tests.tickets.test_claims import decide, go
from tests.tickets.test_contending import OPEN, bought, opened
from tests.tickets.test_handing_in import LEFT, hand_in
from tests.warranty import cards
from tests.warranty.owners import correct

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]
LEFT_NOW = {"kind": "repair", "fault": "unlisted", "stays": "y"}
CHARGER = {"kind": "repair", "part": "charger", "fault": "charger_fails"}
GIVEN = {"verdict": "goodwill", "reason": "裂了"}


def chairs(many=6, sold_on=date(2026, 11, 20)):
    chair = factories.a_product("CHAIR", "chair", "furniture_cn", 50000, parts=["frame"], material="wood")
    card = cards.a_card(product=chair, serials={}, sold_on=sold_on, store="JJ", who="cy")
    card.lines[0].quantity = many
    db.session.commit()
    return card


@pytest.fixture
def jm(shop, visit):
    """A manager of the furniture store."""
    factories.a_person("jm", factories.the_store("JJ"), "manager")
    db.session.commit()
    return visit("jm")


def here(card):
    """(part, ticket) of what is here, whichever line it stands on."""
    db.session.expire_all()
    lines = db.session.get(Card, card.id).lines
    repairs = sorted((one for line in lines for one in line.repairs), key=lambda one: one.id)
    return [(one.part, one.ticket) for one in repairs if one.is_here]


def stands(card):
    """How many pieces are on each of its lines."""
    db.session.expire_all()
    return [line.quantity for line in db.session.get(Card, card.id).lines]


def left(visitor, card, **fields):
    answer = opened(visitor, card, **{**LEFT_NOW, **fields})
    assert answer.status_code == 303, said(answer)
    return tickets.the_ticket()


def asked_for(visitor, card, *whats, **fields):
    """A ticket for each: of a line that still stands on its card, by its place there."""
    made = []
    for place in whats:
        db.session.expire_all()
        line = db.session.get(Card, card.id).lines[place].id
        answer = opened(visitor, card, **{**LEFT_NOW, "stays": "", "what": f"{line}:", **fields})
        assert answer.status_code == 303, said(answer)
        made.append(tickets.the_ticket())
    return made


def remedied(visitor, ticket, fault="loose", **fields):
    """Repaired within the guarantee, from hand to hand."""
    found = {"cause": "workmanship", "verdict": "covered", "fault": fault, "remedy": "repair"}
    assert decide(visitor, ticket, **found).status_code == 303
    for state in ("sent", "back", "ready"):
        assert go(visitor, ticket, state).status_code == 303
    assert visitor.send(f"/tickets/{ticket.id}/collection", work="加固").status_code == 303
    assert visitor.send(f"/tickets/{ticket.id}/closing", satisfaction="5").status_code == 303


def rights(card, place, fault="loose", day=date(2027, 6, 1)):
    card = db.session.get(Card, card.id)
    line, store = card.lines[place], factories.the_store("JJ")
    facts = remedies.facts_of(line, card, fault, True)
    return {one.remedy for one in remedies.open_on(line, card, store, None, facts, day) if not one.provisos}


def test_the_chair_that_is_left_gets_a_line_of_its_own_and_goes_home_by_itself(jm):
    card = chairs(2)
    first, second = left(jm, card), left(jm, card)
    assert stands(card) == [1, 1] and first.line_id != second.line_id
    assert second.line.parted_from_id is None and first.line.parted_from_id == second.line_id
    taken = opened(jm, card, **LEFT_NOW)
    assert taken.status_code == 422 and "It is here on ticket" in said(taken)
    decide(jm, first)
    for state in ("sent", "back", "ready"):
        assert go(jm, first, state).status_code == 303
    assert jm.send(f"/tickets/{first.id}/collection", work="换腿").status_code == 303
    assert here(card) == [(None, second.number)] and tickets.the_ticket(second.id).is_here
    page = said(jm.get("/repairs"))
    assert f'href="/tickets/{second.id}"' in page and f'href="/tickets/{first.id}"' not in page


def test_three_that_come_together_are_three_on_one_ticket(jm):
    card = chairs()
    ticket = left(jm, card, pieces="3")
    assert stands(card) == [3, 3] and ticket.line.quantity == 3
    page = said(jm.get(f"/tickets/{ticket.id}"))
    assert "× 3 (group 2)" in page and "× 3 (group 2)" in said(jm.get(f"/tickets/{ticket.id}/slip"))
    assert "parted 3 of 6 pieces from the others" in said(jm.get(f"/warranty-cards/{card.id}"))
    assert decide(jm, ticket, remedy="exchange", **GIVEN).status_code == 303
    assert jm.send(f"/tickets/{ticket.id}/exchange").status_code == 303
    assert db.session.scalars(select(Balance.quantity).where(Balance.place == "repair")).all() == [3]
    assert jm.send(f"/tickets/{ticket.id}/exchange-withdrawal", because="拿错了").status_code == 303
    assert sum(db.session.scalars(select(Balance.quantity).where(Balance.place == "repair"))) == 0
    assert here(card) == [(None, ticket.number)]


@pytest.mark.parametrize("many", ["0", "7", "-1", "", "一", "9" * 30, "1\x00"])
def test_an_odd_number_of_pieces_is_said_at_its_field_and_nothing_is_parted(jm, many):
    card = chairs()
    refused = opened(jm, card, **LEFT_NOW, pieces=many)
    assert refused.status_code == 422 and 'id="pieces-error"' in said(refused)
    assert stands(card) == [6] and here(card) == []


def test_of_things_that_are_one_by_one_nobody_is_asked_how_many(ann, jm):
    assert 'name="pieces"' not in said(ann.get(f"/warranty-cards/{bought().id}/tickets/new?kind=repair"))
    page = f"/warranty-cards/{chairs().id}/tickets/new?kind="
    assert 'name="pieces"' in said(jm.get(page + "repair"))
    assert 'name="pieces"' not in said(jm.get(page + "question"))


def test_a_chair_that_is_brought_later_does_not_wait_for_the_other(jm):
    card = chairs()
    first = left(jm, card)
    (later,) = asked_for(jm, card, 0)
    assert "It is here now" in said(jm.get(f"/tickets/{later.id}"))
    assert hand_in(jm, later).status_code == 303
    assert here(card) == [(None, first.number), (None, later.number)]


def test_an_exchange_of_one_chair_ends_only_its_own_repair_and_can_be_taken_back(jm):
    card = chairs()
    first, second = left(jm, card), left(jm, card)
    assert decide(jm, second, remedy="exchange", **GIVEN).status_code == 303
    assert jm.send(f"/tickets/{second.id}/exchange").status_code == 303
    assert here(card) == [(None, first.number)] and tickets.the_ticket(first.id).is_here
    assert jm.send(f"/tickets/{second.id}/exchange-withdrawal", because="拿错了").status_code == 303
    assert here(card) == [(None, first.number), (None, second.number)]
    assert tickets.the_ticket(second.id).is_here


def test_two_chairs_repaired_once_each_are_not_one_repaired_twice(jm, monday):
    card = chairs()
    for _ in range(2):
        remedied(jm, left(jm, card, fault="loose"))
    assert stands(card) == [4, 1, 1]
    assert "exchange" not in rights(card, 1) | rights(card, 2) | rights(card, 0)
    remedied(jm, left(jm, card, fault="loose", what=f"{db.session.get(Card, card.id).lines[1].id}:"))
    assert stands(card) == [4, 1, 1]
    assert "exchange" in rights(card, 1)
    assert "exchange" not in rights(card, 2) | rights(card, 0)


def test_the_exchange_of_one_chair_takes_no_right_of_another_nor_starts_its_term_anew(jm, monday):
    card = chairs()
    twice = left(jm, card, fault="loose")
    remedied(jm, twice)
    remedied(jm, left(jm, card, fault="loose", what=f"{twice.line_id}:"))
    ends = {line.id: {one.ends_on for one in line.coverages} for line in db.session.get(Card, card.id).lines}
    (other,) = asked_for(jm, card, 0)
    assert decide(jm, other, remedy="exchange", **GIVEN).status_code == 303
    assert jm.send(f"/tickets/{other.id}/exchange").status_code == 303
    assert "exchange" in rights(card, 1)
    now = {line.id: {one.ends_on for one in line.coverages} for line in db.session.get(Card, card.id).lines}
    assert all(now[line] == ends[line] for line in ends)


def test_what_happened_to_all_counts_for_each_and_what_was_struck_out_for_none(jm, monday):
    card = chairs()
    together = left(jm, card, pieces="6", fault="loose")
    assert stands(card) == [6]
    remedied(jm, together)
    (one,) = asked_for(jm, card, 0, fault="loose")
    assert [repair.ticket for repair in pieces.record_of(one.line)] == [together.number]
    remedied(jm, left(jm, card, fault="loose", what=f"{one.line_id}:", kind="repair"))
    assert "exchange" in rights(card, 1) and "exchange" not in rights(card, 0)
    record = db.session.get(Card, card.id).lines[0].repairs[0]
    repairing.withdraw(record, cards.by("cy"), factories.NOW)
    db.session.commit()
    assert "exchange" not in rights(card, 1)


def test_what_all_of_them_lived_through_counts_also_for_what_is_parted_twice(jm, monday):
    card = chairs()
    together = left(jm, card, pieces="6", fault="loose")
    remedied(jm, together)
    (three,) = asked_for(jm, card, 0, pieces="3", fault="loose")
    one = left(jm, card, fault="loose", what=f"{three.line_id}:")
    assert [repair.ticket for repair in pieces.record_of(one.line)] == [together.number, one.number]
    remedied(jm, one)
    assert "exchange" in rights(card, 2) and "exchange" not in rights(card, 1) | rights(card, 0)


def test_what_is_refused_shows_the_card_as_it_stands(jm):
    card = chairs()
    what = f"{card.lines[0].id}:"
    taken = jm.send(f"/warranty-cards/{card.id}/repairs", what=what, fault="", on="2020-01-01", pieces="2")
    given = {"new-what": what, "new-on": "2020-01-01", "new-unread": "y", "new-fault": "", "new-pieces": "2"}
    for refused in (taken, jm.send(f"/warranty-cards/{card.id}/exchanges", **given)):
        page = said(refused)
        assert refused.status_code == 422 and "× 6" in page and "× 4" not in page and "(group 2)" not in page
    assert stands(card) == [6]


def test_more_tickets_than_pieces_give_no_more_than_there_are(jm, monday):
    card = chairs(2)
    first, second = asked_for(jm, card, 0, 0)
    third = asked_for(jm, card, 0)[0]
    assert stands(card) == [1, 1] and third.line_id == second.line_id
    given = []
    for ticket in (first, second, third):
        monday.shift(timedelta(minutes=5))
        db.session.commit()
        decide(jm, ticket, remedy="exchange", **GIVEN)
        given.append(jm.send(f"/tickets/{ticket.id}/exchange").status_code)
    assert given == [303, 303, 422]


def test_those_that_come_back_leave_another_ones_chair_where_it_is(jm):
    card = chairs(4)
    own = left(jm, card)
    back = left(jm, card, pieces="2", kind="return")
    assert decide(jm, back, remedy="return", **GIVEN).status_code == 303
    sent = {"amount": "1000", "method": "cash", "place": "repair", "pieces": "2"}
    assert jm.send(f"/tickets/{back.id}/refund", **sent).status_code == 303
    assert db.session.scalars(select(Balance.quantity).where(Balance.place == "repair")).all() == [2]
    assert here(card) == [(None, own.number)]


def test_on_the_card_the_chair_that_is_named_is_exchanged_and_the_other_stays(jm):
    card = chairs()
    for day in ("2026-11-21", "2026-11-22"):
        what = f"{db.session.get(Card, card.id).lines[0].id}:"
        taken = jm.send(f"/warranty-cards/{card.id}/repairs", what=what, fault="", on=day, pieces="1")
        assert taken.status_code == 303
    assert jm.get(f"/warranty-cards/{card.id}").status_code == 200  # its ids are unique
    assert stands(card) == [4, 1, 1]
    what = f"{db.session.get(Card, card.id).lines[1].id}:"
    given = {"new-what": what, "new-on": "2026-11-23", "new-unread": "y", "new-fault": ""}
    assert jm.send(f"/warranty-cards/{card.id}/exchanges", **given).status_code == 303
    db.session.expire_all()
    repairs = db.session.scalars(select(Repair).where(Repair.here == 1)).all()
    assert [one.taken_on for one in repairs] == [date(2026, 11, 22)]


def test_what_is_here_together_is_not_parted(jm):
    card = chairs()
    what = f"{card.lines[0].id}:"
    sent = {"what": what, "fault": "", "on": "2026-11-21", "pieces": "6"}
    assert jm.send(f"/warranty-cards/{card.id}/repairs", **sent).status_code == 303
    again = jm.send(f"/warranty-cards/{card.id}/repairs", **sent | {"pieces": "1"})
    assert again.status_code == 422 and "Hand it back first" in said(again)
    given = {"new-what": what, "new-on": "2026-11-23", "new-unread": "y", "new-fault": "", "new-pieces": "1"}
    refused = jm.send(f"/warranty-cards/{card.id}/exchanges", **given)
    assert refused.status_code == 422 and "All of them are here together" in said(refused)
    assert jm.send(f"/warranty-cards/{card.id}/exchanges", **given | {"new-pieces": "6"}).status_code == 303
    assert stands(card) == [6] and here(card) == []


def test_the_versions_of_a_card_say_how_many_stood_on_a_line(jm):
    card = chairs()
    left(jm, card)
    right = {"delivered_on": "2026-11-20", "sold_on": "2026-11-20", "address": "新址一号"}
    assert correct(jm, db.session.get(Card, card.id), **right).status_code == 303
    left(jm, card)
    first = said(jm.get(f"/warranty-cards/{card.id}/versions/1"))
    assert "× 5" in first and first.count("<dt>Thing</dt>") == 2
    assert "× 4" in said(jm.get(f"/warranty-cards/{card.id}"))
    assert jm.get(f"/warranty-cards/{card.id}/versions").status_code == 200


def test_two_who_part_the_last_pieces_at_once_part_no_more_than_there_are(jm, visit):
    card = chairs(3)
    path = f"/warranty-cards/{card.id}/tickets"
    fields = {**OPEN, **LEFT_NOW, **LEFT, "what": f"{card.lines[0].id}:", "pieces": "2"}
    answers = at_once([jm, visit("cy")], [path, path], [fields, fields])
    assert sorted(answer.status_code for answer in answers) == [303, 422]
    assert sorted(stands(card)) == [1, 2]
