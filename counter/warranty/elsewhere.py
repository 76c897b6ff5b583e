"""Cards of other stores: a customer may come to any store. Found by a whole phone, serial or card number alone, shown
masked until somebody says why they open one (ground 1, 3)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from markupsafe import escape
from sqlalchemy import Select, and_, bindparam

from counter.customers.names import mask_name
from counter.customers.numbering import place_of
from counter.customers.phones import masked
from counter.languages import words
from counter.stores.models import Store
from counter.warranty import finding, hits, promises, reading
from counter.warranty.models import Reveal
from counter.warranty.probes import probes, whole_keys, whole_keys_of
from counter.warranty.saying import Said

STORE, REVEAL = Store.__table__, Reveal.__table__


@dataclass(frozen=True, slots=True)
class Masked:
    """hit: with nothing in full but the thing and its coverage. is_open: the person opened it today."""

    hit: hits.Hit
    store: str
    is_open: bool


def both(text: str, person: Any, day: date) -> tuple[finding.Found, Sequence[Sequence[Any]]] | None:
    """A page of the person's own cards, and those of other stores, in one question: where the text is a whole number and
    may be nothing else. None where it takes two. So do few of one's own among many of others, of which all is told as ever,
    and what is more than a page."""
    if person.sees_all:
        return None
    probe = probes(text, *place_of(person.store))
    keys = whole_keys_of(probe)
    if not keys or len(keys) < len(probe.ranges) or any(high for _, high in probe.ranges):
        return None
    scope = f"{finding.scope_of(person)}_first"
    cards = asked(statement(len(keys), scope, not promises.known()), keys, person, day)
    own = [rows for rows in cards if rows[0].tier < reading.ELSEWHERE]
    others = cards[len(own) :]
    if 0 < len(own) <= finding.FEW < len(cards):
        return finding.find(text, person, day), others
    is_cut = len(own) > finding.LIMIT and len(cards) == finding.TWO_PAGES
    return finding.page_of(probe, own), find(text, person, day) if is_cut else others


def find(text: str, person: Any, day: date) -> Sequence[Sequence[Any]]:
    """The rows of each card, one more than a page where there are more; none is asked for where the text is no whole number."""
    keys = () if person.sees_all else whole_keys(text, *place_of(person.store))
    if not keys:
        return ()
    scope = "not_" + finding.scope_of(person)
    return asked(statement(len(keys), scope, not promises.known()), keys, person, day)


def asked(statement: Any, keys: Sequence[str], person: Any, day: date) -> list[list[Any]]:
    values = finding.values_of([(key, None) for key in keys], person, day)
    return finding.asked(statement, values | {"person": person.person_id, "opened_on": day})


@cache
def statement(how_many: int, scope: str, is_first: bool) -> Select[Any]:
    theirs = and_(
        REVEAL.c.card_id == reading.CARD.c.id,
        REVEAL.c.person_id == bindparam("person"),
        REVEAL.c.on_date == bindparam("opened_on"),
    )

    def join(tables: Any) -> Any:
        return tables.join(STORE, STORE.c.id == reading.CARD.c.store_id).outerjoin(REVEAL, theirs)

    more = STORE.c.id.label("store_id"), STORE.c.name.label("store_name"), REVEAL.c.on_date.label("opened_on")
    return finding.told(finding.hits_of("e" * how_many, scope), is_first, more, join)


def masked_of(cards: Sequence[Sequence[Any]], today: date, spoken: Said) -> list[Masked]:
    return [mask(rows, today, spoken) for rows in cards]


def mask(rows: Sequence[Any], today: date, spoken: Said) -> Masked:
    card, hit = rows[0], hits.hit_of(rows, "", today, spoken)
    phone = escape(masked(card.customer_phone))
    hidden = replace(hit, name=mask_name(card.customer_name), phone=phone, number="")
    return Masked(hidden, words(card.store_name), card.opened_on is not None)
