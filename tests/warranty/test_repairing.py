"""The repair record: who handed what in and got what back; the coverage and the look-up follow."""

import re
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from counter.extensions import db
from counter.history.models import HistoryEntry
from counter.warranty import coverage, promises, repairing
from counter.warranty.covering import ends_of
from counter.warranty.issuing import SerialHasCard
from counter.warranty.models import Card, Coverage, LookupKey, Repair
from counter.warranty.terms import UNLISTED
from counter.warranty.voiding import void
from tests import factories
from tests.support.queries import counted
from tests.warranty import cards

IMEI, NEW = "490154203237518", "356938035643809"
TODAY = date(2026, 11, 23)


pytestmark = pytest.mark.usefixtures("shop", "monday")


@pytest.fixture
def card(monday):
    return cards.a_card(serials={"imei1": IMEI}, sold_on=date(2026, 3, 2))


def hand(line, on, back=None, **fault):
    me = cards.by()
    made = repairing.take_in(line, repairing.Fault(**fault), on, me, factories.NOW, TODAY)
    if back:
        repairing.give_back(made, back, "换屏", me, factories.NOW, TODAY)
    return made


def kept_end(card, part="main_unit"):
    asked = sa.select(sa.func.max(Coverage.ends_on)).where(
        Coverage.line_id == card.lines[0].id, Coverage.part == part, Coverage.kind == "term"
    )
    return db.session.scalar(asked)


def remedies(card, day=TODAY):
    line = card.lines[0]
    store = factories.the_store()
    answer = coverage.today(ends_of(line, card, promises.rest_days(store)), day)
    return {one.remedy for one in answer.remedies if one.part in ("main_unit", "whole")}


def test_days_under_repair_move_the_end_that_is_kept_for_lists(card):
    before = kept_end(card)
    hand(card.lines[0], date(2026, 5, 4), date(2026, 5, 13))
    assert kept_end(card) >= before + timedelta(9)


def test_while_it_is_here_it_cannot_be_taken_in_again_and_afterwards_it_can(card):
    first = hand(card.lines[0], date(2026, 5, 4))
    with pytest.raises(repairing.HereAlready):
        hand(card.lines[0], date(2026, 5, 5))
    repairing.give_back(first, date(2026, 5, 9), "", cards.by(), factories.NOW, TODAY)
    hand(card.lines[0], date(2026, 6, 1))
    assert [one.is_here for one in card.lines[0].repairs] == [False, True]


def test_after_two_repairs_an_exchange_can_be_asked_for(card):
    hand(card.lines[0], date(2026, 5, 4), date(2026, 5, 9), code="display")
    assert "exchange" not in remedies(card)
    hand(card.lines[0], date(2026, 6, 1), date(2026, 6, 3), code="no_start")
    assert "exchange" in remedies(card)


def test_a_fault_that_no_rule_lists_does_not_count_towards_it(card):
    for month in (5, 6):
        hand(card.lines[0], date(2026, month, 4), date(2026, month, 9), code=UNLISTED)
    assert "exchange" not in remedies(card)


@pytest.mark.parametrize(
    ("on", "field", "because"),
    [(date(2026, 11, 24), "on", "future"), (date(2026, 3, 1), "on", "bought")],
)
def test_a_day_that_cannot_be_is_refused(card, on, field, because):
    with pytest.raises(repairing.OddDay) as odd:
        hand(card.lines[0], on)
    assert (odd.value.field, odd.value.because) == (field, because)


def test_it_is_not_back_before_it_came_nor_tomorrow(card):
    made = hand(card.lines[0], date(2026, 5, 4))
    for back, because in ((date(2026, 5, 3), "taken"), (date(2026, 11, 24), "future")):
        with pytest.raises(repairing.OddDay) as odd:
            repairing.give_back(made, back, "", cards.by(), factories.NOW, TODAY)
        assert odd.value.because == because


def test_an_exchange_starts_the_term_again_and_the_card_is_found_by_the_new_serial_and_the_old(card):
    hand(card.lines[0], date(2026, 11, 2))
    me, fault = cards.by(), repairing.Fault(code="display")
    made = repairing.exchange(card.lines[0], fault, TODAY, {"imei1": NEW}, me, factories.NOW, TODAY)
    assert made.swapped == {"imei1": [IMEI, NEW]}
    assert not any(one.is_here for one in card.lines[0].repairs)
    assert kept_end(card) == date(2027, 11, 23)
    keys = set(db.session.scalars(sa.select(LookupKey.value).where(LookupKey.card_id == card.id)))
    assert {"s" + IMEI[::-1], "s" + NEW[::-1]} <= keys
    # what went back to the maker may be sold again
    assert cards.a_card("王芳", "+8613900139000", serials={"imei1": IMEI}).id != card.id


def test_a_serial_of_another_live_card_is_refused_for_an_exchange(card):
    cards.a_card("王芳", "+8613900139000", serials={"imei1": NEW})
    with pytest.raises(SerialHasCard):
        repairing.exchange(
            card.lines[0], repairing.Fault(), TODAY, {"imei1": NEW}, cards.by(), factories.NOW, TODAY
        )


def test_what_was_noted_by_mistake_is_struck_out_and_all_is_as_before(card):
    before, keys = kept_end(card), sa.select(LookupKey.value).where(LookupKey.card_id == card.id)
    found = set(db.session.scalars(keys))
    made = repairing.exchange(
        card.lines[0],
        repairing.Fault(),
        TODAY,
        {"imei1": NEW, "sn": "SNEW1"},
        cards.by(),
        factories.NOW,
        TODAY,
    )
    assert kept_end(card) != before
    repairing.withdraw(made, cards.by("bo"), factories.NOW)
    assert kept_end(card) == before and set(db.session.scalars(keys)) == found
    assert [each.value for each in card.lines[0].identifiers] == [IMEI]
    verbs = db.session.scalars(sa.select(HistoryEntry.verb).where(HistoryEntry.record_id == card.id))
    assert {"exchange", "withdraw_repair"} <= set(verbs)


def test_an_exchange_whose_old_serial_is_sold_again_cannot_be_struck_out(card):
    made = repairing.exchange(
        card.lines[0], repairing.Fault(), TODAY, {"imei1": NEW}, cards.by(), factories.NOW, TODAY
    )
    cards.a_card("王芳", "+8613900139000", serials={"imei1": IMEI})
    with pytest.raises(SerialHasCard):
        repairing.withdraw(made, cards.by("bo"), factories.NOW)


def test_a_void_card_has_no_repairs(card):
    void(card, "wrong", cards.by("bo"), factories.NOW)
    with pytest.raises(repairing.CardIsVoid):
        hand(card.lines[0], TODAY)


def path(card, rest=""):
    return f"/warranty-cards/{card.id}{rest}"


def test_at_the_counter_it_is_taken_in_once_for_a_double_tap_and_handed_back(ann, card):
    db.session.commit()
    sent = {
        "what": f"{card.lines[0].id}:battery",
        "fault": "battery_fails",
        "words": "充不满",
        "on": "2026-11-23",
    }
    for _ in range(2):
        answer = ann.send(path(card, "/repairs"), "k" * 20, **sent)
        assert answer.status_code == 303
    (made,) = db.session.scalars(sa.select(Repair)).all()
    assert (made.part, made.fault, made.words, made.is_here) == ("battery", "battery_fails", "充不满", True)
    page = ann.get(path(card)).get_data(as_text=True)
    assert "Here now" in page and "充不满" in page
    number = made.id
    db.session.rollback()
    again = ann.send(path(card, "/repairs"), **sent)
    assert again.status_code == 422 and "Hand it back first" in again.get_data(as_text=True)
    ann.send(path(card, f"/repairs/{number}/return"), work="换电池", back_on="2026-11-23")
    assert "换电池" in ann.get(path(card)).get_data(as_text=True)


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"on": "2026-11-24"}, "still to come"),
        ({"on": "2025-01-01"}, "before it was bought"),
        ({"on": ""}, "Which day?"),
        ({"what": "99:"}, "Not a valid choice"),
        ({"fault": "gone"}, "Not a valid choice"),
        ({"words": "x" * 301}, "longer than 300"),
        ({"words": "a\0b"}, "be stored"),
    ],
)
def test_bad_input_is_told_at_its_field_and_nothing_is_kept(ann, card, sent, says):
    db.session.commit()
    good = {"what": f"{card.lines[0].id}:", "fault": "", "words": "摔过", "on": "2026-11-23"}
    answer = ann.send(path(card, "/repairs"), **(good | sent))
    text = answer.get_data(as_text=True)
    assert answer.status_code in (400, 422) and says.replace("'", "&#39;") in text
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Repair)) == 0


def test_a_wrong_imei_of_the_new_one_says_which_digit_would_be_right(ann, card):
    db.session.commit()
    sent = {"what": f"{card.lines[0].id}:", "fault": "", "on": "2026-11-23"}
    sent = {f"new-{name}": value for name, value in {**sent, "imei1": NEW[:-1] + "0"}.items()}
    answer = ann.send(path(card, "/exchanges"), **sent)
    assert answer.status_code == 422 and NEW[-1] in answer.get_data(as_text=True)


def test_a_number_that_was_typed_for_a_part_is_not_dropped_without_a_word(ann, card):
    db.session.commit()
    sent = {"what": f"{card.lines[0].id}:battery", "fault": "", "on": "2026-11-23", "imei1": NEW}
    answer = ann.send(path(card, "/exchanges"), **{f"new-{name}": value for name, value in sent.items()})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "A part has no number on the card." in page and NEW in page
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Repair)) == 0


def test_the_page_costs_the_same_with_one_repair_and_with_fifty(ann, card):
    me = cards.by()
    hand(card.lines[0], date(2026, 5, 4), date(2026, 5, 5))
    db.session.commit()
    with counted() as one:
        ann.get(path(card))
    line = db.session.get(Card, card.id).lines[0]
    for _ in range(49):
        line.repairs.append(
            Repair(
                kind="repair", taken_on=TODAY, back_on=TODAY, noted_at=factories.NOW, noted_by=me.person_id
            )
        )
    db.session.commit()
    with counted() as fifty:
        assert ann.get(path(card)).status_code == 200
    assert len(fifty) == len(one)


def test_what_if_shows_before_and_after_and_writes_nothing(ann, card):
    hand(card.lines[0], date(2026, 5, 4), date(2026, 5, 9), code="display")
    db.session.commit()
    page = ann.get(path(card, "/what-if")).get_data(as_text=True)
    end = kept_end(card)
    assert end.strftime("%-d") in page and "2027-11-23" in page.replace("23 Nov 2027", "2027-11-23")
    assert "After this repair: Exchange" in page
    assert re.search(
        r'<td class="num" data-is="Exchanged">[^/]*2027</b> <span class="sub">for now</span>', page
    )
    odd = ann.get(path(card, f"/what-if?what={card.lines[0].id}:&days=x"))
    assert odd.status_code == 422
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Repair)) == 1


def test_of_another_stores_card_for_the_new_serial_no_number_is_told(ann, card):
    theirs = cards.a_card("王芳", "+8613900139000", serials={"imei1": NEW}, store="JJ", who="cy")
    sent = {"what": f"{card.lines[0].id}:", "fault": "", "on": "2026-11-23", "imei1": NEW}
    answer = ann.send(path(card, "/exchanges"), **{f"new-{name}": value for name, value in sent.items()})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "A card of another store is for this one already" in text
    assert theirs.number[:7] not in text.replace("-", "") and "王芳" not in text


def test_nor_when_a_struck_out_exchange_would_need_its_old_serial_back(bo, card):
    made = repairing.exchange(
        card.lines[0], repairing.Fault(), TODAY, {"imei1": NEW}, cards.by(), factories.NOW, TODAY
    )
    theirs = cards.a_card("王芳", "+8613900139000", serials={"imei1": IMEI}, store="JJ", who="cy")
    answer = bo.send(path(card, f"/repairs/{made.id}/withdrawal"))
    text = answer.get_data(as_text=True)
    assert answer.status_code == 409 and "A card of another store is for this one already" in text
    assert theirs.number[:7] not in text.replace("-", "")
