"""What a claim gives when it takes too long, and what goes back in money: all of it, less its use, or an accessory's price."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from counter.extensions import db
from counter.sales import refunding
from counter.stock.models import Balance
from counter.warranty import describing, repairing
from counter.warranty.models import Card
from tests import factories
from tests.support.answers import said
from tests.tickets import tickets
from tests.tickets.test_claims import a_return, decide
from tests.warranty import cards

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]


def test_what_is_away_too_long_may_be_exchanged_or_paid_back_though_its_fifteen_days_are_over(ann, monday):
    """Phone rule of 2001, art. 17: over 30 days by the repairer's own fault; whether it was theirs the page asks."""
    ticket = tickets.a_ticket(cards.a_card(sold_on=date(2026, 10, 12)))
    refused = decide(ann, ticket, remedy="exchange")
    assert refused.status_code == 422 and "no rule gave this" in said(refused)
    for days, status in ((30, 422), (31, 303)):
        monday.move_to(factories.NOW + timedelta(days=days))
        db.session.commit()
        ann.enter("ann")
        assert decide(ann, tickets.the_ticket(ticket.id), remedy="exchange").status_code == status
    decided = tickets.the_ticket(ticket.id)
    assert "30 days" in decided.rule["en"] and decided.policy == "cn_phone_2001"


def an_exchange_in_money(ann, **kw):
    """Day 10: an exchange is due, and the customer has the money."""
    ticket = tickets.a_ticket(cards.a_card(sold_on=date(2026, 11, 13)), kind="return")
    assert decide(ann, ticket, remedy="return").status_code == 303
    return tickets.the_ticket(ticket.id)


def test_money_in_place_of_an_exchange_is_the_full_price_or_less_half_a_percent_a_day(ann):
    ticket = an_exchange_in_money(ann)
    page = said(ann.get(f"/tickets/{ticket.id}/refund"))
    assert "The same model is not to be had: ¥3,699" in page
    assert "¥3,514.05, ¥184.95 kept for its use" in page, "ten days of 0.5 % of 3,699"
    nothing = ann.send(f"/tickets/{ticket.id}/refund", method="cash", place="repair")
    assert nothing.status_code == 422 and "How much goes back?" in said(nothing)
    odd = ann.send(f"/tickets/{ticket.id}/refund", way="free", method="cash", place="repair")
    assert odd.status_code == 422
    assert (
        ann.send(f"/tickets/{ticket.id}/refund", way="money", method="cash", place="repair").status_code
        == 303
    )
    assert tickets.the_ticket(ticket.id).refund == 351405


def test_where_there_is_no_such_phone_the_full_price_goes_back_and_a_typed_amount_counts_first(ann):
    ticket = an_exchange_in_money(ann)
    fields = {"way": "no_model", "method": "cash", "place": "repair"}
    assert ann.send(f"/tickets/{ticket.id}/refund", **fields, amount="3600").status_code == 303
    assert tickets.the_ticket(ticket.id).refund == 360000


def test_within_seven_days_the_full_price_goes_back_at_once(ann):
    page = said(ann.get(f"/tickets/{a_return(ann).id}/refund"))
    assert 'value="3699"' in page and "kept for its use" not in page


def a_charger_to_pay_back(ann, card=None, **kw):
    """Exchanged twice and still bad (phone rule)."""
    open_one = tickets.a_ticket if card is None else tickets.a_rival
    if card is None:
        card = cards.a_card(sold_on=date(2026, 10, 12))
        for day in (date(2026, 10, 20), date(2026, 11, 2)):
            line, fault = db.session.get(Card, card.id).lines[0], repairing.Fault("charger", "charger_fails")
            repairing.exchange(line, fault, day, {}, cards.by(), factories.NOW, day)
        db.session.commit()
    card = db.session.get(Card, card.id)
    ticket = open_one(card, kind="return", part="charger", fault="charger_fails", **kw)
    assert decide(ann, ticket, remedy="return", cause="material").status_code == 303
    return tickets.the_ticket(ticket.id)


def test_a_phone_that_was_handed_in_with_its_charger_goes_back_with_the_money(ann, bo):
    ticket = a_charger_to_pay_back(ann, is_here=True)
    assert any(one.is_here for one in ticket.line.repairs)
    assert bo.send(f"/tickets/{ticket.id}/refund", amount="99", method="cash").status_code == 303
    line = tickets.the_ticket(ticket.id).line
    assert not any(one.is_here for one in line.repairs) and line.returned_on is None


def test_an_accessory_is_paid_back_once(ann, bo):
    first = a_charger_to_pay_back(ann)
    second = a_charger_to_pay_back(ann, first.card)
    assert bo.send(f"/tickets/{first.id}/refund", amount="99", method="cash").status_code == 303
    refused = ann.send(f"/tickets/{second.id}/refund", amount="99", method="cash")
    assert refused.status_code == 422 and "This accessory was paid back already" in said(refused)
    assert tickets.the_ticket(second.id).refunded_at is None


def test_an_accessory_comes_back_by_itself_and_the_phone_stays_covered(ann, bo):
    """Its own price of the day, not the phone's; nobody knows it, so a manager says it."""
    ticket = a_charger_to_pay_back(ann)
    page = said(ann.get(f"/tickets/{ticket.id}/refund"))
    assert "The accessory alone comes back" in page and "3699" not in page and "in stock again" not in page
    assert ann.send(f"/tickets/{ticket.id}/refund", method="cash").status_code == 422
    refused = ann.send(f"/tickets/{ticket.id}/refund", amount="99", method="cash")
    assert refused.status_code == 422 and "A manager pays it back." in said(refused)
    assert bo.send(f"/tickets/{ticket.id}/refund", amount="99", method="cash").status_code == 303
    ticket = tickets.the_ticket(ticket.id)
    assert ticket.refund == 9900 and ticket.line.returned_on is None and ticket.card.voided_at is None
    assert db.session.scalar(select(Balance.quantity).where(Balance.place == "repair")) is None


def test_an_accessory_that_was_sold_by_itself_has_the_list_price_of_its_card(ann):
    ticket = a_charger_to_pay_back(ann)
    ticket.line.description = describing.keep(
        describing.told(ticket.line.label, "phone_charger", {**ticket.line.facts, "parts": ["charger"]})
    )
    db.session.commit()
    refused = ann.send(f"/tickets/{ticket.id}/refund", amount="3700", method="cash")
    assert refused.status_code == 422 and "its list price was ¥3,699" in said(refused)
    assert ann.send(f"/tickets/{ticket.id}/refund", amount="99", method="cash").status_code == 303


def test_a_phone_whose_term_is_over_gets_no_exchange_by_lying_here_long(ann, monday):
    ticket = tickets.a_ticket(cards.a_card(sold_on=date(2024, 10, 14)))
    monday.move_to(factories.NOW + timedelta(days=40))
    db.session.commit()
    ann.enter("ann")
    assert decide(ann, tickets.the_ticket(ticket.id), remedy="exchange").status_code == 422


def test_a_charger_that_is_here_long_keeps_nobodys_phone(ann, monday):
    card = cards.a_card(sold_on=date(2026, 10, 12))
    fault = repairing.Fault("charger", "charger_fails", is_thing_away=False)
    repairing.take_in(
        card.lines[0], fault, factories.NOW.date(), cards.by(), factories.NOW, factories.NOW.date()
    )
    db.session.commit()
    ticket = tickets.a_ticket(db.session.get(Card, card.id), kind="return")
    monday.move_to(factories.NOW + timedelta(days=34))
    db.session.commit()
    ann.enter("ann")
    assert decide(ann, tickets.the_ticket(ticket.id), remedy="return").status_code == 422


def test_in_zhejiang_days_under_repair_give_the_full_price(ann, monday):
    """Over 35 days in all: return or exchange, and no charge for use (art. 26, 31)."""
    store = factories.the_store()
    store.jurisdictions = ["CN", "CN-ZJ"]
    db.session.commit()
    ticket = tickets.a_ticket(cards.a_card(sold_on=date(2026, 10, 12)))
    for days, status in ((34, 303), (36, 303)):
        monday.move_to(factories.NOW + timedelta(days=days))
        db.session.commit()
        ann.enter("ann")
        assert decide(ann, tickets.the_ticket(ticket.id), remedy="return").status_code == status
        by = {34: "cn_phone_2001", 36: "cn_zj_2017"}[days]
        assert tickets.the_ticket(ticket.id).policy == by
        page = said(ann.get(f"/tickets/{ticket.id}/refund"))
        assert 'value="3699"' in page and "kept for its use" not in page


def test_in_shandong_thirty_days_give_the_money_without_a_charge_for_use(ann, monday):
    """Art. 28 there beside art. 16 and 17 of the phone rule, on the same day: the better one counts."""
    store = factories.the_store()
    store.jurisdictions = ["CN", "CN-SD"]
    ticket = tickets.a_ticket(cards.a_card(sold_on=date(2026, 10, 12)))
    monday.move_to(factories.NOW + timedelta(days=31))
    db.session.commit()
    ann.enter("ann")
    assert decide(ann, tickets.the_ticket(ticket.id), remedy="return").status_code == 303
    assert tickets.the_ticket(ticket.id).policy == "cn_sd_2017"
    page = said(ann.get(f"/tickets/{ticket.id}/refund"))
    assert 'value="3699"' in page and "kept for its use" not in page


def test_in_the_eu_a_phone_that_comes_back_after_a_repair_may_have_a_lower_price(ann, monday):
    store = factories.the_store()
    store.jurisdictions = ["EU"]
    card = cards.a_card(sold_on=date(2026, 10, 12))
    first = tickets.a_ticket(card)
    at_once = decide(ann, first, remedy="price_reduction", cause="material")
    assert at_once.status_code == 303  # where a repair was refused or came too late, as the rule says
    assert "Not put right" in tickets.the_ticket(first.id).rule["en"]
    assert decide(ann, tickets.the_ticket(first.id), remedy="repair", cause="material").status_code == 303
    ann.send(f"/tickets/{first.id}/steps", state="ready", words="")
    assert ann.send(f"/tickets/{first.id}/collection", work="换键").status_code == 303
    again = tickets.a_ticket(db.session.get(Card, card.id))
    assert decide(ann, again, remedy="price_reduction", cause="material").status_code == 303
    assert "Repaired once" in tickets.the_ticket(again.id).rule["en"]
    assert ann.send(f"/tickets/{again.id}/refund", amount="400", method="cash").status_code == 303
    card = db.session.get(Card, card.id)
    assert card.lines[0].returned_on is None
    assert card.ends_on == date(
        2029, 10, 12
    )  # the repair gave twelve months, once; the lower price gives none


def test_who_was_paid_a_lower_price_has_had_no_repair(bo):
    """No twelve months more (EU), and the next fault is the first one again."""
    factories.the_store().jurisdictions = ["EU"]
    ticket = tickets.a_ticket(cards.a_card(sold_on=date(2026, 10, 12)))
    fields = {"verdict": "goodwill", "remedy": "price_reduction", "reason": "色差"}
    assert decide(bo, ticket, **fields).status_code == 303
    assert bo.send(f"/tickets/{ticket.id}/refund", amount="100", method="cash").status_code == 303
    ticket = tickets.the_ticket(ticket.id)
    assert ticket.card.ends_on == date(2028, 10, 12)
    (repair,) = ticket.line.repairs
    assert repair.back_on and not repair.is_counted
    assert "moves no term" in said(bo.get(f"/warranty-cards/{ticket.card_id}"))


def test_what_went_back_before_is_not_paid_again_with_less_wear_and_tear(ann, bo):
    """3699, less 43 days at 0.5 % (795.29) is 2903.71; 300 went back as a lower price already."""
    card = cards.a_card(sold_on=date(2026, 11, 11))
    first = tickets.a_ticket(card, is_here=False)
    fields = {"verdict": "goodwill", "remedy": "price_reduction", "reason": "色差"}
    assert decide(bo, first, **fields).status_code == 303
    assert bo.send(f"/tickets/{first.id}/refund", amount="300", method="cash").status_code == 303
    second = tickets.a_ticket(db.session.get(Card, card.id), kind="return")
    assert decide(ann, second, remedy="return").status_code == 303
    whole, used = [
        way.amount for way in refunding.suggest(tickets.the_ticket(second.id), date(2026, 11, 23)).ways
    ]
    assert whole == 369900 - 30000
    assert used == 369900 - 12 * 369900 * 5 // 1000 - 30000


def test_after_two_hundred_days_the_page_still_asks_how_it_comes_about(ann, monday):
    """Two repairs, and less wear and tear nothing would be left; the full price is due only where there is no such phone."""
    card = cards.a_card(sold_on=date(2026, 4, 13))
    for day in (date(2026, 6, 1), date(2026, 8, 3)):
        line, fault = db.session.get(Card, card.id).lines[0], repairing.Fault(None, "keys")
        one = repairing.take_in(line, fault, day, cards.by(), factories.NOW, day)
        repairing.give_back(one, day, "", cards.by(), factories.NOW, day)
    db.session.commit()
    ticket = tickets.a_ticket(db.session.get(Card, card.id), kind="return")
    assert decide(ann, ticket, remedy="return").status_code == 303
    page = said(ann.get(f"/tickets/{ticket.id}/refund"))
    assert "The same model is not to be had: ¥3,699" in page and "¥3,699 kept for its use" in page
    assert 'value="3699"' not in page
    nothing = ann.send(f"/tickets/{ticket.id}/refund", way="money", method="cash", place="repair")
    assert nothing.status_code == 422 and "Nothing would go back" in said(nothing)


def test_nothing_is_no_amount(ann):
    ticket = a_return(ann)
    answer = ann.send(f"/tickets/{ticket.id}/refund", amount="0", method="cash", place="repair")
    assert answer.status_code == 422 and tickets.the_ticket(ticket.id).refunded_at is None


def test_an_exchange_of_the_main_unit_gives_the_card_its_serial(ann):
    ticket, _unit = tickets.a_ticket(part="main_unit"), tickets.on_shelf()
    assert decide(ann, ticket, remedy="exchange").status_code == 303
    assert 'name="new"' in said(ann.get(f"/tickets/{ticket.id}"))
    assert ann.send(f"/tickets/{ticket.id}/exchange", new="864207061018293").status_code == 303
    ticket = tickets.the_ticket(ticket.id)
    assert "864207061018293" in {one.value for one in ticket.line.identifiers}
    assert db.session.scalar(select(Balance.quantity).where(Balance.place == "repair")) == 1
