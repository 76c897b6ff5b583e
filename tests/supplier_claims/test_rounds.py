"""A ticket that is opened again after its claim was sent: what is done then is claimed by a further one, and nothing twice."""

import random

import pytest
from sqlalchemy.exc import IntegrityError

from counter.extensions import db
from counter.supplier_claims import making, sending
from counter.tickets import claiming, closing, fitting, stepping
from tests.supplier_claims import claims
from tests.supplier_claims.rounds import PHONE, Counter
from tests.support.answers import said
from tests.support.at_once import at_once
from tests.tickets import tickets
from tests.warranty import cards

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]


def told(claim):
    return claim.round, claim.what, claim.amount, claim.stage


def test_what_is_done_after_it_was_sent_is_claimed_by_a_further_one():
    here = Counter()
    here.repair(38_000)
    here.send()
    here.again()
    here.repair(12_000, 5_000)
    first, second = here.claims()
    assert (told(first), told(second)) == ((1, "repair", 38_000, "sent"), (2, "repair", 17_000, "made"))
    assert [part["price"] for part in second.parts] == [12_000, 5_000]
    here.again()
    here.exchange(900)
    assert told(here.claims()[1]) == (2, "exchange", 17_000 + 900 + PHONE, "made")
    here.send()
    here.again()
    here.exchange()
    *_, third = here.claims()
    assert told(third) == (3, "exchange", PHONE, "made") and third.serials == ["NEW00001"]


def test_a_further_exchange_that_was_not_one_goes_and_the_first_stays():
    here = Counter()
    here.exchange()
    here.send()
    here.again()
    here.exchange()
    assert [told(one) for one in here.claims()] == [
        (1, "exchange", PHONE, "sent"), (2, "exchange", PHONE, "made"),
    ]  # fmt: skip
    here.withdraw()
    assert [told(one) for one in here.claims()] == [
        (1, "exchange", PHONE, "sent"), (2, "exchange", 0, "empty"),
    ]  # fmt: skip
    with pytest.raises(making.SentAlready):
        here.withdraw()
    sending.withdraw(here.claims()[0], here.me, here.later())
    here.withdraw()
    assert [one.stage for one in here.claims()] == ["empty", "empty"]


def test_of_two_exchanges_nobody_was_told_of_the_one_that_was_not_goes():
    here = Counter()
    here.repair(38_000)
    here.again()
    here.exchange()
    here.again()
    here.exchange()
    (claim,) = here.claims()
    assert told(claim) == (1, "exchange", 38_000 + 2 * PHONE, "made")
    assert claim.serials == ["OLD00001", "NEW00001"]
    here.withdraw()
    (claim,) = here.claims()
    assert told(claim) == (1, "exchange", 38_000 + PHONE, "made") and claim.serials == ["OLD00001"]
    here.withdraw()
    (claim,) = here.claims()
    assert told(claim) == (1, "repair", 38_000, "made") and claim.work == ""


def test_what_a_manager_put_right_stands_when_more_comes_to_it():
    here = Counter()
    here.repair(38_000)
    making.correct(here.claims()[0], "云雀", 30_000, "RMA-1", here.me, here.later())
    here.again()
    here.repair(5_000)
    (claim,) = here.claims()
    assert (claim.amount, claim.their_number, len(claim.parts)) == (35_000, "RMA-1", 2)


def test_work_alone_is_no_further_claim_and_what_the_customer_paid_is_nobody_elses():
    here = Counter()
    here.repair()
    assert told(here.claims()[0]) == (1, "repair", 0, "made")
    making.correct(here.claims()[0], "云雀", 5_000, "", here.me, here.later())
    here.send()
    here.again()
    here.repair()
    here.again()
    here.repair(7_000, cause="drop", verdict="not_covered", quote=9_000)
    assert len(here.claims()) == 1
    here.again()
    here.repair(400)
    assert told(here.claims()[1]) == (2, "repair", 400, "made")


def test_what_another_bears_is_a_claim_of_its_own():
    here = Counter()
    here.repair(1_000)
    here.again()
    here.repair(2_000, cause="transport")
    assert [(one.payer, one.amount) for one in here.claims()] == [("maker", 1_000), ("carrier", 2_000)]
    here.again()
    here.repair(3_000, cause="keeping")  # by us
    assert len(here.claims()) == 2


def test_what_was_given_up_is_claimed_once_it_is_done_after_all():
    here = Counter()
    here.decide("repair")
    here.fit(1_000)
    stepping.go(here.ticket, "waiting_customer", "等顾客", here.me, here.later())
    closing.close(here.ticket, None, "", "不修了", "", here.me, here.later())
    assert here.claims() == []
    here.again()
    here.repair(500)
    assert told(here.claims()[0]) == (1, "repair", 1_500, "made")


def test_a_round_that_is_given_up_after_one_that_was_done_claims_nothing():
    here = Counter()
    here.repair(1_000)
    here.send()
    here.again()
    here.decide("repair")
    here.fit(500)
    closing.close(here.ticket, None, "", "不修了", "", here.me, here.later())
    assert len(here.claims()) == 1


def test_a_part_that_is_taken_off_the_list_is_told_no_more_until_it_was_sent():
    here = Counter()
    here.repair(1_000, 500)
    here.again()
    here.decide("repair")
    fitting.remove(here.ticket, here.ticket.parts_used[1], here.me, here.later())
    stepping.go(here.ticket, "ready", "", here.me, here.later())
    here.end()
    (claim,) = here.claims()
    assert claim.amount == 1_000 and [part["price"] for part in claim.parts] == [1_000]


@pytest.mark.parametrize("verdict", ["covered", "goodwill"])
@pytest.mark.parametrize("seed", range(12))
def test_what_is_claimed_is_what_the_store_bore_each_part_once(seed, verdict):
    """Whatever is done in which round, whenever some of it is sent or taken out of its list again, and a part taken off."""
    chance, here = random.Random(f"{verdict}{seed}"), Counter(verdict)
    for number in range(7):
        if number:
            here.again()
        if here.ticket.parts_used and chance.random() < 0.4:
            here.take_off(chance.choice(here.ticket.parts_used))
            assert sum(one.amount for one in here.claims()) == here.bore
        price = chance.randrange(100, 90_000)
        deed = chance.choice(["repair", "repair", "exchange", "lower", "withdrawn", "paid", "ours", "gift"])
        if deed == "repair":
            here.repair(*[price, price][: chance.randrange(3)])
        elif deed == "exchange":
            here.exchange(*[price][: chance.randrange(2)])
        elif deed == "lower":
            here.lower(price)
        elif deed == "withdrawn":
            here.exchange()
            here.claim()
            here.withdraw()
            here.repair(price)
        elif deed == "paid":
            here.repair(price, cause="drop", verdict="not_covered", quote=9_000, is_borne=False)
        elif deed == "ours":
            here.repair(price, cause="keeping", is_borne=False)
        elif deed == "gift":
            here.give(price)
        if deed not in ("paid", "ours", "gift"):
            here.claim()
        before = [(one.id, one.amount, one.version) for one in here.claims()]
        if deed not in ("paid", "ours", "gift"):
            here.claim()
        assert [(one.id, one.amount, one.version) for one in here.claims()] == before
        found = here.claims()
        assert sum(one.amount for one in found) == here.bore
        ids = [part["id"] for one in found for part in one.parts]
        assert sorted(ids) == sorted(here.parts)
        assert len({one.round for one in found}) == len(found)
        if chance.random() < 0.5:
            for one in found:
                if one.amount and not one.is_sent:
                    sending.send([one], here.me, here.later())
        elif found and found[-1].is_sent and chance.random() < 0.3:
            here.unlist(found[-1])


def test_one_round_has_one_claim():
    here = Counter()
    here.repair(1_000)
    (claim,) = here.claims()
    owed = claiming.owed(here.ticket, None)
    with pytest.raises(IntegrityError), db.session.begin_nested():
        told = {"ticket_id": owed.ticket_id, "ticket_number": "X", "store_id": owed.store_id, "round": 1}
        words = {"payer": "maker", "debtor_key": "maker:", "what": "repair", "currency": "CNY"}
        more = {"amount": 1, "made_at": here.at, "made_by": here.me.person_id}
        db.session.add(type(claim)(**told, **words, **more))
        db.session.flush()


def test_of_two_who_hand_back_at_once_there_is_one_claim(visit):
    ticket = tickets.a_ticket(cards.a_card(product=claims.a_lark()))
    bo, ann = visit("bo"), visit("ann")
    path = f"/tickets/{ticket.id}"
    decided = ann.send(f"{path}/decision", cause="material", verdict="covered", remedy="repair", fault="keys")
    assert decided.status_code == 303
    assert ann.send(f"{path}/steps", state="ready").status_code == 303
    fields = {"work": "换键", "version": str(tickets.the_ticket(ticket.id).version)}
    answers = at_once([ann, bo], f"{path}/collection", [fields, fields])
    assert sorted(answer.status_code for answer in answers)[0] == 303
    assert [one.round for one in claims.the_claims()] == [1]


def test_the_page_of_a_ticket_shows_all_its_claims(bo):
    here = Counter("goodwill")
    here.repair(38_000)
    db.session.commit()
    path = f"/tickets/{here.ticket.id}"
    assert "Claim it back" in said(bo.get(path))
    assert bo.send(f"{path}/claim-back").status_code == 303
    assert "Claim it back" not in said(bo.get(path))
    again = bo.send(f"{path}/claim-back")
    assert again.status_code == 422 and "It was claimed back already" in said(again)
    here.ticket = tickets.the_ticket(here.ticket.id)
    here.send()
    here.again()
    here.repair(5_000)
    db.session.commit()
    assert bo.send(f"{path}/claim-back").status_code == 303
    page = said(bo.get(path))
    first, second = claims.the_claims()
    assert all(f'"/supplier-claims/{one.id}"' in page for one in (first, second))
    assert "what was done since" in page and "¥380" in page and "¥50" in page
    assert "Claim 2 of its ticket" in said(bo.get(f"/supplier-claims/{second.id}"))
