"""What is paid first and handed over later is delivered on the day on which the customer has it."""

import re
from datetime import date, timedelta

import pytest

from counter.extensions import db
from counter.warranty.models import Card
from tests import factories
from tests.sales.counter_side import phone_shelf, ready, sold
from tests.warranty import cards
from tests.warranty.owners import RIGHT, correct, covers, error_at, fresh, text_of

pytestmark = pytest.mark.usefixtures("monday")

TODAY = factories.NOW.date()


def windows(card):
    return {row[3] for row in covers(card) if row[2] == "window"}


def values(page, field):
    return re.search(rf'name="{field}"[^>]*value="([^"]*)"', page)[1]


@pytest.fixture
def paid_before(shop, visit, monday):
    """Paid on the twelfth, handed over on the 23rd."""
    phone_shelf()
    monday.move_to(factories.NOW - timedelta(11))
    path = sold(visit("ann"))
    ready(path)
    monday.move_to(factories.NOW)
    handed = visit("ann").send(path + "/handover", address="和平路18号", invoice_number="NM-1")
    assert handed.status_code == 303
    return db.session.query(Card).one()


def test_the_days_for_a_return_begin_with_the_hand_over_the_rules_are_those_of_the_purchase(paid_before, ann):
    assert (paid_before.sold_on, paid_before.delivered_on) == (TODAY - timedelta(11), TODAY)
    assert TODAY in {row[3] for row in covers(paid_before) if row[1:3] == ("main_unit", "term")}
    page = text_of(ann.get(f"/warranty-cards/{paid_before.id}"))
    assert re.search(r">Return</span>.*?Within 7 days.*?to 30 Nov 2026", page, re.S)
    twin = cards.a_card(serials={"sn": "TWIN123456"}, sold_on=paid_before.sold_on)
    assert twin.delivered_on == twin.sold_on and twin.policies_version_id == paid_before.policies_version_id


def test_a_correction_says_when_it_was_handed_over(shop, ann):
    card = cards.a_card()
    page = text_of(ann.get(f"/warranty-cards/{card.id}/correction"))
    assert "Handed over on" in page and 'name="installed_on"' not in page
    assert values(page, "delivered_on") == ""
    early = correct(ann, card, delivered_on="2026-11-11")
    assert early.status_code == 422 and "before it was bought" in error_at(early, "delivered_on")
    assert values(text_of(early), "delivered_on") == "2026-11-11"
    assert correct(ann, card, delivered_on="2026-11-20").status_code == 303
    later = fresh(card)
    assert (later.sold_on, later.delivered_on) == (date(2026, 11, 12), date(2026, 11, 20))
    assert date(2026, 11, 20) in windows(later)
    page = text_of(ann.get(f"/warranty-cards/{card.id}/correction"))
    assert values(page, "delivered_on") == "2026-11-20"


def test_left_empty_it_follows_the_day_of_purchase(shop, ann):
    card = cards.a_card()
    assert correct(ann, card, sold_on="2026-11-14", delivered_on="").status_code == 303
    assert fresh(card).delivered_on == date(2026, 11, 14)


def test_what_else_is_corrected_leaves_the_day_of_the_hand_over(paid_before, ann):
    page = text_of(ann.get(f"/warranty-cards/{paid_before.id}/correction"))
    kept = {field: values(page, field) for field in ("sold_on", "delivered_on")}
    assert correct(ann, paid_before, **{**RIGHT, **kept, "address": "和平路20号"}).status_code == 303
    assert (fresh(paid_before).customer_address, fresh(paid_before).delivered_on) == ("和平路20号", TODAY)
