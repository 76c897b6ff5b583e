"""An old card comes into the books as the customer holds it: each thing that is wrong is said at its field."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from counter.catalog import adding, identifiers
from counter.catalog.models import Product
from counter.catalog.searching import folded, search
from counter.customers import names, phones
from counter.customers.numbering import place_of
from counter.extensions import db
from counter.languages import words
from counter.stock.models import Serial, Unit
from counter.stores.models import Store
from counter.warranty import doubting, issuing, lacking
from counter.warranty.forms import DAYS, NO_SUCH_PRODUCT, CorrectForm, ExchangeForm, OldCardForm
from counter.warranty.models import CardLine, Identifier
from counter.warranty.revealing import Taken

MOST_CHOICES, MOST_FOUND = 8, 200
SHORTEST_BARCODE = 8
SERIALS, IMEIS = lacking.KINDS, lacking.IMEIS
Known = dict[str, list[Product]]  # by serial
LookFor = Callable[[str, Store, int], list[Product]]


@dataclass(frozen=True)
class OldCard:
    name: str
    e164: str
    address: str
    product: Product
    serials: dict[str, str]
    sold_on: date
    delivered_on: date | None
    invoice_number: str
    installed_on: date | None = None
    activated_on: date | None = None
    quantity: int = 1


def checked(
    form: OldCardForm, store: Store, today: date, look_for: LookFor = search, known: Known | None = None
) -> OldCard | None:
    """What the form says, or None with a sentence at each field that is wrong. look_for: finds products; known: which
    products serials are of, where somebody has asked for many at once: then nobody looks at the product that was found
    either, so it has to be named in full."""
    is_sound = form.validate()
    product = product_of(form, store, look_for, wants_all=known is not None)
    phone = phone_of(form, store)
    serials = serials_of(form, has_imei=product is not None and product.category.track == "imei")
    check_days(form, today, [product] if product else ())
    if known is None and not form.unread.data:
        check_complete(form, product, serials)
    if product and (form.data.get("quantity") or 1) > 1 and (serials or product.is_tracked):
        say(form["quantity"], _("Each of these has a number of its own: enter a card for each."))
    if known is None and not form.is_right.data and (doubt := doubting.letters(serials.get("sn", ""))):
        form.is_doubtful = True
        say(form.sn, doubt)
    if product and serials:
        check_product(form, product, serials, of_products(serials.values()) if known is None else known)
    if not is_sound or phone is None or product is None or any(field.errors for field in form):
        return None
    typed: dict[str, Any] = form.data
    return OldCard(
        name=names.normalise(typed["name"]), e164=phone, address=typed["address"], product=product, serials=serials,
        sold_on=typed["sold_on"], delivered_on=typed["delivered_on"], invoice_number=typed["invoice_number"] or "",
        installed_on=typed.get("installed_on"), activated_on=typed.get("activated_on"), quantity=typed.get("quantity") or 1,
    )  # fmt: skip


def phone_of(form: OldCardForm | CorrectForm, store: Store) -> str | None:
    if form.phone.errors or not form.phone.data:
        return None
    try:
        return phones.parse(form.phone.data, *place_of(store)).e164
    except phones.PhoneError as wrong:
        say(form.phone, wrong)
        return None


def product_of(
    form: OldCardForm, store: Store, look_for: LookFor = search, wants_all: bool = False
) -> Product | None:
    """By what was typed; where that means several, by which of them was chosen. wants_all: a piece of its name is not
    enough."""
    if form.product.errors or not form.product.data:
        return None
    found = look_for(form.product.data, store, MOST_FOUND)
    exact = [one for one in found if is_named(one, form.product.data)]
    chosen = [one for one in found if one.id == form.product_id.data]
    if len(best := chosen or exact or ([] if wants_all else found)) == 1:
        return best[0]
    if wants_all and len(found) == 1:
        meant = words(issuing.label_of(found[0]))
        say(form.product, _("Is it %(product)s? Then write its name or code in full.", product=meant))
        return None
    if found:
        first = [*exact, *(one for one in found if one not in exact)][:MOST_CHOICES]
        form.product_id.choices = [(one.id, words(issuing.label_of(one))) for one in first]
    say(form.product, _("Several are called so. Choose one.") if found else NO_SUCH_PRODUCT)
    form.unknown = None if found else adding.begun(form.product.data)
    return None


def is_named(product: Product, typed: str) -> bool:
    """By its code, its name with or without its variant, or a whole barcode, by whose beginning it was found."""
    names = (product.code, *issuing.label_of(product).values(), *product.name.values())
    is_barcode = typed.strip().isdigit() and len(typed.strip()) >= SHORTEST_BARCODE
    return is_barcode or folded(typed) in {folded(name) for name in names}


def serials_of(form: OldCardForm | ExchangeForm, has_imei: bool) -> dict[str, str]:
    """As they are stored, by kind; what is wrong stands at its field."""
    return serials_in({kind: form[kind] for kind in SERIALS}, has_imei)


def serials_in(fields: Mapping[str, Any], has_imei: bool) -> dict[str, str]:
    """fields: by the kind of number that is typed into them. has_imei: the thing is known by its IMEI, so that one is no serial."""
    found: dict[str, str] = {}
    for kind, field in fields.items():
        if not field.data or field.errors:
            continue
        try:
            kind, value = numbered(kind, field.data, has_imei)
        except identifiers.IdentifierError as wrong:
            say(field, wrong)
            continue
        if kind == "imei":
            take_as_imei(value, fields, found)
        else:
            found[kind] = value
    if found.get("imei1") and found.get("imei1") == found.get("imei2"):
        say(fields["imei2"], _("This is the first IMEI again."))
    if found.get("sn") in (found.get("imei1"), found.get("imei2")):
        found.pop("sn", None)  # the IMEI once more, as tills print it: one number is kept once
    return found


def field_of(fields: Any, kind: str) -> Any:
    """Where the number of that kind is typed: a MEID stands in the field of the serial."""
    return fields[kind if kind in SERIALS else "sn"]


def numbered(kind: str, typed: str, has_imei: bool) -> tuple[str, str]:
    """(kind, value) of what was typed into the field of that kind. Raises IdentifierError."""
    if kind != "sn":
        return kind, identifiers.check_imei(typed)
    if not has_imei:
        return kind, identifiers.check_serial(typed)
    own = identifiers.check_own(typed)
    return own.kind, own.value


def take_as_imei(value: str, fields: Mapping[str, Any], found: Mapping[str, str]) -> None:
    """An IMEI that stands in the field of the serial goes into its own, if that is free, and one is asked to look at it. Beside
    itself it is the IMEI once more, as tills print it: one number is kept once."""
    if value in found.values():
        return
    free = next((fields[kind] for kind in IMEIS if kind in fields and not fields[kind].data), None)
    if free is None:
        say(fields["sn"], identifiers.LOOKS_LIKE_AN_IMEI)
        return
    free.data, fields["sn"].data = value, ""
    say(free, _("It stood in the field of the serial number, but is an IMEI. Look at it, then save again."))


def check_complete(form: OldCardForm, product: Product | None, serials: dict[str, str]) -> None:
    """The numbers that a card has to have; what an old one lacks is ticked as such. In a file of old cards they are as they
    are."""
    if not form.invoice_number.data:
        say(form.invoice_number, _("The invoice number is missing. If there is none, tick the box below."))
    if product is None or not product.is_tracked or any(form[name].errors for name in SERIALS):
        return
    has_imei = product.category.track == "imei"
    if not serials:
        say(form.imei1 if has_imei else form.sn, lacking.NUMBER)
    elif "imei2" in lacking.kinds_of(product) and "imei1" in serials and "imei2" not in serials:
        say(form.imei2, lacking.SENTENCES["imei2"])


def check_days(form: OldCardForm | CorrectForm, today: date, products: Iterable[Product] = ()) -> None:
    """products: what was bought; nobody bought it before it was sold."""
    days = [form[name] for name in DAYS if name in form]
    for field in days:
        if field.data and field.data > today:
            say(field, _("This day is still to come."))
        elif field.data and field.data.year < 1990:
            say(field, _("That is too long ago."))
        if field.data and form.sold_on.data and field.data < form.sold_on.data:
            say(field, _("That is before it was bought."))
    delivered, put_up = (
        form[name].data if name in form else None for name in ("delivered_on", "installed_on")
    )
    if delivered and put_up and put_up < delivered:
        say(form["installed_on"], _("That is before it was delivered."))
    for product in products:
        if form.sold_on.data and not form.sold_on.errors and is_before(product, form.sold_on.data):
            say(form.sold_on, said_of_before(product))


def is_before(product: Product, day: date) -> bool:
    return product.sold_since is not None and day < product.sold_since


def said_of_before(product: Product) -> str:
    name, since = words(product.name), product.sold_since
    return str(
        _("%(product)s is sold only since %(day)s.", product=name, day=since.isoformat() if since else "")
    )


def say(field: Any, sentence: Any) -> None:
    field.errors = [*field.errors, str(sentence)]


def has_card(taken: Taken) -> str:
    """Of another store's card no more is said than that it is there."""
    if taken.is_ours:
        return str(_("Card %(number)s is for this one already.", number=taken.number))
    return str(_("A card of another store is for this one already."))


def complain(form: OldCardForm | ExchangeForm, taken: issuing.SerialHasCard, by: Any) -> None:
    """Says at its field that the thing has a card, and offers that card: from there it goes to a new owner."""
    form.taken = Taken.by(taken.card, taken.value, by)
    sentence = has_card(form.taken)
    for field in (form.imei1, form.imei2, form.sn):
        if field.data and taken.value in field.data.upper().replace(" ", "").replace("-", ""):
            say(field, sentence)
            return
    say(form.sn, sentence)


def of_products(serials: Iterable[str]) -> Known:
    """As what they came into stock, or onto an earlier card."""
    values = list(serials)
    stocked = select(Serial.value, Product).join(Unit, Unit.id == Serial.unit_id)
    stocked = stocked.join(Product, Product.id == Unit.product_id).where(Serial.value.in_(values))
    carded = select(Identifier.value, Product).join(CardLine, CardLine.id == Identifier.line_id)
    carded = carded.join(Product, Product.id == CardLine.product_id)
    carded = carded.where(Identifier.value.in_(values), Identifier.live.is_(None))
    found: Known = {}
    for serial, product in (*db.session.execute(stocked), *db.session.execute(carded)):
        found.setdefault(serial, []).append(product)
    return found


def check_product(form: OldCardForm, product: Product, serials: dict[str, str], known: Known) -> None:
    """A serial of another product is mistyped, or the product is."""
    for name, value in serials.items():
        others = [other for other in known.get(value, ()) if other.id != product.id]
        if others:
            said = words(issuing.label_of(others[0]))
            say(
                field_of(form, name),
                _("This is the serial of %(product)s. Look at it again, or at the product.", product=said),
            )
