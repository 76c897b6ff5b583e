"""A list of serials is read and checked before the write begins: it takes seconds, and a write holds everybody up."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from flask import request
from flask_babel import gettext as _
from sqlalchemy import select

from counter.catalog.models import Ean, Product
from counter.extensions import db
from counter.serial_batches import checking, reading
from counter.serial_batches.forms import BatchForm
from counter.serial_batches.reading import Line, Wrong
from counter.serial_batches.running import Row
from counter.stores.models import Store
from counter.tables import FileTrouble, lines_of
from counter.warranty import oldcards

FIRST_YEAR = 1990


@dataclass
class Taken:
    """form: with what is wrong at its fields; product: None while nobody knows which."""

    form: BatchForm
    product: Product | None = None
    lines: list[Line] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        errors = any(one.errors for one in self.form) or self.form.form_errors
        return not errors and not self.wrong and self.product is not None and bool(self.lines)


def take(form: BatchForm, store: Store, today: Any) -> Taken:
    form.validate()
    taken = Taken(form, oldcards.product_of(form, store))
    check_day(form, today, taken.product)
    if not form.invoice_number.data and not form.unread.data:
        form.say("invoice_number", _("The invoice number is missing. If there is none, tick the box below."))
    if taken.product is None:
        return taken
    try:
        lines = list(islice(typed(form), reading.MOST_LINES + 1))
    except FileTrouble as trouble:
        form.say("file", trouble.sentence)
        return taken
    if not lines:
        form.say("serials", _("Scan or paste the serials, each thing on a line, or choose a file."))
    elif len(lines) > reading.MOST_LINES:
        form.say(
            "serials", _("More than %(num)s lines at once. Divide the list.", num=f"{reading.MOST_LINES:,}")
        )
    else:
        has_imei = taken.product.category.track == "imei"
        eans = set(db.session.scalars(select(Ean.code).where(Ean.product_id == taken.product.id)))
        taken.lines, taken.wrong = reading.read(lines, has_imei, eans)
        halves = [] if form.one_imei.data else checking.halves(taken.lines, taken.product)
        numbers = {one.number for one in halves}
        whole = [line for line in taken.lines if line.number not in numbers]
        taken.wrong += [*halves, *checking.known(whole, taken.product, store)]
        taken.wrong.sort(key=lambda one: one.number)
    return taken


def typed(form: BatchForm) -> Iterator[Row]:
    """The lines of the file, else those of the field."""
    file = request.files.get("file")
    if not file or not file.filename:
        return reading.split(form.serials.data or "")
    return reading.full(lines_of(file.stream))


def check_day(form: BatchForm, today: Any, product: Product | None) -> None:
    on = form.sold_on.data
    if on and on > today:
        form.say("sold_on", _("This day is still to come."))
    elif on and on.year < FIRST_YEAR:
        form.say("sold_on", _("That is too long ago."))
    elif on and product is not None and oldcards.is_before(product, on):
        form.say("sold_on", oldcards.said_of_before(product))
