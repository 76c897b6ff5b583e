"""What is not right: fixes, thresholds, figures."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from counter.checklists.models import Checklist
from counter.extensions import db
from tests.checklists.mornings import (
    AT,
    DAY,
    TICKS,
    a_demo_unit,
    fixes,
    item,
    tick,
    tick_all,
)
from tests.factories import the_person

pytestmark = pytest.mark.usefixtures("morning")


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


def test_each_store_has_its_own_list_and_fixes(ann, cy):
    tick(ann, "pen", "fix")
    page = cy.get(DAY).get_data(as_text=True)
    assert "Bedding smooth" in page or "All lights on" in page
    assert cy.get(f"/fixes/{fixes()[0].id}").status_code == 404
    assert cy.send(f"/fixes/{fixes()[0].id}/completion").status_code == 404
    tick(cy, "pen")
    assert db.session.query(Checklist).count() == 2
