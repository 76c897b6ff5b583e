"""What is delivered, put up or taken back after the hand-over stands on the card, and its terms count from there."""

import re
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from counter.deliveries.models import Appointment
from counter.extensions import db
from counter.history.models import HistoryEntry
from counter.warranty import correcting, voiding
from counter.warranty.models import Card, LookupKey
from tests import factories
from tests.sales.counter_side import begin, furniture_floor, paid, ready, step, text
from tests.support.at_once import at_once
from tests.warranty import cards
from tests.warranty.owners import covers

pytestmark = pytest.mark.usefixtures("monday")

MONDAY = date(2026, 11, 23)
WEDNESDAY, FRIDAY, LATER = MONDAY + timedelta(2), MONDAY + timedelta(4), MONDAY + timedelta(11)


@pytest.fixture
def handed(shop, visit, monday):
    """A bed and a mattress, delivered on the day after tomorrow and handed over; put up, or not yet."""

    def hand(is_put_up, at_once=None):
        furniture_floor()
        cy = visit("cy")
        path = begin(cy, name="许文静", phone="15200009038")
        cy.send(path + "/lines", code="BED")
        paid(cy, path)
        cy.send(path + "/delivery", on=WEDNESDAY.isoformat(), slot="morning", address="桂花园3幢1102")
        monday.move_to(factories.NOW + timedelta(2))
        cy = visit("cy")
        assert cy.send(path + "/delivery/" + ("installation" if is_put_up else "arrival")).status_code == 303
        ready(path, but=() if is_put_up else ("handover.installed",))
        if not is_put_up:
            factories.a_person("mo", factories.the_store("JJ"), "manager")
            waived = visit("mo").send(
                f"{path}/steps/{step(path, 'handover.installed').id}/waiver", reason="下周才装修好"
            )
            assert waived.status_code == 303
        if at_once:
            at_once(path, db.session.query(Appointment).one().id)
        else:
            assert cy.send(path + "/handover", invoice_number="JJ-1").status_code == 303
        return db.session.query(Appointment).one().id, db.session.query(Card).one().id

    return hand


def stands(card):
    db.session.rollback()
    db.session.expire_all()
    found = db.session.get_one(Card, card)
    starts = {row[3] for row in covers(found) if row[0] == "cn_furniture_gbt_37652" and row[2] == "term"}
    return found.delivered_on, found.installed_on, starts


def corrections(card):
    mine = HistoryEntry.record_kind == "cards", HistoryEntry.record_id == card, HistoryEntry.verb == "correct"
    return db.session.scalars(sa.select(HistoryEntry).where(*mine).order_by(HistoryEntry.id)).all()


def test_what_is_put_up_after_the_hand_over_is_covered_from_that_day_on(handed, visit, monday):
    trip, card = handed(is_put_up=False)
    assert stands(card) == (WEDNESDAY, None, {WEDNESDAY})
    until = db.session.scalar(sa.select(LookupKey.until).limit(1))
    monday.move_to(factories.NOW + timedelta(11))
    cy = visit("cy")
    for _ in range(2):
        assert cy.send(f"/deliveries/{trip}/installation", "i" * 22).status_code == 303
    assert stands(card) == (WEDNESDAY, LATER, {LATER})
    (entry,) = corrections(card)
    assert entry.changes["installed_on"] == [None, LATER.isoformat()] and "ends_on" in entry.changes
    assert db.session.scalar(sa.select(LookupKey.until).limit(1)) == until + 9
    versions = text(cy.get(f"/warranty-cards/{card}/versions"))
    assert "put up" in versions and versions.count("corrected the card") == 1
    assert "On the card" not in text(cy.get("/deliveries"))


def test_a_tap_that_is_taken_back_and_done_again_is_put_right_on_the_card(handed, visit, monday):
    trip, card = handed(is_put_up=True)
    assert stands(card) == (WEDNESDAY, WEDNESDAY, {WEDNESDAY})
    monday.move_to(factories.NOW + timedelta(5))
    cy = visit("cy")
    cy.send(f"/deliveries/{trip}/reopening")
    assert stands(card)[:2] == (WEDNESDAY, None)
    cy.send(f"/deliveries/{trip}/reopening")
    assert stands(card)[:2] == (None, None)
    cy.send(f"/deliveries/{trip}/installation", on=FRIDAY.isoformat())
    assert stands(card) == (FRIDAY, FRIDAY, {FRIDAY})
    assert len(corrections(card)) == 3  # delivered and put up by one tap are one deed


def test_a_day_that_cannot_be_changes_nothing_on_the_card(handed, visit):
    trip, card = handed(is_put_up=False)
    refused = visit("cy").send(f"/deliveries/{trip}/installation", on=LATER.isoformat())
    assert refused.status_code == 422 and stands(card)[:2] == (WEDNESDAY, None) and not corrections(card)


def test_what_somebody_put_right_on_the_card_is_not_written_over_and_the_list_says_so(handed, visit):
    trip, card = handed(is_put_up=False)
    me = cards.by("cy", "JJ")
    correcting.correct(db.session.get_one(Card, card), {"installed_on": WEDNESDAY}, me, factories.NOW)
    db.session.commit()
    cy = visit("cy")
    cy.send(f"/deliveries/{trip}/installation")
    cy.send(f"/deliveries/{trip}/reopening")
    assert stands(card)[:2] == (WEDNESDAY, WEDNESDAY) and len(corrections(card)) == 1
    page = text(cy.get("/deliveries"))
    assert re.search(rf'On the card: put up 25 Nov.*?href="/warranty-cards/{card}">', page, re.S)


def test_put_up_in_the_moment_of_the_hand_over_both_say_the_same(handed, visit):
    def send(path, trip):
        paths = [f"{path}/handover", f"/deliveries/{trip}/installation"]
        answers = at_once([visit("cy"), visit("cy")], paths, [{"invoice_number": "JJ-1"}, {}])
        assert [answer.status_code for answer in answers] == [303, 303]

    _trip, card = handed(is_put_up=False, at_once=send)
    assert stands(card) == (WEDNESDAY, WEDNESDAY, {WEDNESDAY})


def test_a_void_card_stays_as_it_was(handed, visit):
    trip, card = handed(is_put_up=False)
    voiding.void(db.session.get_one(Card, card), "写错了", cards.by("cy", "JJ"), factories.NOW)
    db.session.commit()
    cy = visit("cy")
    assert cy.send(f"/deliveries/{trip}/installation").status_code == 303
    assert stands(card)[:2] == (WEDNESDAY, None) and not corrections(card)
    assert "On the card" not in text(cy.get("/deliveries"))
