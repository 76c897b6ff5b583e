"""A term may begin with the activation: the hand-over notes its day, an old card and a correction are asked for it."""

import copy
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from counter.extensions import db
from counter.playbooks.importing import add
from counter.playbooks.models import PlaybookVersion, in_force
from counter.warranty import promises
from counter.warranty.models import Card
from tests import factories
from tests.sales.counter_side import phone_shelf, ready, sold, step
from tests.warranty import cards
from tests.warranty.owners import correct, covers, error_at, fresh, text_of

pytestmark = pytest.mark.usefixtures("monday")

RULE = "cn_phone_2001"
OLD = {
    "name": "周敏", "phone": "139 0000 2219", "address": "竹影巷12号", "product": "X20", "sold_on": "2026-10-20",
    "imei1": "864207221800093", "sn": "YQS9G69UTMF5", "invoice_number": "A-77",
}  # fmt: skip


@pytest.fixture
def counted_from_activation(shop):
    """The phone rule as it would be; versions outlive a test."""
    first = in_force("policies")
    was, body = first.imported_at, copy.deepcopy(first.body)
    rule = next(one for one in body["policies"] if one["id"] == RULE)
    rule["start"] = {"basis": ["activated_on"], "pick": "latest"}
    first.imported_at = factories.NOW - timedelta(400)
    later = add("policies", first.code, body, factories.NOW - timedelta(300)).id
    db.session.commit()
    yield
    db.session.rollback()
    db.session.execute(sa.update(Card).values(policies_version_id=first.id))
    db.session.execute(sa.delete(PlaybookVersion).filter_by(id=later))
    first.imported_at = was
    db.session.commit()
    promises.known().pop(later, None)


def starts(card):
    return {row[3] for row in covers(card) if row[0] == RULE and row[2] == "term"}


def the_card():
    db.session.rollback()
    db.session.expire_all()
    return db.session.scalars(sa.select(Card)).one()


def handed_over(visit, monday, but=()):
    """Switched on yesterday with the customer looking on, handed over today."""
    phone_shelf()
    path = sold(visit("ann"))
    ready(path, but=but)
    if not but:
        step(path, "handover.power_on").done_at = factories.NOW - timedelta(1)
    else:
        step(path, but[0]).waived_because = "没电"
    db.session.commit()
    answer = visit("ann").send(path + "/handover", address="和平路18号", invoice_number="NM-1")
    assert answer.status_code == 303
    return the_card()


def test_the_hand_over_notes_when_it_was_switched_on(shop, visit, monday):
    card = handed_over(visit, monday)
    yesterday = factories.NOW.date() - timedelta(1)
    assert card.activated_on == yesterday and starts(card) == {factories.NOW.date()}  # no rule asks for it
    assert yesterday.strftime("%d %b %Y") in text_of(visit("ann").get(f"/warranty-cards/{card.id}"))


def test_a_term_that_begins_with_the_activation_begins_on_its_day(counted_from_activation, visit, monday):
    card = handed_over(visit, monday)
    assert starts(card) == {factories.NOW.date() - timedelta(1)}


def test_what_was_not_switched_on_has_no_such_day(counted_from_activation, visit, monday):
    card = handed_over(visit, monday, but=("handover.power_on",))
    assert card.activated_on is None and starts(card) == {card.sold_on}


def test_an_old_card_is_asked_for_it_where_a_term_begins_with_it(counted_from_activation, ann):
    cards.a_phone()
    assert 'name="activated_on"' in text_of(ann.get("/warranty-cards/new"))
    early = ann.send("/warranty-cards", **OLD, activated_on="2026-10-19")
    assert early.status_code == 422 and "before it was bought" in error_at(early, "activated_on")
    assert ann.send("/warranty-cards", **OLD, activated_on="2026-10-28").status_code == 303
    card = the_card()
    assert card.activated_on == date(2026, 10, 28) and starts(card) == {date(2026, 10, 28)}


def test_a_correction_moves_it_and_the_versions_tell(counted_from_activation, ann):
    card = cards.a_card(activated_on=date(2026, 11, 14))
    assert 'value="2026-11-14"' in text_of(ann.get(f"/warranty-cards/{card.id}/correction"))
    assert correct(ann, card, activated_on="2026-11-16").status_code == 303
    assert starts(fresh(card)) == {date(2026, 11, 16)}
    versions = text_of(ann.get(f"/warranty-cards/{card.id}/versions"))
    assert "activated" in versions and "14 Nov 2026" in versions and "16 Nov 2026" in versions


def test_nobody_is_asked_where_no_term_begins_with_it(shop, ann, cy):
    card = cards.a_card(activated_on=date(2026, 11, 14))
    for page in ("/warranty-cards/new", f"/warranty-cards/{card.id}/correction"):
        assert 'name="activated_on"' not in text_of(ann.get(page))
    assert 'name="activated_on"' not in text_of(cy.get("/warranty-cards/new"))
    assert correct(ann, card, address="清泰街90号").status_code == 303
    assert fresh(card).activated_on == date(2026, 11, 14)  # what was not asked stays
