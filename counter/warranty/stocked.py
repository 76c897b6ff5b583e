"""What is noted on a card as the new one must not lie in stock: stock would go on selling it, or lending it."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import select

from counter.catalog.models import Product
from counter.extensions import db
from counter.stock.models import Serial, Unit
from counter.stock.moving import AWAY
from counter.stock.scanning import ELSEWHERE
from counter.warranty import oldcards
from counter.warranty.models import CardLine

ON_SHELF = _("It is on this store's shelf. Open a ticket for the exchange, so that stock follows.")
OF_ANOTHER_STORE = _("It is in the books of another store.")


def complain(fields: Any, line: CardLine, serials: Mapping[str, str]) -> None:
    """Says at its field that a number of the new one is of another product, or of one that a store has. fields: by kind."""
    own = {each.kind: each.value for each in line.identifiers}
    new = {kind: value for kind, value in serials.items() if value != own.get(kind)}
    product = db.session.get(Product, line.product_id) if line.product_id else None
    if product is not None and new:
        oldcards.check_product(fields, product, new, oldcards.of_products(new.values()))
    asked = select(Serial.value, Unit).join(Unit, Unit.id == Serial.unit_id)
    asked = asked.where(Serial.value.in_(new.values()), Unit.place.not_in(AWAY))
    units: dict[str, Unit] = {value: unit for value, unit in db.session.execute(asked)}
    for kind, value in new.items():
        field = oldcards.field_of(fields, kind)
        if value in units and not field.errors:
            oldcards.say(field, sentence(units[value], line.card.store_id))


def sentence(unit: Unit, store_id: int) -> Any:
    if unit.store_id != store_id:
        return OF_ANOTHER_STORE
    return ON_SHELF if unit.place == "shelf" else ELSEWHERE[unit.place]
