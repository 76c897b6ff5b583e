"""What a list of many says of a card is kept with it, whatever wrote its lines; and the list reads none of them."""

import re

import pytest
import sqlalchemy as sa

from counter.customers.registering import register
from counter.extensions import db
from counter.warranty import finding, parting, returning
from counter.warranty.issuing import Covered, issue
from counter.warranty.models import Card, CardLine
from tests import factories
from tests.support.queries import counted
from tests.warranty import cards
from tests.warranty.test_lookup import ask

pytestmark = pytest.mark.usefixtures("shop", "monday")
PHONE = "+8618700001175"


def furnished(*things):
    me = cards.by("cy", "JJ")
    owner = register("郭明", PHONE, me, factories.NOW, address="x")
    made = issue(me.store, owner, PHONE, things, me, factories.NOW, sold_on=factories.NOW.date())
    db.session.commit()
    return made


def a_bed(code="BED", variant=None):
    return factories.a_product(
        code,
        "bed",
        "furniture_cn",
        parts=["frame"],
        material="oak",
        **({"variant": variant} if variant else {}),
    )


def kept(card):
    asked = sa.select(Card.others, Card.description_id, Card.version).where(Card.id == card.id)
    return db.session.execute(asked).one()


def test_it_keeps_its_first_thing_and_how_many_are_called_otherwise():
    card = furnished(Covered(a_bed()), Covered(a_bed("SOFA"), {"sn": "S1234567"}), Covered(a_bed("DESK")))
    assert kept(card) == (2, card.lines[0].description_id, 1)


def test_a_variant_and_pieces_with_a_life_of_their_own_are_called_alike():
    oak, walnut = a_bed(variant={"zh": "橡木", "en": "oak"}), None
    walnut = a_bed("BED-W", variant={"zh": "胡桃木", "en": "walnut"})
    walnut.name = oak.name
    card = furnished(Covered(oak, quantity=3), Covered(walnut))
    assert kept(card).others == 0
    parting.part(card.lines[0], 1, cards.by("cy", "JJ"), factories.NOW)
    db.session.commit()
    assert kept(card) == (0, card.lines[0].description_id, 1) and len(card.lines) == 3


def test_what_came_back_for_its_money_is_not_what_the_card_is_of(cy):
    me, today = cards.by("cy", "JJ"), factories.NOW.date()
    card = furnished(Covered(a_bed(), quantity=2), Covered(a_bed("SOFA")), Covered(a_bed("DESK")))
    bed, sofa, desk = card.lines
    one = parting.part(bed, 1, me, factories.NOW)
    for line, told in (
        (one, (2, bed)),
        (bed, (1, sofa)),
        (desk, (0, sofa)),
        (sofa, (2, bed)),  # nothing is left of it: what it was
    ):
        returning.give_up(line, "return", me, factories.NOW, today)
        db.session.commit()
        assert kept(card)[:2] == (told[0], told[1].description_id)


def test_a_list_of_many_says_it_and_reads_no_line(cy):
    for n in range(finding.FEW + 1):
        furnished(Covered(a_bed(f"BED{n}")), Covered(a_bed(f"MAT{n}"), {"sn": f"M123456{n}"}))
    with counted() as queries:
        text = ask(cy, PHONE[3:])
    assert sorted(re.findall(r"Lark BED\d and 1 more", text)) == [f"Lark BED{n} and 1 more" for n in range(5)]
    assert len(queries) <= 3
    db.session.execute(sa.update(CardLine).values(description_id=kept_of_another()))
    db.session.commit()
    assert "Lark BED0 and 1 more" in ask(cy, PHONE[3:])


def kept_of_another():
    return furnished(Covered(a_bed("OTHER"), {"sn": "O7654321"})).description_id
