"""A warranty card: who bought what, when, and by which policies it is covered. Never deleted, only voided."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    PrimaryKeyConstraint,
    ScalarSelect,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from counter.columns import Day, Instant, Json, OneOf, Second, Words, key
from counter.extensions import Model
from counter.warranty.alike import Clause, Description, of_clause, of_description
from counter.warranty.terms import Event

SOLD = text("sale_id is not null")


class Card(Model):
    """ends_on: the last day of its main thing's main part, kept from the coverage rows so that it is listed by day. What a list of
    many says of it is kept from its lines, so that it reads none: description_id: of its first thing that did not come back;
    others: how many more there are that are called otherwise. filed: its look-up keys; filing.py alone reads and writes it."""

    __tablename__ = "cards"
    __table_args__ = (
        Index(None, "store_id", "id"),
        Index(None, "store_id", "ends_on"),
        Index(None, "ends_on"),
        Index(None, "sale_id", sqlite_where=SOLD, postgresql_where=SOLD),
        CheckConstraint("length(customer_name) > 0", name="has_name"),
        CheckConstraint("length(customer_phone) > 0", name="has_phone"),
        CheckConstraint("length(customer_address) > 0", name="has_address"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id"))
    number: Mapped[str] = mapped_column(key(16), unique=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    customer_name: Mapped[str] = mapped_column(String(80))
    customer_phone: Mapped[str] = mapped_column(String(20))
    customer_address: Mapped[str] = mapped_column(String(200))
    customer_postcode: Mapped[str] = mapped_column(String(12), default="")
    invoice_number: Mapped[str] = mapped_column(String(40), default="")
    sold_on: Mapped[date] = mapped_column(Day)
    delivered_on: Mapped[date | None] = mapped_column(Day)
    installed_on: Mapped[date | None] = mapped_column(Day)
    activated_on: Mapped[date | None] = mapped_column(Day)
    ends_on: Mapped[date | None] = mapped_column(Day)
    sale_id: Mapped[int | None] = mapped_column(ForeignKey("sales.id"))
    policies_version_id: Mapped[int] = mapped_column(ForeignKey("playbook_versions.id"))
    issued_at: Mapped[datetime] = mapped_column(Second)
    issued_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    voided_at: Mapped[datetime | None] = mapped_column(Second)
    voided_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    voided_because: Mapped[str] = mapped_column(String(200), default="")
    version: Mapped[int] = mapped_column(default=1)
    filed: Mapped[str] = mapped_column(Text, default="", server_default="", deferred=True)
    description_id: Mapped[int | None] = mapped_column(ForeignKey("descriptions.id"))
    others: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    lines: Mapped[list["CardLine"]] = relationship(back_populates="card", order_by="CardLine.id")

    __mapper_args__ = {"version_id_col": version}


class CardLine(Model):
    """One thing that the card covers, or several that share one life. Its label, category and facts are read from its
    description. parted_from_id: the line that it stood on before something happened to it alone; parted_after: the last repair
    of that line that happened to it, too, or 0."""

    __tablename__ = "card_lines"
    # By card with its description: all that the look-up reads of a line, so that it reads no page of the lines themselves.
    __table_args__ = (Index(None, "product_id", "id"), Index(None, "card_id", "description_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    card_id: Mapped[int] = mapped_column(ForeignKey("cards.id"))
    product_id: Mapped[int | None] = mapped_column(ForeignKey("products.id"))
    description_id: Mapped[int] = mapped_column(ForeignKey("descriptions.id"))
    quantity: Mapped[int] = mapped_column(default=1)
    returned_on: Mapped[date | None]
    parted_from_id: Mapped[int | None] = mapped_column(ForeignKey("card_lines.id"))
    parted_after: Mapped[int | None]
    description: Mapped[Description] = relationship(lazy="joined", innerjoin=True)
    card: Mapped[Card] = relationship(back_populates="lines")
    identifiers: Mapped[list["Identifier"]] = relationship(order_by="Identifier.kind")
    coverages: Mapped[list["Coverage"]] = relationship(order_by="Coverage.place")
    repairs: Mapped[list["Repair"]] = relationship(back_populates="line", order_by="Repair.taken_on, Repair.id")  # fmt: skip

    @hybrid_property
    def label(self) -> Words:
        return self.description.label

    @hybrid_property
    def category_code(self) -> str:
        return self.description.category_code

    @hybrid_property
    def facts(self) -> dict[str, Any]:
        return self.description.facts

    @label.inplace.expression
    @classmethod
    def _label(cls) -> ScalarSelect[Any]:
        return of_description(cls, Description.label)

    @category_code.inplace.expression
    @classmethod
    def _category_code(cls) -> ScalarSelect[Any]:
        return of_description(cls, Description.category_code)

    @facts.inplace.expression
    @classmethod
    def _facts(cls) -> ScalarSelect[Any]:
        return of_description(cls, Description.facts)


class Identifier(Model):
    """An IMEI or serial, one of each kind a thing; one live card at a time may carry it. Dead ones, `live` empty, repeat."""

    __tablename__ = "identifiers"
    __table_args__ = (
        PrimaryKeyConstraint("line_id", "kind"),
        UniqueConstraint("value", "live"),
        CheckConstraint("live is null or live = 1", name="live_or_not"),
        {"sqlite_with_rowid": False},
    )

    line_id: Mapped[int] = mapped_column(ForeignKey("card_lines.id"))
    kind: Mapped[str] = mapped_column(OneOf(("imei1", "imei2", "meid", "sn")))
    live: Mapped[int | None] = mapped_column(SmallInteger, default=1)
    value: Mapped[str] = mapped_column(key(40))


class Repair(Model):
    """A line of the repair record: handed in, with which fault, from which cause, what was done, handed back. An exchange
    is one, too. cause: as the playbook of its ticket calls it, or as it was typed; {} while nobody looked.

    What was noted by mistake is withdrawn, never deleted. `here` is 1 until it is back, then empty; whether it can be handed in,
    repairing.is_free() says, under the lock of the card. ticket: the number of the service ticket that writes it, or "". One
    that the customer paid is not counted: it moves no term."""

    __tablename__ = "repairs"
    __table_args__ = (
        Index(None, "line_id"),
        Index(None, "here"),
        CheckConstraint("kind in ('repair', 'exchange')", name="kind_known"),
        CheckConstraint("here is null or here = 1", name="here_or_not"),
        CheckConstraint("back_on is null or back_on >= taken_on", name="back_after_taken"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("card_lines.id"))
    kind: Mapped[str] = mapped_column(String(8))
    part: Mapped[str | None] = mapped_column(String(40))
    fault: Mapped[str] = mapped_column(String(40), default="")
    words: Mapped[str] = mapped_column(String(300), default="")
    cause: Mapped[Words] = mapped_column(Json, default=dict, server_default=text("'{}'"))
    work: Mapped[str] = mapped_column(String(300), default="")
    is_thing_away: Mapped[bool] = mapped_column(default=True)
    is_counted: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    ticket: Mapped[str] = mapped_column(key(16), default="", server_default="")
    taken_on: Mapped[date]
    back_on: Mapped[date | None]
    told_on: Mapped[date | None]
    here: Mapped[int | None]
    swapped: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)  # {"imei1": [before, after]}
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)
    noted_at: Mapped[datetime] = mapped_column(Instant)
    noted_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    line: Mapped[CardLine] = relationship(back_populates="repairs")

    @property
    def is_here(self) -> bool:
        return self.here is not None

    @property
    def event(self) -> Event:
        away, told_on = self.is_thing_away, self.told_on
        return Event(self.kind, self.taken_on, self.back_on, self.part, away, self.fault, told_on)


class Coverage(Model):
    """An end of one clause for one line: computed by the clock, kept to be listed (ground 16).

    place: among those of its line; terms first, windows from WINDOWS on. What is the same on all cards stands in the clause."""

    WINDOWS = 100

    __tablename__ = "coverages"
    __table_args__ = (PrimaryKeyConstraint("line_id", "place"), {"sqlite_with_rowid": False})

    line_id: Mapped[int] = mapped_column(ForeignKey("card_lines.id"))
    place: Mapped[int] = mapped_column(SmallInteger)
    clause_id: Mapped[int] = mapped_column(SmallInteger, ForeignKey("clauses.id"))
    starts_on: Mapped[date] = mapped_column(Day)
    ends_on: Mapped[date] = mapped_column(Day)
    clause: Mapped[Clause] = relationship(lazy="joined", innerjoin=True)

    @hybrid_property
    def policy(self) -> str:
        return self.clause.policy

    @property
    def layer(self) -> str:
        return self.clause.layer

    @hybrid_property
    def part(self) -> str:
        return self.clause.part

    @hybrid_property
    def kind(self) -> str:
        return self.clause.kind

    @property
    def remedies(self) -> str:
        return self.clause.remedies

    @property
    def is_provisional(self) -> bool:
        return self.clause.is_provisional

    @policy.inplace.expression
    @classmethod
    def _policy(cls) -> ScalarSelect[Any]:
        return of_clause(cls, Clause.policy)

    @part.inplace.expression
    @classmethod
    def _part(cls) -> ScalarSelect[Any]:
        return of_clause(cls, Clause.part)

    @kind.inplace.expression
    @classmethod
    def _kind(cls) -> ScalarSelect[Any]:
        return of_clause(cls, Clause.kind)


class Reveal(Model):
    """A card of another store that a person opened in full; it is theirs to read until their business day ends. What
    they said of why is in the card's history."""

    __tablename__ = "reveals"

    card_id: Mapped[int] = mapped_column(ForeignKey("cards.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    on_date: Mapped[date] = mapped_column(primary_key=True)
    reason: Mapped[str] = mapped_column(String(16))
    made_at: Mapped[datetime] = mapped_column(Instant)


class CardNumbering(Model):
    """The last running number of a store and year, so that none is issued twice."""

    __tablename__ = "card_numberings"

    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int] = mapped_column(default=0)


class LookupKey(Model):
    """Everything a card is found by, normalised (ground 17), in the order in which it is read.

    until: the last day on which the card covers anything, as day_of() counts; LIFELESS where it covers nothing, VOID
    where it is void. It stands in the key so that hits are ranked without reading their cards. There are twelve keys
    a card: the narrow columns, and their order, are for PostgreSQL, which fills rows up to eights; which they are stands
    on the card (Card.filed), since an index of theirs by card would take as much room as they do."""

    VOID, LIFELESS = 0, 1
    SINCE, LAST = date(2000, 1, 1).toordinal(), 2**15 - 1

    __tablename__ = "lookup_keys"
    __table_args__ = (
        PrimaryKeyConstraint("value", "store_id", "card_id", postgresql_include=["until"]),
        {"sqlite_with_rowid": False},
    )

    card_id: Mapped[int] = mapped_column(ForeignKey("cards.id"))
    store_id: Mapped[int] = mapped_column(SmallInteger, ForeignKey("stores.id"))
    until: Mapped[int] = mapped_column(SmallInteger, server_default="1")
    value: Mapped[str] = mapped_column(key(64))

    @classmethod
    def day_of(cls, day: date) -> int:
        """Days since 2000; what ends before that, or after 2089, is ranked as if on these days."""
        return min(max(day.toordinal() - cls.SINCE, cls.LIFELESS), cls.LAST)

    @classmethod
    def of_day(cls, until: int) -> date:
        return date.fromordinal(until + cls.SINCE)
