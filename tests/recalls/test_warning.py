"""A card's page says that a recall is open for it, and so does the intake of its ticket, and the customer's page."""

from datetime import date, timedelta

import pytest

from counter.callbacks.completing import complete
from counter.customers.models import Customer
from counter.extensions import db
from counter.recalls import opening, warning
from counter.recalls.models import Recall
from counter.warranty.models import Card
from counter.warranty.transferring import transfer
from counter.warranty.voiding import void
from tests import factories
from tests.people.outside import Somebody, path_of, text_of
from tests.recalls import recalls
from tests.recalls.test_calling import an_owner
from tests.support.answers import said
from tests.support.queries import counted
from tests.tickets import tickets
from tests.warranty import cards

PAGE = {"zh": "请带来免费更换电池。", "en": "Please bring it; the battery is exchanged free."}


pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]


def warned(card):
    db.session.expire_all()
    return warning.of_card(db.session.get_one(Card, card.id))


def page(visitor, card):
    return said(visitor.get(f"/warranty-cards/{card.id}"))


def test_the_card_says_it_before_anybody_looked_and_another_serial_says_nothing(ann, bo):
    hit, other = an_owner(0, "AB100"), an_owner(1, "AC100")
    number = recalls.a_recall(first="AB10")
    text = page(ann, hit)
    assert "Recall: X20 battery recall" in text and "Nobody has promised the owner a call yet" in text
    assert "The battery of your phone is exchanged free." in text
    assert "Open the recall" not in text, "an assistant has no list of recalls"
    assert f"/recalls/{number}" in page(bo, hit)
    assert "Recall:" not in page(ann, other) and warned(other) == []
    assert "Recall:" in said(ann.get(f"/warranty-cards/{hit.id}/tickets/new"))
    assert "Recall:" not in said(ann.get(f"/warranty-cards/{other.id}/tickets/new"))


def test_it_leads_to_the_owners_call_and_says_when_they_were_told(ann):
    card = an_owner(0, "AB100")
    number = recalls.a_recall(first="AB10")
    recalls.work(number)
    (call,) = recalls.the_calls(number)
    text = page(ann, card)
    assert f"/callbacks/{call.id}" in text and "The owner was not told yet" in text
    complete(call, "no_answer", cards.by("ann"), factories.NOW)
    db.session.commit()
    later = recalls.the_calls(number)[-1]
    assert later.id != call.id and f"/callbacks/{later.id}" in page(ann, card)
    complete(later, "reached", cards.by("ann"), factories.NOW)
    db.session.commit()
    text = page(ann, card)
    assert "The owner was told on" in text and "Open the call" not in text


def test_who_was_called_and_not_reached_is_not_said_to_wait_for_a_call(ann):
    card = an_owner(0, "AB100")
    number = recalls.a_recall(first="AB10")
    recalls.work(number)
    complete(recalls.the_calls(number)[0], "wrong_number", cards.by("ann"), factories.NOW)
    db.session.commit()
    assert "called and not reached" in page(ann, card) and warned(card)[0].is_missed


def test_what_is_stopped_void_returned_or_exchanged_is_warned_of_no_more(ann):
    card = an_owner(0, "AB100")
    number = recalls.a_recall(first="AB10")
    assert len(warned(card)) == 1
    card.lines[0].identifiers[0].value = "ZZ100"
    db.session.commit()
    assert warned(card) == []
    card.lines[0].identifiers[0].value = "AB100"
    card.lines[0].returned_on = factories.NOW.date()
    db.session.commit()
    assert warned(card) == []
    card.lines[0].returned_on = None
    void(card, "x", cards.by("bo"), factories.NOW)
    db.session.commit()
    assert warned(card) == []
    again = an_owner(0, "AB100")
    assert len(warned(again)) == 1
    opening.stop(db.session.get_one(Recall, number), "mistake", cards.by("dee"), factories.NOW)
    db.session.commit()
    assert warned(again) == [] and "Recall:" not in page(ann, again)


def test_a_new_owner_was_not_told_by_the_call_to_the_old_one():
    card, other = an_owner(0, "AB100"), an_owner(1, "AC100")
    number = recalls.a_recall(first="AB10")
    recalls.work(number)
    complete(recalls.the_calls(number)[0], "reached", cards.by("ann"), factories.NOW)
    db.session.commit()
    assert warned(card)[0].told_at is not None
    new = db.session.get_one(Customer, db.session.get_one(Card, other.id).customer_id)
    card = db.session.get_one(Card, card.id)
    transfer(card, new, "+8613900000001", "竹影巷12号", factories.NOW.date(), cards.by("ann"), factories.NOW)
    db.session.commit()
    (one,) = warned(card)
    assert one.told_at is None and one.call_id is None


def test_it_costs_two_queries_however_many_recalls_there_are():
    card, spent = an_owner(0, "AB100"), []
    for how_many in (1, 12):
        for _ in range(how_many):
            recalls.work(recalls.a_recall(first="AB10"))
        db.session.expire_all()
        kept = db.session.get_one(Card, card.id)
        assert [line.identifiers for line in kept.lines]
        with counted() as asked:
            found = warning.of_card(kept)
        spent.append(len(asked))
    assert len(found) == 13 and spent == [2, 2]


def test_the_pages_cost_the_same_with_one_recall_and_with_many(ann, bo):
    card, spent = an_owner(0, "AB100"), []
    ticket = tickets.a_ticket(an_owner(1, "AC101"))
    for how_many in (1, 9):
        for _ in range(how_many):
            recalls.work(recalls.a_recall(first="AB10"))
            tickets.a_ticket(an_owner(10 + how_many + _, f"AD{how_many}{_}0"))
        for visitor, path in (
            (ann, f"/warranty-cards/{card.id}"),
            (ann, f"/warranty-cards/{card.id}/tickets/new"),
            (bo, f"/tickets/{ticket.id}"),
        ):
            visitor.get(path)
            with counted() as asked:
                assert visitor.get(path).status_code == 200
            spent.append(len(asked))
    assert spent[:3] == spent[3:], spent


def test_the_customers_page_says_it_in_its_own_words_or_not_at_all(visit):
    card = an_owner(0, "AB100")
    recall = db.session.get_one(Recall, recalls.a_recall(first="AB10"))
    owner = Somebody(visit(), path_of(card))
    owner.enter("0000")
    assert "Please read" not in text_of(owner.look())
    recall.page_words = PAGE
    db.session.commit()
    text = text_of(owner.look())
    assert "Please read: about your" in text and PAGE["en"] in text and "battery recall" not in text


def test_a_ticket_of_a_wave_names_it_for_managers(ann, bo):
    made = [
        tickets.a_ticket(an_owner(place, f"AB10{place}"), at=factories.NOW - timedelta(days=place))
        for place in range(2)
    ]
    path = f"/tickets/{made[0].id}"
    assert "of this model with this fault" not in said(bo.get(path))
    for place in range(2, 6):
        tickets.a_ticket(an_owner(place, f"AB10{place}"), at=factories.NOW - timedelta(days=place))
    tickets.a_ticket(an_owner(7, "AB107"), fault="sim")
    tickets.a_ticket(an_owner(8, "AB108", sold_on=date(2026, 9, 1)), at=factories.NOW - timedelta(days=31))
    assert "6 of this model with this fault in 30 days, in 1 store." in said(bo.get(path))
    assert "of this model" not in said(ann.get(path))
