"""Finds customers of one's own stores: by phone in any spelling, last four digits, or a beginning of the name."""

import re
import unicodedata
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import raiseload, selectinload

from counter.customers import names, numbering, phones
from counter.customers.models import Customer, CustomerKey, CustomerOfStore, Phone, of_store
from counter.extensions import db

LOADED = (selectinload(Customer.phones), selectinload(Customer.consents), raiseload("*"))
DIGITS = re.compile(r"[\d\s+()\-‐–—./·]+")
FEWEST = 3  # digits of the beginning of a number


def search(text: str, person: Any, limit: int = 20) -> list[Customer]:
    """Newest first. What is not a number is a name: 陈晓明, 晓明, chenxiaoming, cxm; "Li Na", na."""
    hit = matching(text, person.store)
    if hit is None:
        return []
    asked = of_store(person).where(Customer.id.in_(hit)).options(*LOADED)
    return list(db.session.scalars(asked.order_by(Customer.id.desc()).limit(limit)))


def matching(text: str, store: Any) -> Select[int] | None:
    """The ids of all who match, whosever customers they are; None where nothing can match."""
    text = unicodedata.normalize("NFKC", text[: phones.LONGEST]).strip()
    live = select(Phone.customer_id).where(Phone.ended_at.is_(None))
    if found := number(text, store):
        return live.where(Phone.e164 == found)
    if DIGITS.fullmatch(text) and (digits := re.sub(r"\D", "", text)):
        return live.where(like_number(digits)) if len(digits) >= FEWEST else None
    key = names.folded(text)[: names.LONGEST]
    return select(CustomerKey.customer_id).where(begins(key)) if key else None


def number(text: str, store: Any) -> str | None:
    """The whole number, if the text is one."""
    try:
        return numbering.read(text, store).e164 if sum(map(str.isdigit, text)) > 4 else None
    except phones.PhoneError:
        return None


def like_number(digits: str) -> ColumnElement[bool]:
    """Four digits are the last four; more are how it begins, with or without the country's code."""
    if len(digits) == 4:
        return Phone.last4 == digits
    national = digits.removeprefix("0086").removeprefix("0")
    start = "+" + national if national.startswith("86") else "+86" + national
    return and_(Phone.e164 >= start, Phone.e164 < start + ":")  # ":" follows "9"


def begins(key: str) -> ColumnElement[bool]:
    """A range of the index, byte by byte on both databases; no scan."""
    return and_(CustomerKey.value >= key, CustomerKey.value < key + "\U0010ffff")


def newest(person: Any, before: int | None = None, limit: int = 50) -> list[Customer]:
    """The acting store's customers for the list, newest first; `before` is the id where the last page ended."""
    mine = select(CustomerOfStore.customer_id).where(CustomerOfStore.store_id == person.store.id)
    asked = select(Customer).where(Customer.id.in_(mine)).options(*LOADED)
    asked = asked.where(Customer.id < before) if before else asked
    return list(db.session.scalars(asked.order_by(Customer.id.desc()).limit(limit)))


def count(person: Any) -> int:
    mine = CustomerOfStore.store_id == person.store.id
    return db.session.scalar(select(func.count()).select_from(CustomerOfStore).where(mine)) or 0
