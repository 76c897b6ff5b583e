"""Everyone's start: each block is real, costs the same with one row and with fifty, and is light."""

from datetime import timedelta
from pathlib import Path

import brotli
import pytest
import time_machine
from sqlalchemy import select

from counter.callbacks.models import Callback
from counter.checklists.models import Checklist, Fix, Item
from counter.customers.models import Consent, Customer, Phone
from counter.deliveries.models import Appointment
from counter.extensions import db
from counter.playbooks.models import in_force
from counter.staff.models import Shift
from counter.today import deliveries
from tests.factories import NOW, a_person, the_person, the_store
from tests.support.queries import counted

BUDGET, PAGE, REQUESTS = 36 * 1024, 6 * 1024, 8
FIRST = [
    "counter.css", "counter.js", "icons.svg", "mark.svg", "vendor/htmx-2.0.11/htmx.min.js",
]  # fmt: skip


@pytest.fixture(autouse=True)
def morning(shop):
    with time_machine.travel(NOW - timedelta(minutes=23), tick=False):
        yield


def a_row_of_each(store, n):
    """A call due, a fix, a delivery of today and a colleague on shift."""
    bo, at = the_person("bo"), NOW
    customer = Customer(name="陈晓明", made_at=at)
    customer.phones = [Phone(e164=f"+8613800{n:06}", last4=f"{n:04}", made_at=at)]
    customer.consents = [Consent(purpose="service_callback", given_at=at, given_by=bo.id)]
    db.session.add(customer)
    db.session.flush()
    plan = in_force("playbook", store.playbook_code).body["callback_plans"][0]
    call = Callback(
        store_id=store.id, customer_id=customer.id, source=f"x{n}", plan=plan["id"], due_on=at.date()
    )
    call.label, call.body, call.promised_at, call.promised_by = plan["label"], dict(plan), at, bo.id
    stop = Appointment(
        store_id=store.id, customer_id=customer.id, on_date=at.date(), slot="morning", address="x"
    )
    stop.made_at, stop.made_by = at, bo.id
    kept = Checklist(store_id=store.id, kind=f"k{n}", label={"en": "x"}, on_date=at.date(), opened_at=at)
    kept.opened_by, kept.playbook_version_id = bo.id, in_force("playbook").id
    item = Item(
        section="s", section_label={}, code="pen", label={"en": "Pen"}, subject_kind="store", kind="tick"
    )
    item.position, item.state = 0, "fix"
    kept.items = [item]
    colleague = a_person(f"colleague{n}", store)
    db.session.add_all([call, stop, kept])
    db.session.flush()
    db.session.add(Fix(store_id=store.id, item_id=item.id, label={"en": f"Pen {n}"}, made_at=at, due_at=at))
    db.session.add(Shift(person_id=colleague.id, store_id=store.id, on_date=at.date(), started_at=at))
    db.session.commit()


def cost(visitor, path="/today"):
    db.session.commit()
    with counted() as asked:
        page = visitor.get(path)
    assert page.status_code == 200
    return len(asked), page.get_data(as_text=True)


def test_one_row_of_each_costs_as_many_queries_as_fifty(ann):
    store = the_store()
    ann.send("/checklists/opening/2026-11-23/opening")
    a_row_of_each(store, 1)
    few, page = cost(ann)
    assert "Pen 1" in page and "陈**" in page and "Colleague1" in page
    for n in range(2, 51):
        a_row_of_each(store, n)
    many, page = cost(ann)
    assert page.count("Colleague4") > 5 and many == few <= 15


def test_the_first_load_is_light(ann, shop):
    for n in range(1, 8):
        a_row_of_each(the_store(), n)
    page = ann.get("/today").get_data()
    squeezed = len(brotli.compress(page, quality=5))
    files = [Path("static") / name for name in FIRST]
    assert all(name.encode() in page for name in FIRST) and page.count(b"<script") + page.count(b"<link") == 4
    total = squeezed + sum(len(brotli.compress(file.read_bytes(), quality=11)) for file in files)
    assert squeezed <= PAGE and total <= BUDGET and 1 + len(FIRST) <= REQUESTS, (squeezed, total)


def test_the_ticket_counts_down_turns_late_and_folds_once_signed(ann, bo):
    assert "Opens in" in (page := ann.get("/today").get_data(as_text=True)) and ">23<small>min" in page
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        page = ann.fragment("/today/ticket").get_data(as_text=True)
        assert "stub late" in page and "Late by" in page and ">1<small>min" in page and "<html" not in page
    bo.send("/checklists/opening/2026-11-23/opening")
    db.session.query(Item).update({"state": "ok"})
    db.session.commit()
    bo.send("/checklists/opening/2026-11-23/signature")
    page = ann.get("/today").get_data(as_text=True)
    assert "signed off by Bo at 09:37" in page and "stub" not in page


def test_the_ticket_shows_the_sections_and_what_is_to_be_fixed(ann):
    ticks = "/checklists/opening/2026-11-23/ticks"
    ann.send(ticks, item="pen", state="ok")
    ann.send(ticks, item="price_tags", state="fix")
    page = ann.get("/today").get_data(as_text=True)
    assert "Tools" in page and "1/9" in page and "Price tags complete" in page and "Go on checking" in page


def test_a_fix_is_done_from_here_with_one_tap_and_taken_back(ann):
    ann.send("/checklists/opening/2026-11-23/ticks", item="pen", state="fix")
    fix = db.session.scalars(select(Fix)).one()
    assert f"/fixes/{fix.id}/completion" in ann.get("/today").get_data(as_text=True)
    done = ann.send(f"/fixes/{fix.id}/completion", htmx=True).get_data(as_text=True)
    assert done.lstrip().startswith(f'<li id="fix-{fix.id}"') and f"/fixes/{fix.id}/reopening" in done
    assert f"/fixes/{fix.id}/" not in ann.get("/today").get_data(as_text=True)


def test_late_fixes_say_so(ann):
    ann.send("/checklists/opening/2026-11-23/ticks", item="pen", state="fix")
    with time_machine.travel(NOW + timedelta(hours=2), tick=False):
        assert '"sub tone"' in ann.get("/today").get_data(as_text=True)
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        ann.sign_in("ann")
        assert "was due 23 Nov" in ann.get("/today").get_data(as_text=True)


def test_one_tap_puts_a_person_on_shift_and_their_items_on_the_list(ann):
    page = ann.get("/today").get_data(as_text=True)
    assert "Nobody is on shift yet" in page and "I am on shift" in page
    ann.send("/shifts")
    page = ann.get("/today").get_data(as_text=True)
    assert "at this tablet" in page and "I am on shift" not in page
    mine = f"item-dress-{the_person('ann').id}"
    assert mine in ann.get("/checklists/opening/2026-11-23").get_data(as_text=True)


def test_the_next_occasion_and_how_many_agreed(ann):
    a_row_of_each(the_store(), 1)
    db.session.add(Consent(customer_id=db.session.scalar(select(Customer.id)), purpose="marketing_sms", given_at=NOW,
                           given_by=the_person("bo").id))  # fmt: skip
    db.session.scalar(select(Customer)).belongs_to(the_store().id)
    page = ann.get("/today").get_data(as_text=True)
    assert "Winter Solstice, 22 Dec" in page and "1 customer agreed" in page


def test_another_stores_day_is_not_shown(ann, cy):
    a_row_of_each(the_store("NM"), 1)
    page = cy.get("/today").get_data(as_text=True)
    assert "Pen 1" not in page and "陈**" not in page and "Colleague1" not in page


def test_names_are_masked_since_everyone_sees_the_page(ann):
    a_row_of_each(the_store(), 7)
    page = ann.get("/today").get_data(as_text=True)
    assert "陈晓明" not in page and "陈**" in page and "138000" not in page


def test_of_many_deliveries_all_are_counted_and_the_first_slots_shown(ann):
    customer = Customer(name="陈晓明", made_at=NOW)
    db.session.add(customer)
    db.session.flush()
    slots = ["evening"] * 8 + ["morning"] * 10
    for slot in slots:
        stop = Appointment(store_id=the_store().id, customer_id=customer.id, on_date=NOW.date(), slot=slot, address="x")  # fmt: skip
        stop.made_at, stop.made_by = NOW, the_person("bo").id
        db.session.add(stop)
    db.session.commit()
    stops, total = deliveries.of_day(the_store(), NOW.date())
    assert total == 18 and [str(stop.slot) for stop in stops[:10]] == [str(stops[0].slot)] * 10
    assert len(stops) == 12 and stops[0].slot != stops[-1].slot
    assert '<h2 id="stops-h">Deliveries</h2><span class="count">18</span>' in ann.get("/today").text
