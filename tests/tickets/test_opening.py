"""A ticket is opened at the counter: what was told, what was handed in, what is due."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from counter.callbacks.promising import promise
from counter.customers.models import Customer
from counter.extensions import db
from counter.stock.models import Balance
from counter.tickets import numbers
from counter.tickets.models import Ticket
from counter.warranty.models import Repair
from tests import factories
from tests.photos import pictures
from tests.support.answers import said
from tests.support.queries import counted
from tests.tickets import tickets
from tests.tickets.tickets import FIELDS
from tests.warranty import cards

pytestmark = pytest.mark.usefixtures("shop", "monday")


def open_it(visitor, card, **fields):
    return visitor.send(
        f"/warranty-cards/{card.id}/tickets", **{**FIELDS, "what": f"{card.lines[0].id}:", **fields}
    )


def test_a_minute_at_the_counter_makes_ticket_repair_record_and_deadlines(ann):
    card = cards.a_card()
    page = ann.get(f"/warranty-cards/{card.id}/tickets/new").get_data(as_text=True)
    assert "What can be asked for today" in page and "A passcode" not in page
    answer = open_it(ann, card, accessories=["charger", "card"], accessory_words="红绳")
    assert answer.status_code == 303
    ticket = tickets.the_ticket()
    assert (ticket.kind, ticket.state, ticket.is_here, ticket.accessories) == (
        "repair",
        "received",
        True,
        ["charger", "card"],
    )
    assert ticket.notice_told_at == factories.NOW and ticket.words == "音量键按不动"
    (repair,) = ticket.line.repairs
    assert (repair.ticket, repair.is_here, repair.fault) == (ticket.number, True, "keys")
    marks = {mark.mark: mark for mark in ticket.marks}
    assert marks["answered"].is_set  # they stand here
    limits = [mark.due_at - factories.NOW for mark in ticket.marks if mark.is_law]
    assert [limit.days for limit in limits] == [7, 30, 60]  # from midnight of the eighth day on
    shown = ann.get(f"/tickets/{ticket.id}").get_data(as_text=True)
    assert "Received" in shown and "红绳" in shown and "13800138000" not in shown.split("tel:")[0]


def test_who_calls_waits_for_an_answer_within_the_hour_of_the_shop(ann):
    card = cards.a_card()
    open_it(ann, card, channel="phone")
    (answered,) = [mark for mark in tickets.the_ticket().marks if mark.mark == "answered"]
    assert not answered.is_set and answered.due_at == factories.NOW + timedelta(hours=1)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("words", "", "What does the customer say?"),
        ("words", "锁屏密码是 135790", "A passcode is never written down"),
        ("condition", "", "Say what it looks like"),
        ("condition", "passcode: 2468", "A passcode is never written down"),
        ("notice", "", "Tell the customer first"),
        ("fault", "invented", "Choose the fault from the list"),
        ("what", "999:", "Choose what it is"),
        ("words", "x" * 1001, "longer than 1000"),
        ("loan", "77", "Somebody else has just lent this one"),
    ],
)
def test_what_is_missing_or_wrong_stands_at_its_field_and_nothing_typed_is_lost(ann, field, value, sentence):
    card = cards.a_card()
    answer = open_it(ann, card, **{field: value, "accessory_words": "红绳"})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422 and sentence in text and "红绳" in text
    assert db.session.scalar(select(func.count()).select_from(Ticket)) == 0


def test_a_double_tap_opens_one_ticket(ann):
    card = cards.a_card()
    fields = {**FIELDS, "what": f"{card.lines[0].id}:", "operation_id": "o" * 22}
    first, second = (ann.send(f"/warranty-cards/{card.id}/tickets", **fields) for _ in range(2))
    assert first.location == second.location
    assert db.session.scalar(select(func.count()).select_from(Ticket)) == 1
    assert db.session.scalar(select(func.count()).select_from(Repair)) == 1


def test_what_is_here_already_is_not_taken_in_twice(ann):
    card = cards.a_card()
    open_it(ann, card)
    again = open_it(ann, card)
    assert again.status_code == 422 and "It is here already" in again.get_data(as_text=True)


def test_of_a_void_card_nothing_is_taken_in_but_the_customer_may_complain(ann, bo):
    card = cards.a_card()
    bo.send(f"/warranty-cards/{card.id}/void", because="写错了")
    refused = open_it(ann, card)
    assert refused.status_code == 422 and "void" in refused.get_data(as_text=True)
    answer = ann.send(
        f"/customers/{card.customer_id}/tickets", kind="complaint", words="没人招呼", channel="counter",
        priority="normal", severity="minor",
    )  # fmt: skip
    assert answer.status_code == 303 and tickets.the_ticket().card_id is None


def test_a_complaint_says_how_serious_it_is(ann):
    card = cards.a_card()
    answer = open_it(ann, card, kind="complaint")
    assert answer.status_code == 422 and "How serious is it?" in answer.get_data(as_text=True)


def test_the_loan_leaves_the_stock_and_is_lent_once(ann):
    unit = tickets.a_loan()
    one, two = cards.a_card(), cards.a_card("李雷", "+8613900139000", serials={"sn": "SN00000002"})
    assert open_it(ann, one, loan=str(unit.id)).status_code == 303
    ticket = tickets.the_ticket()
    assert ticket.is_lent and ticket.loan.place == "outside"
    assert [mark.is_set for mark in ticket.marks if ".loan." in mark.mark] == [True]
    refused = open_it(ann, two, loan=str(unit.id))
    assert refused.status_code == 422 and "Somebody else has just lent" in refused.get_data(as_text=True)
    assert db.session.scalar(select(Balance.quantity).where(Balance.place == "loan")) == 0


def test_another_stores_card_and_ticket_are_not_there(ann, cy, dee):
    ticket = tickets.a_ticket()
    for path in (f"/tickets/{ticket.id}", f"/tickets/{ticket.id}/slip", f"/tickets/{ticket.id}/barcode.svg"):
        assert cy.get(path).status_code == 404 and dee.get(path).status_code == 200
    assert cy.get(f"/warranty-cards/{ticket.card_id}/tickets/new").status_code == 404
    assert cy.send(f"/tickets/{ticket.id}/steps", state="inspected").status_code == 404


def test_the_slip_says_what_was_left_and_never_a_passcode(ann):
    ticket = tickets.a_ticket(accessories=("charger",))
    text = ann.get(f"/tickets/{ticket.id}/slip").get_data(as_text=True)
    for words in ("后盖划痕", "Charger", "Keys fail", "a phone on loan", "Signature"):
        assert words in text, words
    assert ann.get(f"/tickets/{ticket.id}/barcode.svg").mimetype == "image/svg+xml"


def test_the_list_is_a_handful_of_queries_whatever_its_length(ann):
    tickets.a_ticket()
    with counted() as few:
        ann.get("/tickets")
    for number in range(6):
        card = cards.a_card("李雷", f"+861390013900{number}", serials={"sn": f"SN0000001{number}"})
        tickets.a_ticket(card)
    with counted() as many:
        page = ann.get("/tickets").get_data(as_text=True)
    assert len(many) == len(few) and page.count("/tickets/") >= 7
    assert "陈晓明" not in page and "13800138000" not in page


def test_pictures_and_the_signature_lie_with_the_ticket_and_only_for_its_store(ann, cy):
    card = cards.a_card()
    sent = [
        pictures.sendable(pictures.a_jpeg(), "a.jpg"),
        pictures.sendable(pictures.a_jpeg(640, 480), "b.jpg"),
    ]
    fields = {"photos": sent, "signature": pictures.sendable(pictures.a_signature(), "s.png")}
    unsigned = open_it(ann, card, **{"signature-on_paper": ""})
    assert unsigned.status_code == 422 and "Let the customer sign" in unsigned.get_data(as_text=True)
    assert open_it(ann, card, **fields, **{"signature-on_paper": ""}).status_code == 303
    ticket = tickets.the_ticket()
    assert sorted(photo.kind for photo in ticket.photos) == ["photo", "photo", "signature"]
    for photo in ticket.photos:
        assert (
            ann.get(f"/photos/{photo.id}").status_code == 200
            and cy.get(f"/photos/{photo.id}").status_code == 404
        )
    assert "/photos/" in ann.get(f"/tickets/{ticket.id}").get_data(as_text=True)


def test_a_slip_that_is_scanned_where_cards_are_looked_up_leads_to_its_ticket(ann):
    ticket = tickets.a_ticket()
    shown = numbers.shown(ticket.number)
    found = ann.post("/warranty-cards/search", data={"csrf_token": ann.csrf, "q": shown}).get_data(
        as_text=True
    )
    assert (
        "This is the number of a ticket" in found
        and f'formaction="/tickets/search" name="q" value="{shown}"' in found
    )


def a_call(card):
    me, store = cards.by(), factories.the_store()
    owner, today = db.session.get_one(Customer, card.customer_id), store.today(factories.NOW)
    facts = {"ticket.kind": "complaint", "ticket.needs_visit": False}
    (call,) = promise(
        "ticket_closed", store, owner, today, me, factories.NOW, source="ticket:0:1", facts=facts
    )
    db.session.commit()
    return call.id


def test_a_ticket_comes_out_of_a_call_of_its_own_customer_only(ann):
    mine, theirs = cards.a_card(), cards.a_card("李雷", "+8613900139000", serials={"sn": "SN00000002"})
    call = str(a_call(mine))
    assert open_it(ann, theirs, callback=call).status_code == 404
    path = f"/customers/{theirs.customer_id}/tickets"
    fields = {"kind": "question", "words": "怎么搬照片", "channel": "phone", "priority": "normal"}
    assert ann.send(path, **fields, callback=call).status_code == 404
    assert db.session.scalar(select(func.count()).select_from(Ticket)) == 0
    assert open_it(ann, mine, callback=call).status_code == 303
    assert tickets.the_ticket().callback_id == int(call)
    for card, is_kept in ((mine, True), (theirs, False)):  # its page leads to no form that would be refused
        page = said(ann.get(f"/warranty-cards/{card.id}/tickets/new?callback={call}"))
        assert (f'name="callback" value="{call}"' in page) is is_kept


@pytest.mark.parametrize("number", ["9" * 25, "-" + "9" * 25, "2147483648", "0", "-1", "x"])
@pytest.mark.parametrize("path", ["/transfers?arrived=", "/parcels/new?ticket="])
def test_a_number_that_no_ticket_has_is_no_error_of_ours(ann, path, number):
    assert ann.get(path + number).status_code == (200 if number in ("0", "x") else 404)


@pytest.mark.parametrize(
    ("place", "category", "fault", "words"),
    [
        ("EU", "smartphone", "display", "No display, wrong or missing characters"),
        ("GB", "smartphone", "battery_fails", "under 80 % capacity"),
        ("CN", "watch", "touch", "Touch or keys fail"),
        ("EU", "power_bank", "fails", "Does not work"),
    ],
)
def test_what_no_rule_has_a_list_for_has_the_list_of_its_kind(ann, bo, place, category, fault, words):
    """Abroad the law speaks of all goods; a watch has no list of its own here. So what fails is counted there, too."""
    factories.the_store().jurisdictions = [place]
    thing = factories.a_product("Z1", category, parts=["main_unit", "battery"], brand=cards.LARK)
    card = cards.a_card(product=thing, serials={"sn": "Z1234567"})
    assert words in ann.get(f"/warranty-cards/{card.id}/tickets/new").get_data(as_text=True)
    assert open_it(ann, card, fault=fault).status_code == 303
    ticket = tickets.the_ticket()
    assert ticket.fault == fault and words in ann.get(f"/tickets/{ticket.id}/slip").get_data(as_text=True)
    report = bo.get("/reports/faults").get_data(as_text=True)
    assert "Most often: Lark Z1" in report and words in report
