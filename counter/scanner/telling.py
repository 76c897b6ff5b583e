"""Tells codes apart by what is in them: the check digit of an IMEI or EAN, the check character of a card number."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from counter.catalog.identifiers import Scan, classify, shown_imei
from counter.catalog.models import Ean, Product
from counter.catalog.searching import sold_by
from counter.extensions import db
from counter.languages import words
from counter.links import opening
from counter.stores.models import Store
from counter.warranty import issuing, linking, numbers
from counter.warranty.models import Card

MOST, LONGEST = 12, 300  # codes in a picture, characters of one
EID = 32  # digits of a built-in SIM's number; it stands on the box beside the others and names no phone
FIELDS = {"imei": ("imei1", "imei2"), "meid": ("sn",), "sn": ("sn",), "product": ("product",)}


@dataclass(frozen=True)
class Told:
    """kind: card, imei, meid, sn, product, ean (of no product here), eid. value: as a field takes it, which of a
    product is its barcode, but its name where a form asks for that; shown: as one reads it; field: where it goes."""

    kind: str
    value: str
    shown: str
    field: str = ""


@dataclass(frozen=True)
class Known:
    """What the books say of the codes of one picture."""

    stores: frozenset[str]
    products: dict[str, Product]


def tell(codes: Sequence[str], store: Any, public_url: str, at: datetime, fields: Iterable[str] = ()) -> list[Told]:  # fmt: skip
    """Each once, in the order in which they stand on the label. fields: those of the form that is being filled."""
    scans = [scan for code in codes[:MOST] for scan in scans_of(code[:LONGEST], public_url, at)]
    scans = list(dict.fromkeys(scans))
    known, free, found = known_of(scans, store), list(fields), []
    for scan in scans:
        one = told(scan, known)
        fits = [field for field in FIELDS.get(one.kind, ()) if field in free]
        if fits:
            free.remove(fits[0])
            one = Told(one.kind, one.shown if one.kind == "product" else one.value, one.shown, fits[0])
        found.append(one)
    return found


def scans_of(code: str, public_url: str, at: datetime) -> list[Scan]:
    """Our own QR code stands for its card; other addresses name nothing that is here."""
    if "://" in code:
        card = card_behind(code, public_url, at)
        return [Scan("card", card.number)] if card else []
    try:
        return [Scan("card", numbers.check(code))]
    except numbers.NumberError:
        scan = classify(code)
    if not scan.value:
        return []
    return [Scan(one.kind, one.value) for one in (scan, *scan.others)]


def card_behind(address: str, public_url: str, at: datetime) -> Card | None:
    """Of the QR code on a printed card. Who has it in front of the camera may look that card up."""
    if not address.startswith(public_url.rstrip("/") + "/"):
        return None
    link = opening.find(address.rsplit("/", 1)[-1], Card.__tablename__, linking.PURPOSE, at)
    return db.session.get(Card, link.record_id) if link else None


def known_of(scans: list[Scan], store: Any) -> Known:
    eans = [scan.value for scan in scans if scan.kind == "ean"]
    stores = db.session.scalars(select(Store.code)) if any(scan.kind == "card" for scan in scans) else ()
    if not eans:
        return Known(frozenset(stores), {})
    asked = sold_by(store).join(Ean, Ean.product_id == Product.id).add_columns(Ean.code)
    rows = db.session.execute(asked.where(Ean.code.in_(eans)))
    return Known(frozenset(stores), {code: product for product, code in rows})


def told(scan: Scan, known: Known) -> Told:
    if scan.kind == "card":
        is_ours = any(scan.value.startswith(code) for code in known.stores)
        kind, shown = ("card", numbers.shown(scan.value)) if is_ours else ("sn", scan.value)
        return Told(kind, scan.value, shown)
    if scan.kind == "ean" and scan.value in known.products:
        label = words(issuing.label_of(known.products[scan.value]))
        return Told("product", scan.value, label)
    if scan.kind == "imei":
        return Told("imei", scan.value, shown_imei(scan.value))
    is_eid = len(scan.value) == EID and scan.value.isascii() and scan.value.isdigit()
    return Told("eid" if is_eid else scan.kind, scan.value, scan.value)
