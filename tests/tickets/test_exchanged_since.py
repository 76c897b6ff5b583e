"""A ticket that asked about the old thing gives nothing for the new one, decided anew or not."""

from datetime import date, timedelta

import pytest

from counter.extensions import db
from counter.warranty.models import Card
from tests import factories
from tests.support.answers import said
from tests.tickets import tickets
from tests.tickets.test_claims import decide
from tests.tickets.test_contending import bought, exchanged, in_stock, opened

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]
GIVEN = (
    "It was exchanged on 23 Nov, after this was asked for. Close this ticket; for the new one open another."
)


def test_of_two_that_promised_a_new_one_the_first_gives_it(ann, monday):
    card = bought()
    first, second = tickets.a_rival(card, kind="exchange"), tickets.a_rival(card, kind="exchange")
    for ticket in (first, second):
        assert decide(ann, ticket, remedy="exchange").status_code == 303
    monday.shift(timedelta(minutes=5))
    db.session.commit()
    assert exchanged(ann, first.id).status_code == 303
    refused = exchanged(ann, second.id, "864207062184425", "YQX20KA44JAX")
    assert refused.status_code == 422 and GIVEN in said(refused)
    for remedy in ("exchange", "return", "price_reduction"):
        again = decide(ann, second, remedy=remedy)
        assert again.status_code == 422 and GIVEN in said(again)
    assert ann.send(f"/tickets/{second.id}/exchange", new="864207062184425").status_code == 422
    assert (in_stock(), in_stock("shelf")) == (1, 1)
    page = said(ann.get(f"/tickets/{second.id}"))
    assert 'id="exchange-form"' not in page and GIVEN in page
    assert ann.send(f"/tickets/{second.id}/steps", state="ready", words="").status_code == 303
    assert ann.send(f"/tickets/{second.id}/collection", work="").status_code == 303


def test_what_was_exchanged_is_not_paid_back_too_and_not_by_goodwill(bo, monday):
    card = bought(date(2026, 11, 20))
    given, asked = tickets.a_rival(card, kind="exchange"), tickets.a_rival(card, kind="return")
    for ticket in (given, asked):
        assert decide(bo, ticket, remedy=ticket.kind).status_code == 303
    monday.shift(timedelta(minutes=5))
    db.session.commit()
    assert exchanged(bo, given.id).status_code == 303
    money = {"amount": "3699", "method": "cash", "place": "repair"}
    refused = bo.send(f"/tickets/{asked.id}/refund", **money)
    assert refused.status_code == 422 and GIVEN in said(refused)
    for fields in ({}, {"verdict": "goodwill", "reason": "老顾客"}):
        assert decide(bo, asked, remedy="return", **fields).status_code == 422
    assert bo.send(f"/tickets/{asked.id}/refund", **money).status_code == 422
    assert (
        decide(bo, asked, remedy="repair").status_code == 303
    )  # of the new one there may be something to do


def test_an_exchange_that_is_taken_back_frees_the_other_ticket_and_a_new_one_is_free_at_once(ann, monday):
    card = bought()
    first, second = tickets.a_rival(card, kind="exchange"), tickets.a_rival(card, kind="exchange")
    assert decide(ann, first, remedy="exchange").status_code == 303
    monday.shift(timedelta(minutes=5))
    db.session.commit()
    assert exchanged(ann, first.id).status_code == 303
    assert decide(ann, second, remedy="exchange").status_code == 422
    later = tickets.a_ticket(
        db.session.get(Card, card.id), kind="exchange", at=factories.NOW + timedelta(minutes=9), is_here=False
    )
    assert decide(ann, later, remedy="exchange").status_code == 303
    withdrawn = ann.send(f"/tickets/{first.id}/exchange-withdrawal", because="扫错了")
    assert withdrawn.status_code == 303, said(withdrawn)
    assert decide(ann, second, remedy="exchange").status_code == 303


def test_a_charger_that_was_exchanged_gives_no_second_one_and_the_phone_its_own(ann, visit, monday):
    card = bought()
    charger = {"kind": "exchange", "is_here": False, "part": "charger", "fault": "charger_fails"}
    first, second = tickets.a_ticket(card, **charger), tickets.a_ticket(card, **charger, who="cy", store="JJ")
    phone = tickets.a_rival(card, kind="exchange")
    assert decide(ann, first, remedy="exchange").status_code == 303
    monday.shift(timedelta(minutes=5))
    db.session.commit()
    assert ann.send(f"/tickets/{first.id}/exchange").status_code == 303
    assert decide(ann, phone, remedy="exchange").status_code == 303
    assert decide(visit("cy"), second, remedy="exchange").status_code == 422


def test_what_the_card_exchanged_is_not_exchanged_by_the_ticket_that_promised_it(ann, monday):
    card = bought()
    promised = tickets.a_ticket(card, kind="exchange", is_here=False)
    assert decide(ann, promised, remedy="exchange").status_code == 303
    monday.shift(timedelta(minutes=5))
    db.session.commit()
    given = {"what": f"{card.lines[0].id}:", "fault": "keys", "on": "2026-11-23", "unread": "y"}
    fields = {f"new-{name}": value for name, value in {**given, "sn": "NEWSN0001"}.items()}
    assert ann.send(f"/warranty-cards/{card.id}/exchanges", **fields).status_code == 303
    assert exchanged(ann, promised.id).status_code == 422
    assert decide(ann, promised, remedy="exchange").status_code == 422
    assert (in_stock(), in_stock("shelf")) == (0, 1)


def test_a_battery_that_was_exchanged_ends_what_was_asked_for_the_battery_alone(ann, monday):
    card = bought(date(2026, 11, 20))
    whole = tickets.a_ticket(card, kind="return", is_here=False)
    first, second = (tickets.a_rival(card, kind="exchange", part="battery") for _ in range(2))
    assert decide(ann, whole, remedy="return").status_code == 303
    for ticket in (first, second):
        assert decide(ann, ticket, remedy="exchange").status_code == 303
    monday.shift(timedelta(minutes=5))
    db.session.commit()
    assert ann.send(f"/tickets/{first.id}/exchange").status_code == 303
    refused = ann.send(f"/tickets/{second.id}/exchange")
    assert refused.status_code == 422 and GIVEN in said(refused)
    paid = {"amount": "3699", "method": "cash", "place": "repair"}
    answer = ann.send(f"/tickets/{whole.id}/refund", **paid)
    assert answer.status_code == 303, said(answer)


def test_a_phone_that_was_exchanged_ends_what_was_asked_for_its_battery(ann, monday):
    card = bought(date(2026, 11, 20))
    battery = tickets.a_ticket(card, kind="exchange", part="battery", is_here=False)
    whole = tickets.a_rival(card, kind="exchange")
    assert decide(ann, battery, remedy="exchange").status_code == 303
    assert decide(ann, whole, remedy="exchange").status_code == 303
    monday.shift(timedelta(minutes=5))
    db.session.commit()
    assert exchanged(ann, whole.id).status_code == 303
    refused = ann.send(f"/tickets/{battery.id}/exchange")
    assert refused.status_code == 422 and GIVEN in said(refused)


def test_the_new_one_is_not_left_with_the_ticket_that_asked_about_the_old(ann, monday):
    """Nothing could be given there, nor a ticket for the new one be opened."""
    card = bought()
    asked, given = tickets.a_ticket(card, kind="exchange", is_here=False), tickets.a_rival(card, "exchange")
    assert decide(ann, given, remedy="exchange").status_code == 303
    monday.shift(timedelta(minutes=5))
    db.session.commit()
    assert exchanged(ann, given.id).status_code == 303
    left = {"condition": "后盖划痕", "notice": "y", "signature-on_paper": "1"}
    page = said(ann.get(f"/tickets/{asked.id}/hand-in"))
    assert GIVEN in page and "It stays here" not in page
    assert f'/tickets/{asked.id}/hand-in"' not in said(ann.get(f"/tickets/{asked.id}"))
    refused = ann.send(f"/tickets/{asked.id}/hand-in", **left)
    assert refused.status_code == 422 and GIVEN in said(refused)
    assert ann.send(f"/tickets/{asked.id}/closing", satisfaction="5").status_code == 303
    again = ann.send(f"/tickets/{asked.id}/reopening", because="又坏了", stays="y", **left)
    assert again.status_code == 422 and GIVEN in said(again)
    assert opened(ann, db.session.get(Card, card.id), kind="repair").status_code == 303
