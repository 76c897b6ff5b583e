"""Several tickets of one thing: a new one, or the money, is given for it once, by who has it in hand."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from counter.extensions import db
from counter.stock.models import Balance
from counter.tickets import wording
from counter.warranty.models import Card
from tests import factories
from tests.support.answers import said
from tests.support.at_once import at_once
from tests.tickets import network, tickets
from tests.tickets.network import scan, send, shown
from tests.tickets.test_claims import decide
from tests.tickets.test_losing import GOODWILL, lost
from tests.warranty import cards

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]
AT_JJ = "By the books it is at JJ store. Call them, 0571 8888 0000: they hand it back first."
OPEN = {**tickets.FIELDS, "kind": "exchange", "pieces": "1"}


def bought(on=date(2026, 11, 12)):
    return cards.a_card(sold_on=on)


def in_stock(place="repair"):
    db.session.expire_all()
    return sum(db.session.scalars(select(Balance.quantity).where(Balance.place == place)))


def told_to_others(ticket):
    return wording.whom_to_call(tickets.the_ticket(ticket.id))


def opened(visitor, card, **fields):
    what = f"{card.lines[0].id}:{fields.pop('part', '')}"
    return visitor.send(f"/warranty-cards/{card.id}/tickets", **{**OPEN, "what": what, **fields})


def exchanged(visitor, number, imei="864207061018293", sn="YQX20KA44JAV"):
    tickets.on_shelf(imei, sn)
    return visitor.send(f"/tickets/{number}/exchange", new=imei)


def test_a_second_ticket_for_what_is_here_is_led_to_the_first_and_a_complaint_is_not(ann):
    card = bought()
    first = tickets.a_ticket(card)
    page = said(ann.get(f"/warranty-cards/{card.id}/tickets/new?kind=exchange"))
    assert "It is here already, at NM store" in page and f'href="/tickets/{first.id}"' in page
    refused = opened(ann, card)
    assert refused.status_code == 422
    assert f"It is here on ticket {shown(first)}. Go on there: a further fault is written" in said(refused)
    complaint = opened(ann, card, kind="complaint", severity="minor", words="太慢")
    assert complaint.status_code == 303


def test_what_is_in_hand_elsewhere_sends_to_that_store_by_its_name_and_phone(ann, visit, monday):
    """A ticket of another store can't be opened here."""
    network.a_network()
    card = bought()
    first = tickets.a_ticket(card, who="cy", store="JJ")
    refused = opened(ann, card)
    assert refused.status_code == 422 and AT_JJ in said(refused)
    assert ann.get(f"/tickets/{first.id}").status_code == 404
    factories.the_store("JJ").phone = ""
    db.session.commit()
    assert "By the books it is at JJ store. Call them: they hand it back" in said(opened(ann, card))


def test_what_is_on_its_way_or_lost_is_answered_for_by_a_store_too(ann, visit, monday):
    network.a_network()
    card = bought()
    first = tickets.a_ticket(card)
    assert send(ann, first).status_code == 303
    assert "By the books it is on its way to CC store. Call them, 0571 8888 0000:" in told_to_others(first)
    monday.shift(timedelta(days=6))
    db.session.commit()
    bo = visit("bo")
    assert lost(bo, first).status_code == 303
    assert told_to_others(first) == "It was lost on its way; NM store answers for it."
    refused = opened(bo, card)
    assert refused.status_code == 422
    assert f"It was lost on its way. Go on on ticket {shown(first)}" in said(refused)


def test_a_ticket_with_which_nothing_was_left_keeps_nobody_from_another_and_is_named(ann):
    """It may be forgotten, or of who had the thing before."""
    card = bought()
    first = tickets.a_ticket(card, kind="exchange", is_here=False)
    page = said(ann.get(f"/warranty-cards/{card.id}/tickets/new?kind=return"))
    assert "A ticket is open for it already" in page and f'href="/tickets/{first.id}"' in page
    assert opened(ann, card, kind="return").status_code == 303
    assert opened(ann, card, kind="repair").status_code == 303
    assert opened(ann, card).status_code == 422  # now it is here


def test_a_fault_of_the_hundredth_day_has_a_ticket_and_a_day_of_its_own(ann, monday):
    card = bought(date(2026, 11, 20))
    tickets.a_ticket(card, kind="return", is_here=False)
    monday.shift(timedelta(days=100))
    db.session.commit()
    ann.enter("ann")
    assert opened(ann, card, kind="repair").status_code == 303
    new = tickets.the_ticket()
    refused = decide(ann, new, remedy="return")
    assert refused.status_code == 422 and "no rule gave this" in said(refused)


def test_a_charger_by_itself_and_another_of_six_are_things_of_their_own(ann):
    card = bought()
    tickets.a_ticket(card)
    assert opened(ann, card, part="charger", fault="charger_fails").status_code == 303
    six = cards.a_card(serials={}, product=cards.a_phone("SIX"))
    six.lines[0].quantity = 6
    db.session.commit()
    tickets.a_ticket(six, kind="exchange", is_here=False)
    assert opened(ann, six, what=f"{six.lines[0].id}:").status_code == 303


@pytest.mark.parametrize("remedy", ["exchange", "return"])
def test_while_another_ticket_has_it_in_hand_nothing_is_promised_for_it(ann, visit, remedy):
    """Here, at another store, and on its way."""
    network.a_network()
    card = bought(date(2026, 11, 20))
    first, second = tickets.a_ticket(card), tickets.a_rival(card, kind=remedy)
    away = f"Ticket {shown(first)} has it in hand. Go on there: "
    for move, sentence in (
        (lambda: None, f"It is here on ticket {shown(first)}. Go on there: "),
        (lambda: send(ann, first), away),
        (lambda: scan(visit("eng"), first), away),
    ):
        move()
        refused = decide(ann, second, remedy=remedy)
        assert refused.status_code == 422 and sentence in said(refused)
    assert f'href="/tickets/{first.id}"' in said(ann.get(f"/tickets/{second.id}"))
    assert decide(ann, second, remedy="repair").status_code == 303


def test_what_was_promised_before_it_was_left_elsewhere_is_not_given_there(ann, visit):
    card = bought(date(2026, 11, 20))
    tickets.on_shelf()
    for kind, path, fields in (
        ("exchange", "exchange", {"new": "864207061018293"}),
        ("return", "refund", {"amount": "3699", "method": "cash", "place": "repair"}),
    ):
        promised = tickets.a_rival(card, kind=kind)
        assert decide(ann, promised, remedy=kind).status_code == 303
        first = tickets.a_ticket(card, who="cy", store="JJ")
        refused = ann.send(f"/tickets/{promised.id}/{path}", **fields)
        assert refused.status_code == 422 and AT_JJ in said(refused)
        first, promised = tickets.the_ticket(first.id), tickets.the_ticket(promised.id)
        first.is_here, first.closed_at, promised.closed_at = False, factories.NOW, factories.NOW
        first.line.repairs[-1].here, first.line.repairs[-1].back_on = None, date(2026, 11, 23)
        db.session.commit()
        card = db.session.get(Card, card.id)


def test_nothing_is_paid_back_on_one_ticket_while_another_has_it_in_this_very_store(ann):
    """Else the other would hand back what lies in stock."""
    card = bought(date(2026, 11, 20))
    promised = tickets.a_rival(card)
    assert decide(ann, promised, remedy="return").status_code == 303
    first = tickets.a_rival(card, kind="repair", is_here=True)
    money = {"amount": "3699", "method": "cash", "place": "repair"}
    refused = ann.send(f"/tickets/{promised.id}/refund", **money)
    assert refused.status_code == 422 and f"It is here on ticket {shown(first)}" in said(refused)
    assert decide(ann, first, remedy="return").status_code == 303
    assert ann.send(f"/tickets/{first.id}/refund", **money).status_code == 303
    assert (tickets.the_ticket(first.id).is_here, in_stock()) == (False, 1)
    assert ann.send(f"/tickets/{promised.id}/refund", **money).status_code == 422
    assert ann.send(f"/tickets/{promised.id}/closing", satisfaction="5").status_code == 303


def test_what_is_lost_is_made_good_by_its_own_ticket_alone(ann, visit, monday):
    network.a_network()
    card = bought()
    first, second = tickets.a_ticket(card), tickets.a_rival(card, kind="exchange")
    assert send(ann, first).status_code == 303
    monday.shift(timedelta(days=6))
    db.session.commit()
    bo = visit("bo")
    assert lost(bo, first).status_code == 303
    assert bo.send(f"/tickets/{second.id}/decision", **GOODWILL, remedy="exchange").status_code == 422
    assert bo.send(f"/tickets/{first.id}/decision", **GOODWILL, remedy="exchange").status_code == 303
    assert exchanged(bo, first.id).status_code == 303


def test_the_card_exchanges_nothing_that_a_ticket_has_in_hand(ann):
    card = bought()
    first = tickets.a_ticket(card)
    given = {"what": f"{card.lines[0].id}:", "fault": "keys", "on": "2026-11-23", "unread": "y"}
    fields = {f"new-{name}": value for name, value in {**given, "sn": "NEWSN0001"}.items()}
    refused = ann.send(f"/warranty-cards/{card.id}/exchanges", **fields)
    assert refused.status_code == 422 and "A ticket has it in hand" in said(refused)
    assert all(one.is_here for one in tickets.the_ticket(first.id).line.repairs)


def test_of_two_who_take_it_in_at_once_one_does(visit):
    card = bought()
    fields = {**OPEN, "kind": "repair", "what": f"{card.lines[0].id}:"}
    path = f"/warranty-cards/{card.id}/tickets"
    answers = at_once([visit("ann"), visit("bo")], [path, path], [fields, fields])
    assert sorted(answer.status_code for answer in answers) == [303, 422]


def test_two_who_exchange_one_thing_at_once_exchange_it_once(ann, visit):
    card = bought()
    both = [tickets.a_rival(card, kind="exchange"), tickets.a_rival(card, kind="exchange")]
    for ticket in both:
        assert decide(ann, ticket, remedy="exchange").status_code == 303
    imeis = ("864207061018293", "864207062184425")
    for imei, sn in zip(imeis, ("YQX20KA44JAV", "YQX20KA44JAX"), strict=True):
        tickets.on_shelf(imei, sn)
    paths = [f"/tickets/{ticket.id}/exchange" for ticket in both]
    opened_before = [tickets.the_ticket(ticket.id) for ticket in both]
    for ticket in opened_before:
        ticket.opened_at -= timedelta(minutes=5)
    db.session.commit()
    answers = at_once([visit("ann"), visit("bo")], paths, [{"new": imei} for imei in imeis])
    assert sorted(answer.status_code for answer in answers) == [303, 422]
    assert (in_stock(), in_stock("shelf")) == (1, 1)


def test_what_is_here_for_upkeep_is_handed_back_before_its_fault_is_told(ann):
    """There nothing is decided, so that nobody can go on there."""
    card = bought()
    upkeep = tickets.a_ticket(card, kind="upkeep", is_here=True)
    repair = {"kind": "repair", "fault": "keys"}
    refused = opened(ann, card, **repair)
    told = f"Ticket {shown(upkeep)} has it in hand, and decides nothing. Hand it back on that ticket first"
    assert refused.status_code == 422 and told in said(refused) and "Go on there" not in said(refused)
    assert ann.send(f"/tickets/{upkeep.id}/steps", state="ready", words="").status_code == 303
    assert ann.send(f"/tickets/{upkeep.id}/collection", work="清洁").status_code == 303
    assert opened(ann, card, **repair).status_code == 303


def test_a_point_to_which_it_was_sent_is_called_to_send_it_home(ann, visit):
    """There it is neither ready nor handed back."""
    network.a_network()
    card, eng = bought(), visit("eng")
    first = tickets.a_ticket(card)
    home, point = " Call them, 0571 8888 0000: they send it home first.", factories.the_store("CC")
    assert send(ann, first).status_code == 303
    assert told_to_others(first) == "By the books it is on its way to CC store." + home
    assert scan(eng, first).status_code == 303
    assert eng.send(f"/tickets/{first.id}/steps", state="ready", words="").status_code == 422
    assert told_to_others(first) == "By the books it is at CC store." + home
    point.phone = ""
    db.session.commit()
    assert told_to_others(first) == "By the books it is at CC store. Call them: they send it home first."
    assert decide(eng, first).status_code == 303 and send(eng, first, to="NM").status_code == 303
    back = "By the books it is on its way to NM store. Call them, 0571 8888 0000: they hand it back first."
    assert told_to_others(first) == back
    assert scan(ann, first).status_code == 303
    assert told_to_others(first).startswith(
        "By the books it is at NM store. Call them, 0571 8888 0000: they hand"
    )
