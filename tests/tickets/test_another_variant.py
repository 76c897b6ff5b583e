"""For a thing another colour or storage of the same model is given: stock, card, versions, look-up and claims follow."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from counter.catalog.models import Product
from counter.extensions import db
from counter.sales.models import Payment
from counter.stock.models import Balance
from counter.stock.moving import adjust
from counter.supplier_claims.models import SupplierClaim
from counter.warranty import versions
from counter.warranty.models import Card
from tests import factories
from tests.sales.counter_side import phone_shelf, ready, sold
from tests.support.answers import said
from tests.tickets import network, tickets
from tests.tickets.test_claims import decide, exchanged
from tests.tickets.test_losing import GOODWILL, lost
from tests.tickets.test_made_good import a_late_one
from tests.tickets.test_withdrawing import OLD, WRONG, balances, on_card, withdrawn
from tests.warranty import cards

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]
BLACK = {"zh": "512GB 墨黑", "en": "512 GB, ink black"}
BLUE = "Lark X20, 256 GB, mist blue"


def another(code="X20-BK", variant=BLACK, **kw):
    made = factories.a_product(code, name={"zh": "云雀X20", "en": "Lark X20"}, variant=variant, **kw)
    db.session.commit()
    return made


def promised(ann, **kw):
    ticket = tickets.a_ticket(fault="display", **kw)
    assert decide(ann, ticket, fault="display", cause="material", remedy="exchange").status_code == 303
    return ticket


def label(ticket):
    return tickets.the_ticket(ticket.id).line.label["en"]


def stock():
    db.session.expire_all()
    rows = db.session.scalars(select(Balance).where(Balance.quantity != 0))
    return {(one.product_id, one.place): one.quantity for one in rows}


@pytest.mark.parametrize("is_from_maker", [False, True])
def test_the_card_says_the_other_colour_and_what_was_paid_and_promised_stands(ann, is_from_maker):
    black, ticket = another(price=419900), promised(ann)
    was = dict(ticket.line.facts)
    blue = ticket.line.product_id
    page = said(ann.get(f"/tickets/{ticket.id}"))
    assert "A difference in price is not settled here." in page and "ink black" in page
    given = {"sn": WRONG[1], "direct": "y", "variant": str(black.id)} if is_from_maker else {}
    if not is_from_maker:
        tickets.on_shelf(*WRONG, product=black)
    assert exchanged(ann, ticket, new=WRONG[0], **given).status_code == 303
    line = tickets.the_ticket(ticket.id).line
    assert (line.product_id, line.label["en"]) == (black.id, "Lark X20, 512 GB, ink black")
    assert line.facts == was and was["price"] == 369900 and on_card(ticket) == set(WRONG)
    assert stock() == {(blue, "repair"): 1}
    (claim,) = db.session.scalars(select(SupplierClaim))
    assert claim.thing["en"] == BLUE and set(claim.serials) == OLD and claim.amount == 369900
    for path in ("", "/print"):
        assert "ink black" in said(ann.get(f"/warranty-cards/{ticket.card_id}{path}"))
    found = said(ann.send("/warranty-cards/search", q=WRONG[0]))
    assert "ink black" in found and "mist blue" not in found
    assert ticket.card.description_id == line.description_id


def test_taken_back_the_card_says_the_first_one_again_and_its_versions_tell_both(ann, bo, monday):
    black, ticket = another(), promised(ann)
    tickets.on_shelf(*WRONG, product=black)
    monday.shift(timedelta(minutes=3))
    assert exchanged(ann, ticket, new=WRONG[0]).status_code == 303
    monday.shift(timedelta(minutes=3))
    assert withdrawn(ann, ticket).status_code == 303
    assert label(ticket) == BLUE and on_card(ticket) == OLD and balances() == {"shelf": 1}
    assert ticket.card.description_id == tickets.the_ticket(ticket.id).line.description_id
    assert tickets.the_ticket(ticket.id).line.product_id == cards.a_phone().id
    card = db.session.scalars(select(Card)).one()
    line = card.lines[0].id
    told = [one.state.labels[line]["en"] for one in versions.of_card(card)]
    assert told == [BLUE, "Lark X20, 512 GB, ink black", BLUE]
    page = said(ann.get(f"/warranty-cards/{card.id}/versions"))
    assert f"{BLUE} → <b>Lark X20, 512 GB, ink black</b>" in page and page.count('<li class="top-row') == 3
    assert "ink black" in said(ann.get(f"/warranty-cards/{card.id}/versions/2"))
    assert "ink black" not in said(ann.get(f"/warranty-cards/{card.id}/versions/1"))
    assert "noted another variant of it" in said(bo.get(f"/warranty-cards/{card.id}"))


def test_another_model_is_refused_and_so_is_what_is_no_variant(ann):
    pro = factories.a_product("X20P", name={"zh": "云雀X20 Pro", "en": "Lark X20 Pro"})
    another()
    tickets.on_shelf(*WRONG, product=pro)
    ticket = promised(ann)
    refused = exchanged(ann, ticket, new=WRONG[0])
    assert refused.status_code == 422 and "An exchange is for the same model." in said(refused)
    for odd in (str(pro.id), "x", "999999999"):
        refused = exchanged(ann, ticket, new=WRONG[0], sn=WRONG[1], direct="y", variant=odd)
        assert refused.status_code == 422 and "Choose one of them." in said(refused)
    assert label(ticket) == BLUE and on_card(ticket) == OLD


def test_what_has_no_serial_is_chosen(cy):
    words = {"zh": "橡木床", "en": "Oak bed"}
    kinds = {"trade": "furniture_cn", "category": "bed", "parts": ["frame"], "material": "wood"}
    beds = [
        factories.a_product(f"BED-{one}", price=698000, name=words, variant={"en": one}, **kinds)
        for one in ("oak", "walnut")
    ]
    card = cards.a_card(product=beds[0], serials={}, store="JJ", who="cy")
    adjust(factories.the_store("JJ").id, beds[1].id, "shelf", 1)
    ticket = tickets.a_ticket(card, kind="exchange", fault="loose", who="cy", store="JJ", is_here=False)
    assert decide(cy, ticket, remedy="exchange").status_code == 303
    assert "Oak bed, walnut" in said(cy.get(f"/tickets/{ticket.id}"))
    assert exchanged(cy, ticket, variant=str(beds[1].id)).status_code == 303
    assert label(ticket) == "Oak bed, walnut" and stock() == {(beds[0].id, "repair"): 1}
    assert withdrawn(cy, ticket).status_code == 303
    assert label(ticket) == "Oak bed, oak" and stock() == {(beds[1].id, "shelf"): 1}


def test_of_a_model_with_one_variant_nothing_is_asked(ann):
    ticket, unit = promised(ann), tickets.on_shelf(*WRONG)
    assert "A difference in price" not in said(ann.get(f"/tickets/{ticket.id}"))
    assert exchanged(ann, ticket, new=unit.serials[0].value).status_code == 303 and label(ticket) == BLUE
    (version,) = [one for one in versions.of_card(tickets.the_ticket(ticket.id).card) if one.changes]
    assert versions.LABEL not in [change.field for change in version.changes]


def test_what_was_lost_comes_in_as_what_it_was_when_it_is_found(ann, monday, visit):
    network.a_network()
    black = another()
    ticket = a_late_one(ann, monday)
    blue, bo = ticket.line.product_id, visit("bo")
    assert lost(bo, ticket).status_code == 303
    tickets.on_shelf(*WRONG, product=black)
    assert bo.send(f"/tickets/{ticket.id}/decision", **GOODWILL, remedy="exchange").status_code == 303
    assert bo.send(f"/tickets/{ticket.id}/exchange", new=WRONG[0]).status_code == 303
    assert network.scan(visit("eng"), tickets.the_ticket(ticket.id)).status_code == 303
    assert stock() == {(blue, "repair"): 1}


def test_its_money_goes_back_out_of_the_sale_of_the_first_one(ann):
    """What was sold is what the card was issued for, whatever colour was given since."""
    phone = phone_shelf()["X20"]
    path = sold(ann)
    ready(path)
    assert ann.send(f"{path}/handover", address="和平路18号", invoice_number="NM-1").status_code == 303
    black = factories.a_product("X20-BK", name=db.session.get_one(Product, phone).name, variant=BLACK)
    card = db.session.scalars(select(Card)).one()
    ticket = promised(ann, card=card)
    tickets.on_shelf(*WRONG, product=black)
    assert exchanged(ann, ticket, new=WRONG[0], unread="y").status_code == 303
    again = tickets.a_ticket(db.session.get_one(Card, card.id), kind="return", fault="display", is_here=False)
    assert decide(ann, again, cause="material", remedy="return").status_code == 303
    assert "Sold for" in said(ann.get(f"/tickets/{again.id}/refund"))
    money = {"amount": "3699", "method": "cash", "place": "repair"}
    assert ann.send(f"/tickets/{again.id}/refund", **money).status_code == 303
    paid = db.session.scalars(select(Payment).where(Payment.kind == "refund")).one()
    assert (paid.sale_id, paid.amount) == (card.sale_id, 369900)
    assert stock()[black.id, "repair"] == 1


def test_what_is_refused_is_shown_as_it_stands(ann):
    black, ticket = another(), promised(ann)
    cards.a_card("李雷", "+8613900139001", serials={"imei1": WRONG[0]})
    refused = exchanged(ann, ticket, new=WRONG[0], sn=WRONG[1], direct="y", variant=str(black.id))
    assert refused.status_code == 422 and f'class="lead">{BLUE}</h2>' in said(refused)


def test_a_number_that_only_the_other_variant_has_is_asked_for(ann):
    cards.a_phone().spec = {"sim_slots": 1}
    black = another(spec={"sim_slots": 2})
    ticket = promised(ann)
    tickets.on_shelf(*WRONG, product=black)
    refused = exchanged(ann, ticket, new=WRONG[0])
    assert refused.status_code == 422 and "its second IMEI is missing" in said(refused)
    assert exchanged(ann, ticket, new=WRONG[0], imei2="864207061011454").status_code == 303
    assert "864207061011454" in on_card(ticket)
