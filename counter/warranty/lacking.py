"""Which numbers a thing has to come with: a phone for two SIMs has two IMEIs, and what replaces a thing has the kinds of
numbers that it had."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _

from counter.catalog.models import Product
from counter.extensions import db
from counter.warranty.models import CardLine

IMEIS = ("imei1", "imei2")
KINDS = (*IMEIS, "sn")  # each has a field; a MEID is typed where the serial goes
NUMBER = _(
    "Its number is missing: without it nobody can tell it from another. If it can't be read, tick the box below."
)
SENTENCES: dict[str, Any] = {
    "imei1": NUMBER,
    "imei2": _(
        "This phone takes two SIMs: its second IMEI is missing. If it can't be read, tick the box below."
    ),
    "sn": _(
        "The old one had a serial number: that of the new one is missing. If it has none, tick the box below."
    ),
}


def has_two_imeis(product: Product) -> bool:
    return (product.spec or {}).get("sim_slots") == 2


def kinds_of(product: Product | None) -> tuple[str, ...]:
    if product is None or not product.is_tracked:
        return ()
    if product.category.track != "imei":
        return ("sn",)
    return ("imei1", "imei2") if has_two_imeis(product) else ("imei1",)


def has_imei(line: CardLine) -> bool:
    """Whether it is known by IMEI or MEID, so that none of them is its serial."""
    product = db.session.get(Product, line.product_id) if line.product_id else None
    return "imei1" in kinds_of(product) or any(each.kind != "sn" for each in line.identifiers)


def of_new(line: CardLine, product: Product | None = None) -> list[str]:
    """The kinds that one which replaces this thing comes with; product: where it is another variant."""
    product = product or (db.session.get(Product, line.product_id) if line.product_id else None)
    wanted = {*kinds_of(product), *(each.kind for each in line.identifiers)}
    return [kind for kind in KINDS if kind in wanted]


def complain(wanted: Sequence[str], given: Collection[str], fields: Mapping[str, Any]) -> None:
    """Says at each field that its number is missing. fields: by kind; what is wrong already is not missing."""
    for place, kind in enumerate(wanted):
        field = fields[kind]
        if kind in IMEIS and "meid" in given and "imei1" not in given:
            continue  # it is known by that
        if kind not in given and not field.errors:
            field.errors = [str(SENTENCES[kind] if place else NUMBER)]
