"""A ticket that no card shows to its customer has a page of its own, opened by the code on its slip."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from counter.customers import numbering
from counter.customers.models import Customer
from counter.customers.registering import register
from counter.extensions import db
from counter.history.models import of
from counter.links.addressing import path_of
from counter.links.models import Link
from counter.tickets import linking
from counter.tickets.models import Ticket
from counter.warranty.transferring import transfer
from tests import factories
from tests.people.outside import Somebody, text_of
from tests.support.queries import counted
from tests.tickets import tickets
from tests.tickets.test_handing_in import hand_in
from tests.tickets.tickets import FIELDS, the_ticket
from tests.warranty import cards

pytestmark = pytest.mark.usefixtures("shop", "monday")


@pytest.fixture
def bare(ann):
    """Taken in at the counter for somebody who has no card."""
    customer = register("周敏", "+8613900002219", cards.by(), factories.NOW, address="竹影巷12号")
    db.session.commit()
    sent = {name: value for name, value in FIELDS.items() if name != "fault"}
    answer = ann.send(f"/customers/{customer.id}/tickets", **sent)
    assert answer.status_code == 303, text_of(answer)[-900:]
    return the_ticket()


def page_of(ticket):
    return path_of(linking.current(ticket, factories.NOW))


def code_on(visitor, ticket):
    """Whether the slip has a code, and where it leads."""
    page = text_of(visitor.get(f"/tickets/{ticket.id}/slip"))
    has_code = f'src="/tickets/{ticket.id}/qr.svg"' in page
    assert has_code == (visitor.get(f"/tickets/{ticket.id}/qr.svg").status_code == 200)
    return re.search(r'href="(/[ct]/\w+)"', page)[1] if has_code else None


@pytest.mark.ledger("GO-21")
def test_who_has_no_card_follows_the_repair_by_the_code_on_the_slip(bare, ann, visit, monday):
    path = code_on(ann, bare)
    assert path == page_of(bare) and path.startswith("/t/")
    zhou = Somebody(visit(), path)
    closed = text_of(zhou.look())
    assert "Last four digits" in closed and bare.number not in closed and "音量键" not in closed
    page = zhou.enter("2219")
    assert "We have it and will look at it" in page and "音量键按不动" in page
    assert 'href="tel:057188880000"' in page and "23 Nov 10:00" in page
    monday.shift(timedelta(minutes=5))
    assert ann.send(f"/tickets/{bare.id}/steps", state="inspected", words="店里自己记的").status_code == 303
    page = text_of(zhou.look())
    assert "We have looked at it" in page and "23 Nov 10:05" in page and "店里自己记的" not in page


def test_only_what_was_left_was_received_and_on_the_day_on_which_it_was(ann, visit, bare, monday):
    assert "Received 23 Nov 2026, 音量键按不动" in Somebody(visit(), page_of(bare)).enter("2219")
    sent = {"kind": "upkeep", "words": "清灰", "channel": "phone", "priority": "normal"}
    assert ann.send(f"/customers/{bare.customer_id}/tickets", **sent).status_code == 303
    path = page_of(the_ticket())
    page = Somebody(visit(), path).enter("2219")
    assert "Noted 23 Nov 2026, 清灰" in page and "Received" not in page
    monday.shift(timedelta(days=2))
    db.session.commit()
    ann.enter("ann")
    assert hand_in(ann, the_ticket()).status_code == 303
    assert "Received 25 Nov 2026, 清灰" in Somebody(visit(), path).enter("2219")


def test_it_speaks_the_customers_language(bare, visit):
    page = Somebody(visit(), page_of(bare), language="zh-CN").enter("2219")
    assert 'lang="zh-Hans"' in page and re.search(r'href="\?language=en"', page)


def test_a_stranger_is_counted_and_rested_as_at_a_card(bare, visit):
    zhou = Somebody(visit(), page_of(bare))
    assert [zhou.type("1234").status_code for _ in range(6)] == [422] * 5 + [429]
    answer = zhou.type("2219")
    assert answer.status_code == 429 and "rests for an hour" in text_of(answer)
    assert "音量键" not in text_of(answer)


def test_neither_link_opens_the_other_kind_of_page(bare, visit):
    other = cards.a_card()
    of_card = path_of(db.session.scalar(sa.select(Link).where(Link.record_id == other.id, Link.record_kind == "cards")))  # fmt: skip
    for path in (page_of(bare).replace("/t/", "/c/"), of_card.replace("/c/", "/t/"), "/t/" + "A" * 26):
        assert Somebody(visit(), path).look().status_code == 404


def test_a_pass_of_one_ticket_opens_no_other(bare, visit, ann):
    customer = db.session.get_one(Customer, bare.customer_id)
    sent = {name: value for name, value in FIELDS.items() if name != "fault"}
    assert ann.send(f"/customers/{customer.id}/tickets", **sent).status_code == 303
    mine, other = Somebody(visit(), page_of(db.session.get(Ticket, bare.id))), page_of(the_ticket())
    mine.enter("2219")
    stranger = Somebody(visit(), other)
    value = mine.client.get_cookie("pass", path=mine.path).value
    stranger.client.set_cookie("pass", value, path=other)
    assert "Last four digits" in text_of(stranger.look())


def test_the_number_that_the_customer_has_now_opens_it_and_ends_the_pass(bare, visit):
    zhou = Somebody(visit(), page_of(bare))
    zhou.enter("2219")
    customer = db.session.get_one(Customer, bare.customer_id)
    numbering.add(customer, "+8613800138000", "own", cards.by(), factories.NOW)
    numbering.end(customer, "+8613900002219", cards.by(), factories.NOW)
    db.session.commit()
    assert "Last four digits" in text_of(zhou.look())
    assert zhou.type("2219").status_code == 422 and "音量键" in zhou.enter("8000")


def test_it_closes_thirty_days_after_the_ticket(bare, visit, monday):
    zhou, path = Somebody(visit(), page_of(bare)), page_of(bare)
    bare.closed_at = factories.NOW
    db.session.commit()
    assert "音量键" in zhou.enter("2219")
    monday.shift(timedelta(days=30))
    assert Somebody(visit(), path).look().status_code == 404


def test_a_ticket_of_a_card_has_the_code_of_the_card(ann):
    ticket = tickets.a_ticket()
    assert linking.current(ticket, factories.NOW) is None
    assert code_on(ann, ticket).startswith("/c/")


def test_a_card_without_a_page_and_another_stores_leave_the_ticket_one_of_its_own(ann):
    card = cards.a_card()
    db.session.execute(sa.delete(Link))
    ticket = tickets.a_ticket(card)
    assert code_on(ann, ticket) == page_of(ticket)
    jj = tickets.a_ticket(
        cards.a_card("许文静", "+8615200009038", serials={}, product=a_bed(), store="JJ", who="cy")
    )
    assert code_on(ann, jj) == page_of(jj)


def a_bed():
    return factories.a_product("BED", "bed", "furniture_cn", material="oak", parts=["frame"])


def test_a_ticket_from_before_gets_its_page_by_a_button_and_only_one(bare, ann, bo):
    db.session.execute(sa.delete(Link))
    db.session.commit()
    path = f"/tickets/{bare.id}"
    assert code_on(ann, bare) is None and f'action="{path}/customer-page"' in text_of(ann.get(path + "/slip"))
    answers = [ann.send(f"{path}/customer-page", operation_id="x" * 22) for _ in range(2)]
    answers.append(bo.send(f"{path}/customer-page"))
    assert [(one.status_code, one.location) for one in answers] == [(303, path + "/slip")] * 3
    assert code_on(ann, bare) and db.session.scalar(sa.select(sa.func.count()).select_from(Link)) == 1
    assert [entry.verb for entry in of(bare)] == ["make_link", "open"]
    assert "made the customer's page" in text_of(bo.get(path))


def test_a_manager_makes_a_new_one_and_the_old_one_opens_no_more(bare, ann, bo, cy, visit):
    first, path = page_of(bare), f"/tickets/{bare.id}/customer-page"
    assert ann.send(path + "/renewal").status_code == 403
    assert cy.send(path).status_code == cy.get(f"/tickets/{bare.id}/qr.svg").status_code == 404
    assert path + "/renewal" in text_of(bo.get(f"/tickets/{bare.id}/slip"))
    assert bo.send(path + "/renewal").status_code == 303
    db.session.expire_all()
    second = page_of(db.session.get(Ticket, bare.id))
    assert first != second and Somebody(visit(), first).look().status_code == 404
    assert Somebody(visit(), second).look().status_code == 200


def test_who_hands_the_card_over_opens_neither_page_of_what_goes_along(visit):
    """Taken in where the card is not from, so that it has a page of its own."""
    card = cards.a_card("许文静", "+8615200009038", serials={}, product=a_bed(), store="JJ", who="cy")
    ticket = tickets.a_ticket(card)
    before = page_of(ticket)
    new = register("周敏", "+8613900002219", cards.by("cy", "JJ"), factories.NOW, address="竹影巷12号")
    transfer(card, new, "+8613900002219", "竹影巷12号", factories.NOW.date(), cards.by("cy", "JJ"), factories.NOW, goes_along=True)  # fmt: skip
    db.session.commit()
    assert Somebody(visit(), before).look().status_code == 404
    assert "音量键" in Somebody(visit(), page_of(the_ticket(ticket.id))).enter("2219")


def test_the_page_costs_the_same_however_long_its_way(bare, visit, ann):
    zhou = Somebody(visit(), page_of(bare))
    zhou.enter("2219")

    def cost():
        with counted() as asked:
            assert zhou.look().status_code == 200
        return len(asked)

    before = cost()
    for state in ("inspected", "sent", "back", "ready"):
        ann.send(f"/tickets/{bare.id}/steps", state=state)
    assert cost() == before <= 8
