"""Today's lists, their ticks, the manager's signature; and the fixes that come of them."""

import re
from datetime import date
from typing import Any

from flask import Blueprint, abort
from flask_login import current_user
from sqlalchemy.orm import joinedload, raiseload

from counter.access import managers, staff
from counter.checklists import fixing, opening, past, patterns, sheets, signing_off, ticking
from counter.checklists.forms import TickForm
from counter.checklists.models import Fix, Item
from counter.checklists.refusals import REFUSALS, answer, put
from counter.clock import now
from counter.errors import page
from counter.history import models as history
from counter.operations.once import done, once
from counter.pages import render, wants_fragment
from counter.scope import find

blueprint = Blueprint("checklists", __name__)


def day_of(text: str) -> date:
    try:
        return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else abort(404)
    except ValueError:
        abort(404)


def named(kind: str) -> str:
    return kind if re.fullmatch(r"[a-z][a-z0-9_]{0,39}", kind) else abort(404)


def sheet_of(kind: str, on: str) -> sheets.Sheet | None:
    return sheets.find(current_user.store, named(kind), day_of(on), now())


def nothing_kept(kind: str, on: str) -> Any:
    """A day on which the store kept no such list; 404 where there is no such list at all."""
    pattern = patterns.in_force(current_user.store, kind) or abort(404)
    return render("checklists/none.html", label=pattern.checklist["label"], kind=kind, on=day_of(on))


@blueprint.get("/checklists")
@staff
def index() -> Any:
    store, on = current_user.store, current_user.store.today(now())
    lists = past.since(store, on)
    return render("checklists/index.html", kinds=patterns.of_store(store), on=on, lists=lists)


@blueprint.get("/checklists/<kind>/<on>")
@staff
def show(kind: str, on: str) -> Any:
    sheet = sheet_of(kind, on)
    return render("checklists/show.html", sheet=sheet, at=now()) if sheet else nothing_kept(kind, on)


@blueprint.get("/checklists/<kind>/<on>/items/<code>/<subject>")
@staff
def show_item(kind: str, on: str, code: str, subject: str, _anchor: str = "") -> Any:
    """What a tick answers: the item, and the figures that it moved. For a plain form the list, at that item."""
    subject = "" if subject == "-" else subject
    if not wants_fragment():
        whole = sheet_of(kind, on)
        return show(kind, on) if whole is None or whole.item(code, subject) else abort(404)
    store, day, at = current_user.store, day_of(on), now()
    item = sheets.one(store, named(kind), day, code, subject)
    sheet = sheets.figures(store, item.checklist, at) if item else sheets.counted(store, kind, day, at)
    if sheet is None or (item := item or sheet.item(code, subject)) is None:
        abort(404)
    return render("checklists/show.html", "checklists/_tick.html", sheet=sheet, item=item, at=at)


@blueprint.post("/checklists/<kind>/<on>/ticks")
@staff
@once
def tick(kind: str, on: str) -> Any:
    form, day, at = TickForm(), day_of(on), now()
    if not form.validate():
        return refused(kind, on, form, 422)
    try:
        item = ticking.tick(current_user.store, named(kind), day, form.tick(), current_user, at)
    except REFUSALS as why:
        return refused(kind, on, form, put(why, form))
    at_item = {"code": item.code, "subject": item.subject or "-", "_anchor": f"item-{item.key}"}
    return done("checklists.show_item", kind=kind, on=on, **at_item)


def refused(kind: str, on: str, form: TickForm, status: int) -> Any:
    """The item as it stands, with what was typed and why it wasn't taken."""
    sheet = sheets.find(current_user.store, named(kind), day_of(on), now())
    item = sheet and sheet.item(form.item.data or "", form.subject.data or "")
    if item is None:
        return page(status, next(iter(form.sentences), None))
    context = {"sheet": sheet, "item": item, "typed": form, "at": now()}
    return render("checklists/show.html", "checklists/_item.html", status, **context)


@blueprint.post("/checklists/<kind>/<on>/opening")
@staff
@once
def open_list(kind: str, on: str) -> Any:
    try:
        opening.open_list(current_user.store, named(kind), day_of(on), current_user, now())
    except REFUSALS as why:
        return page(*answer(why))
    return done("checklists.show", kind=kind, on=on)


@blueprint.post("/checklists/<kind>/<on>/signature")
@managers
@once
def sign(kind: str, on: str) -> Any:
    try:
        signing_off.sign(current_user.store, named(kind), day_of(on), current_user, now())
    except REFUSALS as why:
        status, sentence = answer(why)
        sheet = sheets.find(current_user.store, kind, day_of(on), now())
        if sheet is None:
            return page(status, sentence)
        return render("checklists/show.html", status=status, sheet=sheet, at=now(), refusal=sentence)
    return done("checklists.show", kind=kind, on=on)


@blueprint.get("/checklists/<kind>/<on>/history")
@managers
def story(kind: str, on: str) -> Any:
    sheet = sheet_of(kind, on)
    if sheet is None:
        return nothing_kept(kind, on)
    entries = history.of(sheet.kept) if sheet.kept else []
    return render("checklists/history.html", sheet=sheet, entries=entries)


def fix_of(number: int) -> Fix:
    item = joinedload(Fix.item).options(joinedload(Item.checklist).options(raiseload("*")), raiseload("*"))
    return find(Fix, number, item, sheets.named(Fix.doer), raiseload("*"))


@blueprint.get("/fixes/<int:number>")
@staff
def show_fix(number: int) -> Any:
    return render("checklists/fix.html", "checklists/_fix.html", fix=fix_of(number), at=now())


@blueprint.post("/fixes/<int:number>/completion")
@staff
@once
def complete(number: int) -> Any:
    fix = find(Fix, number)
    try:
        fixing.complete(fix, current_user, now())
    except fixing.DoneBefore:
        return render(
            "checklists/fix.html", "checklists/_fix.html", 409, fix=fix_of(number), at=now(), late=True
        )
    return done("checklists.show_fix", number=number)


@blueprint.post("/fixes/<int:number>/reopening")
@staff
@once
def reopen(number: int) -> Any:
    fixing.reopen(find(Fix, number), current_user, now())
    return done("checklists.show_fix", number=number)
