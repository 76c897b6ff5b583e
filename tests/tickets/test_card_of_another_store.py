"""A customer may come to any store of the chain: Eve of SZ opens a ticket on a card of NM, and works on it to its end, also once
the card is closed to her again."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from counter.callbacks.models import Callback
from counter.extensions import db
from counter.sales.models import Payment
from counter.stock.models import Balance, Serial, Unit
from counter.stock.moving import receive
from counter.supplier_claims.models import SupplierClaim
from counter.warranty.models import Card
from counter.warranty.voiding import void
from tests import factories
from tests.sales.counter_side import phone_shelf, ready, sold
from tests.support.answers import said
from tests.support.queries import counted
from tests.tickets import tickets
from tests.tickets.network import shown
from tests.tickets.test_claims import decide, go
from tests.warranty import cards

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]
NEW = "/warranty-cards/{}/tickets/new"


@pytest.fixture
def eve(visit, shop):
    factories.a_person("eve", factories.a_store("SZ"))
    db.session.commit()
    return visit("eve")


def reveal(visitor, card):
    answer = visitor.send(f"/warranty-cards/{card.id}/reveal", q="13800138000", reason="here")
    assert answer.status_code == 303
    return said(visitor.get(answer.location))


def opened(visitor, card, **fields):
    reveal(visitor, card)
    fields = {**tickets.FIELDS, "what": f"{card.lines[0].id}:", **fields}
    answer = visitor.send(f"/warranty-cards/{card.id}/tickets", **fields)
    assert answer.status_code == 303
    return tickets.the_ticket()


def tomorrow(monday, visitor, name="eve", days=1):
    monday.shift(timedelta(days=days))
    db.session.commit()
    visitor.enter(name)


def links(page, path):
    return re.findall(rf'href="({path}/\d+)["#?]', page)


def test_whoever_opened_the_card_opens_a_ticket_on_it_unless_it_is_void(eve, ann):
    card = cards.a_card()
    page = reveal(eve, card)
    assert NEW.format(card.id) in page and "Open a ticket: fault, state" in page
    assert "Hand it back" not in page and "Note what was done without a ticket" not in page
    assert "Take it in" not in page and f"/warranty-cards/{card.id}/correction" not in page
    void(db.session.get_one(Card, card.id), "typed twice", cards.by("bo"), factories.NOW)
    assert NEW.format(card.id) not in said(eve.get(f"/warranty-cards/{card.id}"))


def test_each_store_is_led_only_to_tickets_that_it_may_open(eve, ann, bo, dee):
    card = cards.a_card()
    mine = tickets.a_ticket(card, kind="question", channel="phone", words="怎么搬照片")
    theirs = opened(eve, card, kind="complaint", severity="minor", words="店里没人招呼")
    for visitor, own, other, store in ((ann, mine, theirs, "SZ"), (eve, theirs, mine, "NM")):
        page = said(visitor.get(f"/warranty-cards/{card.id}"))
        assert links(page, "/tickets") == [f"/tickets/{own.id}"]
        assert visitor.get(f"/tickets/{own.id}").status_code == 200
        assert shown(other) in page and f"a ticket of {store} store" in page
        assert own.words[:6] in page and other.words[:6] not in page
    assert len(links(said(dee.get(f"/warranty-cards/{card.id}")), "/tickets")) == 2


def test_a_card_with_many_tickets_of_others_costs_no_more_queries(ann, eve):
    card = cards.a_card()
    opened(eve, card)
    with counted() as one:
        ann.get(f"/warranty-cards/{card.id}")
    for _ in range(4):
        opened(eve, card, kind="complaint", severity="minor")
    with counted() as many:
        assert said(ann.get(f"/warranty-cards/{card.id}")).count("a ticket of SZ store") == 5
    assert len(many) == len(one)


def test_once_the_day_is_over_the_ticket_leads_to_no_dead_card(eve, monday):
    card = cards.a_card()
    ticket = opened(eve, card)
    assert links(said(eve.get(f"/tickets/{ticket.id}")), "/warranty-cards") == [f"/warranty-cards/{card.id}"]
    tomorrow(monday, eve)
    assert eve.get(f"/warranty-cards/{card.id}").status_code == 404
    page = said(eve.get(f"/tickets/{ticket.id}"))
    assert links(page, "/warranty-cards") == [] and "NM store" in page
    asked = re.search(rf'action="(/warranty-cards/{card.id}/reason)".*?name="q" value="(\w+)"', page, re.S)
    why = said(eve.post(asked[1], data={"csrf_token": eve.csrf, "q": asked[2]}))
    assert f"/warranty-cards/{card.id}/reveal" in why
    again = eve.send(f"/warranty-cards/{card.id}/reveal", q=asked[2], reason="here")
    assert again.status_code == 303 and eve.get(again.location).status_code == 200


def test_a_repair_goes_from_its_slip_to_its_end_and_the_card_tells_of_it(eve, ann, monday):
    card = cards.a_card()
    ticket = opened(eve, card)
    number = ticket.id
    assert ticket.store.code == ticket.with_store.code == "SZ" and ticket.number.startswith("SZ")
    tomorrow(monday, eve)
    slip = said(eve.get(f"/tickets/{number}/slip"))
    assert "SZ store" in slip and "NM store" not in slip
    assert go(eve, ticket, "inspected").status_code == 303
    assert decide(eve, ticket).status_code == 303
    assert go(eve, ticket, "in_repair").status_code == go(eve, ticket, "ready").status_code == 303
    assert eve.send(f"/tickets/{number}/collection", work="换排线").status_code == 303
    assert eve.send(f"/tickets/{number}/closing", satisfaction="5").status_code == 303
    ticket = tickets.the_ticket(number)
    (repair,) = ticket.line.repairs
    assert not ticket.is_open and (repair.work, (repair.back_on - repair.taken_on).days) == ("换排线", 1)
    tomorrow(monday, ann, "ann", days=0)
    assert "换排线" in said(ann.get(f"/warranty-cards/{card.id}"))


def stock(code):
    store = factories.the_store(code).id
    found = db.session.execute(
        select(Balance.place, Balance.quantity).where(Balance.store_id == store, Balance.quantity != 0)
    )
    return dict(found.all())


def test_an_exchange_takes_from_the_shelf_of_who_exchanges_and_both_units_are_in_its_books(eve, monday):
    card = cards.a_card(sold_on=date(2026, 11, 12))
    ours = receive(
        factories.the_store("NM").id, card.lines[0].product_id, "sold", factories.NOW, {"imei1": "864207062184417"}
    )  # fmt: skip
    new = {"imei1": "864207061018293", "sn": "YQX20KA44JAV"}
    unit = receive(factories.the_store("SZ").id, card.lines[0].product_id, "shelf", factories.NOW, new)
    ours_id, unit_id, at_home = ours.id, unit.id, stock("NM")
    ticket = opened(eve, card, kind="exchange")
    tomorrow(monday, eve)
    assert decide(eve, ticket, remedy="exchange").status_code == 303
    assert eve.send(f"/tickets/{ticket.id}/exchange", new=new["imei1"]).status_code == 303
    db.session.expire_all()
    assert stock("SZ") == {"repair": 1} and stock("NM") == at_home
    assert db.session.get(Unit, unit_id).place == "sold"
    old = db.session.get(Unit, ours_id)
    assert (old.store_id, old.place) == (factories.the_store("SZ").id, "repair")
    assert {one.value for one in tickets.the_ticket(ticket.id).line.identifiers} == set(new.values())


def test_money_goes_back_on_the_sale_by_who_pays_and_the_thing_can_be_sold_there(eve, monday, ann):
    phone_shelf()
    path = sold(ann)
    ready(path)
    assert ann.send(f"{path}/handover", address="和平路18号", invoice_number="NM-1").status_code == 303
    (card,) = db.session.scalars(select(Card))
    ticket = opened(eve, card, kind="return")
    assert decide(eve, ticket, remedy="return").status_code == 303
    tomorrow(monday, eve)
    money = {"amount": "3699", "method": "cash", "place": "shelf"}
    assert eve.send(f"/tickets/{ticket.id}/refund", **money).status_code == 303
    db.session.expire_all()
    (paid,) = db.session.scalars(select(Payment).where(Payment.kind == "refund"))
    assert (paid.sale_id, paid.person_id) == (card.sale_id, factories.the_person("eve").id)
    unit = db.session.scalar(select(Unit).join(Serial).where(Serial.value == "864207062184417"))
    assert (unit.store_id, unit.place) == (factories.the_store("SZ").id, "shelf")
    assert eve.send(f"/tickets/{ticket.id}/closing", satisfaction="5").status_code == 303


def test_money_goes_back_in_the_money_it_was_paid_in(eve, monday, ann):
    """A repair that the customer pays is priced in the money of whoever repairs it."""
    factories.the_store("SZ").currency = "EUR"
    phone_shelf()
    path = sold(ann)
    ready(path)
    ann.send(f"{path}/handover", address="和平路18号", invoice_number="NM-1")
    (card,) = db.session.scalars(select(Card))
    ticket = opened(eve, card, kind="return")
    assert decide(eve, ticket, remedy="return").status_code == 303
    refund = f"/tickets/{ticket.id}/refund"
    page = said(eve.get(refund))
    assert "Sold for ¥3,699." in page and "€" not in page
    money = {"amount": "9999", "method": "cash", "place": "shelf"}
    assert "It was sold for ¥3,699" in said(eve.send(refund, **money))
    assert eve.send(refund, **{**money, "amount": "3699"}).status_code == 303
    page = said(eve.get(f"/tickets/{ticket.id}"))
    assert "¥3,699 paid back" in page and "€" not in page
    assert db.session.scalars(select(SupplierClaim.currency)).one() == "CNY"


@pytest.mark.parametrize(("places", "is_less"), [(["CN"], True), (["CN", "CN-ZJ"], False)])
def test_what_goes_back_is_by_the_rules_of_the_place_where_it_was_sold(eve, places, is_less):
    """Zhejiang forbids to keep something for its use; the shop that pays stands elsewhere."""
    factories.the_store("NM").jurisdictions = places
    ticket = opened(eve, cards.a_card(sold_on=date(2026, 11, 13)), kind="return")
    assert decide(eve, ticket, remedy="return").status_code == 303
    assert ("kept for its use" in said(eve.get(f"/tickets/{ticket.id}/refund"))) is is_less


def test_the_call_that_follows_a_complaint_leads_nowhere_dead(eve, monday):
    card = cards.a_card()
    ticket = opened(eve, card, kind="complaint", severity="minor")
    go(eve, ticket, "ready")
    assert eve.send(f"/tickets/{ticket.id}/closing", satisfaction="4", answer="已道歉").status_code == 303
    (call,) = db.session.scalars(select(Callback).where(Callback.store_id == factories.the_store("SZ").id))
    here = said(eve.get(f"/callbacks/{call.id}"))
    assert links(here, "/warranty-cards") == [f"/warranty-cards/{card.id}"]
    tomorrow(monday, eve, days=3)
    page = said(eve.get(f"/callbacks/{call.id}"))
    assert links(page, "/warranty-cards") == [] and f'action="/warranty-cards/{card.id}/reason"' in page
