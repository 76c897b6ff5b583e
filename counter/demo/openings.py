"""Two weeks of opening lists for both shops, what was fixed and what was not, and this morning's half-way through."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, select

from counter.checklists import laying, patterns, subjects, ticking
from counter.checklists.models import Checklist, Fix, Item
from counter.demo.hands import Hand
from counter.demo.shops import pages
from counter.extensions import db
from counter.history.models import note
from counter.staff.models import Membership, Person, Role, Shift
from counter.stores.models import Store

DAYS, LATE_DAYS = 14, (4, 11)
# (store, days ago, item, subject by its place in the list or its label, what was noted, when it was done)
FIXES = [
    ("NM", 12, "battery", "K07", 52, "", timedelta(minutes=50)),
    ("NM", 9, "posters", 0, None, "上一期的海报还在", timedelta(hours=3)),
    ("NM", 6, "price_tags", 0, None, "第二格价签不见了", timedelta(minutes=20)),
    ("NM", 3, "battery", "K12", 47, "", timedelta(minutes=55)),
    ("NM", 1, "security", 0, None, "K12的防盗绳松了，等配件", None),
    ("JJ", 10, "leaflets", 0, 6, "", timedelta(hours=2)),
    ("JJ", 5, "bedding", 2, None, "儿童间的床笠小一号", timedelta(minutes=40)),
    ("JJ", 1, "lights", 3, None, "客厅间落地灯不亮", None),
]
COUNTS = {"slips": 32, "blank_cards": 24, "drinks": 40, "leaflets": 60, "order_forms": 12, "water": 30}
UNSEEN = {"scanner", "qr_handbook", "wifi", "drinks", "posters"}  # this morning, not yet looked at
UNMEASURED = {"K09", "K10", "K11"}


def open_days(at: datetime) -> None:
    for store in db.session.scalars(select(Store).where(Store.sells).order_by(Store.id)).all():
        staff = people(store)
        if patterns.in_force(store, "opening") is None or not staff:
            continue
        for ago in range(DAYS, 0, -1):
            keep(store, staff, store.today(at) - timedelta(days=ago), ago)
        if store.code == "NM":
            begin(store, staff[-1], at)


def people(store: Store) -> list[Person]:
    """The manager first."""
    mine = select(Person).join(Membership).join(Role).where(Membership.store_id == store.id)
    return list(db.session.scalars(mine.order_by(Role.acts_as.desc(), Person.id)))


def keep(store: Store, staff: list[Person], on: date, ago: int) -> None:
    """A whole list of a past day: everything looked at, signed by the manager, late on two days."""
    opens_at, manager = store.opening(on), staff[0]
    here = [manager, staff[1 + ago % (len(staff) - 1)]] if len(staff) > 1 else [manager]
    for n, person in enumerate(here):
        db.session.add(
            Shift(person_id=person.id, store_id=store.id, on_date=on, started_at=early(opens_at, 40 - n))
        )
    db.session.flush()
    pattern = patterns.in_force(store, "opening")
    assert pattern is not None
    kept = Checklist(store_id=store.id, kind="opening", label=pattern.checklist["label"], on_date=on)
    kept.playbook_version_id, kept.opened_at, kept.opened_by = (
        pattern.version_id,
        early(opens_at, 35),
        here[-1].id,
    )
    kept.signed_at, kept.signed_by = early(opens_at, -6 if ago in LATE_DAYS else 3), manager.id
    db.session.add(kept)
    db.session.flush()
    looked = subjects.of(store, opens_at)
    columns = laying.laid(pattern.checklist, looked, pattern.facts(store), pattern.roles)
    rows = [
        {"checklist_id": kept.id, **one, **well(one, here[-1].id, early(opens_at, 30), ago)}
        for one in columns
    ]
    db.session.execute(insert(Item), rows)
    fix(store, kept, ago, opens_at)
    note(Hand.of(here[-1], store), "open", kept, kept.opened_at)
    note(Hand.of(manager, store), "sign", kept, kept.signed_at)


def early(opens_at: datetime, minutes: int) -> datetime:
    return opens_at - timedelta(minutes=minutes)


def well(item: dict[str, Any], by: int, at: datetime, ago: int) -> dict[str, Any]:
    value = figure(item, ago) if item["kind"] in ("percent", "count") else None
    return {"state": "ok", "value": value, "ticked_by": by, "ticked_at": at, "version": 2}


def figure(item: dict[str, Any], ago: int) -> int:
    """Readings move a little from day to day, and stay at or above what is asked."""
    if item["kind"] == "count":
        return COUNTS.get(item["code"], item["minimum"] or 0)
    moved = batteries().get(item["subject_label"].get("mark"), 80) + (ago * 7) % 11 - 5
    return min(100, max(moved, item["minimum"] or 0))


def batteries() -> dict[str, int]:
    return {unit["label"]: unit["battery"] for unit in pages("units")["demo_units"]}


def fix(store: Store, kept: Checklist, ago: int, opens_at: datetime) -> None:
    for code, days, item_code, which, value, text, after in FIXES:
        if (code, days) != (store.code, ago):
            continue
        item = one_of(list(db.session.scalars(
            select(Item).where(Item.checklist_id == kept.id, Item.code == item_code).order_by(Item.position)
        )), which)  # fmt: skip
        item.state, item.value, item.note = "fix", value, text
        made = Fix(
            store_id=store.id, item_id=item.id, label=item.on_fail["fix"], note=text, made_at=item.ticked_at
        )
        made.kind = "charge" if item.kind == "percent" else "fix"
        made.due_at = ticking.due(item, early(opens_at, 30))
        if after is not None:
            made.done_at, made.done_by = early(opens_at, 30) + after, item.ticked_by
        db.session.add(made)
    db.session.flush()


def one_of(items: list[Item], which: Any) -> Item:
    if isinstance(which, int):
        return items[which]
    return next(item for item in items if item.subject_label["mark"] == which)


def begin(store: Store, person: Person, at: datetime) -> None:
    """This morning: most is looked at, K12 is low, a price tag is missing."""
    by: Any = Hand.of(person, store)
    since = at - timedelta(minutes=20)
    then = since if store.today(since) == store.today(at) else at
    for seen in this_morning(store, then):
        ticking.tick(store, "opening", store.today(at), seen, by, then)


def this_morning(store: Store, at: datetime) -> Iterator[ticking.Tick]:
    pattern = patterns.in_force(store, "opening")
    assert pattern is not None
    for one in laying.laid(pattern.checklist, subjects.of(store, at), pattern.facts(store), pattern.roles):
        mark = one["subject_label"].get("mark") if one["subject_label"] else None
        if one["code"] in UNSEEN or mark in UNMEASURED:
            continue
        value = batteries()[mark] if mark else COUNTS.get(one["code"])
        is_missing = one["code"] == "price_tags"
        state, text = ("fix", "第二格价签不见了，演示机X20") if is_missing else ("ok", "")
        yield ticking.Tick(one["code"], one["subject"], state, str(value) if value is not None else "", text)
