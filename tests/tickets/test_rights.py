"""What the customer's rights are, seen from the ticket: open today, by cause, moved by a repair, anew for a part."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from counter.customers.models import Customer
from counter.customers.registering import register
from counter.extensions import db
from counter.playbooks.reading import read_all
from counter.tickets.opening import open_ticket
from counter.warranty.issuing import Covered, issue
from counter.warranty.models import Card, CardLine, Coverage
from tests import factories
from tests.support.answers import said
from tests.tickets import tickets
from tests.warranty import cards

BOOKS = read_all().playbooks


pytestmark = pytest.mark.usefixtures("shop", "monday")


def ends(line_id, part):
    """{policy: (layer, last day)} of the terms of a part."""
    found = db.session.scalars(select(Coverage).where(Coverage.line_id == line_id))
    return {one.policy: (one.layer, one.ends_on) for one in found if (one.part, one.kind) == (part, "term")}


def decide(visitor, ticket, cause, verdict, remedy="repair", reason="x", **more):
    fields = {"cause": cause, "verdict": verdict, "remedy": remedy, "reason": reason, **more}
    return visitor.send(f"/tickets/{ticket.id}/decision", **fields)


@pytest.mark.ledger("FU-36")
def test_a_ticket_shows_the_legal_remedies_open_today_with_their_last_day(ann):
    ticket = tickets.a_ticket(cards.a_card(sold_on=date(2026, 11, 18)))
    page = said(ann.get(f"/tickets/{ticket.id}"))
    assert "Exchange" in page and "to 3 Dec 2026" in page  # day 15
    assert "Free repair" in page and "to 18 Nov 2027" in page
    assert "Return" in page and "to 25 Nov 2026" in page  # day 7


@pytest.mark.ledger("FU-36")
def test_for_furniture_the_store_standard_is_shown_as_what_it_is(visit):
    """GB/T 37652 is recommended: it binds as a standard, the law's own windows stand beside it."""
    cy = visit("cy")
    sofa = factories.a_product(
        "SOFA", "sofa", "furniture_cn", 896000, parts=["frame", "springs"], material="upholstery"
    )
    card = cards.a_card(
        product=sofa,
        serials={},
        sold_on=date(2026, 10, 5),
        store="JJ",
        who="cy",
        delivered_on=date(2026, 10, 8),
    )
    me = cards.by("cy", "JJ")
    owner = db.session.get_one(Customer, card.customer_id)
    told = tickets.told("repair", is_here=False, fault="spring_through")
    ticket = open_ticket(me.store, owner, told, me, factories.NOW, date(2026, 11, 23), line=card.lines[0])
    db.session.commit()
    page = said(cy.get(f"/tickets/{ticket.id}"))
    assert "Free repair" in page and "to 8 Oct 2028" in page  # two years from the delivery


@pytest.mark.ledger("EQ-39")
@pytest.mark.parametrize("cause", ["material", "workmanship", "design"])
def test_faults_of_make_are_put_right_free_and_the_customers_own_doing_is_not(ann, cause):
    ticket = tickets.a_ticket()
    assert decide(ann, ticket, cause, "covered").status_code == 303
    ticket = tickets.the_ticket(ticket.id)
    assert ticket.is_free and ticket.quote is None
    assert decide(ann, ticket, "drop", "covered").status_code == 422


@pytest.mark.ledger("EQ-40")
def test_nine_days_under_repair_move_the_end_by_nine_days_and_the_card_says_why(ann, monday):
    ticket = tickets.a_ticket()
    line_id = ticket.line_id
    before = ends(line_id, "main_unit")["cn_phone_2001"][1]
    decide(ann, ticket, "material", "covered")
    ann.send(f"/tickets/{ticket.id}/steps", state="ready", words="")
    monday.shift(timedelta(days=9))
    db.session.commit()
    ann.enter("ann")
    ann.send(f"/tickets/{ticket.id}/collection", work="换屏")
    db.session.expire_all()
    assert ends(line_id, "main_unit")["cn_phone_2001"][1] == before + timedelta(days=9)
    page = said(ann.get(f"/warranty-cards/{ticket.card_id}"))
    assert "9 days under repair" in page and "换屏" in page


@pytest.mark.ledger("EQ-41")
def test_an_exchanged_part_has_a_term_of_its_own_that_ends_after_the_units(ann, bo):
    store = factories.the_store()
    store.jurisdictions = ["CN", "CN-ZJ"]  # Zhejiang 2017: a replaced part starts anew
    db.session.commit()
    card = cards.a_card(sold_on=date(2026, 10, 9))
    ticket = tickets.a_ticket(card, part="charger", fault="charger_fails")
    decide(ann, ticket, "material", "covered", "exchange")
    assert ann.send(f"/tickets/{ticket.id}/exchange").status_code == 303
    db.session.expire_all()
    line_id = ticket.line_id
    unit = max(day for _, day in ends(line_id, "main_unit").values())
    part = max(day for _, day in ends(line_id, "charger").values())
    assert part >= date(2027, 11, 23) > unit


@pytest.mark.ledger("EQ-41")
@pytest.mark.parametrize("verdict", ["covered", "not_covered"])
@pytest.mark.slow
def test_a_part_that_went_in_free_of_charge_while_the_whole_was_repaired_starts_anew(ann, bo, verdict):
    store = factories.the_store()
    store.jurisdictions = ["CN", "CN-ZJ"]
    db.session.commit()
    card = cards.a_card(sold_on=date(2026, 10, 9))
    ticket = tickets.a_ticket(card)
    line_id, path = ticket.line_id, f"/tickets/{ticket.id}"
    before, charger = ends(line_id, "main_unit"), ends(line_id, "charger")
    cause = "material" if verdict == "covered" else "drop"
    quote = {} if verdict == "covered" else {"quote": "100"}
    assert decide(ann, ticket, cause, verdict, **quote).status_code == 303
    if quote:
        ann.send(f"{path}/quote", answer="yes")
    assert "By the card it is" in said(ann.get(path))
    wrong = ann.send(f"{path}/parts", label="充电器", quantity="1", price="99", part="main_unit")
    assert wrong.status_code == 422  # who exchanges that exchanges the thing
    for label, part in (("充电器", "charger"), ("螺丝", "")):
        added = ann.send(f"{path}/parts", label=label, quantity="1", price="99", part=part)
        assert added.status_code == 303
    ann.send(f"{path}/steps", state="ready", words="")
    method = {} if verdict == "covered" else {"method": "cash"}
    assert ann.send(f"{path}/collection", work="换充电器", **method).status_code == 303
    db.session.expire_all()
    part = max(day for _, day in ends(line_id, "charger").values())
    record = [(one.kind, one.part, one.work) for one in db.session.get(CardLine, line_id).repairs]
    if verdict == "covered":
        assert part >= date(2027, 11, 23) > max(day for _, day in before.values())
        assert record == [("repair", None, "换充电器"), ("exchange", "charger", "充电器")]
        assert "It was not exchanged after all" not in said(ann.get(path))
    else:
        assert ends(line_id, "charger") == charger and len(record) == 1
    assert ends(line_id, "main_unit") == before
    assert len(db.session.get(CardLine, line_id).identifiers) == 2


@pytest.mark.ledger("EQ-38")
def test_the_legal_minimum_and_the_promise_stand_apart_and_the_longer_one_counts(ann):
    store = factories.the_store()
    store.capabilities = {**store.capabilities, "brand_battery_year": True}
    cards.a_phone(brand=cards.LARK)
    db.session.commit()
    card = cards.a_card(sold_on=date(2026, 11, 12))
    found = ends(card.lines[0].id, "battery")
    layers = {layer: day for layer, day in found.values()}
    assert layers["law"] == date(2027, 5, 12) and layers["brand"] == date(2027, 11, 12)
    page = said(ann.get(f"/warranty-cards/{card.id}"))
    assert "12 Nov 2027" in page


@pytest.mark.ledger("GO-08")
@pytest.mark.parametrize("code", ["phone_cn", "furniture_cn"])
def test_repair_return_and_exchange_each_have_their_own_steps(code):
    kinds = {
        kind["id"]: [(step["state"], step["label"]["zh"]) for step in kind["steps"]]
        for kind in BOOKS[code]["tickets"]["kinds"]
    }
    assert {"repair", "return", "exchange"} <= set(kinds)
    assert len({str(kinds[one]) for one in ("repair", "return", "exchange")}) == 3
    assert ("collected", "已退款") in kinds["return"] and ("collected", "已换") in kinds["exchange"]
    assert "in_repair" in dict(kinds["repair"]) and "in_repair" not in dict(kinds["return"])


@pytest.mark.ledger("GO-34")
def test_complaint_repair_and_upkeep_are_opened_each_with_what_it_asks(ann):
    card = cards.a_card()
    asked = {
        kind: said(ann.get(f"/warranty-cards/{card.id}/tickets/new?kind={kind}"))
        for kind in ("complaint", "repair", "upkeep")
    }
    assert "How serious" in asked["complaint"] and "How serious" not in asked["repair"]
    assert "What it looks like" in asked["repair"] and "What it looks like" not in asked["complaint"]
    for kind, more in (("complaint", {"severity": "minor"}), ("upkeep", {}), ("repair", {})):
        fields = {**tickets.FIELDS, "what": f"{card.lines[0].id}:", "kind": kind, **more}
        assert ann.send(f"/warranty-cards/{card.id}/tickets", **fields).status_code == 303
        assert tickets.the_ticket().kind == kind


@pytest.mark.ledger("EQ-48")
def test_a_visit_has_two_clocks_from_the_report_an_answer_in_one_hour_and_somebody_sent_in_24(ann):
    ticket = tickets.a_ticket(kind="complaint", channel="phone", severity="serious", needs_visit=True)
    due = {mark.mark: mark.due_at - ticket.opened_at for mark in ticket.marks}
    assert due["answered"] == timedelta(hours=1) and due["dispatched"] == timedelta(hours=24)
    for state in ("inspected", "appointed", "dispatched"):
        ann.send(f"/tickets/{ticket.id}/steps", state=state, words="")
    marks = {mark.mark: mark.is_set for mark in tickets.the_ticket(ticket.id).marks}
    assert marks["dispatched"] and not marks["answered"]


def test_before_the_customer_chooses_the_ticket_says_what_they_have_to_hear_and_what_would_follow(ann):
    """The EU's choice and its twelve months (directive 2019/771, art. 13 (2a)), and what a repair and an exchange would change."""
    factories.the_store().jurisdictions = ["EU"]
    card = cards.a_card(sold_on=date(2026, 10, 12))
    choice = "repair or exchange is their choice, and a repair extends the guarantee once by twelve months"
    assert choice in said(ann.get(f"/warranty-cards/{card.id}/tickets/new"))
    assert choice not in said(ann.get(f"/warranty-cards/{card.id}/tickets/new?kind=question"))
    page = said(ann.get(f"/tickets/{tickets.a_ticket(card).id}"))
    assert choice in page
    (way,) = re.findall(r'href="(/warranty-cards/\d+/what-if\?[^"]+)"', page)
    foreseen = said(ann.get(way.replace("&amp;", "&")))
    assert "12 Oct 2028" in foreseen and "12 Oct 2029" in foreseen


def test_where_no_rule_asks_for_it_nothing_is_to_be_told_first_and_what_would_follow_is_there(ann):
    card = cards.a_card()
    page = said(ann.get(f"/tickets/{tickets.a_ticket(card).id}"))
    assert "Tell the customer first" not in page and f"/warranty-cards/{card.id}/what-if?" in page


@pytest.mark.ledger("EQ-44")
def test_what_is_out_of_its_guarantee_is_said_to_be_served_at_cost(ann, monday):
    card = cards.a_card()
    at_cost = "Out of the guarantee: repair and upkeep go on, at cost."
    pages = f"/warranty-cards/{card.id}", f"/warranty-cards/{card.id}/tickets/new"
    assert not [page for page in pages if at_cost in said(ann.get(page))]
    monday.move_to(factories.NOW + timedelta(days=600))
    ann.enter("ann")
    assert [page for page in pages if at_cost in said(ann.get(page))] == list(pages)
    ticket = tickets.a_ticket(db.session.get(Card, card.id), at=factories.NOW + timedelta(days=600))
    assert decide(ann, ticket, "material", "not_covered", quote="120").status_code == 303
    assert tickets.the_ticket(ticket.id).quote == 12000


@pytest.mark.parametrize("days", [0, 1000])
def test_what_is_to_be_told_first_is_told_as_long_as_its_rule_gives_a_choice(ann, monday, days):
    """Once the two years are over a repair extends nothing."""
    factories.the_store().jurisdictions = ["EU"]
    card = cards.a_card(sold_on=date(2026, 10, 12))
    monday.move_to(factories.NOW + timedelta(days))
    ann.enter("ann")
    ticket = tickets.a_ticket(db.session.get(Card, card.id), at=factories.NOW + timedelta(days))
    pages = f"/warranty-cards/{card.id}", f"/warranty-cards/{card.id}/tickets/new", f"/tickets/{ticket.id}"
    told = ["Tell the customer first" in said(ann.get(page)) for page in pages]
    assert told == [days == 0] * 3


@pytest.fixture
def phone_and_watch():
    """On one card; the law has a list of faults for the phone, the watch that of its kind."""
    watch = factories.a_product("W1", "watch", parts=["main_unit", "battery"], brand=cards.LARK)
    me, phone = cards.by(), "+8613800138000"
    owner = register("陈晓明", phone, me, factories.NOW, address="清泰街88号")
    things = [Covered(cards.a_phone(), {"sn": "A1"}), Covered(watch, {"sn": "W1"})]
    card = issue(me.store, owner, phone, things, me, factories.NOW, sold_on=date(2026, 11, 20))
    db.session.commit()
    return card


def faults_offered(page):
    (chooser,) = re.findall(r'<select[^>]* name="fault".*?</select>', page, re.S)
    return dict(re.findall(r'<option[^>]* value="(\w+)">([^<]*)</option>', chooser))


def test_a_fault_is_chosen_from_the_list_of_its_own_thing(ann, phone_and_watch):
    """Of a phone that is said to fail as a watch does, the law's seven days would give nothing."""
    card = phone_and_watch
    offered = faults_offered(said(ann.get(f"/warranty-cards/{card.id}/tickets/new")))
    assert offered["no_start"] == "Does not start or connect: Lark X20, 256 GB, mist blue"
    assert offered["does_not_start"] == "Does not start: Lark W1"
    assert offered["power_off"] == "Switches itself off"
    fields = {**tickets.FIELDS, "what": f"{card.lines[0].id}:", "fault": "does_not_start"}
    refused = ann.send(f"/warranty-cards/{card.id}/tickets", **fields)
    assert refused.status_code == 422 and "This is a fault of another thing on the card." in said(refused)
    taken = {"what": fields["what"], "fault": "touch", "on": "2026-11-23"}
    assert ann.send(f"/warranty-cards/{card.id}/repairs", **taken).status_code == 422
    assert ann.send(f"/warranty-cards/{card.id}/tickets", **fields | {"fault": "no_start"}).status_code == 303
    ticket = tickets.the_ticket()
    offered = faults_offered(said(ann.get(f"/tickets/{ticket.id}")))
    assert "does_not_start" not in offered and offered["no_start"] == "Does not start or connect"
    assert decide(ann, ticket, "material", "covered", "exchange", reason="").status_code == 303


def test_a_fault_that_was_told_of_another_thing_can_be_put_right(ann, phone_and_watch):
    ticket = tickets.a_ticket(phone_and_watch, fault="does_not_start")
    offered = faults_offered(said(ann.get(f"/tickets/{ticket.id}")))
    assert offered["does_not_start"] == "Does not start"
    given = {"verdict": "covered", "remedy": "exchange", "reason": ""}
    assert decide(ann, ticket, "material", **given, fault="does_not_start").status_code == 422
    assert decide(ann, ticket, "material", **given, fault="no_start").status_code == 303
