"""The opening checklist through HTTP: first tick, notes, fixes, batteries, signature, and what is refused."""

import re
from contextlib import contextmanager
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from counter.checklists.models import Checklist, Fix, Item
from counter.extensions import db
from counter.history.models import HistoryEntry
from counter.playbooks.models import PlaybookVersion, in_force
from counter.staff.models import Shift
from counter.stock.moving import receive
from tests.factories import NOW, a_person, a_product, the_person, the_store

DAY = "/checklists/opening/2026-11-23"
TICKS, AT = f"{DAY}/ticks", NOW - timedelta(hours=1)


@pytest.fixture(autouse=True)
def morning(shop):
    """09:00 in the shop; Ann and Bo are on shift; K12 stands in the showcase."""
    with time_machine.travel(AT, tick=False):
        on_shift("ann", "bo")
        yield


def on_shift(*names, code="NM"):
    for name in names:
        db.session.add(
            Shift(
                person_id=the_person(name).id, store_id=the_store(code).id, on_date=AT.date(), started_at=AT
            )
        )
    db.session.commit()


def a_demo_unit(label="K12", threshold=60, spec=None, code="NM"):
    store, product = the_store(code), a_product(f"P{label}", spec=spec or {})
    serials = {"sn": f"SN{label}"}
    unit = receive(store.id, product.id, "demo", AT, serials, label=label, battery_threshold=threshold)
    db.session.commit()
    return str(unit.id)


def item(code, subject="", kind="opening"):
    db.session.expire_all()
    mine = (
        select(Item).join(Checklist).where(Item.code == code, Item.subject == subject, Checklist.kind == kind)
    )
    return db.session.scalar(mine)


def fixes():
    db.session.expire_all()
    return list(db.session.scalars(select(Fix).order_by(Fix.id)))


def tick(visitor, code="pen", state="ok", **fields):
    return visitor.send(TICKS, item=code, state=state, **fields)


def tick_all(visitor, state="ok"):
    visitor.send(f"{DAY}/opening")
    left = db.session.execute(select(Item.code, Item.subject, Item.kind).where(Item.state.is_(None))).all()
    for code, subject, kind in left:
        value = {"percent": "90", "count": "100"}.get(kind)
        assert tick(visitor, code, state, subject=subject, value=value).status_code == 303


@contextmanager
def the_next_day(visitor):
    with time_machine.travel(AT + timedelta(days=1), tick=False):
        visitor.sign_in("ann")
        yield


def test_the_list_is_shown_before_anybody_writes_it(ann):
    page = ann.get(DAY).get_data(as_text=True)
    assert "Pen writes" in page and "Wi-Fi connects" in page and "Bo" in page
    assert db.session.scalar(select(Checklist)) is None


def test_the_first_tick_makes_the_stores_copy_of_all_items(ann):
    assert tick(ann).status_code == 303
    kept = db.session.scalars(select(Checklist)).one()
    codes = set(db.session.scalars(select(Item.code)))
    assert kept.opened_by == the_person("ann").id and kept.on_date.isoformat() == "2026-11-23"
    assert {"pen", "slips", "calculator", "display", "price_tags", "dress"} <= codes
    assert item("pen").state == "ok" and item("pen").ticked_by == the_person("ann").id
    assert item("display", "counter").state is None


@pytest.mark.ledger("PH-05")
def test_a_capability_of_the_store_decides_about_items(ann):
    the_store().capabilities = {"wifi": False, "drinks": True}
    page = ann.get(DAY).get_data(as_text=True)
    assert "Wi-Fi connects" not in page and "Cups and drinks" in page


@pytest.mark.ledger("PH-05")
def test_a_later_playbook_changes_the_next_list_and_never_this_one(ann):
    tick(ann)
    was = in_force("playbook", "phone_cn")
    sections = was.body["checklists"]["opening"]["sections"]
    fewer = {**was.body["checklists"]["opening"], "sections": sections[:1]}
    body = {**was.body, "checklists": {"opening": fewer}}
    newer = PlaybookVersion(kind="playbook", code="phone_cn", version="next", body=body, imported_at=NOW)
    db.session.add(newer)
    db.session.commit()
    try:
        page = ann.get(DAY).get_data(as_text=True)
        assert "Pen writes" in page and item("calculator") is not None
        with the_next_day(ann):
            later = ann.get("/checklists/opening/2026-11-24").get_data(as_text=True)
            assert "Pen writes" not in later and "Briefing" in later
    finally:
        db.session.delete(newer)
        db.session.commit()


@pytest.mark.ledger("PH-04")
def test_what_needs_fixing_opens_a_fix_with_an_owner_and_a_time(ann):
    answer = ann.send(TICKS, htmx=True, item="display", subject="counter", state="fix").get_data(as_text=True)
    fix = fixes()[0]
    assert fix.label["en"] == "Wipe it and complete the display" and fix.due_at == AT + timedelta(minutes=30)
    assert 'name="note"' in answer and "What is wrong?" in answer
    tick(ann, "display", "fix", subject="counter", note="Second row is dusty", version=2)
    assert fixes()[0].note == "Second row is dusty" and fixes()[0].due_at == AT + timedelta(minutes=30)
    page = ann.get(f"/fixes/{fix.id}").get_data(as_text=True)
    assert "Second row is dusty" in page and "For: assistant" in page.replace("Assistant", "assistant")


def test_what_is_well_again_closes_its_fix_and_a_new_failure_opens_it(ann):
    tick(ann, "pen", "fix", note="Dried out")
    tick(ann, "pen", "ok", version=2)
    assert fixes()[0].done_by == the_person("ann").id and item("pen").note == ""
    tick(ann, "pen", "fix", version=3)
    assert fixes()[0].is_open and len(fixes()) == 1


@pytest.mark.ledger("PH-06", "PH-07")
def test_a_demo_unit_below_its_threshold_is_to_be_charged_and_looked_at_again(ann):
    low, fine = a_demo_unit("K12"), a_demo_unit("K13")
    answer = ann.send(TICKS, htmx=True, item="battery", subject=low, value="41").get_data(as_text=True)
    assert "Below 60%: charge it, look again at 10:00" in answer
    assert item("battery", low).state == "fix" and item("battery", fine).state is None
    charge = fixes()[0]
    assert (charge.kind, charge.label["en"], charge.due_at) == ("charge", "Charge", AT + timedelta(hours=1))
    ann.send(f"/fixes/{charge.id}/completion")
    assert item("battery", low).state is None and "Was 41. Look again" in ann.get(DAY).get_data(as_text=True)
    tick(ann, "battery", "", subject=low, value="60")
    assert (item("battery", low).state, item("battery", low).value) == ("ok", 60)


@pytest.mark.ledger("PH-07")
@pytest.mark.parametrize("threshold, spec, value, state", [
    (60, {}, "59", "fix"), (60, {}, "60", "ok"), (35, {"battery_threshold": 80}, "35", "ok"),
    (35, {}, "34", "fix"), (None, {"battery_threshold": 70}, "69", "fix"), (None, {"battery_threshold": 70}, "70", "ok"),
    (None, {}, "59", "fix"), (None, {}, "100%", "ok"), (60, {}, "０", "fix"),
])  # fmt: skip
def test_the_unit_then_its_model_then_the_playbook_say_the_threshold(ann, threshold, spec, value, state):
    unit = a_demo_unit("K1", threshold, spec)
    tick(ann, "battery", "ok", subject=unit, value=value)
    assert item("battery", unit).state == state


@pytest.mark.parametrize("typed", ["abc", "101", "-1", "4.5", "1e2", "९９", "9" * 41, "\N{PILE OF POO}"])
def test_an_odd_percentage_is_said_at_the_field_and_kept(ann, typed):
    unit = a_demo_unit()
    answer = ann.send(TICKS, htmx=True, item="battery", subject=unit, value=typed)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and f'value="{typed}"' in page and 'aria-invalid="true"' in page
    assert re.search(r'class="error"', page) and db.session.scalar(select(Checklist)) is None


def test_ok_without_a_figure_asks_for_it(ann):
    unit = a_demo_unit()
    answer = ann.send(TICKS, htmx=True, item="battery", subject=unit, state="ok")
    assert answer.status_code == 422 and "Type the figure first" in answer.get_data(as_text=True)
    assert tick(ann, "battery", "fix", subject=unit, note="Does not turn on").status_code == 303
    assert fixes()[0].kind == "fix"


def test_a_count_below_the_least_is_a_fix(ann):
    tick(ann, "slips", "ok", value="9")
    assert item("slips").state == "fix" and fixes()[0].label["en"] == "Restock the slips"
    tick(ann, "slips", "fix", value="10", version=2)
    assert item("slips").state == "ok" and not fixes()[0].is_open


def test_a_must_is_not_skipped_without_a_word_and_what_is_optional_is(ann):
    answer = ann.send(TICKS, htmx=True, item="dress", subject=str(the_person("bo").id), state="na")
    assert answer.status_code == 422 and "Say in a word" in answer.get_data(as_text=True)
    fields = {"item": "dress", "subject": str(the_person("bo").id), "state": "na", "note": "Comes at 13:00"}
    assert ann.send(TICKS, **fields).status_code == 303
    assert tick(ann, "posters", "na").status_code == 303 and item("posters").state == "na"


@pytest.mark.ledger("PH-01")
def test_everyone_on_shift_has_items_and_who_comes_later_gets_theirs_until_it_is_signed(ann, bo):
    tick_all(ann)
    assert item("dress", str(the_person("ann").id)).state == "ok"
    others = [the_person("cy").id, the_person("dee").id]
    eve = a_person("eve", the_store())
    db.session.commit()
    on_shift("eve")
    page = bo.get(DAY).get_data(as_text=True)
    assert f'id="item-dress-{eve.id}"' in page and not any(f"item-dress-{n}" in page for n in others)
    answer = bo.send(f"{DAY}/signature")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "Eve Clothes and badge neat" in text
    assert db.session.scalars(select(Checklist)).one().signed_at is None
    for code in ("dress", "grooming"):
        assert tick(ann, code, subject=str(eve.id)).status_code == 303
    assert bo.send(f"{DAY}/signature").status_code == 303
    on_shift_later = a_person("fay", the_store())
    db.session.commit()
    on_shift("fay")
    assert f"item-dress-{on_shift_later.id}" not in bo.get(DAY).get_data(as_text=True)


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


def test_open_fixes_go_on_after_the_signature_and_leave_the_history_alone(ann, bo):
    unit = a_demo_unit()
    tick(ann, "battery", "", subject=unit, value="12")
    tick_all(ann)
    bo.send(f"{DAY}/signature")
    fix = fixes()[0]
    assert ann.send(f"/fixes/{fix.id}/completion").status_code == 303
    assert not fixes()[0].is_open and (item("battery", unit).state, item("battery", unit).value) == (
        "fix",
        12,
    )


def test_undo_of_a_fix_that_is_done(ann):
    unit = a_demo_unit()
    tick(ann, "battery", "", subject=unit, value="12")
    number = fixes()[0].id
    done = ann.send(f"/fixes/{number}/completion", htmx=True).get_data(as_text=True)
    assert "Done by Ann" in done and "Undo" in done
    ann.send(f"/fixes/{number}/reopening")
    assert fixes()[0].is_open and item("battery", unit).state == "fix"


def test_a_fix_that_somebody_did_first_is_said_calmly(ann, bo):
    tick(ann, "pen", "fix")
    number = fixes()[0].id
    assert bo.send(f"/fixes/{number}/completion").status_code == 303
    answer = ann.send(f"/fixes/{number}/completion", htmx=True)
    assert answer.status_code == 409 and "Done by Bo" in answer.get_data(as_text=True)
    assert fixes()[0].done_by == the_person("bo").id


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


def test_a_tick_answers_with_the_item_and_the_figures_it_moved(ann):
    text = ann.send(TICKS, htmx=True, item="pen", state="ok").get_data(as_text=True)
    assert '<li class="item" id="item-pen"' in text and 'id="sheet-tabs"' in text and 'id="sheet-bar"' in text
    assert "<html" not in text and 'hx-swap-oob="true"' in text and "1/9" in text
    assert ann.fragment(f"{DAY}/items/pen/-").get_data(as_text=True).count("data-item") == 1
    assert "<html" in ann.get(f"{DAY}/items/pen/-").get_data(as_text=True)


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
    "/checklists/opening/2026-11-24", "/checklists/nothing/2026-11-23", "/checklists/o'\"pen/2026-11-23",
    "/checklists/opening/2026-11-23/items/nothing/-", "/fixes/999", "/checklists/opening/2026-11-20",
])  # fmt: skip
def test_what_is_not_there_is_a_calm_404(ann, path):
    assert ann.get(path).status_code == 404


def test_yesterdays_list_takes_no_more_ticks(ann):
    tick(ann)
    with the_next_day(ann):
        assert tick(ann, "calculator").status_code == 409
        assert "Nobody signed this list off" in ann.get(DAY).get_data(as_text=True)
        assert ann.send("/checklists/opening/2026-11-22/opening").status_code == 409
    assert item("calculator").state is None


def test_each_store_has_its_own_list_and_fixes(ann, cy):
    tick(ann, "pen", "fix")
    page = cy.get(DAY).get_data(as_text=True)
    assert "Bedding smooth" in page or "All lights on" in page
    assert cy.get(f"/fixes/{fixes()[0].id}").status_code == 404
    assert cy.send(f"/fixes/{fixes()[0].id}/completion").status_code == 404
    tick(cy, "pen")
    assert db.session.query(Checklist).count() == 2


@pytest.mark.ledger("FU-02", "FU-03", "FU-05", "FU-06", "FU-07", "FU-08", "FU-09", "FU-10", "FU-11")
def test_a_furniture_store_looks_at_its_rooms_and_its_desk(cy):
    the_store("JJ").rooms = [
        {"id": name, "label": {"zh": name, "en": name}} for name in ("main_bedroom", "living_room")
    ]
    page = cy.get(DAY).get_data(as_text=True)
    for words in (
        "Floor, tops and glass clean",
        "X-stands up",
        "Ballpoint pen writes",
        "Order forms",
        "Leaflets",
    ):
        assert words in page
    assert "Desk, right drawer" in page and "Tape measure in its place" in page
    assert 'id="item-bedding-main_bedroom"' in page and "item-bedding-living_room" not in page
    for code in ("price_tags", "lights"):
        assert f'id="item-{code}-main_bedroom"' in page and f'id="item-{code}-living_room"' in page
    cy.send(TICKS, item="calculator", state="fix")
    assert fixes()[0].label["en"] == "Change its battery" and item("calculator").kind == "works"
    cy.send(TICKS, item="lights", subject="living_room", state="fix", note="Lamp by the sofa")
    cy.send(TICKS, item="price_tags", subject="main_bedroom", state="fix")
    assert [fix.label["en"] for fix in fixes()[1:]] == ["Change the bulb", "Replace the tags"]
    cy.send(TICKS, item="order_forms", value="4")
    assert item("order_forms").state == "fix"
    cy.send(TICKS, item="order_forms", state="na", version="2")
    assert item("order_forms").state == "na" and not fixes()[-1].is_open


def test_opening_twice_keeps_one_list(ann, bo):
    assert ann.send(f"{DAY}/opening").status_code == 303 and bo.send(f"{DAY}/opening").status_code == 303
    assert db.session.scalars(select(Checklist)).one().opened_by == the_person("ann").id


def test_the_index_shows_today_and_two_weeks(ann, bo):
    tick(ann)
    with the_next_day(ann):
        page = ann.get("/checklists").get_data(as_text=True)
    assert (
        "Opening checklist" in page and "Not opened yet" in page and "23 Nov" in page and "not signed" in page
    )
