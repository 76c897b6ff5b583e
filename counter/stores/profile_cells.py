"""What a store says of itself, as the cells of a list: as they stand there, and what is meant by them."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import time
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.numbers import is_currency
from flask_babel import gettext as _

from counter.catalog import figures
from counter.languages import words
from counter.stores import profiling, weekdays
from counter.stores.models import DAY_STARTS_AT, Store
from counter.stores.profile import Profile, Row
from counter.stores.sentences import never_open, too_early

Say = Callable[[str, Any], None]  # (column, what is wrong)
SEVERAL = re.compile(r"[;；\n]+")
DAYS = re.compile(r"[;；,，、\s]+")
CLOCK = re.compile(r"(\d{1,2})[:.：](\d{2})(?::\d{2})?")
NONE = {"none", "无", "没有", "-", "–"}


def cells_of(store: Store, profile: Profile) -> list[str]:
    """In the order of the columns."""
    has, place = profile.has(store), profile.place_of(store.jurisdictions)
    told = [
        f"{words(row['label'])}: {figures.spelt(store.fields[row['id']], row)}"
        for row in profile.fields if store.fields.get(row["id"])
    ]  # fmt: skip
    return [
        words(profile.label_of(place)) if place else "", f"{store.opens_at:%H:%M}", f"{store.closes_at:%H:%M}",
        weekdays.spelt(store.closed_days) or _("None"),
        *(listed(rows, has) for rows in (profile.promises, profile.facilities)), "; ".join(told),
        store.time_zone, store.currency,
    ]  # fmt: skip


def listed(rows: Sequence[Row], has: set[str]) -> str:
    """Nothing is said where there is nothing to choose."""
    return "; ".join(words(row["label"]) for row in rows if row["id"] in has) or (_("None") if rows else "")


def read(cells: Mapping[str, str], store: Store | None, profile: Profile, say: Say) -> dict[str, Any]:
    """By columns of the store, new where there is none; an empty cell leaves what it is about as it is."""
    found: dict[str, Any] = {}
    if place := cells.get("jurisdiction"):
        found |= where(place, store, profile, say)
    for name in ("opens_at", "closes_at"):
        if cells.get(name) and (at := clock_of(cells[name], name, say)):
            found[name] = at
    if opens_at := found.get("opens_at"):
        begins = store.day_starts_at if store else DAY_STARTS_AT
        try:
            profiling.check_hours(opens_at, begins)
        except profiling.OpensTooEarly:
            say("opens_at", too_early(begins))
    if cells.get("closed_days"):
        found["closed_days"] = closed_days_of(cells["closed_days"], say)
    if cells.get("promises") or cells.get("facilities"):
        found["capabilities"] = capabilities_of(cells, store, profile, say)
    if cells.get("fields"):
        found["fields"] = fields_of(cells["fields"], store, profile, say)
    for name, is_known in (("time_zone", is_time_zone), ("currency", is_currency)):
        if typed := cells.get(name):
            found |= at_opening(name, typed, is_known, store, say)
    return found


def at_opening(
    name: str, typed: str, is_known: Callable[[str], bool], store: Store | None, say: Say
) -> dict[str, str]:
    """What is said once: its days and its money were counted by it since."""
    if store is not None:
        if typed != getattr(store, name):
            say(name, _("A store keeps this; it has %(value)s.", value=getattr(store, name)))
        return {}
    if not is_known(typed):
        say(name, _("There is no “%(value)s”; write it as Europe/Berlin, or EUR.", value=typed[:40]))
        return {}
    return {name: typed}


def is_time_zone(typed: str) -> bool:
    try:
        return ZoneInfo(typed).key == typed
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False


def where(typed: str, store: Store | None, profile: Profile, say: Say) -> dict[str, Any]:
    named = {one: {one, *place.label.values()} for one, place in profile.places.items()}
    place = next((one for one, names in named.items() if is_among(typed, names)), None)
    if place is None:
        names = _(", ").join(f"{words(each.label)} ({one})" for one, each in profile.places.items())
        say("jurisdiction", _("There is no such place. The playbook's policies know: %(names)s", names=names))
        return {}
    bound = profile.bound_in(place)
    is_there = store is not None and set(store.jurisdictions) == set(bound)
    return {} if is_there else {"jurisdictions": bound}


def clock_of(typed: str, name: str, say: Say) -> time | None:
    found = CLOCK.fullmatch(unicodedata.normalize("NFKC", typed).strip())
    if found and int(found[1]) < 24 and int(found[2]) < 60:
        return time(int(found[1]), int(found[2]))
    say(name, _("This is no time: write it as 09:30."))
    return None


def closed_days_of(typed: str, say: Say) -> list[int]:
    if is_none(typed):
        return []
    days = {one: weekdays.meant(one) for one in filter(None, map(str.strip, DAYS.split(typed)))}
    for one in (one for one, day in days.items() if day is None):
        say("closed_days", _("“%(name)s” is no day of the week.", name=one[:40]))
    found = sorted({day for day in days.values() if day is not None})
    try:
        weekdays.check(found)
    except weekdays.NeverOpen:
        say("closed_days", never_open())
    return found


def capabilities_of(
    cells: Mapping[str, str], store: Store | None, profile: Profile, say: Say
) -> dict[str, bool]:
    ticked = profile.has(store)
    for name, rows in (("promises", profile.promises), ("facilities", profile.facilities)):
        if cells.get(name):
            ticked = ticked - {row["id"] for row in rows} | set(chosen(cells[name], name, rows, say))
    return profile.capabilities(store, ticked)


def chosen(typed: str, name: str, rows: Sequence[Row], say: Say) -> list[str]:
    if is_none(typed):
        return []
    found = []
    for one in filter(None, map(str.strip, SEVERAL.split(typed))):
        row = next((row for row in rows if is_among(one, (row["id"], *row["label"].values()))), None)
        if row is None:
            names = _("; ").join(words(row["label"]) for row in rows) or _("none")
            say(name, _("“%(name)s” is none of these: %(names)s", name=one[:40], names=names))
        else:
            found.append(row["id"])
    return found


def is_none(typed: str) -> bool:
    return typed.casefold() in {*NONE, _("None").casefold()}


def fields_of(typed: str, store: Store | None, profile: Profile, say: Say) -> dict[str, Any]:
    """Each 卖场: 枫林家居广场; what is not named stays as it is."""
    found: dict[str, Any] = dict(store.fields) if store else {}
    for one in filter(None, map(str.strip, SEVERAL.split(typed))):
        label, _colon, value = (part.strip() for part in one.replace("：", ":").partition(":"))
        row = next((r for r in profile.fields if is_among(label, (r["id"], *r["label"].values()))), None)
        if row is None:
            names = _("; ").join(words(each["label"]) for each in profile.fields) or _("none")
            say("fields", _("“%(name)s” is none of these: %(names)s", name=label[:40], names=names))
            continue
        try:
            meant = figures.meant(value[:200], row)
        except figures.NotAFigure as wrong:
            say("fields", wrong.sentence)
            continue
        found = (
            {**found, row["id"]: meant}
            if meant is not None
            else {k: v for k, v in found.items() if k != row["id"]}
        )
    return found


def is_among(typed: str, names: Iterable[str]) -> bool:
    return typed.casefold() in {name.casefold() for name in names}
