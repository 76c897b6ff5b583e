"""What it claimed was taken back: it waits at nothing, with who owes it, their number and its day, for what is done next."""

import pytest

from counter.extensions import db
from counter.history import models as history
from counter.supplier_claims import listing, making
from counter.today.behind import behind
from tests import factories
from tests.supplier_claims import claims
from tests.supplier_claims.rounds import PHONE, Counter
from tests.support.answers import said
from tests.today.test_behind import DAY

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]

CARRIER, NUMBER = "顺丰速运", "SF-778899"


def named(here):
    (claim,) = here.claims()
    making.correct(claim, CARRIER, claim.amount, NUMBER, here.me, here.later())
    return claim.id, claim.made_at


def kept(here):
    (claim,) = here.claims()
    return claim.id, claim.made_at, claim.debtor["zh"], claim.their_number


def part_off():
    here = Counter()
    here.repair(38_000, cause="transport")
    number, made_at = named(here)
    here.again()
    here.take_off(here.ticket.parts_used[0])
    return here, number, made_at


def in_lists():
    at = factories.NOW + 300 * DAY
    return listing.claims(None), listing.debtors(None, at), behind(manager(), at.date(), at)


def manager():
    me = claims.manager()
    me.sees_all = True
    return me


def test_the_last_part_goes_and_what_comes_next_is_owed_by_who_was_named():
    here, number, made_at = part_off()
    (claim,) = here.claims()
    assert (claim.stage, claim.amount, claim.parts) == ("empty", 0, [])
    assert history.last(claim, "take_out").changes == {"amount": [38_000, 0]}
    assert in_lists() == ([], [], [])
    here.repair(40_000, cause="transport")
    (claim,) = here.claims()
    assert (claim.stage, claim.amount, claim.round) == ("made", 40_000, 1)
    assert [part["price"] for part in claim.parts] == [40_000]
    assert kept(here) == (number, made_at, CARRIER, NUMBER)
    assert all(len(rows) == 1 for rows in in_lists())


def test_so_does_an_exchange_that_was_none():
    here = Counter()
    here.exchange()
    number, made_at = named(here)
    here.withdraw()
    assert [one.stage for one in here.claims()] == ["empty"] and in_lists() == ([], [], [])
    here.exchange()
    assert here.claims()[0].amount == PHONE and kept(here) == (number, made_at, CARRIER, NUMBER)


def test_what_another_payer_owes_meanwhile_is_a_claim_of_its_own():
    here, number, made_at = part_off()
    here.repair(12_000)
    here.again()
    here.repair(500, cause="transport")
    assert [(one.payer, one.amount, one.round) for one in here.claims()] == [
        ("carrier", 500, 1),
        ("maker", 12_000, 2),
    ]
    assert here.claims()[0].id == number and here.claims()[0].debtor["zh"] == CARRIER


def test_for_work_alone_a_manager_says_how_much_also_then():
    here, number, _made_at = part_off()
    here.repair(cause="transport")
    (claim,) = here.claims()
    assert (claim.id, claim.stage, claim.amount) == (number, "made", 0)
    assert [one.id for one in in_lists()[0]] == [number]


def test_what_a_manager_made_of_the_amount_goes_with_it():
    here = Counter()
    here.repair(38_000, cause="transport")
    (claim,) = here.claims()
    making.correct(claim, CARRIER, 30_000, NUMBER, here.me, here.later())
    here.again()
    here.take_off(here.ticket.parts_used[0])
    (claim,) = here.claims()
    assert claim.amount == 0 and history.last(claim, "count_anew").changes["put_right"] == [30_000, None]
    here.repair(40_000, cause="transport")
    assert here.claims()[0].amount == 40_000


def test_its_page_says_so_and_offers_nothing_to_send(bo):
    here, number, _made_at = part_off()
    db.session.commit()
    page = said(bo.get(f"/supplier-claims/{number}"))
    assert "so it is in no list" in page and NUMBER in page and "Nothing left" in page
    assert "Send this one alone" not in page and "Put it right" not in page
