"""A card as it was before each correction, transfer and exchange: field by field, in full, and marked as not in force."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from counter.extensions import db
from counter.history.models import HistoryEntry, PersonalChange
from counter.warranty import parting, repairing, versions
from counter.warranty.models import Card
from counter.warranty.returning import give_up
from counter.warranty.voiding import void
from tests import factories
from tests.support.queries import counted
from tests.warranty import cards
from tests.warranty.owners import RIGHT, correct, fresh, hand_over, text_of

OLD, NEW = "YQX20B7H3K9M", "YQX20NEW0001"


@pytest.fixture(autouse=True)
def a_monday():
    with time_machine.travel(factories.NOW, tick=False) as travel:
        yield travel


@pytest.fixture
def card(shop):
    return cards.a_card(invoice_number="INV-7")


def read(card):
    db.session.expire_all()
    return versions.of_card(db.session.get_one(Card, card.id))


def page(visitor, card, more=""):
    return text_of(visitor.get(f"/warranty-cards/{card.id}/versions{more}"))


def exchange(card, moved, serial=NEW):
    card = fresh(card)
    me = cards.by("ann")
    repairing.exchange(
        card.lines[0], repairing.Fault(), moved.date(), {"sn": serial}, me, moved, moved.date()
    )
    db.session.commit()


def later(travel, days):
    travel.move_to(factories.NOW + timedelta(days=days), tick=False)
    return factories.NOW + timedelta(days=days)


def test_a_card_that_nobody_changed_has_one_version_and_it_is_the_card(card, ann):
    (only,) = read(card)
    assert only.until is None and only.verb == "issue"
    assert "It stands as it was issued." in page(ann, card)
    assert ann.get(f"/warranty-cards/{card.id}/versions/1").location.endswith(f"/warranty-cards/{card.id}")
    assert ann.get(f"/warranty-cards/{card.id}/versions/2").status_code == 404
    assert ann.get(f"/warranty-cards/{card.id}/versions/0").status_code == 404
    assert "/versions" in text_of(ann.get(f"/warranty-cards/{card.id}"))


def test_each_correction_is_read_back_field_by_field(card, ann, bo):
    correct(ann, card, name="陈小明", phone="13800138007", invoice_number="INV-7")
    correct(
        ann,
        fresh(card),
        **RIGHT
        | {"name": "陈小明", "phone": "13800138007", "invoice_number": "INV-8", "sold_on": "2026-10-12"},
    )
    first, second, third = read(card)
    assert (first.state.fields["name"], first.state.fields["phone"]) == ("陈晓明", "+8613800138000")
    assert second.state.fields["invoice_number"] == "INV-7" and second.state.fields["name"] == "陈小明"
    assert {change.field: (change.before, change.after) for change in third.changes} == {
        "invoice_number": ("INV-7", "INV-8"),
        "sold_on": (date(2026, 11, 12), date(2026, 10, 12)),
        "delivered_on": (date(2026, 11, 12), date(2026, 10, 12)),
        "ends_on": (date(2027, 11, 12), date(2027, 10, 12)),
    }
    assert first.state.fields["ends_on"] == second.state.fields["ends_on"] == date(2027, 11, 12)
    listed = page(ann, card)
    assert "陈晓明 → <b>陈小明</b>" in listed and "INV-7 → <b>INV-8</b>" in listed and "In force" in listed
    earlier = page(ann, card, "/1")
    assert "Not in force." in earlier and "138 0013 8000" in earlier and "INV-7" in earlier
    assert (
        "陈小明" not in earlier
        and "12 Nov 2027" in earlier
        and "<form" not in earlier.split("<main")[1].split("</main")[0]
    )


def test_an_earlier_owner_is_masked_for_assistants_and_nothing_is_left_of_an_erased_one(card, ann, bo):
    given_up = card.customer_id
    correct(ann, card, address="清泰街90号", invoice_number="INV-7")
    assert hand_over(ann, fresh(card)).status_code == 303
    first, second, third = read(card)
    assert second.state.fields["address"] == "清泰街90号" and second.state.owner_id == given_up
    assert third.state.fields["name"] == "周敏" and third.earlier_owner == second.state.owner_id
    for more in ("", "/1", "/2"):
        assistant, manager = page(ann, card, more), page(bo, card, more)
        assert (
            "陈晓明" not in assistant
            and "清泰街" not in assistant
            and "13800138000" not in assistant.replace(" ", "")
        )
        assert "陈**" in assistant and "138 **** 8000" in assistant
        assert "陈晓明" in manager and "清泰街" in manager
    assert "周敏" in page(ann, card) and "周敏" not in page(bo, card, "/2")
    db.session.execute(sa.delete(PersonalChange).where(PersonalChange.customer_id == given_up))
    db.session.commit()
    first, second, third = read(card)
    assert {second.state.fields[one] for one in ("name", "phone", "address", "postcode")} == {
        versions.Lost.ERASED
    }
    assert first.state.fields["name"] is versions.Lost.ERASED and first.state.owner_id is None
    for more in ("", "/1", "/2"):
        left = page(bo, card, more)
        assert "erased with its customer" in left and "陈" not in left.split("<main")[1].split("</main")[0]


def test_an_exchange_and_its_withdrawal_give_each_state_its_serial_and_its_end(card, bo, a_monday):
    exchange(card, later(a_monday, 3))
    moved = later(a_monday, 5)
    repairing.withdraw(fresh(card).lines[0].repairs[0], cards.by("bo"), moved)
    db.session.commit()
    first, exchanged, withdrawn = read(card)
    line = card.lines[0].id
    assert [dict(one.state.serials_of(line))["sn"] for one in (first, exchanged, withdrawn)] == [
        OLD,
        NEW,
        OLD,
    ]
    ends = [one.state.fields["ends_on"] for one in (first, exchanged, withdrawn)]
    assert ends[0] == ends[2] == date(2027, 11, 12) and ends[1] > ends[0]
    assert first.repairs(fresh(card)) == [] and len(exchanged.repairs(fresh(card))) == 1
    assert withdrawn.repairs(fresh(card)) == []
    db.session.rollback()
    bo.enter("bo")
    assert NEW in page(bo, card, "/2") and NEW not in page(bo, card, "/1")


def repaired(card, moved, days, **kw):
    """Under repair for so many days, and back on that of moved."""
    me, taken_on = cards.by("ann"), (moved - timedelta(days=days)).date()
    made = repairing.take_in(fresh(card).lines[0], repairing.Fault(), taken_on, me, moved, moved.date())
    repairing.give_back(made, moved.date(), "换屏", me, moved, moved.date())
    number = made.id
    db.session.commit()
    return number


def test_a_repair_afterwards_moves_the_end_of_no_earlier_version(card, ann, a_monday):
    correct(ann, card, name="陈小明", invoice_number="INV-7")
    repaired(card, later(a_monday, 12), 9)
    first, second = read(card)
    end = date(2027, 11, 12)
    assert first.state.fields["ends_on"] == end and second.state.fields["ends_on"] == end + timedelta(9)
    assert [change.field for change in second.changes] == ["name"] and second.verb == "correct"
    db.session.rollback()
    ann.enter("ann")
    assert "12 Nov 2027" in page(ann, card, "/1")


def test_each_version_has_the_end_that_held_when_it_was_over(card, bo, a_monday):
    end = date(2027, 11, 12)
    repaired(card, later(a_monday, 12), 9)
    db.session.rollback()
    bo.enter("bo")
    assert correct(bo, fresh(card), name="陈小明").status_code == 303
    number = repaired(card, later(a_monday, 30), 5)
    db.session.rollback()
    bo.enter("bo")
    assert correct(bo, fresh(card), name="陈晓明").status_code == 303
    db.session.rollback()
    moved = later(a_monday, 31)
    made = db.session.get(repairing.Repair, number)
    repairing.withdraw(made, cards.by("bo"), moved)
    db.session.commit()
    versions_ = read(card)
    assert [one.verb for one in versions_] == ["issue", "correct", "correct", "withdraw_repair"]
    ends = [one.state.fields["ends_on"] for one in versions_]
    assert ends == [end + timedelta(days) for days in (9, 9 + 5, 9 + 5, 9)]
    assert [change.field for change in versions_[3].changes] == ["ends_on"]


def test_an_exchange_after_a_repair_tells_its_own_move_alone(card, a_monday):
    repaired(card, later(a_monday, 12), 9)
    exchange(card, later(a_monday, 20))
    first, second = read(card)
    change = next(one for one in second.changes if one.field == "ends_on")
    assert change.before == first.state.fields["ends_on"] == date(2027, 11, 21)
    assert change.after == second.state.fields["ends_on"]


def test_what_was_void_or_given_back_was_not_so_before(card, bo):
    give_up(card.lines[0], "money back", cards.by("bo"), factories.NOW, factories.NOW.date())
    db.session.commit()
    before, after = read(card)
    assert (before.state.is_void, before.state.returned) == (False, frozenset())
    assert after.state.is_void and after.state.returned == {card.lines[0].id}
    other = cards.a_card(serials={"sn": "OTHER12345"})
    void(other, "typed twice", cards.by("bo"), factories.NOW)
    db.session.commit()
    assert [one.state.is_void for one in read(other)] == [False, True]
    assert "voided the card" in page(bo, other) and "took back what was returned" in page(bo, card)


@pytest.fixture
def six(shop):
    card = cards.a_card(product=cards.a_phone("SIX"), serials={})
    card.lines[0].quantity = 6
    db.session.commit()
    return card


def part(card, many, at, place=0):
    return parting.part(fresh(card).lines[place], many, cards.by("bo"), at)


def give_back(card, many, at):
    """Parted by the very deed that takes them back."""
    give_up(part(card, many, at), "money back", cards.by("bo"), at, at.date())
    db.session.commit()


def quantities(card):
    """Of each version, by line in their order."""
    return [[many for _, many in sorted(one.state.quantities.items())] for one in read(card)]


def test_until_some_pieces_came_back_they_stood_with_the_others(six, bo, a_monday):
    give_back(six, 1, later(a_monday, 1))
    give_back(six, 2, later(a_monday, 2))
    assert quantities(six) == [[6], [5, 1], [3, 1, 2]]
    first, second, third = read(six)
    assert (first.state.returned, [len(one.state.returned) for one in (second, third)]) == (set(), [1, 2])
    assert [(one.field, one.before, one.after) for one in second.changes] == [("quantity", 6, 5)]
    db.session.rollback()
    bo.enter("bo")
    assert "× 6" in page(bo, six, "/1") and page(bo, six, "/1").count("<dt>Thing</dt>") == 1
    assert "× 5" in page(bo, six, "/2") and "6 → <b>5</b>" in page(bo, six)


def test_what_was_parted_before_stood_apart_until_it_came_back(six, a_monday):
    part(six, 2, later(a_monday, 1))
    db.session.commit()
    at = later(a_monday, 2)
    give_up(fresh(six).lines[1], "money back", cards.by("bo"), at, at.date())
    db.session.commit()
    give_back(six, 1, later(a_monday, 3))
    assert quantities(six) == [[4, 2], [4, 2], [3, 2, 1]]


def test_until_one_was_exchanged_it_stood_with_the_others(six, a_monday):
    at = later(a_monday, 1)
    repairing.exchange(part(six, 1, at), repairing.Fault(), at.date(), {}, cards.by("bo"), at, at.date())
    db.session.commit()
    part(six, 1, later(a_monday, 2))
    db.session.commit()
    assert quantities(six) == [[6], [4, 1, 1]]


def test_an_end_that_nobody_noted_is_not_made_up(card, ann):
    correct(ann, card, sold_on="2026-10-12", invoice_number="INV-7")
    kept = sa.update(HistoryEntry).where(HistoryEntry.verb == "correct")
    db.session.execute(kept.values(changes={"sold_on": ["2026-11-12", "2026-10-12"]}))
    db.session.commit()
    assert read(card)[0].state.fields["ends_on"] is versions.Lost.UNKNOWN
    assert "not noted at that time" in page(ann, card, "/1")


def test_another_store_has_none_of_it(card, cy, ann):
    correct(ann, card, name="陈小明")
    for more in ("", "/1"):
        assert cy.get(f"/warranty-cards/{card.id}/versions{more}").status_code == 404


def test_it_costs_the_same_with_one_correction_and_with_twenty(card, ann):
    spent = []
    for names in (("陈一",), tuple(f"陈{chr(0x4E00 + place)}" for place in range(20))):
        for name in names:
            correct(ann, fresh(card), name=name)
        ann.get(f"/warranty-cards/{card.id}/versions")
        for more in ("", "/1"):
            with counted() as asked:
                assert ann.get(f"/warranty-cards/{card.id}/versions{more}").status_code == 200
            spent.append(len(asked))
    assert spent[:2] == spent[2:] and max(spent) <= 11, spent
