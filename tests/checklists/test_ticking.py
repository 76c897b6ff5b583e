"""The list through HTTP: the first tick, everyone's items, the signature."""

import pytest
from sqlalchemy import select

from counter.checklists.models import Checklist, Item
from counter.extensions import db
from counter.playbooks.models import PlaybookVersion, in_force
from tests.checklists.mornings import DAY, TICKS, fixes, item, on_shift, the_next_day, tick, tick_all
from tests.factories import NOW, a_person, the_person, the_store

pytestmark = pytest.mark.usefixtures("morning")


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
    assert answer.status_code == 422 and ">Eve<br>" in text
    assert db.session.scalars(select(Checklist)).one().signed_at is None
    for code in ("dress", "grooming"):
        assert tick(ann, code, subject=str(eve.id)).status_code == 303
    assert bo.send(f"{DAY}/signature").status_code == 303
    on_shift_later = a_person("fay", the_store())
    db.session.commit()
    on_shift("fay")
    assert f"item-dress-{on_shift_later.id}" not in bo.get(DAY).get_data(as_text=True)


def test_a_tick_answers_with_the_item_and_the_figures_it_moved(ann):
    text = ann.send(TICKS, htmx=True, item="pen", state="ok").get_data(as_text=True)
    assert (
        '<li class="item" id="item-pen"' in text
        and 'id="count-tools" hx-swap-oob' in text
        and 'id="sheet-bar"' in text
    )
    assert "<html" not in text and 'hx-swap-oob="true"' in text and "1/9" in text
    assert ann.fragment(f"{DAY}/items/pen/-").get_data(as_text=True).count("data-item") == 1
    assert "<html" in ann.get(f"{DAY}/items/pen/-").get_data(as_text=True)


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
