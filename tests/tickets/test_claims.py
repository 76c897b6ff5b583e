"""In or out of the guarantee, paid repairs, exchanges and money back: with the record, the stock and the card following."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from counter.extensions import db
from counter.stock.models import Balance, Movement
from counter.stock.moving import move
from counter.tickets import deciding
from counter.warranty.models import Card, Coverage, Identifier
from tests import factories
from tests.support.answers import said
from tests.tickets import tickets
from tests.warranty import cards

DECISION = {"cause": "workmanship", "verdict": "covered", "remedy": "repair", "reason": "", "quote": ""}


pytestmark = pytest.mark.usefixtures("shop", "monday")


def go(visitor, ticket, state, words=""):
    return visitor.send(f"/tickets/{ticket.id}/steps", state=state, words=words)


def decide(visitor, ticket, **fields):
    return visitor.send(f"/tickets/{ticket.id}/decision", **{**DECISION, **fields})


def until(line_id, part="main_unit"):
    asked = select(Coverage.ends_on).where(
        Coverage.line_id == line_id, Coverage.part == part, Coverage.kind == "term"
    )
    return db.session.scalar(asked.order_by(Coverage.ends_on.desc()).limit(1))


@pytest.mark.ledger("GO-21")
def test_a_repair_in_the_guarantee_from_hand_in_to_the_end_moves_the_term(ann, monday):
    ticket = tickets.a_ticket()
    before, line_id, number = until(ticket.line_id), ticket.line_id, ticket.id
    assert go(ann, ticket, "ready").status_code == 422  # first decide
    go(ann, ticket, "inspected", "排线松动")
    assert decide(ann, ticket).status_code == 303
    ticket = tickets.the_ticket(number)
    assert (ticket.verdict, ticket.remedy, ticket.policy) == (
        "covered",
        "repair",
        "cn_phone_2001",
    ) and ticket.rule["zh"]
    for state in ("in_repair", "ready"):
        assert go(ann, ticket, state).status_code == 303
    monday.shift(timedelta(days=9))
    db.session.commit()
    ann.enter("ann")
    assert ann.send(f"/tickets/{number}/collection", work="换排线").status_code == 303
    ticket = tickets.the_ticket(number)
    (repair,) = ticket.line.repairs
    assert (repair.is_here, repair.work, (repair.back_on - repair.taken_on).days) == (False, "换排线", 9)
    assert until(line_id) == before + timedelta(days=9)
    assert [step.code for step in ticket.steps] == [
        "received",
        "inspected",
        "in_repair",
        "ready",
        "collected",
    ]
    assert ann.send(f"/tickets/{number}/closing", satisfaction="5", opinion="快一点更好").status_code == 303
    ticket = tickets.the_ticket(number)
    assert not ticket.is_open and ticket.satisfaction == 5 and all(mark.is_set for mark in ticket.marks)


@pytest.mark.parametrize(
    ("who", "fields", "sentence"),
    [
        ("ann", {"cause": "drop"}, "What was found speaks against it"),
        (
            "ann",
            {"cause": "workmanship", "verdict": "not_covered", "reason": "x"},
            "What was found speaks against it",
        ),
        ("ann", {"cause": "drop", "verdict": "not_covered"}, "Say why; the customer reads it"),
        ("ann", {"cause": "drop", "verdict": "goodwill", "reason": "老顾客"}, "Goodwill is a manager"),
        (
            "ann",
            {"cause": "drop", "verdict": "not_covered", "remedy": "exchange", "reason": "x"},
            "a paid repair, or nothing",
        ),
        ("ann", {"cause": ""}, "Say what was found"),
        ("ann", {"verdict": ""}, "In or out of the guarantee?"),
        (
            "ann",
            {"cause": "drop", "verdict": "not_covered", "reason": "x", "quote": "viel"},
            "This is no amount",
        ),
        (
            "ann",
            {"cause": "drop", "verdict": "not_covered", "reason": "x", "remedy": "repair"},
            "What does the repair cost?",
        ),
    ],
)
def test_what_can_not_be_decided_is_said_at_its_field(visit, who, fields, sentence):
    ticket = tickets.a_ticket()
    answer = decide(visit(who), ticket, **fields)
    assert answer.status_code == 422 and sentence in said(answer)
    assert not tickets.the_ticket(ticket.id).is_decided


def test_after_the_term_a_manager_gives_goodwill_and_an_assistant_does_not(ann, bo):
    """EQ-44: after the end a ticket is possible, at a price."""
    ticket = tickets.a_ticket(cards.a_card(sold_on=date(2024, 1, 5)))
    assert "No rule gives anything today" in said(ann.get(f"/tickets/{ticket.id}"))
    assert "On the day it was told no rule gave this" in said(decide(ann, ticket))
    assert decide(bo, ticket, verdict="goodwill", reason="老顾客").status_code == 303
    assert tickets.the_ticket(ticket.id).is_free


@pytest.mark.ledger("EQ-44")
def test_a_paid_repair_waits_for_the_customers_yes_and_moves_no_term(ann, monday):
    ticket = tickets.a_ticket(cards.a_card(sold_on=date(2024, 1, 5)))
    number, before = ticket.id, until(ticket.line_id)
    go(ann, ticket, "inspected")
    decide(ann, ticket, cause="liquid", verdict="not_covered", reason="进液不在保修内", quote="480")
    ticket = tickets.the_ticket(number)
    assert ticket.quote == 48000 and not ticket.line.repairs[0].is_counted
    assert not [mark for mark in ticket.marks if mark.is_law]  # no rule runs for it
    refused = go(ann, ticket, "in_repair")
    assert refused.status_code == 422 and "has not agreed to the price" in said(refused)
    assert ann.send(f"/tickets/{number}/quote", answer="yes").status_code == 303
    assert ann.send(f"/tickets/{number}/quote", answer="no").status_code == 422  # answered once
    go(ann, tickets.the_ticket(number), "in_repair")
    go(ann, tickets.the_ticket(number), "ready")
    monday.shift(timedelta(days=12))
    db.session.commit()
    ann.enter("ann")
    unpaid = ann.send(f"/tickets/{number}/collection", work="清洗主板")
    assert unpaid.status_code == 422 and "How was it paid?" in said(unpaid) and "清洗主板" in said(unpaid)
    assert ann.send(f"/tickets/{number}/collection", work="清洗主板", method="cash").status_code == 303
    ticket = tickets.the_ticket(number)
    assert ticket.paid_at and ticket.paid_method == "cash" and until(ticket.line_id) == before


def test_a_declined_price_gives_the_thing_back_as_it_is(ann):
    ticket = tickets.a_ticket()
    go(ann, ticket, "inspected")
    decide(ann, ticket, cause="drop", verdict="not_covered", reason="屏幕摔裂", quote="600")
    ann.send(f"/tickets/{ticket.id}/quote", answer="no")
    assert go(ann, ticket, "in_repair").status_code == 422
    assert go(ann, ticket, "ready").status_code == 303
    assert ann.send(f"/tickets/{ticket.id}/collection", work="").status_code == 303


def exchanged(visitor, ticket, **fields):
    return visitor.send(f"/tickets/{ticket.id}/exchange", **fields)


def test_an_exchange_takes_the_new_one_off_the_shelf_and_the_card_goes_on(ann):
    ticket, unit = tickets.a_ticket(), tickets.on_shelf()
    number, line_id = ticket.id, ticket.line_id
    assert "Decide first" in said(exchanged(ann, ticket, new="864207061018293"))
    assert decide(ann, ticket, remedy="exchange").status_code == 303
    assert "Scan its own IMEI" in said(exchanged(ann, ticket, new="X20"))
    assert exchanged(ann, ticket, new=" 8642 0706 1018 293 ").status_code == 303
    ticket = tickets.the_ticket(number)
    assert (ticket.state, ticket.is_here) == ("collected", False)
    assert {one.value for one in ticket.line.identifiers} == {"864207061018293", "YQX20KA44JAV"}
    assert db.session.get(type(unit), unit.id).place == "sold"
    assert db.session.scalar(select(Balance.quantity).where(Balance.place == "repair")) == 1  # the old one
    kinds = [repair.kind for repair in ticket.line.repairs]
    assert kinds == ["repair", "exchange"] and not any(repair.is_here for repair in ticket.line.repairs)
    assert until(line_id) > date(2027, 11, 22)  # anew from today
    reasons = set(db.session.scalars(select(Movement.reason).where(Movement.reason.like("exchange%"))))
    assert reasons == {f"exchange {ticket.number}"}


def test_what_was_sold_here_comes_back_as_the_very_unit(ann):
    old = tickets.on_shelf("864207062184417", "YQX20B7H3K9M")
    move(old.store_id, old.product_id, 1, "shelf", "sold", "sale 1 line 1", factories.NOW, None, old)
    db.session.commit()
    ticket = tickets.a_ticket()
    tickets.on_shelf()
    decide(ann, ticket, remedy="exchange")
    assert exchanged(ann, ticket, new="864207061018293").status_code == 303
    assert db.session.get(type(old), old.id).place == "repair"


def test_two_who_exchange_with_the_same_unit_get_one(ann):
    one = tickets.a_ticket()
    two = tickets.a_ticket(cards.a_card("李雷", "+8613900139000", serials={"imei1": "864207061011454"}))
    tickets.on_shelf()
    for ticket in (one, two):
        decide(ann, ticket, remedy="exchange")
    assert exchanged(ann, one, new="864207061018293").status_code == 303
    refused = exchanged(ann, two, new="864207061018293")
    assert refused.status_code == 422 and "sold already" in said(refused)
    assert tickets.the_ticket(two.id).state == "received"


def test_of_a_part_only_the_part_is_exchanged(ann):
    ticket = tickets.a_ticket(part="battery", fault="battery_fails")
    decide(ann, ticket, remedy="exchange", cause="material")
    assert exchanged(ann, ticket).status_code == 303
    ticket = tickets.the_ticket(ticket.id)
    assert {one.value for one in ticket.line.identifiers} == {"864207062184417", "YQX20B7H3K9M"}
    assert [(one.kind, one.part) for one in ticket.line.repairs][-1] == ("exchange", "battery")


def a_return(ann, **kw):
    """Three days after the purchase: the customer may ask for their money."""
    card = cards.a_card(sold_on=date(2026, 11, 20), **kw)
    ticket = tickets.a_ticket(card, kind="return")
    assert decide(ann, ticket, remedy="return").status_code == 303
    return tickets.the_ticket(ticket.id)


def test_money_back_ends_the_card_frees_the_serials_and_brings_the_thing_into_stock(ann):
    ticket = a_return(ann)
    page = said(ann.get(f"/tickets/{ticket.id}/refund"))
    assert "3699" in page and "its list price was ¥3,699" in page
    fields = {"amount": "3699", "method": "cash", "place": "repair", "operation_id": "r" * 22}
    first, second = (ann.send(f"/tickets/{ticket.id}/refund", **fields) for _ in range(2))
    assert first.status_code == second.status_code == 303
    ticket = tickets.the_ticket(ticket.id)
    assert (ticket.refund, ticket.state) == (369900, "collected")
    card = db.session.get(Card, ticket.card_id)
    assert card.voided_at and ticket.line.returned_on == date(2026, 11, 23)
    assert not db.session.scalars(select(Identifier).where(Identifier.live == 1)).all()
    assert not db.session.scalars(select(Coverage).where(Coverage.line_id == ticket.line_id)).all()
    assert db.session.scalar(select(Balance.quantity).where(Balance.place == "repair")) == 1
    assert (
        ann.send(f"/tickets/{ticket.id}/refund", amount="1", method="cash", place="repair").status_code == 422
    )


@pytest.mark.parametrize(
    ("amount", "sentence"), [("", "How much goes back?"), ("x", "no amount"), ("-3", "no amount")]
)
def test_an_odd_amount_is_said_at_its_field(ann, amount, sentence):
    ticket = a_return(ann)
    answer = ann.send(f"/tickets/{ticket.id}/refund", amount=amount, method="cash", place="repair")
    assert answer.status_code == 422 and sentence in said(answer)


def test_nothing_is_paid_back_that_nobody_decided(ann):
    ticket = tickets.a_ticket(kind="return")
    answer = ann.send(f"/tickets/{ticket.id}/refund", amount="100", method="cash", place="repair")
    assert answer.status_code == 422 and "Nothing says that it is taken back" in said(answer)


def test_what_the_rules_give_is_asked_as_of_the_day_it_was_told(ann, monday):
    """On day 7 it was brought; that it is looked at on day 9 takes no right away."""
    card = cards.a_card(sold_on=date(2026, 11, 16))
    ticket = tickets.a_ticket(card, kind="return")
    monday.shift(timedelta(days=2))
    db.session.commit()
    ann.enter("ann")
    given = {
        one.remedy for one in deciding.possible(ticket, "workmanship", date(2026, 11, 23), date(2026, 11, 25))
    }
    assert "return" in given
    assert decide(ann, ticket, remedy="return").status_code == 303


def test_a_page_from_before_is_told_that_somebody_went_on(ann):
    ticket = tickets.a_ticket()
    old = str(ticket.version)
    go(ann, ticket, "inspected")
    answer = ann.send(f"/tickets/{ticket.id}/steps", state="waiting_customer", words="问价格", version=old)
    assert answer.status_code == 409 and "Somebody went on" in said(answer) and "问价格" in said(answer)
    assert tickets.the_ticket(ticket.id).state == "inspected"


def test_a_fault_that_nobody_knew_at_the_counter_is_named_with_the_decision(ann):
    """The rules of phones ask for a fault of their list: it stands on the ticket and in the record of the card."""
    ticket = tickets.a_ticket(fault="")
    number = ticket.id
    go(ann, ticket, "inspected")
    unnamed = decide(ann, ticket, fault="")
    assert unnamed.status_code == 422 and "no rule gave this" in said(unnamed)
    assert decide(ann, ticket, fault="of another list").status_code == 422
    assert decide(ann, ticket, fault="keys").status_code == 303
    ticket = tickets.the_ticket(number)
    assert (ticket.fault, ticket.verdict) == ("keys", "covered")
    assert [one.fault for one in ticket.line.repairs] == ["keys"]
