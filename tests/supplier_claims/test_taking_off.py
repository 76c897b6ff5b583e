"""What goes back to the shelf, or went back as a gift, nobody else owes: it goes out of what waits to be sent."""

import pytest

from counter.extensions import db
from counter.history import models as history
from counter.supplier_claims import making, wording
from counter.tickets import claiming, fitting, stepping
from tests.supplier_claims.rounds import PHONE, Counter
from tests.support.answers import said

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]


def told(here):
    return [(one.payer, one.what, one.amount, one.stage) for one in here.claims()]


def verbs(claim):
    return [one.verb for one in history.of(claim) if one.at >= claim.made_at]


def repaired_by(here, price, removing):
    """In a further round: one part goes, another comes."""
    here.decide("repair")
    here.take_off(removing)
    part = here.fit(price)
    stepping.go(here.ticket, "ready", "", here.me, here.later())
    here.end()
    return part


@pytest.mark.parametrize("is_sent", [True, False])
def test_a_part_that_comes_in_the_place_of_the_newest_is_claimed(is_sent):
    here = Counter()
    here.repair(38_000)
    if is_sent:
        here.send()
    here.again()
    gone = here.ticket.parts_used[0]
    number = gone.id
    part = repaired_by(here, 120_000, gone)
    assert part.id != number
    before = [("maker", "repair", 38_000, "sent")] if is_sent else []
    assert told(here) == [*before, ("maker", "repair", 120_000, "made")]
    assert [each["price"] for each in here.claims()[-1].parts] == [120_000]


def test_a_gift_of_an_earlier_round_is_nobody_elses():
    here = Counter()
    here.give(50_000)
    here.again()
    here.lower(300_000)
    assert told(here) == [("maker", "return", 300_000, "made")]
    here.again()
    here.lower(7_000)
    assert told(here) == [("maker", "return", 307_000, "made")]


def test_where_its_money_went_back_in_an_earlier_round_nothing_is_given_in_this_one():
    here = Counter("goodwill")
    here.give(50_000)
    assert claiming.may_ask(here.ticket)
    here.again()
    here.decide("price_reduction")
    assert not claiming.is_given(here.ticket)


def test_a_part_goes_out_of_each_claim_that_waits():
    here = Counter()
    here.repair(38_000, 400)
    here.send()
    here.again()
    here.repair(12_000)
    here.unlist(here.claims()[0])
    here.again()
    here.take_off(here.ticket.parts_used[0])
    assert told(here) == [("maker", "repair", 400, "made"), ("maker", "repair", 12_000, "made")]
    assert [each["price"] for each in here.claims()[0].parts] == [400]
    assert verbs(here.claims()[0])[0] == "take_out"
    here.take_off(here.ticket.parts_used[0])  # nothing is left of the first
    assert told(here) == [("maker", "repair", 0, "empty"), ("maker", "repair", 12_000, "made")]


def test_nor_does_the_maker_owe_it_where_the_carrier_or_the_customer_pays_the_next():
    here = Counter()
    here.repair(38_000, 500)
    here.again()
    here.repair(12_000, cause="transport")
    here.again()
    here.take_off(here.ticket.parts_used[0])
    here.repair(cause="drop", verdict="not_covered", quote=5_000)
    assert told(here) == [("maker", "repair", 500, "made"), ("carrier", "repair", 12_000, "made")]


def test_what_was_sent_keeps_a_part_until_it_is_out_of_its_list():
    here = Counter()
    here.repair(38_000, 500)
    here.send()
    here.again()
    here.take_off(here.ticket.parts_used[0])
    (claim,) = here.claims()
    assert (claim.amount, len(claim.parts)) == (38_500, 2)
    here.unlist(claim)
    (claim,) = here.claims()
    assert (claim.amount, [each["price"] for each in claim.parts]) == (500, [500])
    here.send()
    here.take_off(here.ticket.parts_used[0])
    here.unlist(here.claims()[0])
    (claim,) = here.claims()
    assert (claim.amount, claim.parts, claim.stage) == (0, [], "empty")


def test_an_exchange_that_was_not_one_leaves_what_the_rest_is_worth(monkeypatch, bo):
    here = Counter()
    here.repair(10_000)
    here.again()
    here.exchange()
    making.correct(here.claims()[0], "云雀", 200_000, "", here.me, here.later())
    here.withdraw()
    (claim,) = here.claims()
    assert (claim.amount, verbs(claim)[0]) == (10_000, "count_anew")
    assert history.last(claim, "count_anew").changes == {
        "amount": [200_000, 10_000],
        "put_right": [200_000, None],
    }
    db.session.commit()
    assert str(wording.VERBS["count_anew"]) in said(bo.get(f"/supplier-claims/{claim.id}"))


def test_also_where_nobody_knew_its_price(monkeypatch):
    monkeypatch.setattr(claiming, "price_of", lambda *rest: 0)
    here = Counter()
    here.repair(10_000)
    here.again()
    here.exchange()
    making.correct(here.claims()[0], "云雀", 60_000, "", here.me, here.later())
    here.withdraw()
    assert told(here) == [("maker", "repair", 10_000, "made")]


def test_what_a_manager_said_of_one_deed_alone_is_what_that_is_worth():
    here = Counter()
    here.repair()
    making.correct(here.claims()[0], "云雀", 5_000, "", here.me, here.later())
    here.again()
    here.exchange()
    assert told(here) == [("maker", "exchange", 5_000 + PHONE, "made")]
    here.withdraw()
    assert told(here) == [("maker", "repair", 5_000, "made")]
    assert verbs(here.claims()[0])[0] == "take_out"


def test_a_part_that_goes_takes_what_a_manager_said_with_it():
    here = Counter()
    here.repair(38_000, 1_000)
    making.correct(here.claims()[0], "云雀", 30_000, "", here.me, here.later())
    here.again()
    fitting.remove(here.ticket, here.ticket.parts_used[0], here.me, here.later())
    (claim,) = here.claims()
    assert (claim.amount, verbs(claim)[0]) == (1_000, "count_anew")


def test_a_part_without_a_share_in_an_older_amount_goes_and_it_stands():
    here = Counter()
    here.exchange(900)
    (claim,) = here.claims()
    (deed,) = claim.deeds
    claim.amount = PHONE
    claim.deeds = [
        {**deed, "amount": PHONE, "parts": [{**part, "is_claimed": False} for part in deed["parts"]]}
    ]
    here.claim()
    assert here.claims()[0].amount == PHONE
    here.again()
    here.take_off(here.ticket.parts_used[0])
    assert told(here) == [("maker", "exchange", PHONE, "made")]
