"""What a recall asks for is done at any store that has the card open; who has nothing left to put right is left in peace."""

import pytest

from counter.callbacks.completing import complete
from counter.customers.models import Customer
from counter.extensions import db
from counter.recalls import opening, progress, remedying, warning
from counter.recalls.models import Recall, RecallRemedy
from counter.warranty import repairing, transferring
from counter.warranty.issuing import Covered, issue
from counter.warranty.models import Card
from tests import factories
from tests.people.outside import Somebody, path_of, text_of
from tests.recalls import recalls
from tests.recalls.test_calling import an_owner
from tests.recalls.test_warning import PAGE, page, warned
from tests.support.answers import said
from tests.tickets import tickets
from tests.warranty import cards

DAY = factories.NOW.date()


pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]


def address(card, number, place=0):
    return f"/warranty-cards/{card.id}/things/{card.lines[place].id}/recalls/{number}/remedy"


def fields(card, number, kind="repair", words="", place=0):
    prefix = f"recall-{number}-{card.lines[place].id}-"
    return {f"{prefix}kind": kind, f"{prefix}words": words}


def put_right(number, card, place=0, who="ann", kind="repair"):
    db.session.expire_all()
    line = db.session.get_one(Card, card.id).lines[place]
    remedying.remedy(db.session.get_one(Recall, number), line, kind, "", cards.by(who), factories.NOW)
    db.session.commit()


def figures(number):
    return progress.together(progress.by_store(db.session.get_one(Recall, number), None))


def things(number):
    found = progress.things(db.session.get_one(Recall, number))
    return found.all, found.remedied


def test_it_is_said_on_the_card_and_the_warning_is_gone_and_the_call_ends(ann, bo):
    card = an_owner(0, "AB100")
    number = recalls.a_recall(first="AB10")
    recalls.work(number)
    assert things(number) == (1, 0) and figures(number).open == 1
    answer = ann.send(address(card, number), **fields(card, number, "exchange", "换了电池"))
    assert answer.status_code == 303 and answer.location.endswith(f"/warranty-cards/{card.id}")
    text = page(ann, card)
    assert "Recall done: X20 battery recall" in text and "Exchanged for another, 换了电池" in text
    assert "was not told yet" not in text and "It is done" not in text and "Not done after all" not in text
    assert "Not done after all" in page(bo, card)
    (call,) = recalls.the_calls(number)
    assert call.is_complete and call.outcome == "recall_remedied"
    assert things(number) == (1, 1) and figures(number).done == figures(number).reached == 1
    assert recalls.work(number) and recalls.the_calls(number, is_open=True) == []
    shown = said(bo.get(f"/recalls/{number}"))
    assert "Every owner is reached." in shown and "All is put right." in shown
    assert "did what a recall asks for" in page(bo, card)


def test_without_saying_how_it_comes_back_with_the_words(ann):
    card = an_owner(0, "AB100")
    number = recalls.a_recall(first="AB10")
    for kind in ("", "scrapped"):
        answer = ann.send(address(card, number), **fields(card, number, kind, "在修"))
        assert answer.status_code == 422 and "在修" in said(answer)
    assert db.session.get(RecallRemedy, (number, card.lines[0].id)) is None
    assert "How was it dealt with?" in said(ann.send(address(card, number), **fields(card, number, "")))


def test_the_second_tablet_and_one_too_late_are_told(ann, bo):
    card, other = an_owner(0, "AB100"), an_owner(1, "AC100")
    number = recalls.a_recall(first="AB10")
    put_right(number, card)
    assert ann.send(address(card, number), **fields(card, number)).status_code == 409
    assert ann.send(address(other, number), **fields(other, number)).status_code == 409
    stopped = recalls.a_recall(first="AC10")
    opening.stop(db.session.get_one(Recall, stopped), "x", cards.by("dee"), factories.NOW)
    db.session.commit()
    assert ann.send(address(other, stopped), **fields(other, stopped)).status_code == 409
    assert ann.send(f"{address(card, number)}/withdrawal").status_code == 403
    assert bo.send(f"{address(card, number)}/withdrawal").status_code == 303
    assert bo.send(f"{address(card, number)}/withdrawal").status_code == 409
    other_thing = address(card, number).replace(f"things/{card.lines[0].id}", f"things/{other.lines[0].id}")
    assert ann.send(other_thing, **fields(card, number)).status_code == 404


def test_an_owner_of_two_is_called_until_both_are_done():
    card = an_owner(0, "AB100")
    me, owner = cards.by(), db.session.get(Customer, card.customer_id)
    covered = [Covered(cards.a_phone(), {"sn": "AB101"})]
    second = issue(me.store, owner, card.customer_phone, covered, me, factories.NOW, sold_on=card.sold_on)
    db.session.commit()
    number = recalls.a_recall(first="AB10")
    recalls.work(number)
    put_right(number, card)
    assert len(recalls.the_calls(number, is_open=True)) == 1 and things(number) == (2, 1)
    complete(recalls.the_calls(number)[0], "reached", cards.by(), factories.NOW)
    db.session.commit()
    assert (figures(number).told, figures(number).done) == (1, 0)
    put_right(number, second)
    assert (figures(number).told, figures(number).done) == (0, 1) and things(number) == (2, 2)


def test_head_office_sees_who_was_told_and_has_not_come(dee):
    card = an_owner(0, "AB100")
    number = recalls.a_recall(first="AB10")
    recalls.work(number)
    complete(recalls.the_calls(number)[0], "reached", cards.by(), factories.NOW)
    db.session.commit()
    text = said(dee.get(f"/recalls/{number}?group=told"))
    assert "1 still has something to be put right." in text and "Told, not put right" in text
    assert "1 not put right" in said(dee.get("/recalls"))
    put_right(number, card)
    assert "1, 1 of them put right" in said(dee.get(f"/recalls/{number}"))
    assert "All done" in said(dee.get("/recalls"))


def test_what_is_put_right_before_anybody_looked_is_not_called_and_is_counted():
    card = an_owner(0, "AB100")
    an_owner(1, "AB101")
    number = recalls.a_recall(first="AB10")
    put_right(number, card)
    recalls.work(number)
    (call,) = recalls.the_calls(number)
    assert call.customer_id != card.customer_id and things(number) == (2, 1)


def test_who_takes_over_a_thing_that_is_put_right_is_not_called_and_not_warned():
    card, other = an_owner(0, "AB100"), an_owner(1, "AC100")
    number = recalls.a_recall(first="AB10")
    recalls.work(number)
    put_right(number, card)
    new = db.session.get_one(Customer, db.session.get_one(Card, other.id).customer_id)
    kept = db.session.get_one(Card, card.id)
    transferring.transfer(kept, new, "+8613900000001", "竹影巷12号", DAY, cards.by("ann"), factories.NOW)
    db.session.commit()
    recalls.work(number)
    assert recalls.the_calls(number, is_open=True) == [] and len(recalls.the_calls(number)) == 1
    assert warned(card)[0].remedy is not None and warning.for_owner(warned(card)) == []


def test_a_thing_whose_serial_left_the_range_is_called_about_no_more():
    card = an_owner(0, "AB100")
    number = recalls.a_recall(first="AB10")
    recalls.work(number)
    me, fault = cards.by("ann"), repairing.Fault()
    line = db.session.get_one(Card, card.id).lines[0]
    repairing.exchange(line, fault, DAY, {"sn": "ZZ900"}, me, factories.NOW, DAY)
    db.session.commit()
    assert len(recalls.the_calls(number, is_open=True)) == 1
    recalls.work(number)
    assert recalls.the_calls(number, is_open=True) == [] and recalls.the_lines(number) == []


def test_taken_back_the_owner_is_warned_and_called_again(bo):
    card = an_owner(0, "AB100")
    number = recalls.a_recall(first="AB10")
    recalls.work(number)
    put_right(number, card)
    assert bo.send(f"{address(card, number)}/withdrawal").status_code == 303
    assert warned(card)[0].remedy is None
    (call,) = recalls.the_calls(number, is_open=True)
    assert call.attempt == 2 and things(number) == (1, 0) and figures(number).tried == 1
    assert "said that a recall is not done after all" in page(bo, card)


def test_an_exchange_that_is_struck_out_put_nothing_right(ann, bo):
    card = an_owner(0, "AB100")
    number = recalls.a_recall(first="AB10")
    recalls.work(number)
    line = db.session.get_one(Card, card.id).lines[0]
    repairing.exchange(line, repairing.Fault(), DAY, {"sn": "XY900"}, cards.by(), factories.NOW, DAY)
    db.session.commit()
    put_right(number, card, kind="exchange")
    assert things(number) == (1, 1)
    made = db.session.get_one(Card, card.id).lines[0].repairs[0]
    assert bo.send(f"/warranty-cards/{card.id}/repairs/{made.id}/withdrawal").status_code == 303
    assert things(number) == (1, 0) and figures(number).tried == 1
    (one,) = warned(card)
    assert one.remedy is None and one.call_id


def test_who_was_told_before_is_not_called_again_when_it_is_taken_back(bo):
    card = an_owner(0, "AB100")
    number = recalls.a_recall(first="AB10")
    recalls.work(number)
    complete(recalls.the_calls(number)[0], "reached", cards.by(), factories.NOW)
    db.session.commit()
    put_right(number, card)
    bo.send(f"{address(card, number)}/withdrawal")
    assert recalls.the_calls(number, is_open=True) == [] and figures(number).told == 1


def test_the_store_that_the_owner_comes_to_says_it_on_a_card_that_it_opened(cy):
    card = an_owner(0, "AB100")
    number = recalls.a_recall(first="AB10")
    assert cy.send(address(card, number), **fields(card, number)).status_code == 404
    opened = cy.send(f"/warranty-cards/{card.id}/reveal", q="13800000000", reason="here")
    assert opened.status_code == 303 and "It is done" in page(cy, card)
    assert cy.send(address(card, number), **fields(card, number)).status_code == 303
    done = db.session.get_one(RecallRemedy, (number, card.lines[0].id))
    assert done.store.code == "JJ"


def test_the_customers_page_speaks_of_it_no_more(visit):
    card = an_owner(0, "AB100")
    number = recalls.a_recall(first="AB10")
    db.session.get_one(Recall, number).page_words = PAGE
    db.session.commit()
    owner = Somebody(visit(), path_of(card))
    owner.enter("0000")
    assert PAGE["en"] in text_of(owner.look())
    put_right(number, card, kind="marking")
    assert PAGE["en"] not in text_of(owner.look())


def test_the_page_of_a_ticket_says_it_too_and_goes_on_there(ann):
    card = an_owner(0, "AB100")
    number = recalls.a_recall(first="AB10")
    ticket = tickets.a_ticket(card)
    text = said(ann.get(f"/tickets/{ticket.id}"))
    assert "Recall: X20 battery recall" in text and "It is done" in text
    answer = ann.send(address(card, number), **fields(card, number), ticket=ticket.id)
    assert answer.location.endswith(f"/tickets/{ticket.id}")
    assert "Recall done: X20 battery recall" in said(ann.get(f"/tickets/{ticket.id}"))
