"""The printed card and its PDF say how many pieces it covers, whatever was parted or came back."""

import io
import re
from datetime import date, timedelta

import pypdfium2
import pytest

from counter.customers.models import Customer
from counter.extensions import db
from counter.warranty import parting, pdfs, repairing, returning
from counter.warranty.issuing import Covered, issue
from counter.warranty.models import Card
from tests import factories
from tests.sales.test_refunding_pieces import promised, refund, six  # noqa: F401
from tests.support.answers import said
from tests.tickets.test_pieces import chairs, jm, left  # noqa: F401
from tests.warranty import cards

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]
TO = "Frame to 20 Nov 2027 for now"
CHAIR = "Lark CHAIR"


def sheet(visitor, card):
    """(label, value) of each row of the first sheet."""
    page = said(visitor.get(f"/warranty-cards/{card.id}/print")).split("</article>")[0]
    return [(label, re.sub("<[^>]+>", "", value)) for label, value in rows(page)]


def rows(page):
    return re.findall(r"<tr><th>([^<]+)</th><td>(.*?)</td></tr>", page)


def counts(visitor, card):
    """What it says of its pieces."""
    named = ("Quantity", "Covered")
    return [(label, value) for label, value in sheet(visitor, card) if label in named]


def paid_back(visitor, card, many, moved):
    """Those of the first line that is not returned."""
    moved.shift(timedelta(minutes=5))
    db.session.commit()
    line = next(one for one in db.session.get(Card, card.id).lines if one.returned_on is None)
    ticket = promised(visitor, card, str(many), what=f"{line.id}:")
    answer = refund(visitor, ticket, str(500 * many), **({"pieces": str(many)} if many > 1 else {}))
    assert answer.status_code == 303, said(answer)
    db.session.expire_all()


def parted(card, many=1, place=0, who="cy", store="JJ"):
    db.session.expire_all()
    line = db.session.get(Card, card.id).lines[place]
    made = parting.part(line, many, cards.by(who, store), factories.NOW)
    db.session.commit()
    return made


def given_up(card, place, who="cy", store="JJ"):
    db.session.expire_all()
    line = db.session.get(Card, card.id).lines[place]
    returning.give_up(line, "x", cards.by(who, store), factories.NOW, factories.NOW.date())
    db.session.commit()


def test_of_six_of_which_two_are_here_and_four_come_back_it_says_how_many_remain(jm, six, monday):  # noqa: F811
    assert counts(jm, six) == [("Quantity", "6"), ("Covered", TO)]
    left(jm, six, pieces="2")
    names = [f"{CHAIR} × 4", f"{CHAIR} × 2 (group 2)"]
    assert counts(jm, six) == [("Quantity", "6"), *(("Covered", f"{name} {TO}") for name in names)]
    paid_back(jm, six, 4, monday)
    assert counts(jm, six) == [("Quantity", "2"), ("Covered", TO)]
    assert ("Piece and model", CHAIR) in sheet(jm, six)


def test_where_one_is_here_and_five_come_back_it_is_a_card_of_one(jm, six, monday):  # noqa: F811
    left(jm, six)
    paid_back(jm, six, 5, monday)
    assert counts(jm, six) == [("Covered", TO)]
    assert ("Piece and model", CHAIR) in sheet(jm, six)


def test_where_all_came_back_it_says_how_many_it_was_of_and_covers_none(jm, six, monday):  # noqa: F811
    for many in (2, 4):
        paid_back(jm, six, many, monday)
    assert db.session.get(Card, six.id).voided_at is not None
    assert counts(jm, six) == [("Quantity", "6")]


def test_of_many_lines_the_first_sheet_tells_what_is_left_though_the_first_came_back(jm):  # noqa: F811
    card = chairs(7)
    for _ in range(5):
        parted(card)
    given_up(card, 0)
    assert counts(jm, card) == [("Quantity", "5"), ("Covered", TO)]
    page = said(jm.get(f"/warranty-cards/{card.id}/print"))
    assert 'aria-label="Things on this card"' in page and page.count(">given back on ") == 1


def test_a_piece_that_is_covered_for_longer_than_the_others_is_named(jm, monday):  # noqa: F811
    card = chairs()
    one, on = parted(card), date(2026, 11, 23)
    repairing.exchange(one, repairing.Fault(), on, {}, cards.by("cy", "JJ"), factories.NOW, on)
    db.session.commit()
    monday.move_to(factories.NOW.replace(year=2027, day=22))
    db.session.commit()
    jm.enter("jm")
    (quantity, covered) = counts(jm, card)
    assert quantity == ("Quantity", "6") and covered[1].startswith(f"{CHAIR} × 1 (group 2) ")
    for _ in range(3):
        parted(card)
    (quantity, covered) = counts(jm, card)
    assert quantity == ("Quantity", "6") and covered[1].startswith(f"{CHAIR} × 1 (group 2) ")


def issued(product, *others, who="ann", store="NM"):
    """A card of several pieces of a product, with what came with them."""
    first = cards.a_card(product=product, serials={}, who=who, store=store)
    me, owner = cards.by(who, store), db.session.get_one(Customer, first.customer_id)
    covered = [Covered(product, {}), *others]
    card = issue(
        me.store, owner, first.customer_phone, covered, me, factories.NOW, sold_on=date(2026, 11, 20)
    )
    card.lines[0].quantity = 6
    db.session.commit()
    return card


def test_what_came_with_a_thing_that_came_back_is_what_the_card_is_of(jm):  # noqa: F811
    made = {"category": "chair", "trade": "furniture_cn", "parts": ["frame"], "material": "wood"}
    stool, table = (factories.a_product(code, **made) for code in ("STOOL", "TABLE"))
    card = issued(stool, Covered(table, {}), who="cy", store="JJ")
    given_up(card, 0)
    assert counts(jm, card) == [("Covered", TO)]
    assert ("Piece and model", "Lark TABLE") in sheet(jm, card)


def accessories(visitor, card):
    return [value for label, value in sheet(visitor, card) if "accessories" in label]


def test_parted_and_returned_pieces_are_no_accessories(ann):
    card = issued(cards.a_phone("SIX"), Covered(factories.a_product("CASE", "case"), {"sn": "CASE12345"}))
    parted(card, 2, who="ann", store="NM")
    assert accessories(ann, card) == ["Lark CASE", "CASE12345"]
    page = sheet(ann, card)
    assert [value.split(" Main")[0] for label, value in page if label == "Covered"][:2] == [
        "Lark SIX, 256 GB, mist blue × 4",
        "Lark SIX, 256 GB, mist blue × 2 (group 2)",
    ]
    given_up(card, 1, "ann", "NM")
    assert accessories(ann, card) == []
    given_up(card, 0, "ann", "NM")
    covered = [value for label, value in sheet(ann, card) if label == "Covered"]
    assert accessories(ann, card) == [] and len(covered) == 1 and covered[0].startswith("Main unit")


def test_the_number_of_a_piece_that_was_exchanged_stands_with_those_of_the_others(jm):  # noqa: F811
    card, on = chairs(), date(2026, 11, 23)
    one = parted(card)
    repairing.exchange(
        one, repairing.Fault(), on, {"sn": "NEW1234567"}, cards.by("cy", "JJ"), factories.NOW, on
    )
    db.session.commit()
    assert ("Serial number", "NEW1234567") in sheet(jm, card)


@pytest.mark.skipif(not pdfs.is_there(), reason="NOT RUN: no WeasyPrint, or no pango (make provision)")
def test_the_pdf_says_the_same(jm, six, monday):  # noqa: F811
    left(jm, six, pieces="2")
    paid_back(jm, six, 4, monday)
    answer = jm.get(f"/warranty-cards/{six.id}/pdf")
    text = pypdfium2.PdfDocument(io.BytesIO(answer.get_data()))[0].get_textpage().get_text_range()
    lines = [one.split() for one in text.splitlines()]
    assert ["Quantity", "2"] in lines and ["Covered", *TO.split()] in lines
