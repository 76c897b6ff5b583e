"""Of several pieces on a line some come back for their money, and the others stay covered."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from counter.extensions import db
from counter.playbooks.models import in_force
from counter.sales.models import Sale, SaleLine
from counter.stock.models import Balance
from counter.tickets import owing
from counter.tickets.numbers import shown
from counter.warranty.models import Card, CardLine
from tests import factories
from tests.support.answers import said
from tests.support.at_once import at_once
from tests.tickets import tickets
from tests.tickets.test_claims import decide
from tests.tickets.test_contending import bought, opened
from tests.tickets.test_pieces import GIVEN, chairs, here, jm, left  # noqa: F401
from tests.warranty import cards

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]


@pytest.fixture
def six(shop):
    """A card of six chairs, sold for 500 each."""
    card, store = chairs(), factories.the_store("JJ")
    sale = Sale(store_id=store.id, currency="CNY", started_at=factories.NOW)
    sale.person_id, sale.playbook_version_id = card.issued_by, in_force("playbook", store.playbook_code).id
    line = SaleLine(product_id=card.lines[0].product_id, label=card.lines[0].label, quantity=6)
    line.unit_price = 50000
    sale.lines.append(line)
    db.session.add(sale)
    db.session.flush()
    card.sale_id = sale.id
    db.session.commit()
    return card


def promised(visitor, card, pieces="1", **fields):
    told = {"kind": "return", "fault": "unlisted", "stays": "", "pieces": pieces, **fields}
    answer = opened(visitor, card, **told)
    assert answer.status_code == 303, said(answer)
    ticket = tickets.the_ticket()
    assert decide(visitor, ticket, remedy="return", **GIVEN).status_code == 303
    return ticket


def refund(visitor, ticket, amount="500", **fields):
    sent = {"amount": amount, "method": "cash", "place": "repair", **fields}
    return visitor.send(f"/tickets/{ticket.id}/refund", **sent)


def stands(card):
    """(pieces of each line, of those that came back, whether void, pieces in stock)"""
    db.session.expire_all()
    lines = db.session.get(Card, card.id).lines
    stock = sum(db.session.scalars(select(Balance.quantity).where(Balance.place == "repair")))
    back = [line.quantity for line in lines if line.returned_on is not None]
    return [line.quantity for line in lines], back, lines[0].card.voided_at is not None, stock


def test_one_of_six_comes_back_and_five_stay_covered(jm, six):  # noqa: F811
    ends_on, ticket = six.ends_on, promised(jm, six)
    page = said(jm.get(f"/tickets/{ticket.id}/refund"))
    assert "How many of" not in page and "Sold for ¥500." in page and 'value="500"' in page
    assert refund(jm, ticket, "500.01").status_code == 422
    assert refund(jm, ticket).status_code == 303
    assert stands(six) == ([5, 1], [1], False, 1)
    card = db.session.get(Card, six.id)
    assert card.ends_on == ends_on and db.session.scalars(select(SaleLine)).one().returned_at is None
    page = said(jm.get(f"/warranty-cards/{card.id}"))
    assert "parted 1 of 6 pieces" in page and "took a thing back" in page
    assert refund(jm, ticket).status_code == 422  # it was paid
    assert opened(jm, six, kind="repair", fault="unlisted").status_code == 303


def test_with_the_last_pieces_the_card_is_void_and_no_more_went_back_than_was_paid(jm, six):  # noqa: F811
    assert refund(jm, promised(jm, six, "2"), "1000", pieces="2").status_code == 303
    last = promised(jm, six, "4")
    page = said(jm.get(f"/tickets/{last.id}/refund"))
    assert "How many of the 4?" in page and "Sold for ¥500 each." in page and 'value="2000"' in page
    refused = refund(jm, last, "2000.01", pieces="4")
    assert refused.status_code == 422 and "So many cost ¥2,000; no more goes back" in said(refused)
    assert refund(jm, last, "2000", pieces="4").status_code == 303
    assert stands(six) == ([4, 2], [4, 2], True, 6)
    page = said(jm.get(f"/warranty-cards/{six.id}"))
    assert "took 2 pieces back" in page and "took 4 pieces back" in page
    assert db.session.scalars(select(SaleLine)).one().returned_at is not None
    assert db.session.scalars(select(Sale)).one().refunded == 300000


def test_of_those_that_are_here_some_come_back_and_their_ticket_goes_on_with_the_others(jm, six, monday):  # noqa: F811
    ticket = left(jm, six, kind="return", pieces="6", fault="loose")
    assert decide(jm, ticket, remedy="return", **GIVEN).status_code == 303
    ends, told = {one.ends_on for one in ticket.line.coverages}, owing.told_on(ticket)
    marks = [(one.mark, one.label, one.due_at, one.set_at) for one in ticket.marks]
    monday.shift(timedelta(days=4))
    db.session.commit()
    jm.enter("jm")
    assert "this ticket goes on with the others" in said(jm.get(f"/tickets/{ticket.id}/refund"))
    assert refund(jm, ticket, pieces="1").status_code == 303
    assert stands(six) == ([5, 1], [1], False, 1)
    rest, back = db.session.get(Card, six.id).lines
    paid, ticket = tickets.the_ticket(), tickets.the_ticket(ticket.id)
    assert {one.ends_on for one in rest.coverages} == ends and here(six) == [(None, ticket.number)]
    assert (paid.line_id, paid.is_here, paid.refund, paid.state) == (back.id, False, 50000, "collected")
    assert (ticket.line_id, ticket.is_here, ticket.refund) == (rest.id, True, None)
    assert owing.told_on(ticket) == owing.told_on(paid) == told
    assert [(one.mark, one.label, one.due_at, one.set_at) for one in ticket.marks] == marks
    page = said(jm.get(f"/tickets/{ticket.id}"))
    assert "× 5" in page and shown(paid.number) in page and "Pay it back" in page
    assert said(jm.get(f"/warranty-cards/{six.id}")).count(">given back<") == 1
    assert (
        "(group 2)"
        not in said(jm.get(f"/warranty-cards/{six.id}/tickets/new?kind=repair")).split("<aside")[1]
    )
    assert jm.get(f"/tickets/{paid.id}").status_code == 200
    assert jm.send(f"/tickets/{paid.id}/closing", satisfaction="5").status_code == 303
    assert refund(jm, ticket, "2500.01", pieces="5").status_code == 422
    assert refund(jm, ticket, "2500", pieces="5").status_code == 303
    assert stands(six) == ([5, 1], [5, 1], True, 6) and here(six) == []
    assert db.session.scalars(select(Sale)).one().refunded == 300000


def test_what_another_ticket_was_promised_for_the_rest_is_given(jm, six):  # noqa: F811
    new = opened(jm, six, kind="exchange", fault="unlisted", stays="", pieces="6")
    assert new.status_code == 303
    other = tickets.the_ticket()
    assert decide(jm, other, remedy="exchange", **GIVEN).status_code == 303
    assert refund(jm, promised(jm, six, "6"), pieces="1").status_code == 303
    assert jm.send(f"/tickets/{other.id}/exchange").status_code == 303
    assert stands(six) == ([5, 1], [1], False, 6)


def test_a_lower_price_for_all_of_them_is_taken_off_each_but_once(jm, six, monday):  # noqa: F811
    ticket = promised(jm, six, "6")
    assert decide(jm, ticket, remedy="price_reduction", **GIVEN).status_code == 303
    assert refund(jm, ticket, "600").status_code == 303
    for amount, many in (("400", "1"), ("400", "1"), ("1600", "4")):
        monday.shift(timedelta(minutes=5))
        db.session.commit()
        back = promised(jm, six, str(stands(six)[0][0]))
        assert refund(jm, back, f"{amount}.01", pieces=many).status_code == 422
        assert refund(jm, back, amount, pieces=many).status_code == 303
    assert stands(six) == ([4, 1, 1], [4, 1, 1], True, 6)
    assert db.session.scalars(select(Sale)).one().refunded == 300000


def test_who_says_two_where_one_is_left_is_told(jm, six):  # noqa: F811
    ticket = promised(jm, six, "1")
    refused = refund(jm, ticket, pieces="2")
    assert refused.status_code == 422 and "There are fewer of them by now" in said(refused)


def test_an_accessory_is_paid_for_once_however_its_things_are_parted(bo):
    buds = factories.a_product("BUDS", "smartphone", price=30000, parts=["main_unit", "charger"])
    card = cards.a_card(product=buds, serials={})
    card.lines[0].quantity = 2
    db.session.commit()
    asked = {"part": "charger", "fault": "charger_fails"}
    assert refund(bo, promised(bo, card, "2", **asked), "99").status_code == 303
    again = refund(bo, promised(bo, card, "1", **asked), "99")
    assert again.status_code == 422 and "paid back already" in said(again)
    assert stands(card)[0] == [1, 1]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"pieces": "0"}, "From 1 to 6 pieces."),
        ({"pieces": "7"}, "From 1 to 6 pieces."),
        ({"pieces": "-1"}, "From 1 to 6 pieces."),
        ({"pieces": "99999999999999999999999"}, "From 1 to 6 pieces."),
        ({"pieces": ""}, "From 1 to 6 pieces."),
        ({"pieces": "一"}, "A whole number is wanted here."),
        ({"pieces": "1", "amount": "500.01"}, "So many cost ¥500; no more goes back for them."),
        ({"pieces": "2", "amount": "1000.01"}, "So many cost ¥1,000; no more goes back for them."),
    ],
)
def test_an_odd_number_or_too_much_for_so_many_is_said_at_its_field(jm, six, fields, sentence):  # noqa: F811
    ticket = promised(jm, six, "6")
    refused = refund(jm, ticket, **fields)
    assert refused.status_code == 422 and sentence in said(refused)
    assert stands(six) == ([6], [], False, 0)


def test_a_chair_under_repair_stays_here_and_is_not_given_back_with_others(jm, six):  # noqa: F811
    repaired, ticket = left(jm, six), promised(jm, six, "5")
    assert refund(jm, ticket, "2500", pieces="5").status_code == 303
    assert here(six) == [(None, repaired.number)] and tickets.the_ticket(repaired.id).is_here
    assert stands(six) == ([5, 1], [5], False, 5)


def test_without_a_sale_the_list_price_of_so_many_is_the_most_of_an_assistant(jm, visit):  # noqa: F811
    card = chairs()
    assert refund(jm, promised(jm, card)).status_code == 303
    ticket, cy = promised(jm, card, "2"), visit("cy")
    assert "its list price was ¥500" in said(cy.get(f"/tickets/{ticket.id}/refund"))
    refused = refund(cy, ticket, "1000.01", pieces="2")
    assert refused.status_code == 422 and "its list price was ¥1,000" in said(refused)
    assert refund(cy, ticket, "1000", pieces="2").status_code == 303
    assert stands(card) == ([3, 1, 2], [1, 2], False, 3)


def test_two_who_give_four_of_six_back_at_once_give_four_back(jm, visit, six):  # noqa: F811
    two = [promised(jm, six, "6") for _ in range(2)]
    sent = {"amount": "2000", "method": "cash", "place": "repair", "pieces": "4"}
    answers = at_once([jm, visit("cy")], [f"/tickets/{ticket.id}/refund" for ticket in two], [sent, sent])
    assert sorted(answer.status_code for answer in answers) == [303, 422]
    assert stands(six) == ([2, 4], [4], False, 4)


def test_what_was_sold_on_two_lines_has_the_price_of_its_own(jm, six):  # noqa: F811
    """One more chair stands on a line of its own, at another price."""
    sale, card = db.session.scalars(select(Sale)).one(), db.session.get(Card, six.id)
    sale.lines.append(
        SaleLine(product_id=sale.lines[0].product_id, label=card.lines[0].label, unit_price=40000)
    )
    sale.lines[-1].quantity = 1
    card.lines.append(CardLine(product_id=card.lines[0].product_id, description=card.lines[0].description))
    db.session.commit()
    one = promised(jm, six, what=f"{card.lines[1].id}:")
    assert "Sold for ¥400." in said(jm.get(f"/tickets/{one.id}/refund"))
    assert refund(jm, one, "400.01").status_code == 422 and refund(jm, one, "400").status_code == 303
    all_six = promised(jm, six, "6")
    assert refund(jm, all_six, "3000", pieces="6").status_code == 303
    assert all(line.returned_at for line in db.session.scalars(select(Sale)).one().lines)
    assert stands(six) == ([6, 1], [6, 1], True, 7)


def test_after_a_lower_price_no_more_goes_back_for_it_than_it_cost(jm, six, monday):  # noqa: F811
    ticket = promised(jm, six, "2")
    assert decide(jm, ticket, remedy="price_reduction", **GIVEN).status_code == 303
    assert refund(jm, ticket, "200").status_code == 303
    assert jm.send(f"/tickets/{ticket.id}/closing", satisfaction="5").status_code == 303
    assert jm.send(f"/tickets/{ticket.id}/reopening", because="不满意").status_code == 303
    monday.shift(timedelta(minutes=5))
    db.session.commit()
    assert decide(jm, ticket, remedy="return", **GIVEN).status_code == 303
    refused = refund(jm, ticket, "400.01", pieces="1")
    assert refused.status_code == 422 and "¥100 went back already" in said(refused)
    assert refund(jm, ticket, "400", pieces="1").status_code == 303
    monday.shift(timedelta(minutes=5))
    db.session.commit()
    assert refund(jm, ticket, "400.01").status_code == 422 and refund(jm, ticket, "400").status_code == 303
    assert stands(six) == ([4, 1, 1], [1, 1], False, 2)


@pytest.mark.parametrize("part", ["charger", "battery"])
def test_money_for_an_accessory_as_a_gift_leaves_the_phone_with_the_customer(bo, part):
    card = bought()
    ticket = promised(bo, card, part=part, fault="")
    page = said(bo.get(f"/tickets/{ticket.id}/refund"))
    assert "The accessory alone comes back" in page and "3699" not in page
    assert refund(bo, ticket, "99").status_code == 303
    assert stands(card) == ([1], [], False, 0)
    assert all(one.live for one in db.session.get(Card, card.id).lines[0].identifiers)


def test_chargers_that_were_sold_by_themselves_come_back_as_things(bo):
    charger = factories.a_product("CHARGER", "phone_charger", "phone_cn", 9900, parts=["charger"])
    card = cards.a_card(product=charger, serials={}, sold_on=date(2026, 11, 20))
    card.lines[0].quantity = 3
    db.session.commit()
    for back in (1, 2):
        one = promised(bo, card, part="charger", fault="")
        assert refund(bo, one, "99").status_code == 303
        assert stands(card) == ([3 - back, *[1] * back], [1] * back, False, back)
