"""The number of a ticket: on the slip, in its barcode, read out over the telephone.

`NM64K2WA`, shown NM-6-4K2W-A: like a card's number, but with a digit for the year where a card has a letter, and with a
check character that no card has, so that neither is ever taken for the other.
"""

import re
from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from counter.extensions import Model, db
from counter.operations.once import INSERT
from counter.stores.models import Store
from counter.warranty.numbers import ALPHABET, BASE, VALUE, WIDTH, digits, normalise

DIGITS = "23456789"
FIRST_YEAR = 2021
SHAPE = re.compile(rf"([{ALPHABET}]{{2,4}})([2-9])([{ALPHABET}]{{{WIDTH}}})([{ALPHABET}])")
REMAINDER = 1  # a card's number leaves 0
LAST = BASE**WIDTH - 1
PARCEL = re.compile(r"P0(\d{1,9})")  # no card's or ticket's number has a 0


class TicketNumbering(Model):
    """The last running number of a store for a digit of the year, so that none is issued twice."""

    __tablename__ = "ticket_numberings"

    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id"), primary_key=True)
    digit: Mapped[str] = mapped_column(String(1), primary_key=True)
    last: Mapped[int] = mapped_column(default=0)


def next_number(store: Store, at: datetime) -> str:
    """The counting row is locked until the ticket is committed; a digit that comes again after eight years goes on."""
    digit = DIGITS[(store.local(at).year - FIRST_YEAR) % len(DIGITS)]
    first = INSERT[db.engine.dialect.name](TicketNumbering).values(store_id=store.id, digit=digit, last=1)
    counted = first.on_conflict_do_update(
        index_elements=["store_id", "digit"], set_={"last": TicketNumbering.last + 1}
    ).returning(TicketNumbering.last)
    return make(store.code, digit, db.session.execute(counted).scalar_one())


def make(store_code: str, digit: str, running: int) -> str:
    if not 1 <= running <= LAST:
        raise ValueError(f"running number {running} is not between 1 and {LAST}")
    body = store_code + digit + digits(running)
    return body + check_character(body)


def check_character(body: str) -> str:
    total = sum(VALUE[char] * place for place, char in enumerate(reversed(body), start=2))
    return ALPHABET[(REMAINDER - total) % BASE]


def read(text: str) -> str | None:
    """The number as stored, of any spelling; None for what is none."""
    number = normalise(text)
    found = SHAPE.fullmatch(number)
    return number if found and check_character(number[:-1]) == number[-1] else None


def shown(number: str) -> str:
    """In groups, as printed: NM-6-4K2W-A."""
    found = SHAPE.fullmatch(number)
    return "-".join(found.groups()) if found else number


def of_parcel(parcel_id: int) -> str:
    """As in its barcode: P000123."""
    return f"P0{parcel_id:05d}"


def read_parcel(text: str) -> int | None:
    found = PARCEL.fullmatch(normalise(text))
    return int(found[1]) if found else None
