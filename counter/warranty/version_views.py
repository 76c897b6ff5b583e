"""The versions of a card: who changed what, and how it stood before. Nothing is written here."""

from collections.abc import Collection
from datetime import date
from typing import Any

from flask import abort, redirect, url_for
from flask_babel import gettext
from flask_login import current_user

from counter.access import staff
from counter.customers import phones
from counter.customers.models import Customer, of_store
from counter.customers.names import mask_name
from counter.extensions import db
from counter.languages import iso, words
from counter.pages import render
from counter.scope import find
from counter.stores.models import Store
from counter.warranty import correcting, papers, saying, versions, wording
from counter.warranty.blueprint import blueprint
from counter.warranty.models import Card
from counter.warranty.papers import WHOLE_CARD
from counter.warranty.showing import faults_of
from counter.warranty.versions import Lost, Version


@blueprint.get("/warranty-cards/<int:number>/versions")
@staff
def card_versions(number: int) -> Any:
    card = find(Card, number, *WHOLE_CARD)
    found = versions.of_card(card)
    return render("warranty/versions.html", card=card, versions=found[::-1], **words_of(card, found))


@blueprint.get("/warranty-cards/<int:number>/versions/<int:version>")
@staff
def card_version(number: int, version: int) -> Any:
    """An earlier one in full; the one in force is the card's own page."""
    card = find(Card, number, *WHOLE_CARD)
    found = versions.of_card(card)
    if version == len(found):
        return redirect(url_for("warranty.show", number=number), 303)
    one = found[version - 1] if 0 < version < len(found) else abort(404)
    more: dict[str, Any] = {"store": db.session.get_one(Store, card.store_id), "faults": faults_of(card)}
    return render("warranty/version.html", card=card, one=one, **more, **words_of(card, found))


def words_of(card: Card, found: list[Version]) -> dict[str, Any]:
    readable = {card.customer_id, *seen({one.state.owner_id for one in found} - {card.customer_id, None})}
    return {
        "told": lambda field, value, owner: told(field, value, owner in readable),
        "name_of": name_of,
        "deeds": wording.VERSIONS,
        "fields": wording.FIELDS,
        "kinds": papers.KINDS,
        "grouped": papers.grouped,
        "shown_number": papers.number_of(card),
        "comma": saying.comma(),
    }


def seen(owners: Collection[int | None]) -> set[int]:
    """Earlier owners whom this person may read in full: a manager those whom their stores know."""
    if not owners or not current_user.is_manager:
        return set()
    asked = of_store(current_user).with_only_columns(Customer.id).where(Customer.id.in_(owners))
    return set(db.session.scalars(asked))


def name_of(field: Any) -> str:
    if isinstance(field, tuple):
        return papers.KINDS.get(field[2], "SN")
    return str(wording.FIELDS[field])


def told(field: Any, value: Any, is_readable: bool) -> str:
    """A value as one reads it. What is personal of somebody whom one may not read is masked."""
    if value is Lost.ERASED:
        return gettext("erased with its customer")
    if value is Lost.UNKNOWN:
        return gettext("not noted at that time")
    if not value:
        return "–"
    if isinstance(value, date):
        return iso(value)
    if isinstance(field, tuple):
        return papers.grouped(value)
    if field == versions.LABEL:
        return words(value)
    if field in correcting.PERSONAL and not is_readable:
        return masked(field, value)
    return phones.shown(value) if field == "phone" else str(value)


def masked(field: str, value: str) -> str:
    if field == "name":
        return mask_name(value)
    return phones.masked(value) if field == "phone" else "***"
