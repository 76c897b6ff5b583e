"""A number that is typed for somebody may be known: the same person, their family, or a new owner of the number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from counter.customers import changing, names, numbering
from counter.customers.models import Customer, of_store
from counter.customers.registering import register
from counter.extensions import db
from counter.history.models import note

FAMILY, NEW_OWNER, SAME = "family", "new_owner", "same"


@dataclass(frozen=True)
class Holder:
    """Who has the number. Only customers of one's own stores are shown by name."""

    customer: Customer
    is_ours: bool

    @property
    def answer(self) -> str:
        return f"{SAME}-{self.customer.id}"

    @property
    def shown_name(self) -> str:
        return self.customer.name if self.is_ours else names.mask_name(self.customer.name)

    def is_named(self, typed: str) -> bool:
        """Another store's customer opens only to who knows the name: a number alone is easily guessed."""
        return self.is_ours or names.folded(typed) == names.folded(self.customer.name)


def holders(e164: str, person: Any) -> list[Holder]:
    found = numbering.holders(e164)
    mine = of_store(person).where(Customer.id.in_([one.id for one in found])).with_only_columns(Customer.id)
    ours = set(db.session.scalars(mine)) if found else set()
    return [Holder(one, one.id in ours) for one in found]


def known(answer: str, among: Sequence[Holder]) -> Holder | None:
    """The one meant by "the same person"."""
    return next((one for one in among if one.answer == answer), None)


def named(typed: str, among: Sequence[Holder]) -> Holder | None:
    """The one who has the number under this very name."""
    return next(
        (one for one in among if names.folded(typed) == names.folded(one.customer.name)),
        None,
    )


def meet(customer_id: int, typed: dict[str, Any], by: Any, at: datetime) -> Customer:
    """They are back. What they say today is newer than what is kept, so it is taken over; the name stays."""
    customer = db.session.scalars(select(Customer).where(Customer.id == customer_id)).one()
    customer.belongs_to(by.store.id)
    said = {field: value for field, value in typed.items() if value and field != "name"}
    if "birth_day" in said:
        said["is_birthday_lunar"] = typed["is_birthday_lunar"]
    if not changing.change(customer, said, by, at):
        note(by, "meet", customer, at)
    return customer


def admit(answer: str, e164: str, whose: str, typed: dict[str, Any], by: Any, at: datetime) -> Customer:
    """Somebody new, who shares the number or has taken it over: of the earlier owner nothing comes along."""
    if answer == NEW_OWNER:
        numbering.free(e164, by, at)
    words = {**typed, "note_text": typed.get("note", "")}
    words.pop("note", None)
    return register(words.pop("name"), e164, by, at, whose=whose, **words)
