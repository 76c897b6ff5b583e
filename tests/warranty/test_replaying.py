"""A holiday plan, or a corrected policy: what changes on open cards is told, and written only then."""

import copy
from datetime import date

import pytest
import sqlalchemy as sa

from counter.extensions import db
from counter.playbooks.importing import add
from counter.playbooks.models import in_force
from counter.warranty.models import Card, Coverage
from counter.warranty.replaying import replay
from tests import factories
from tests.support.queries import counted
from tests.warranty import cards

TODAY = date(2026, 11, 23)
HOLIDAY = {"rest": [["03-01", "03-05"]], "work": []}


pytestmark = pytest.mark.usefixtures("shop", "monday")


@pytest.fixture
def plan_of_2027():
    """Announced while the cards are there; taken away again, since versions outlive a test."""
    body = copy.deepcopy(in_force("rest_days", "CN").body)
    body["years"]["2027"] = HOLIDAY
    version = add("rest_days", "CN", body, factories.NOW)
    db.session.commit()
    yield version
    db.session.rollback()
    db.session.delete(db.session.get(type(version), version.id))
    db.session.commit()


def a_card(number=1, sold_on=date(2026, 3, 2)):
    return cards.a_card(serials={"sn": f"SN{number}"}, phone=f"+86138001{number:05}", sold_on=sold_on)


def changes(**kw):
    return [change for _, some in replay(TODAY, **kw) for change in some]


def test_nothing_new_changes_nothing():
    a_card()
    assert changes() == []


def test_a_new_plan_settles_what_was_provisional_and_tells_before_and_after(request):
    card = a_card()
    db.session.commit()
    request.getfixturevalue("plan_of_2027")
    found = {(one.part, one.kind): one for one in changes() if one.policy == "cn_phone_2001"}
    one = found["main_unit", "term"]
    assert (one.number, one.before) == (card.number, (date(2027, 3, 2), True))
    # the holiday ends on Friday, and the weekend rests too
    assert one.after == (date(2027, 3, 8), False)


def test_to_look_writes_nothing_to_write_writes_it_and_then_all_is_as_it_should(request):
    a_card()
    db.session.commit()
    request.getfixturevalue("plan_of_2027")
    kept = sa.select(sa.func.max(Coverage.ends_on)).where(Coverage.part == "main_unit")
    assert changes() and db.session.scalar(kept) == date(2027, 3, 2)
    assert changes(write=True) and db.session.scalar(kept) == date(2027, 3, 8)
    assert changes() == []


def test_a_correction_of_the_policies_reaches_the_cards_of_the_version_that_was_wrong():
    card = a_card()
    old = in_force("policies", "policies")
    body = copy.deepcopy(old.body)
    policy = next(one for one in body["policies"] if one["id"] == "cn_phone_2001")
    next(line for line in policy["parts"] if line["part"] == "main_unit")["term"] = "P13M"
    right = add("policies", "policies", body, factories.NOW)
    db.session.flush()
    try:
        found = changes(corrected={old.id: right.id})
        assert ("main_unit", date(2027, 4, 2)) in {(one.part, one.after[0]) for one in found if one.after}
        assert db.session.get(Card, card.id).policies_version_id == old.id
        changes(corrected={old.id: right.id}, write=True)
        assert db.session.get(Card, card.id).policies_version_id == right.id
    finally:
        db.session.rollback()


def test_a_law_that_becomes_two_by_its_days_goes_on_speaking_of_the_cards_of_before():
    """As the EU's guarantee did on 31 July 2026."""
    a_card()
    old, book = in_force("policies", "policies"), in_force("playbook", factories.the_store().playbook_code)
    body, named = copy.deepcopy(old.body), copy.deepcopy(book.body)
    policy = next(one for one in body["policies"] if one["id"] == "cn_phone_2001")
    before = {
        **policy,
        "id": "cn_phone_until_june",
        "in_force": {"from": "2001-11-15", "until": "2026-06-30"},
    }
    policy["in_force"] = {"from": "2026-07-01"}
    gift = next(one for one in body["policies"] if one["id"] == "brand_battery_year")
    gift = {**gift, "id": "battery_two_years", "parts": [{**gift["parts"][0], "term": "P24M"}]}
    body["policies"] += [before, gift]
    named["warranty"]["policies"] += ["cn_phone_until_june", "battery_two_years"]
    try:
        right = add("policies", "policies", body, factories.NOW)
        add("playbook", book.code, named, factories.NOW)
        db.session.flush()
        kept = sa.select(Coverage.policy, Coverage.ends_on).where(
            Coverage.part == "main_unit", Coverage.kind == "term"
        )
        assert changes(corrected={old.id: right.id}, write=True)
        assert db.session.execute(kept).all() == [("cn_phone_until_june", date(2027, 3, 2))]
        assert changes(corrected={old.id: right.id}) == []
        battery = (
            sa.select(Coverage.policy)
            .select_from(Coverage)
            .where(Coverage.part == "battery", Coverage.kind == "term")
        )
        assert (
            "battery_two_years" not in db.session.scalars(battery).all()
        )  # promised since: it binds no card of before
    finally:
        db.session.rollback()


def test_cards_that_only_the_wrong_version_ended_are_seen_too():
    """Twelve months by it, twenty-four by the right one."""
    card = a_card(sold_on=date(2025, 10, 2))
    old = in_force("policies", "policies")
    body = copy.deepcopy(old.body)
    policy = next(one for one in body["policies"] if one["id"] == "cn_phone_2001")
    next(line for line in policy["parts"] if line["part"] == "main_unit")["term"] = "P24M"
    right = add("policies", "policies", body, factories.NOW)
    db.session.flush()
    db.session.execute(sa.delete(Coverage).where(Coverage.ends_on > date(2026, 10, 20)))
    try:
        assert changes() == []
        found = {(one.part, one.kind): one.after for one in changes(corrected={old.id: right.id}, write=True)}
        assert found["main_unit", "term"][0] == date(2027, 10, 2)
        assert db.session.get(Card, card.id).policies_version_id == right.id
    finally:
        db.session.rollback()


def test_a_plan_that_comes_after_the_end_still_moves_it():
    a_card()  # to 2 March 2027, which is within what the plan calls a holiday
    db.session.commit()
    body = copy.deepcopy(in_force("rest_days", "CN").body)
    body["years"]["2027"] = HOLIDAY
    add("rest_days", "CN", body, factories.NOW)
    try:
        late = [one for _, some in replay(date(2027, 3, 4)) for one in some]
        assert ("main_unit", (date(2027, 3, 8), False)) in {(one.part, one.after) for one in late}
    finally:
        db.session.rollback()


def test_a_correction_that_moves_no_day_is_kept_too():
    card = a_card()
    old = in_force("policies", "policies")
    body = copy.deepcopy(old.body)
    policy = next(one for one in body["policies"] if one["id"] == "cn_phone_2001")
    policy["deadlines"][0]["longer_than"] = "P6D"
    right = add("policies", "policies", body, factories.NOW)
    db.session.flush()
    try:
        assert changes(corrected={old.id: right.id}, write=True) == []
        assert db.session.get(Card, card.id).policies_version_id == right.id
    finally:
        db.session.rollback()


def test_what_is_over_or_void_is_not_looked_at():
    a_card(1, date(2020, 3, 2))
    void = a_card(2)
    void.voided_at = factories.NOW
    db.session.flush()
    assert list(replay(TODAY)) == []


def test_a_chunk_costs_the_same_queries_for_one_card_and_for_fifty():
    a_card(1)
    db.session.flush()
    changes()
    db.session.expire_all()
    with counted() as one:
        changes()
    for number in range(2, 51):
        a_card(number)
    db.session.flush()
    db.session.expire_all()
    with counted() as fifty:
        assert sum(looked_at for looked_at, _ in replay(TODAY)) == 50
    assert len(fifty) == len(one)


def test_the_command_tells_and_keeps_only_when_told_to(app, request):
    card = a_card()
    number = card.number
    db.session.commit()
    request.getfixturevalue("plan_of_2027")
    run = app.test_cli_runner().invoke
    told = run(args=["cover-again"])
    assert told.exit_code == 0 and "1 open cards, 1 would change" in told.output
    assert "2027-03-02 for now -> 2027-03-08" in told.output and number[:3] in told.output
    assert "1 changed" in run(args=["cover-again", "--write"]).output
    assert "1 open cards, 0 would change" in run(args=["cover-again"]).output
    assert run(args=["cover-again", "--wrong", "1"]).exit_code == 2
