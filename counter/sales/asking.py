"""Fields that a step of the playbook asks for: which to show, what the answers mean. Nothing is kept that looks secret."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _

from counter.forms import unfit
from counter.passcodes import tells_passcode
from counter.playbooks.conditions import holds
from counter.sales.money import minor
from counter.sales.trouble import Trouble

LONGEST = 500
TEXTS = ("text", "phone", "money_band", "customer", "rows")
Field = Mapping[str, Any]


def fields_of(body: Mapping[str, Any], book: Mapping[str, Any], facts: Mapping[str, object]) -> list[Field]:
    """The step's own fields, or those of its form; money is taken at the till, not here.

    A field that an earlier answer opens comes once that answer is saved: most are never needed.
    """
    facts = {**facts, **{f"answer.{name}": value for name, value in (body.get("answers") or {}).items()}}
    form = book["forms"].get(body.get("form") or "")
    fields = [*(body.get("fields") or []), *(form["fields"] if form else [])]
    return [field for field in fields if is_asked(field, facts)]


def is_asked(field: Field, facts: Mapping[str, object]) -> bool:
    if field["type"] in ("money", "file", "signature") or str(field.get("into") or "").startswith(
        "delivery."
    ):
        return False
    return holds(field["if"], facts)


def read(
    fields: Iterable[Field], typed: Any, book: Mapping[str, Any], rows: Iterable[str] = ()
) -> tuple[dict[str, Any], dict[str, str]]:
    """(answers, {field id: what is wrong}). `typed` is the request's form: names are `a.` and the field's id.

    `rows`: ids that a field of type rows may tick (the apps of the step's library).
    """
    answers: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for field in fields:
        name = f"a.{field['id']}"
        try:
            value = one(field, typed.getlist(name), book, rows)
        except Trouble as trouble:
            wrong[field["id"]] = str(trouble.sentence)
            continue
        if value not in ("", None, [], False):
            answers[field["id"]] = value
        elif field["required"]:
            wrong[field["id"]] = _("This is still needed.")
    return answers, wrong


def one(field: Field, given: list[str], book: Mapping[str, Any], rows: Iterable[str]) -> Any:
    kind = field["type"]
    text = given[0].strip() if given else ""
    if kind in ("multi", "rows") and (kind == "multi" or rows):
        allowed = {row["id"] for row in book["lists"].get(field["choices"] or "", [])} | set(rows)
        return among(given, allowed)
    if kind == "pick":
        return (
            (among([text], {row["id"] for row in book["lists"][field["choices"]]}) or [""])[0] if text else ""
        )
    if kind in ("tick", "confirm"):
        return bool(text)
    if kind == "yesno":
        return among([text], {"yes", "no"})[0] if text else ""
    if kind in ("count", "number", "percent"):
        return counted(text)
    if kind == "money":
        return minor(text) if text else None
    if kind in ("date", "datetime"):
        return dated(text)
    return sayable(text)


def among(given: list[str], allowed: set[str]) -> list[str]:
    if not set(given) <= allowed | {""}:
        raise Trouble(_("This choice is not on the list any more. Choose again."))
    return [value for value in given if value]


def counted(text: str) -> int | None:
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 6:
        raise Trouble(_("A whole number is wanted here."))
    return int(text)


def dated(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        raise Trouble(_("This is no date.")) from None


def sayable(text: str) -> str:
    """A customer's password is never stored, wherever somebody tries to note it down."""
    if len(text) > LONGEST:
        raise Trouble(_("This is longer than %(max)d characters. Please shorten it.", max=LONGEST))
    if any(unfit(character) for character in text):
        raise Trouble(_("There is a character in here that can't be stored. Please type it again."))
    if tells_passcode(text):
        raise Trouble(_("Passwords are never kept here. Take it out; the customer writes it down."))
    return text
