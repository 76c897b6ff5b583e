"""What is here for repair, and what the rules open when that takes too long."""

from datetime import date, timedelta

import pytest

from counter.extensions import db
from counter.warranty import repairing, waiting
from tests import factories
from tests.support.queries import counted
from tests.warranty import cards

TODAY = date(2026, 11, 23)


pytestmark = pytest.mark.usefixtures("shop", "monday")


def a_phone_here(days, number=1):
    serials = {"sn": f"SN{number:05}"}
    card = cards.a_card("陈晓明", f"+86138001{number:05}", serials=serials, sold_on=date(2026, 5, 4))
    on = TODAY - timedelta(days)
    repairing.take_in(card.lines[0], repairing.Fault(), on, cards.by(), factories.NOW, TODAY)
    db.session.commit()
    return card


def labels(dues):
    return [due.label["zh"][:4] for due in dues]


@pytest.mark.parametrize(
    ("days", "due", "coming"),
    [(0, [], "七日未修"), (7, [], "七日未修"), (8, ["七日未修"], "修理者拖"), (30, ["七日未修"], "修理者拖"),
     (31, ["七日未修", "修理者拖"], "缺零件超"), (61, ["七日未修", "修理者拖", "缺零件超"], None)],
)  # fmt: skip
def test_the_phone_rule_opens_a_loan_then_an_exchange(days, due, coming):
    a_phone_here(days)
    (one,) = waiting.here(factories.the_store(), TODAY)
    assert labels(one.due) == due and (labels([one.coming])[0] if one.coming else None) == coming
    assert one.is_late is bool(due)


def test_why_it_takes_so_long_is_asked_for_not_guessed():
    a_phone_here(31)
    (one,) = waiting.here(factories.the_store(), TODAY)
    assert [due.asks for due in one.due] == [(), ("claim.delay_cause",)]


def test_the_list_is_masked_the_longest_first_and_only_of_the_store(ann, cy):
    a_phone_here(3, 1)
    a_phone_here(9, 2)
    page = ann.get("/repairs").get_data(as_text=True)
    assert page.index("handed in 9 days ago") < page.index("handed in 3 days ago")
    assert "陈**" in page and "陈晓明" not in page and "13800100001" not in page
    assert "handed in 3" not in cy.get("/repairs").get_data(as_text=True)


def test_what_is_back_is_not_on_the_list(ann):
    card = a_phone_here(3)
    (made,) = card.lines[0].repairs
    repairing.give_back(made, TODAY, "", cards.by(), factories.NOW, TODAY)
    db.session.commit()
    assert "Nothing is here for repair" in ann.get("/repairs").get_data(as_text=True)


def test_one_thing_costs_as_many_queries_as_fifty(ann):
    a_phone_here(3, 1)
    ann.get("/repairs")
    with counted() as one:
        ann.get("/repairs")
    for number in range(2, 51):
        a_phone_here(3, number)
    with counted() as fifty:
        page = ann.get("/repairs").get_data(as_text=True)
    assert page.count("handed in 3 days ago") == 50 and len(fifty) == len(one) <= 4


def test_today_says_what_is_late(ann):
    a_phone_here(9)
    page = ann.get("/today").get_data(as_text=True)
    assert "Here for repair" in page and "a phone on loan" in page


def a_store_in(*jurisdictions):
    store = factories.the_store()
    store.jurisdictions = list(jurisdictions)
    db.session.commit()
    return store


def test_in_the_eu_the_customer_is_told_first_and_the_seller_bears_the_proof_for_a_year(ann):
    a_store_in("EU")
    card = cards.a_card(serials={"sn": "EU1"}, sold_on=date(2026, 8, 3))
    db.session.commit()
    page = ann.get(f"/warranty-cards/{card.id}").get_data(as_text=True)
    assert "extends the guarantee once by twelve months" in page and "3 Aug 2028" in page
    assert waiting.proof_until(card.lines[0], card) == date(2027, 8, 3)
    assert "Until 3 Aug 2027 a fault is presumed" in page


def test_in_the_uk_the_final_right_to_reject_is_shown_apart_with_what_has_to_have_happened(ann):
    a_store_in("GB")
    card = cards.a_card(serials={"sn": "GB1"}, sold_on=date(2026, 5, 4))
    made = repairing.take_in(
        card.lines[0], repairing.Fault(), date(2026, 8, 3), cards.by(), factories.NOW, TODAY
    )
    repairing.give_back(made, date(2026, 8, 10), "", cards.by(), factories.NOW, TODAY)
    db.session.commit()
    page = ann.get(f"/warranty-cards/{card.id}").get_data(as_text=True)
    assert "a lower price or the final right to reject" in page and "did not put it right" in page
    assert "No rule gives it a term" in page, "six years are for claims, they are no guarantee"
    assert "five in Scotland" in page
    assert waiting.proof_until(card.lines[0], card) == date(2026, 11, 4)


def test_in_the_us_federal_law_sets_no_term_and_the_card_says_so(ann):
    a_store_in("US")
    card = cards.a_card(serials={"sn": "US1"}, sold_on=date(2026, 5, 4))
    db.session.commit()
    assert "No rule gives it a term" in ann.get(f"/warranty-cards/{card.id}").get_data(as_text=True)
