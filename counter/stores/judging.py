"""What would come of each line of a network list, by the very rules of the form (placing.check). Nothing is written."""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from counter.columns import Words
from counter.extensions import db
from counter.languages import words
from counter.playbooks.models import in_force
from counter.staff.hiring import LETTERS
from counter.stores import network, placing, profile, profile_cells
from counter.stores.forms import odd
from counter.stores.models import Store
from counter.stores.network import Place
from counter.stores.points import LABELS, Points
from counter.stores.sentences import sentence_of

YES = {"yes", "y", "true", "1", "是", "有", "√"}
NO = {"no", "n", "false", "0", "否", "不是", "无", "没有"}
LONGEST = {"name": 60, "name_en": 60, "address": 200, "address_en": 200, "phone": 24}
COLUMNS = {  # of a store's field, where they are called otherwise
    "parent_id": ("parent",), "jurisdictions": ("jurisdiction",), "capabilities": ("promises", "facilities"),
}  # fmt: skip
DISTRICTS = re.compile(r"[;；、\n]+")


@dataclass
class Judged:
    """One line. store: where there is one; values: what it would be; wrong: (field, sentence)."""

    line: int
    code: str
    store: Store | None
    place: Place
    playbook: str
    values: dict[str, Any] = field(default_factory=dict)
    wrong: list[tuple[str, str]] = field(default_factory=list)

    @property
    def changed(self) -> list[str]:
        """Names of what would be different."""
        now_is = {name: getattr(self.store, name) for name in self.values} if self.store else {}
        return [name for name, value in self.values.items() if not self.store or value != now_is[name]]

    @property
    def state(self) -> str:
        if self.wrong:
            return "wrong"
        return "new" if self.store is None else "changed" if self.changed else "same"

    def say(self, name: str, sentence: Any) -> None:
        self.wrong.append((name, str(sentence)))


@dataclass
class Outcome:
    """known: how many stores there are that the file does not name."""

    points: Points
    lines: list[Judged]
    known: int

    @property
    def wrong(self) -> list[Judged]:
        return [one for one in self.lines if one.wrong]

    @property
    def wrong_first(self) -> list[Judged]:
        return sorted(self.lines, key=lambda one: not one.wrong)

    @property
    def to_do(self) -> list[Judged]:
        return [one for one in self.lines if one.state in ("new", "changed")]

    @property
    def digest(self) -> str:
        """Of what was shown: approved is that, and nothing that came of it meanwhile."""
        told = [[one.line, one.state, one.values, [one.store and one.store.version]] for one in self.lines]
        return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()


class Judge:
    """Two queries, and one for each playbook."""

    def __init__(self, by: Any) -> None:
        self.by, self.known = by, network.read()
        self.stores = {one.code: one for one in db.session.scalars(select(Store))}
        self.book_of: Any = cache(lambda code: in_force("playbook", code))
        self.levels: Any = cache(lambda code: placing.levels_in(self.book_of(code)))
        self.profiles: Any = cache(profile.of_playbook)
        self.ranks: Any = cache(lambda code: placing.ranks_in(self.levels(code)))

    def judge(self, points: Points) -> Outcome:
        found: list[Judged] = []
        first: dict[str, int] = {}
        for number, (line, cells) in enumerate(points.lines, start=1):
            one = self.judged(line, cells, number)
            if one.code in first:
                one.say("code", _("Line %(num)d has this code already.", num=first[one.code]))
            first.setdefault(one.code, line)
            found.append(one)
        self.stand(found, points)
        return Outcome(points, found, len(set(self.stores) - set(first)))

    def judged(self, line: int, cells: dict[str, str], number: int) -> Judged:
        """All but where it stands, which only the whole list can tell. A new one has an id below nothing."""
        code = cells["code"].upper()
        store = self.stores.get(code)
        playbook = store.playbook_code if store else cells.get("playbook") or self.by.store.playbook_code
        place = self.known.places[store.id] if store else Place(-number, code, {}, None, "", True, True, [])
        one = Judged(line, code, store, place, playbook)
        self.look_at(one, cells)
        told = what_is_told(one, cells)
        if "level" in cells:
            told["level"] = level_of(one, cells["level"], self.levels(playbook))
        one.values |= {name: value for name, value in told.items() if value is not None}
        one.values |= profile_cells.read(cells, store, self.profiles(playbook), one.say)
        return one

    def look_at(self, one: Judged, cells: dict[str, str]) -> None:
        if not (2 <= len(one.code) <= 4 and set(one.code) <= LETTERS):
            letters = "".join(sorted(LETTERS))
            one.say("code", _("A code has 2 to 4 of these: %(letters)s", letters=letters))
        if one.store and cells.get("playbook", one.playbook) not in ("", one.playbook):
            one.say("playbook", _("A store keeps its playbook; this one has %(code)s.", code=one.playbook))
        elif self.book_of(one.playbook) is None:
            one.say("playbook", _("There is no playbook %(code)s.", code=one.playbook))
        if one.store is None and not (cells.get("name") or cells.get("name_en")):
            one.say("name", _("A new point needs a name."))
        for name, longest in LONGEST.items():
            if len(cells.get(name, "")) > longest:
                sentence = _("This is longer than %(max)d characters. Please shorten it.", max=longest)
                one.say(name, sentence)

    def stand(self, found: Sequence[Judged], points: Points) -> None:
        """When all of them stand: whose parent is nowhere, who is in a circle, whose level is odd."""
        ids = {code: store.id for code, store in self.stores.items()}
        for one in found:
            ids.setdefault(one.code, one.place.id)
        for one, (_line, cells) in zip(found, points.lines, strict=True):
            parent_id = one.place.parent_id
            if "parent" in cells:
                code = cells["parent"].upper()
                parent_id = ids.get(code)
                one.values["parent_id"] = parent_id
                if code and parent_id is None:
                    one.say("parent", _("There is no store %(code)s, here or in this file.", code=code))
            one.place = as_it_would_be(one, parent_id)
        would_be = self.known.with_places(*(one.place for one in found))
        for one in found:
            if one.wrong:
                continue
            try:
                placing.check(one.place, would_be, self.ranks(one.playbook))
            except placing.OutOfPlace as trouble:
                one.say(trouble.field, sentence_of(trouble))


def what_is_told(one: Judged, cells: dict[str, str]) -> dict[str, Any]:
    """By fields of the store; what has no column, or no word for what can't be nothing, stays as it is."""
    store = one.store
    told: dict[str, Any] = {
        "name": spoken(store.name if store else {}, cells.get("name"), cells.get("name_en")),
        "address": spoken(store.address if store else {}, cells.get("address"), cells.get("address_en")),
        "phone": cells.get("phone") or (None if store else ""),
    }
    for name in ("sells", "services"):
        told[name] = yes_or_no(one, name, cells.get(name, "").casefold())
    if "districts" in cells:
        told["districts"] = placing.named(DISTRICTS.split(cells["districts"]))
        if trouble := odd(told["districts"]):
            one.say("districts", trouble)
    return told


def spoken(now_is: Words, zh: str | None, en: str | None) -> Words | None:
    """A new one that says it in one language says it so in both."""
    given = {key: value for key, value in (("zh", zh), ("en", en)) if value}
    if now_is:
        return {**now_is, **given} if given else None
    return {"zh": zh or en or "", "en": en or zh or ""}


def yes_or_no(one: Judged, name: str, said: str) -> bool | None:
    if said in YES or said in NO:
        return said in YES
    if said:
        one.say(name, _("Write yes or no."))
    return None if one.store else True


def level_of(one: Judged, said: str, levels: Sequence[dict[str, Any]]) -> str:
    for level in levels:
        if said.casefold() in (level["id"], *(word.casefold() for word in level["label"].values())):
            return str(level["id"])
    if said:
        names = _(", ").join(words(level["label"]) for level in levels)
        one.say("level", _("There is no such level. The playbook has: %(names)s", names=names))
    return ""


def as_it_would_be(one: Judged, parent_id: int | None) -> Place:
    had, told = one.place, one.values
    return Place(
        had.id, one.code, told.get("name", had.name), parent_id, told.get("level", had.level),
        told.get("sells", had.sells), told.get("services", had.services), told.get("districts", had.districts),
    )  # fmt: skip


def labels(names: Sequence[str]) -> str:
    return _(", ").join(str(LABELS[column]) for name in names for column in COLUMNS.get(name, (name,)))
