"""A customer belongs to the company; phones are rows, since people have several, share them and pass them on."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    PrimaryKeyConstraint,
    String,
    UniqueConstraint,
    select,
)
from sqlalchemy.orm import Mapped, WriteOnlyMapped, mapped_column, relationship, validates

from counter.columns import Instant, Second, key
from counter.customers import names
from counter.extensions import Model, db
from counter.operations.once import INSERT

PURPOSES = ("service_callback", "marketing_sms", "marketing_call", "marketing_wecom", "marketing_post")
WHOSE = ("own", "spouse", "parent", "child", "work", "other")


class Customer(Model):
    __tablename__ = "customers"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    address: Mapped[str] = mapped_column(String(200), default="")
    postcode: Mapped[str] = mapped_column(String(12), default="")
    birth_month: Mapped[int | None]
    birth_day: Mapped[int | None]
    is_birthday_lunar: Mapped[bool] = mapped_column(default=False)
    customer_type: Mapped[str] = mapped_column(String(40), default="")
    note: Mapped[str] = mapped_column(String(2000), default="")
    made_at: Mapped[datetime] = mapped_column(Second)
    version: Mapped[int] = mapped_column(default=1)
    phones: Mapped[list["Phone"]] = relationship(back_populates="customer", order_by="Phone.id")
    consents: Mapped[list["Consent"]] = relationship(order_by="Consent.id")

    keys: WriteOnlyMapped["CustomerKey"] = relationship(cascade="all, delete-orphan", passive_deletes=True)

    __mapper_args__ = {"version_id_col": version}

    @validates("name")
    def file(self, field: str, name: str) -> str:
        """The keys follow the name, so that nobody can write one without the other. They are told from the name that was:
        an index of theirs by customer would take as much room as they do."""
        had = names.keys(self.name) if self.id else set()
        has = names.keys(name)
        if gone := had - has:
            mine = select(CustomerKey).where(CustomerKey.customer_id == self.id, CustomerKey.value.in_(gone))
            with db.session.no_autoflush:
                for row in db.session.scalars(mine):
                    self.keys.remove(row)
        self.keys.add_all(CustomerKey(value=value) for value in sorted(has - had))
        return name

    @property
    def phone(self) -> "Phone | None":
        return next((phone for phone in self.phones if phone.ended_at is None), None)

    def agrees_to(self, purpose: str) -> bool:
        return any(c.purpose == purpose and c.withdrawn_at is None for c in self.consents)

    def belongs_to(self, store_id: int) -> None:
        """Called wherever a sale, card or call of the store names them (ground 1)."""
        db.session.flush()
        belong(store_id, [self.id])


class CustomerOfStore(Model):
    __tablename__ = "customers_of_stores"
    __table_args__ = {"sqlite_with_rowid": False}

    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id"), primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), primary_key=True, index=True)


def belong(store_id: int, customer_ids: Iterable[int]) -> None:
    """belongs_to() for many, who have their ids. Two tablets may meet them first in one instant."""
    wanted, of = set(customer_ids), CustomerOfStore
    mine = select(of.customer_id).where(of.store_id == store_id, of.customer_id.in_(wanted))
    new = sorted(wanted - set(db.session.scalars(mine)))
    if new:
        rows = [{"store_id": store_id, "customer_id": customer_id} for customer_id in new]
        made = INSERT[db.engine.dialect.name](CustomerOfStore).on_conflict_do_nothing()
        db.session.execute(made, rows)


class CustomerKey(Model):
    """A beginning by which the name may be typed, normalised (ground 17)."""

    __tablename__ = "customer_keys"
    __table_args__ = (
        PrimaryKeyConstraint("value", "customer_id"),
        {"sqlite_with_rowid": False},
    )

    value: Mapped[str] = mapped_column(key(64))
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))


class Phone(Model):
    __tablename__ = "phones"
    __table_args__ = (
        UniqueConstraint("e164", "customer_id"),
        Index(None, "customer_id"),
        Index(None, "last4"),
        CheckConstraint("length(last4) = 4", name="last4_length"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    e164: Mapped[str] = mapped_column(key(20))
    last4: Mapped[str] = mapped_column(key(4))
    whose: Mapped[str] = mapped_column(String(10), default="own")
    made_at: Mapped[datetime] = mapped_column(Second)
    ended_at: Mapped[datetime | None] = mapped_column(Second)
    customer: Mapped[Customer] = relationship(back_populates="phones")


class Consent(Model):
    """One purpose, asked for and answered: when, by whom, until when. A refusal is no row."""

    __tablename__ = "consents"
    __table_args__ = (Index(None, "customer_id", "purpose"), Index(None, "purpose", "withdrawn_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    purpose: Mapped[str] = mapped_column(String(24))
    given_at: Mapped[datetime] = mapped_column(Instant)
    given_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)


def of_store(person: Any) -> Any:
    """The customers that the person's stores know; head office all."""
    found = select(Customer)
    if person.sees_all:
        return found
    mine = select(CustomerOfStore.customer_id).where(CustomerOfStore.store_id.in_(person.store_ids))
    return found.where(Customer.id.in_(mine))
