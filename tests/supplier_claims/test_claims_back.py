"""What the brand or the carrier bears is claimed back of them: made, sent in one list, answered, paid."""

from datetime import date, timedelta

import pytest

from counter.extensions import db
from counter.stock.moving import receive
from counter.supplier_claims import listing
from tests import factories
from tests.supplier_claims import claims
from tests.support.answers import said
from tests.support.queries import counted
from tests.tickets import tickets
from tests.warranty import cards

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]


BATTERY = "battery_fails"


def decide(visitor, ticket, **fields):
    base = {"verdict": "covered", "remedy": "repair", "reason": "", "quote": ""}
    return visitor.send(f"/tickets/{ticket.id}/decision", **(base | fields))


@pytest.mark.ledger("EQ-23")
@pytest.mark.parametrize(
    ("cause", "verdict", "payer"),
    [
        ("transport", "covered", "carrier"),  # packing or the way: the carrier
        ("keeping", "covered", None),  # kept badly by us: we bear it
        ("material", "covered", "maker"),
        ("drop", "not_covered", None),  # the customer's own doing: they pay
    ],
)
def test_what_was_found_decides_who_pays(cause, verdict, payer):
    ticket = claims.repaired(cause=cause, verdict=verdict, reason="x" if verdict == "not_covered" else "")
    claim = claims.claim_of(ticket)
    assert (claim.payer if claim else None) == payer
    assert bool(ticket.paid_at) == (verdict == "not_covered")
    if claim:
        assert (claim.what, claim.amount, claim.serials, claim.stage) == ("repair", 38000, ["S1"], "made")
        assert claim.work == "换屏幕" and claim.parts[0]["label"] == "屏幕总成"


@pytest.mark.ledger("EQ-23")
@pytest.mark.parametrize(("remedy", "amount"), [("exchange", 369900), ("return", 300000)])
def test_damage_of_the_way_is_replaced_or_paid_at_the_carriers_cost(ann, bo, remedy, amount):
    card = cards.a_card(
        product=claims.a_lark(),
        sold_on=date(2026, 11, 18),
        serials={"imei1": "864207062184417", "sn": "YQX20B7H3K9M"},
    )
    ticket = tickets.a_ticket(card, remedy, is_here=False)
    assert decide(ann, ticket, cause="transport", remedy=remedy).status_code == 303, said(
        decide(ann, ticket, cause="transport", remedy=remedy)
    )
    if remedy == "exchange":
        tickets.on_shelf()
        assert ann.send(f"/tickets/{ticket.id}/exchange", new="864207061018293").status_code == 303
    else:
        assert (
            ann.send(f"/tickets/{ticket.id}/refund", amount="3000", method="cash", place="repair").status_code
            == 303
        )
    claim = claims.claim_of(ticket)
    assert (claim.payer, claim.what, claim.amount) == ("carrier", remedy, amount)
    assert claim.serials == ["864207062184417", "YQX20B7H3K9M"]  # of the one that came back
    assert ann.get("/supplier-claims").status_code == 403 and f"/supplier-claims/{claim.id}" in said(
        bo.get(f"/tickets/{ticket.id}")
    )


@pytest.mark.ledger("EQ-30")
def test_a_part_in_its_period_costs_the_customer_nothing_and_one_after_it_what_the_list_says(ann):
    """A battery has six months where the phone has twelve (phone rule of 2001): a part of limited life."""
    for sold_on, verdict, price in (
        (date(2026, 8, 1), "covered", "¥0"),
        (date(2026, 2, 1), "not_covered", "¥120"),
    ):
        card = cards.a_card(sold_on=sold_on, serials={"sn": f"S{sold_on:%m}"})
        ticket = tickets.a_ticket(card, part="battery", fault=BATTERY)
        refused = decide(ann, ticket, cause="material", remedy="exchange")
        assert (refused.status_code == 303) == (verdict == "covered")  # after its period no rule gives it
        if verdict == "not_covered":
            assert (
                decide(ann, ticket, cause="misuse", verdict=verdict, reason="x", quote="200").status_code
                == 303
            )
        assert (
            ann.send(f"/tickets/{ticket.id}/parts", label="电池", quantity="1", price="120").status_code
            == 303
        )
        page = said(ann.get(f"/tickets/{ticket.id}"))
        assert ("free</span>" in page) == (verdict == "covered")
        slip = said(ann.get(f"/tickets/{ticket.id}/slip"))
        assert f"电池 ×1 {price}" in slip


def test_a_part_is_taken_off_again_until_the_customer_has_it_back(ann):
    ticket = tickets.a_ticket()
    decide(ann, ticket, cause="workmanship")
    wrong = ann.send(f"/tickets/{ticket.id}/parts", label="电池", quantity="0", price="viel")
    assert (
        wrong.status_code == 422 and "This is no amount" in said(wrong) and "Between 1 and 99" in said(wrong)
    )
    much = ann.send(f"/tickets/{ticket.id}/parts", label="电池", quantity="99", price="10000000")
    assert much.status_code == 422 and "at most 10 million" in said(much)
    ann.send(f"/tickets/{ticket.id}/parts", label="电池", quantity="2", price="120")
    part = tickets.the_ticket(ticket.id).parts_used[0].id
    for status in (303, 422):
        assert ann.send(f"/tickets/{ticket.id}/part-removals", part=str(part)).status_code == status
    assert tickets.the_ticket(ticket.id).parts_used == []
    over = claims.repaired("S2")
    late = ann.send(f"/tickets/{over.id}/parts", label="电池", quantity="1", price="120")
    assert late.status_code == 422 and "its parts stand" in said(late)


def test_goodwill_is_claimed_only_where_a_manager_says_so(ann, bo):
    ticket = claims.repaired(sold_on=date(2024, 1, 5), verdict="goodwill", reason="老顾客")
    assert claims.claim_of(ticket) is None
    assert ann.send(f"/tickets/{ticket.id}/claim-back").status_code == 403
    assert bo.send(f"/tickets/{ticket.id}/claim-back").status_code == 303
    assert claims.claim_of(ticket).amount == 38000
    own = claims.repaired("S9", sold_on=date(2024, 1, 5), verdict="goodwill", reason="x", cause="keeping")
    assert bo.send(f"/tickets/{own.id}/claim-back").status_code == 422 and claims.claim_of(own) is None


def test_a_ticket_that_is_opened_again_makes_no_second_claim(ann):
    ticket = claims.repaired()
    ann.send(f"/tickets/{ticket.id}/closing", satisfaction="5")
    ann.send(f"/tickets/{ticket.id}/reopening", because="又坏了")
    decide(ann, ticket, cause="material")
    for state in ("inspected", "ready"):
        ann.send(f"/tickets/{ticket.id}/steps", state=state)
    assert ann.send(f"/tickets/{ticket.id}/collection").status_code == 303
    assert len(claims.the_claims()) == 1


def test_what_was_done_after_it_was_opened_again_is_claimed_too_as_long_as_nobody_was_told(ann, monday):
    """Repaired, opened again, exchanged: the repair and the phone are owed, as if the repair had been sent before. Taken back,
    the repair is."""
    ticket = claims.repaired(parts=((38_000, 1),))
    (first,) = claims.the_claims()
    assert (first.what, first.amount) == ("repair", 38_000)
    ann.send(f"/tickets/{ticket.id}/closing", satisfaction="5")
    monday.shift(timedelta(minutes=9))
    ann.send(f"/tickets/{ticket.id}/reopening", because="又坏了")
    monday.shift(timedelta(minutes=9))
    decide(ann, ticket, cause="material", remedy="exchange")
    unit = tickets.on_shelf()
    assert ann.send(f"/tickets/{ticket.id}/exchange", new=unit.serials[0].value).status_code == 303
    (claim,) = claims.the_claims()
    assert (claim.what, claim.amount, claim.id) == ("exchange", 407_900, first.id)
    monday.shift(timedelta(minutes=9))
    assert ann.send(f"/tickets/{ticket.id}/exchange-withdrawal", because="其实没换").status_code == 303
    (claim,) = claims.the_claims()
    assert (claim.what, claim.amount) == ("repair", 38_000)


def test_sums_by_debtor_and_age_are_the_same_whoever_counts(bo, dee):
    """0 to 30 days, 31 to 60, over 60; several stores only for head office."""
    for place, days in enumerate((0, 30, 31, 60, 61, 200)):
        claims.repaired(
            f"S{place}",
            at=factories.NOW - timedelta(days),
            sold_on=date(2026, 4, 20),
            parts=((100 * 10**place, 1),),
        )
    (lark,) = listing.debtors(None, factories.NOW)
    assert (lark.young, lark.middle, lark.old) == (1_100, 110_000, 11_000_000)
    assert (lark.claims, lark.to_send, lark.name) == (6, 6, claims.LARK)
    assert listing.debtors((factories.the_store("JJ").id,), factories.NOW) == []
    for visitor in (bo, dee):
        page = said(visitor.get("/supplier-claims"))
        assert "¥110,000" in page and "Lark" in page
    with counted() as few:
        bo.get("/supplier-claims")
    for place in range(6, 12):
        claims.repaired(f"S{place}")
    with counted() as many:
        bo.get("/supplier-claims")
    assert len(many) == len(few) <= 7


def test_several_go_to_one_debtor_in_one_list_and_the_file_runs_nothing(bo, dee, cy):
    tickets_ = [claims.repaired(f"S{place}") for place in range(3)]
    carrier = claims.repaired("S7", cause="transport")
    first = claims.claim_of(tickets_[0])
    first.work = '=HYPERLINK("http://x")'
    db.session.commit()
    ids = [str(claims.claim_of(one).id) for one in tickets_]
    for wrong, sentence in (
        ([], "Tick what goes"),
        ([*ids, str(claims.claim_of(carrier).id)], "goes to one debtor"),
    ):
        answer = bo.send("/supplier-claims/batches", claim=wrong)
        assert answer.status_code == 422 and sentence in said(answer)
    answer = bo.send("/supplier-claims/batches", claim=ids)
    assert answer.status_code == 303
    assert {claims.claim_of(one).stage for one in tickets_} == {"sent"}
    assert "just sent one" in said(bo.send("/supplier-claims/batches", claim=ids))
    page = said(bo.get(answer.location))
    assert "¥1,140" in page and "换屏幕" in page and "陈晓明" not in page
    file = bo.get(f"{answer.location}/list.csv")
    text = file.get_data().decode("utf-8-sig")
    assert text.count("\n") == 4 and "陈晓明" not in text and "13800138000" not in text
    assert "Repair, =HYPERLINK" in text and not any(
        cell.startswith("=") for cell in text.replace('"', "").split(",")
    )
    assert dee.get(answer.location).status_code == 200 and cy.get(answer.location).status_code == 403


def test_a_claim_of_which_nobody_said_how_much_waits(bo):
    ticket = claims.repaired(parts=())
    claim = claims.claim_of(ticket)
    path = f"/supplier-claims/{claim.id}"
    assert claim.amount == 0 and "how much?" in said(bo.get("/supplier-claims"))
    assert "nobody said how much" in said(bo.send("/supplier-claims/batches", claim=str(claim.id)))
    assert "This is no amount" in said(bo.send(f"{path}/correction", amount="viel", debtor="云雀"))
    assert (
        bo.send(f"{path}/correction", amount="88.50", debtor="云雀", their_number="RMA-1").status_code == 303
    )
    claim = claims.claim_of(ticket)
    assert (claim.amount, claim.their_number, claim.debtor) == (8850, "RMA-1", claims.LARK)
    bo.send("/supplier-claims/batches", claim=str(claim.id))
    late = bo.send(f"{path}/correction", amount="99", debtor="云雀", their_number="RMA-2")
    assert late.status_code == 422 and "was sent already" in said(late)
    assert (
        bo.send(f"{path}/correction", amount="88.50", debtor="云雀", their_number="RMA-2").status_code == 303
    )


def test_the_answer_and_the_money_and_each_taken_back(bo):
    ticket = claims.repaired()
    claim = claims.claim_of(ticket)
    path = f"/supplier-claims/{claim.id}"
    assert bo.send(f"{path}/answer", answer="accepted").status_code == 409  # it was never sent
    bo.send("/supplier-claims/batches", claim=str(claim.id))
    assert bo.send(f"{path}/payment").status_code == 409
    for fields, sentence in (
        ({"answer": "accepted", "amount": "381"}, "more than was claimed"),
        ({"answer": "accepted", "amount": "200"}, "Why less"),
        ({"answer": "refused"}, "Why less"),
        ({}, "Do they accept it?"),
    ):
        wrong = bo.send(f"{path}/answer", **fields)
        assert wrong.status_code == 422 and sentence in said(wrong)
    assert bo.send(f"{path}/answer", answer="accepted", amount="200", because="只认一半").status_code == 303
    claim = claims.claim_of(ticket)
    assert (claim.stage, claim.accepted, claim.owed) == ("accepted", 20000, 20000)
    assert bo.send(f"{path}/payment").status_code == 303 and claims.claim_of(ticket).stage == "paid"
    assert listing.debtors(None, factories.NOW) == []
    assert "换" in said(bo.get("/supplier-claims?group=settled")) or "Lark" in said(
        bo.get("/supplier-claims?group=settled")
    )
    for stage in ("accepted", "sent"):
        assert bo.send(f"{path}/reopening").status_code == 303 and claims.claim_of(ticket).stage == stage
    assert bo.send(f"{path}/reopening").status_code == 409
    stale = bo.send(f"{path}/answer", answer="refused", because="x", version="1")
    assert stale.status_code == 409 and "Somebody went on" in said(stale)


def test_an_exchange_straight_from_the_maker_is_claimed_with_the_old_serials(ann):
    card = cards.a_card(product=claims.a_lark(), sold_on=date(2026, 11, 12))
    ticket = tickets.a_ticket(card, "exchange", is_here=False)
    assert decide(ann, ticket, cause="workmanship", remedy="exchange").status_code == 303
    receive(ticket.store_id, card.lines[0].product_id, "shelf", factories.NOW, {"imei1": "864207061018293"})
    assert ann.send(f"/tickets/{ticket.id}/exchange", new="864207061018293", unread="y").status_code == 303
    assert claims.claim_of(ticket).serials == ["864207062184417", "YQX20B7H3K9M"]


def test_what_was_put_right_where_it_stands_is_claimed_when_it_closes(ann):
    ticket = tickets.a_ticket(cards.a_card(product=claims.a_lark()), is_here=False, channel="phone")
    assert decide(ann, ticket, cause="workmanship").status_code == 303
    for state in ("inspected", "ready"):
        ann.send(f"/tickets/{ticket.id}/steps", state=state)
    assert claims.claim_of(ticket) is None
    assert ann.send(f"/tickets/{ticket.id}/closing", satisfaction="5").status_code == 303
    assert claims.claim_of(ticket).payer == "maker"


def test_what_was_given_up_before_it_was_done_is_not(ann, bo):
    ticket = tickets.a_ticket(cards.a_card(product=claims.a_lark()), is_here=False, channel="phone")
    decide(ann, ticket, cause="workmanship")
    assert bo.send(f"/tickets/{ticket.id}/closing", because="顾客不修了").status_code == 303
    assert claims.claim_of(ticket) is None
