"""What happens to a thing a second time: a remedy that is taken back, a serial that comes back, a call that is opened again."""

import pytest

from counter.callbacks.completing import complete
from counter.callbacks.reopening import reopen
from counter.customers.models import Customer
from counter.customers.registering import register
from counter.extensions import db
from counter.recalls import calling, remedying
from counter.recalls.models import Recall
from counter.warranty import repairing, returning, transferring
from counter.warranty.issuing import Covered, issue
from counter.warranty.models import Card
from counter.warranty.voiding import void
from tests import factories
from tests.recalls import recalls
from tests.recalls.test_calling import an_owner
from tests.recalls.test_remedying import figures, put_right, things
from tests.recalls.test_warning import page, warned
from tests.warranty import cards

DAY = factories.NOW.date()


pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]


def card_of(card):
    db.session.expire_all()
    return db.session.get_one(Card, card.id)


def taken_back(number, card, place=0):
    line = card_of(card).lines[place]
    remedying.take_back(db.session.get_one(Recall, number), line, cards.by("bo"), factories.NOW)
    db.session.commit()


def exchanged(card, serial="ZZ900"):
    line = card_of(card).lines[0]
    repairing.exchange(line, repairing.Fault(), DAY, {"sn": serial}, cards.by(), factories.NOW, DAY)
    db.session.commit()


def withdrawn(card):
    repairing.withdraw(card_of(card).lines[0].repairs[0], cards.by("bo"), factories.NOW)
    db.session.commit()


def voided(card):
    void(card_of(card), "写错了", cards.by(), factories.NOW)
    db.session.commit()


def passed_on(card, other):
    """To the owner of another card."""
    new = db.session.get_one(Customer, card_of(other).customer_id)
    kept = card_of(card)
    transferring.transfer(kept, new, "+8613900000001", "竹影巷12号", DAY, cards.by(), factories.NOW)
    db.session.commit()


def two_things():
    """On one card."""
    me = cards.by()
    owner = register("陈晓明", "+8613800000000", me, factories.NOW, address="清泰街88号")
    both = [Covered(cards.a_phone(), {"sn": serial}) for serial in ("AB100", "AB101")]
    card = issue(me.store, owner, "+8613800000000", both, me, factories.NOW, sold_on=DAY)
    db.session.commit()
    return card


def second_card(card, serial):
    me, owner = cards.by(), db.session.get_one(Customer, card.customer_id)
    covered = [Covered(cards.a_phone(), {"sn": serial})]
    made = issue(me.store, owner, card.customer_phone, covered, me, factories.NOW, sold_on=card.sold_on)
    db.session.commit()
    return made


def made(call, outcome="reached"):
    complete(call, outcome, cards.by(), factories.NOW)
    db.session.commit()


def is_open(number):
    return recalls.the_calls(number, is_open=True)


@pytest.mark.parametrize("has_range", [True, False])
@pytest.mark.parametrize("is_swept", [True, False])
def test_what_was_put_right_before_anybody_looked_and_was_not_is_called_about(has_range, is_swept):
    card = an_owner(0, "AB100")
    number = recalls.a_recall(first="AB10") if has_range else recalls.a_recall((cards.a_phone(),))
    put_right(number, card)
    if is_swept:
        recalls.work(number)
        assert recalls.the_calls(number) == []
    taken_back(number, card)
    recalls.work(number)
    (call,) = is_open(number)
    assert call.customer_id == card.customer_id and len(recalls.the_lines(number)) == 1
    recalls.work(number)
    assert len(recalls.the_calls(number)) == 1 and things(number) == (1, 0)


def test_a_thing_that_has_its_serial_of_the_range_again_is_called_about_again():
    card = an_owner(0, "AB100")
    number = recalls.a_recall(first="AB10")
    recalls.work(number)
    exchanged(card)
    recalls.work(number)
    assert is_open(number) == [] and len(recalls.the_lines(number, is_dropped=True)) == 1
    withdrawn(card)
    recalls.work(number)
    (call,) = is_open(number)
    assert (call.attempt, call.card_id) == (2, card.id) and len(recalls.the_lines(number)) == 1
    assert warned(card)[0].call_id == call.id and things(number) == (1, 0)
    recalls.work(number)
    assert len(recalls.the_calls(number)) == 2


def test_it_is_the_present_owner_who_is_called_about_it():
    card, other = an_owner(0, "AB100"), an_owner(1, "AC100")
    number = recalls.a_recall(first="AB10")
    recalls.work(number)
    exchanged(card)
    recalls.work(number)
    withdrawn(card)
    passed_on(card, other)
    recalls.work(number)
    assert [call.customer_id for call in is_open(number)] == [other.customer_id]


def test_a_call_that_follows_for_another_card_does_not_end_with_the_first_one():
    card = an_owner(0, "AB100")
    number = recalls.a_recall(first="AB10")
    recalls.work(number)
    made(recalls.the_calls(number)[0])
    second_card(card, "AB101")
    recalls.work(number)
    voided(card)
    recalls.work(number)
    (call,) = is_open(number)
    assert call.attempt == 2


def test_who_has_one_put_right_and_the_other_void_is_called_no_more():
    card = an_owner(0, "AB100")
    other = second_card(card, "AB101")
    number = recalls.a_recall(first="AB10")
    recalls.work(number)
    put_right(number, card)
    assert len(is_open(number)) == 1
    voided(other)
    recalls.work(number)
    assert is_open(number) == [] and recalls.the_calls(number)[0].outcome == "recall_remedied"
    assert (figures(number).done, figures(number).dropped) == (1, 0)


def test_every_thing_on_a_card_that_is_hit_is_warned_of_listed_or_not():
    card = two_things()
    number = recalls.a_recall(first="AB10")
    put_right(number, card, place=1)
    recalls.work(number)
    assert len(recalls.the_lines(number)) == 1
    found = {one.line.id: one for one in warned(card)}
    first, second = (line.id for line in card_of(card).lines)
    assert set(found) == {first, second}
    assert found[first].call_id and found[first].remedy is None
    assert found[second].call_id is None and found[second].remedy is not None


def test_with_a_listed_one_the_other_can_still_be_taken_back(bo):
    card = two_things()
    number = recalls.a_recall(first="AB10")
    put_right(number, card, place=1)
    recalls.work(number)
    assert "Recall done: X20 battery recall" in page(bo, card) and "Not done after all" in page(bo, card)


@pytest.mark.parametrize("way", ["void", "passed on", "exchanged"])
def test_who_had_a_wrong_number_and_has_nothing_of_it_any_more_is_not_done(way):
    card, other = an_owner(0, "AB100"), an_owner(1, "AC100")
    number = recalls.a_recall(first="AB10")
    recalls.work(number)
    made(recalls.the_calls(number)[0], "wrong_number")
    assert figures(number).wrong_number == 1
    {"void": voided, "passed on": lambda card: passed_on(card, other), "exchanged": exchanged}[way](card)
    recalls.work(number)
    assert (figures(number).dropped, figures(number).done) == (1, 0)
    assert figures(number).owners == (1 if way == "passed on" else 0)


def test_who_got_the_money_back_is_done_and_stays_so():
    card = an_owner(0, "AB100")
    number = recalls.a_recall(first="AB10")
    recalls.work(number)
    put_right(number, card, kind="refund")
    returning.give_up(card_of(card).lines[0], "召回退款", cards.by(), factories.NOW, DAY)
    db.session.commit()
    recalls.work(number)
    assert (figures(number).done, figures(number).dropped, things(number)) == (1, 0, (1, 1))


@pytest.mark.parametrize("is_looked_at", [True, False])
def test_taken_back_after_it_was_passed_on_the_new_owner_is_called(is_looked_at):
    card, other = an_owner(0, "AB100"), an_owner(1, "AC100")
    number = recalls.a_recall(first="AB10")
    recalls.work(number)
    put_right(number, card)
    passed_on(card, other)
    if is_looked_at:
        recalls.work(number)
    taken_back(number, card)
    assert [call.customer_id for call in is_open(number)] == [other.customer_id]
    recalls.work(number)
    assert [call.customer_id for call in is_open(number)] == [other.customer_id]


@pytest.mark.parametrize("way", [exchanged, voided])
def test_taken_back_after_the_thing_left_nobody_is_called(way):
    card = an_owner(0, "AB100")
    number = recalls.a_recall(first="AB10")
    recalls.work(number)
    put_right(number, card)
    way(card)
    taken_back(number, card)
    assert is_open(number) == [] and recalls.the_lines(number) == []
    recalls.work(number)
    assert is_open(number) == [] and (figures(number).dropped, things(number)) == (1, (0, 0))


def test_a_call_that_is_opened_again_ends_when_nothing_is_left_to_do():
    card, other, third = (an_owner(place, f"AB10{place}") for place in range(3))
    number = recalls.a_recall(first="AB10")
    recalls.work(number)
    calls = {call.customer_id: call.id for call in recalls.the_calls(number)}
    for one in (card, other, third):
        made(db.session.get_one(calling.Callback, calls[one.customer_id]))
    put_right(number, card)
    exchanged(other)
    recalls.work(number)
    for one in (card, other, third):
        reopen(db.session.get_one(calling.Callback, calls[one.customer_id]), cards.by(), factories.NOW)
    db.session.commit()
    assert len(is_open(number)) == 3
    recalls.work(number)
    assert [call.customer_id for call in is_open(number)] == [third.customer_id]
    outcomes = {call.customer_id: call.outcome for call in recalls.the_calls(number, is_open=False)}
    assert outcomes == {card.customer_id: "recall_remedied", other.customer_id: "card_void"}
    assert (figures(number).done, figures(number).dropped, figures(number).open) == (1, 1, 1)


def test_the_last_look_goes_on_until_all_of_them_ended(monkeypatch):
    monkeypatch.setattr(calling, "CHUNK", 3)
    for place in range(7):
        an_owner(place, f"AB10{place}")
    number = recalls.a_recall(first="AB10")
    recalls.work(number)
    for call in recalls.the_calls(number):
        made(call)
    for line in recalls.the_lines(number):
        put_right(number, db.session.get_one(calling.CardLine, line.line_id).card)
    for call in recalls.the_calls(number):
        reopen(call, cards.by(), factories.NOW)
    db.session.commit()
    assert len(is_open(number)) == 7
    recalls.work(number)
    assert is_open(number) == [] and figures(number).done == 7
