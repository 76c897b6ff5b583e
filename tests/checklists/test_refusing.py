"""What a list does not take, and how it says so."""

import pytest
from sqlalchemy import select

from counter.checklists.models import Checklist
from counter.extensions import db
from counter.history.models import HistoryEntry
from tests.checklists.mornings import DAY, TICKS, fixes, item, the_next_day, tick, tick_all
from tests.factories import the_person

pytestmark = pytest.mark.usefixtures("morning")


def test_a_must_is_not_skipped_without_a_word_and_what_is_optional_is(ann):
    answer = ann.send(TICKS, htmx=True, item="dress", subject=str(the_person("bo").id), state="na")
    assert answer.status_code == 422 and "Say in a word" in answer.get_data(as_text=True)
    fields = {"item": "dress", "subject": str(the_person("bo").id), "state": "na", "note": "Comes at 13:00"}
    assert ann.send(TICKS, **fields).status_code == 303
    assert tick(ann, "posters", "na").status_code == 303 and item("posters").state == "na"


def test_signed_it_is_history_and_says_so(ann, bo):
    tick_all(ann)
    assert ann.send(f"{DAY}/signature").status_code == 403
    assert bo.send(f"{DAY}/signature").status_code == 303
    answer = ann.send(TICKS, htmx=True, item="pen", state="fix", version=2)
    assert answer.status_code == 409 and "It is history and stays as it is" in answer.get_data(as_text=True)
    assert item("pen").state == "ok" and not fixes()
    page = ann.get(DAY).get_data(as_text=True)
    assert "Bo signed it off" in page and 'type="radio"' not in page
    assert bo.send(f"{DAY}/signature").status_code == 409
    story = bo.get(f"{DAY}/history").get_data(as_text=True)
    assert (
        "Pen writes: OK" in story
        and "signed it off" in story
        and ann.get(f"{DAY}/history").status_code == 403
    )


def test_two_people_tick_the_same_item_and_both_are_shown(ann, bo):
    tick(bo, "calculator", "fix", note="Battery is flat")
    answer = ann.send(TICKS, htmx=True, item="calculator", state="ok", version=1)
    text = answer.get_data(as_text=True)
    assert (
        answer.status_code == 409 and "Bo was first, at 09:00: Needs fixing." in text and "Yours: OK." in text
    )
    assert item("calculator").state == "fix" and fixes()[0].is_open and "Battery is flat" in text
    mine = {"item": "calculator", "state": "ok", "version": "2"}
    assert ann.send(TICKS, **mine).status_code == 303 and item("calculator").state == "ok"


def test_the_same_answer_of_two_people_is_no_quarrel_nor_is_ones_own_last_tap(ann, bo):
    tick(bo, "calculator")
    assert tick(ann, "calculator", version=1).status_code == 303
    assert tick(ann, "calculator", "fix", version=1).status_code == 303
    assert item("calculator").state == "fix"


def test_a_double_tap_counts_once_and_the_back_button_keeps_what_was_typed(ann):
    key = "k" * 22
    fields = {"item": "pen", "state": "fix", "note": "Dried out"}
    for _ in range(2):
        assert ann.send(TICKS, operation_id=key, **fields).status_code == 303
    assert item("pen").version == 2 and len(fixes()) == 1
    assert db.session.query(HistoryEntry).filter_by(verb="tick").count() == 1
    answer = ann.send(TICKS, operation_id=key, item="pen", state="fix", note="It was the red one")
    assert answer.status_code == 409 and "It was the red one" in answer.get_data(as_text=True)
    assert item("pen").note == "Dried out"


@pytest.mark.parametrize("fields, status", [
    ({}, 422), ({"item": "pen"}, 422), ({"item": "pen", "state": "maybe"}, 422), ({"item": "nothing", "state": "ok"}, 409),
    ({"item": "pen", "subject": "99999", "state": "ok"}, 409), ({"item": "pen", "state": "ok", "version": "x"}, 303),
    ({"item": "pen", "state": "fix", "note": "n" * 501}, 422), ({"item": "pen", "state": "fix", "note": "a\x00b"}, 422),
    ({"item": "p" * 10_000, "state": "ok"}, 422), ({"item": "pen\x00", "state": "ok"}, 422),
    ({"item": "pen", "state": "fix", "note": "🙂 坏了 <b>"}, 303),
])  # fmt: skip
def test_bad_input_is_a_sentence_and_changes_nothing(ann, fields, status):
    answer = ann.send(TICKS, **fields)
    assert answer.status_code == status, answer.get_data(as_text=True)
    assert (db.session.scalar(select(Checklist)) is not None) == (status == 303)


@pytest.mark.parametrize("path", [
    "/checklists/opening/2026-13-01", "/checklists/opening/20261123", "/checklists/opening/tomorrow",
    "/checklists/nothing/2026-11-23", "/checklists/o'\"pen/2026-11-23",
    "/checklists/opening/2026-11-23/items/nothing/-", "/fixes/999",
])  # fmt: skip
def test_what_is_not_there_is_a_calm_404(ann, path):
    assert ann.get(path).status_code == 404


@pytest.mark.parametrize("day", ["2026-11-20", "2026-11-24", "2999-01-01", "0001-01-01"])
def test_a_day_without_a_list_says_so(ann, bo, day):
    for visitor, path in ((ann, ""), (ann, "/items/pen/-"), (bo, "/history")):
        page = visitor.get(f"/checklists/opening/{day}{path}")
        assert page.status_code == 200 and "No list was kept on this day" in page.get_data(as_text=True)
    assert ann.send(f"/checklists/opening/{day}/ticks", item="pen", state="ok").status_code == 409
    assert bo.send(f"/checklists/opening/{day}/signature").status_code == 409


def test_yesterdays_list_takes_no_more_ticks(ann):
    tick(ann)
    with the_next_day(ann):
        assert tick(ann, "calculator").status_code == 409
        assert "Nobody signed this list off" in ann.get(DAY).get_data(as_text=True)
        assert ann.send("/checklists/opening/2026-11-22/opening").status_code == 409
    assert item("calculator").state is None
