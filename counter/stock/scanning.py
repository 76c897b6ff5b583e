"""What was scanned or typed at the counter: the very unit by its IMEI or serial, or the product by its barcode or code."""

from dataclasses import dataclass
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from counter.catalog.identifiers import IdentifierError, Scan, check_ean, check_imei, classify, imeis_of
from counter.catalog.models import Ean, Product
from counter.catalog.searching import sold_by
from counter.extensions import db
from counter.stock.models import Serial, Unit

ELSEWHERE = {
    "sold": _("This one is sold already."),
    "demo": _("This one is a demo unit; take one from the shelf."),
    "loan": _("This one is lent to a customer."),
    "transit": _("This one is still on its way to the store."),
    "repair": _("This one is in repair."),
    "outside": _("This one has left the store."),
}


class UnknownScan(ValueError):
    """Nothing that can be sold here; `sentence` says why or what to look at."""

    @property
    def sentence(self) -> Any:
        return self.args[0]


@dataclass(frozen=True, slots=True)
class Scanned:
    """`unit` is None for a barcode or code: of a tracked product the serial is still to be scanned."""

    product: Product
    unit: Unit | None = None


def scanned(text: str, store: Any) -> Scanned:
    """The unit on the store's shelf, or the product of its trade. Raises UnknownScan."""
    scan = classify(text.replace("\x00", ""))  # no database keeps it
    codes = [scan, *scan.others, *(Scan("imei", one) for one in imeis_of(text))]
    if not scan.value:
        raise UnknownScan(_("Nothing was scanned. Try again, or type the number."))
    if unit := unit_of(codes, store):
        if unit.place != "shelf":
            raise UnknownScan(ELSEWHERE[unit.place])
        return Scanned(unit.product, unit)
    if product := product_of(text, codes, store):
        return Scanned(product)
    raise UnknownScan(reason(codes[0]))


def unit_of(codes: list[Scan], store: Any) -> Unit | None:
    values = [code.value for code in codes if code.kind != "ean"]
    values += [
        code.value for code in codes if code.kind == "ean"
    ]  # a serial of 8 or 13 digits may look like one
    held = select(Serial.unit_id).where(Serial.value.in_(values))
    asked = select(Unit).where(Unit.id.in_(held), Unit.store_id == store.id).order_by(Unit.id)
    loaded = joinedload(Unit.product).joinedload(Product.category), selectinload(Unit.serials)
    return db.session.scalar(asked.options(*loaded).limit(1))


def product_of(text: str, codes: list[Scan], store: Any) -> Product | None:
    eans = [code.value for code in codes if code.kind == "ean"]
    if eans:
        named = select(Ean.product_id).where(Ean.code.in_(eans))
        return db.session.scalar(sold_by(store).where(Product.id.in_(named)).limit(1))
    code = text.replace("\x00", "").strip()[:40].upper()
    return db.session.scalar(sold_by(store).where(Product.code == code))


def reason(code: Scan) -> LazyString | str:
    """The likeliest mistake first: a mistyped digit, else a thing that is not ours."""
    if code.kind == "imei":
        return _("No phone with this IMEI is in this store's stock.")
    if code.kind == "ean" and len(code.value) != 14:  # 14 digits are rather an IMEI without its last
        return _("No product of this store has this barcode.")
    if code.value.isascii() and code.value.isdigit():
        check = {14: check_imei, 15: check_imei, 16: check_imei, 12: check_ean, 13: check_ean, 8: check_ean}
        try:
            check[len(code.value)](code.value) if len(code.value) in check else None
        except IdentifierError as error:
            return error.sentence
    return _("Nothing in this store has this number. Check it, or search by name.")
