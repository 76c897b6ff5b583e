"""Which things a recall hits: of some models, with serials of a range, on live cards of any store. By index, never a scan."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import func, select

from counter.catalog.identifiers import IdentifierError, check_imei, check_serial
from counter.columns import Words
from counter.extensions import db
from counter.stores.models import Store
from counter.warranty.models import Card, CardLine, Identifier

SHORTEST = 4  # a beginning of fewer signs is rather a slip of the finger than a range
IMEI = re.compile(r"\d{15}")


class NotARange(ValueError):
    """`sentence` says what to look at; field: of the form."""

    def __init__(self, field: str, sentence: Any) -> None:
        super().__init__(sentence)
        self.field, self.sentence = field, sentence


@dataclass(frozen=True)
class Reach:
    """first, last: serials, or their beginnings; both "" for all of the models."""

    product_ids: tuple[int, ...]
    first: str = ""
    last: str = ""

    @property
    def has_range(self) -> bool:
        return bool(self.first)

    @property
    def behind(self) -> str:
        """The first value behind the range, byte by byte: whatever begins with the last one is in it."""
        return self.last[:-1] + chr(ord(self.last[-1]) + 1)


def read(product_ids: Sequence[int], first: str, last: str) -> Reach:
    """Of what was typed. A first one alone is a beginning. Raises NotARange."""
    first, last = stored("serial_from", first), stored("serial_until", last)
    if last and not first:
        raise NotARange("serial_from", _("The first serial is missing."))
    last = last or first
    if first and len(first) < SHORTEST:
        raise NotARange("serial_from", _("Give at least %(num)d signs.", num=SHORTEST))
    if len(first) != len(last):
        raise NotARange(
            "serial_until", _("Both ends have the same length; this one has %(num)d signs.", num=len(last))
        )
    if first > last:
        raise NotARange("serial_until", _("The last one comes before the first one."))
    if not first and not product_ids:
        raise NotARange("serial_from", _("Choose a model, or give a range of serials."))
    return Reach(tuple(sorted(set(product_ids))), first, last)


def stored(field: str, typed: str) -> str:
    """As serials are stored; an IMEI of 15 digits by its check digit."""
    if not typed:
        return ""
    plain = (
        re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", typed))
        if typed.replace(" ", "").isdigit()
        else typed
    )
    try:
        return check_imei(plain) if IMEI.fullmatch(plain) else check_serial(plain)
    except IdentifierError as wrong:
        raise NotARange(field, wrong.sentence) from None


def hits(reach: Reach, line: CardLine) -> bool:
    """Whether a thing on a live card is of it: asked of what its page has read already."""
    if line.returned_on is not None or (reach.product_ids and line.product_id not in reach.product_ids):
        return False
    return not reach.has_range or any(
        each.live and reach.first <= each.value < reach.behind for each in line.identifiers
    )


def is_live() -> tuple[Any, ...]:
    return Card.voided_at.is_(None), CardLine.returned_on.is_(None)


def in_range(reach: Reach) -> tuple[Any, ...]:
    return Identifier.value >= reach.first, Identifier.value < reach.behind, Identifier.live == 1


def of_models(reach: Reach) -> tuple[Any, ...]:
    return (CardLine.product_id.in_(reach.product_ids),) if reach.product_ids else ()


def counted(reach: Reach) -> Any:
    """By store: name, things, owners; to be asked."""
    columns = func.count(CardLine.id.distinct()), func.count(Card.customer_id.distinct())
    store_id = Card.store_id + 0  # or SQLite reads all cards, store by store, to save itself the grouping
    asked = select(store_id.label("store_id"), *columns)
    if reach.has_range:
        asked = asked.select_from(Identifier).join(CardLine, CardLine.id == Identifier.line_id)
        asked = asked.where(*in_range(reach))
    else:
        asked = asked.select_from(CardLine)
    asked = asked.join(Card, Card.id == CardLine.card_id).where(*of_models(reach), *is_live())
    return asked.group_by(store_id)


@dataclass(frozen=True)
class Hit:
    store: Words
    things: int
    owners: int


def count(reach: Reach) -> list[Hit]:
    found = counted(reach).subquery()
    asked = select(Store.name, found.c[1], found.c[2]).join(found, found.c.store_id == Store.id)
    return [Hit(*row) for row in db.session.execute(asked.order_by(Store.id))]
