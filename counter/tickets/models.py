"""A ticket: something that a customer came with after the sale, from the moment it was told to its end.

Its steps are the stamps of its way; its marks are what was promised for it, each with the moment until when.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from counter.columns import Instant, Json, Words, key
from counter.customers.models import Customer
from counter.extensions import Model
from counter.photos.models import Photo
from counter.stock.models import Unit
from counter.stores.models import Store
from counter.warranty.models import Card, CardLine
from counter.warranty.terms import is_the_thing


class Ticket(Model):
    """store_id: who took it in, with_store_id: who has it in hand, and the thing, or gets it next; help_store_id: a store
    above that was asked for help. split_from_id: the ticket that it was told with. kind: as the playbook of its day describes it.
    part, fault: as the policies name them; cause: as the playbook does, once somebody looked. verdict: covered, goodwill,
    not_covered, or "" while nobody decided. rule: the words of the rule that gives it. quote, refund: minor units."""

    __tablename__ = "tickets"
    __table_args__ = (
        Index(None, "store_id", "closed_at", "opened_at"),
        Index(None, "with_store_id", "closed_at"),
        CheckConstraint("verdict in ('', 'covered', 'goodwill', 'not_covered')", name="verdict_known"),
        CheckConstraint("quote is null or quote >= 0", name="quote_not_negative"),
        CheckConstraint("satisfaction is null or satisfaction between 1 and 5", name="satisfaction_of_five"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id"))
    with_store_id: Mapped[int] = mapped_column(ForeignKey("stores.id"))
    help_store_id: Mapped[int | None] = mapped_column(ForeignKey("stores.id"), index=True)
    number: Mapped[str] = mapped_column(key(16), unique=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    card_id: Mapped[int | None] = mapped_column(ForeignKey("cards.id"), index=True)
    line_id: Mapped[int | None] = mapped_column(ForeignKey("card_lines.id"), index=True)
    split_from_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"))
    callback_id: Mapped[int | None] = mapped_column(ForeignKey("callbacks.id"), index=True)
    playbook_version_id: Mapped[int] = mapped_column(ForeignKey("playbook_versions.id"))
    kind: Mapped[str] = mapped_column(String(20))
    channel: Mapped[str] = mapped_column(String(10))
    priority: Mapped[str] = mapped_column(String(10), default="normal")
    severity: Mapped[str] = mapped_column(String(40), default="")
    needs_visit: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(20), default="received")
    part: Mapped[str | None] = mapped_column(String(40))
    fault: Mapped[str] = mapped_column(String(40), default="")
    words: Mapped[str] = mapped_column(String(1000))
    is_here: Mapped[bool] = mapped_column(default=False)
    condition: Mapped[str] = mapped_column(String(500), default="")
    accessories: Mapped[list[str]] = mapped_column(Json, default=list)
    accessory_words: Mapped[str] = mapped_column(String(200), default="")
    notice_told_at: Mapped[datetime | None] = mapped_column(Instant)
    cause: Mapped[str] = mapped_column(String(40), default="")
    verdict: Mapped[str] = mapped_column(String(12), default="")
    remedy: Mapped[str] = mapped_column(String(20), default="")
    reason: Mapped[str] = mapped_column(String(500), default="")
    rule: Mapped[Words | None] = mapped_column(Json)
    policy: Mapped[str] = mapped_column(String(40), default="")
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    quote: Mapped[int | None]
    quote_accepted_at: Mapped[datetime | None] = mapped_column(Instant)
    quote_declined_at: Mapped[datetime | None] = mapped_column(Instant)
    paid_at: Mapped[datetime | None] = mapped_column(Instant)
    paid_method: Mapped[str] = mapped_column(String(20), default="")
    refund: Mapped[int | None]
    refunded_at: Mapped[datetime | None] = mapped_column(Instant)
    loan_unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    lent_at: Mapped[datetime | None] = mapped_column(Instant)
    loan_back_at: Mapped[datetime | None] = mapped_column(Instant)
    plan: Mapped[str] = mapped_column(String(500), default="")
    plan_on: Mapped[date | None]
    work: Mapped[str] = mapped_column(String(300), default="")
    opinion: Mapped[str] = mapped_column(String(500), default="")
    satisfaction: Mapped[int | None]
    opened_at: Mapped[datetime] = mapped_column(Instant, index=True)
    told_at: Mapped[datetime | None] = mapped_column(Instant)  # with others, before (asked.py)
    opened_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    paused_at: Mapped[datetime | None] = mapped_column(Instant)
    collected_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    closed_because: Mapped[str] = mapped_column(String(300), default="")
    version: Mapped[int] = mapped_column(default=1)
    store: Mapped[Store] = relationship(foreign_keys=[store_id])
    with_store: Mapped[Store] = relationship(foreign_keys=[with_store_id])
    customer: Mapped[Customer] = relationship()
    card: Mapped[Card | None] = relationship()
    line: Mapped[CardLine | None] = relationship()
    loan: Mapped[Unit | None] = relationship()
    photos: Mapped[list[Photo]] = relationship(secondary="ticket_photos", order_by=Photo.id)
    steps: Mapped[list["TicketStep"]] = relationship(order_by="TicketStep.id")
    transfers: Mapped[list["TicketTransfer"]] = relationship(order_by="TicketTransfer.id", back_populates="ticket")  # fmt: skip
    parts_used: Mapped[list["TicketPart"]] = relationship(order_by="TicketPart.id")
    marks: Mapped[list["TicketMark"]] = relationship(order_by="TicketMark.due_at, TicketMark.id", cascade="all, delete-orphan")  # fmt: skip

    __mapper_args__ = {"version_id_col": version}

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def is_paused(self) -> bool:
        return self.paused_at is not None

    @property
    def is_decided(self) -> bool:
        return self.decided_at is not None

    @property
    def is_lent(self) -> bool:
        return self.lent_at is not None and self.loan_back_at is None

    @property
    def travel(self) -> "TicketTransfer | None":
        """The way that the thing is on now."""
        return next((one for one in self.transfers if one.is_on_way), None)

    @property
    def lost(self) -> Any:
        """The TicketLoss that its customer is still owed something for."""
        found = (one.loss for one in self.transfers if one.lost_at is not None)
        return next((loss for loss in found if loss is not None and loss.is_owed), None)

    @property
    def is_away(self) -> bool:
        """Whether another store than its own has it in hand, or it is on its way."""
        return self.with_store_id != self.store_id or self.travel is not None

    @property
    def is_thing_away(self) -> bool:
        """It was handed in, and is not in its own store."""
        return self.is_here and self.is_away

    @property
    def is_free(self) -> bool:
        """Whether the customer pays nothing for it."""
        return self.verdict in ("covered", "goodwill")

    @property
    def is_of_the_thing(self) -> bool:
        return is_the_thing(self.part)

    @property
    def is_quote_open(self) -> bool:
        return self.quote is not None and self.quote_accepted_at is None and self.quote_declined_at is None


class TicketPhoto(Model):
    """A picture of what it looked like, or the customer's signature."""

    __tablename__ = "ticket_photos"

    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    photo_id: Mapped[int] = mapped_column(ForeignKey("photos.id"), primary_key=True, index=True)


class TicketPart(Model):
    """A part that went into the thing; no id comes twice. price: of one, in minor units, by the list; the verdict says who
    pays it. part: of the card's parts, or ""."""

    __tablename__ = "ticket_parts"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_positive"), CheckConstraint("price >= 0", name="price_not_negative"),
        {"sqlite_autoincrement": True},
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), index=True)
    label: Mapped[str] = mapped_column(String(80))
    part: Mapped[str] = mapped_column(String(40), default="", server_default="")
    quantity: Mapped[int] = mapped_column(default=1)
    price: Mapped[int]
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))

    @property
    def total(self) -> int:
        return self.quantity * self.price


class TicketStep(Model):
    """A stamp: it came into a state, or (code "told") the customer was told something, it arrived at another store, was lost
    on the way or found, was left later, was given to another point, some of its pieces came back (split), or help was asked of the store above and came. words are the shop's own."""

    TOLD, ARRIVED, HANDED_UP, HANDED_DOWN = "told", "arrived", "handed_up", "handed_down"
    LOST, FOUND, HANDED_IN, GIVEN_ON, SPLIT = "lost", "found", "handed_in", "given_on", "split"
    __tablename__ = "ticket_steps"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), index=True)
    code: Mapped[str] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(String(500), default="")
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))


class TicketMark(Model):
    """What is due for a ticket until when, and whose it is. mark: answered, planned ... of the playbook's clocks; update: the
    next word to the customer; arrived, helped: of the network; under_way: what was sent is to arrive, as its sender is told; or a limit of a rule, then label says it and law is 1.
    hours: shop or all."""

    UPDATE, ARRIVED, HELPED, UNDER_WAY = "update", "arrived", "helped", "under_way"

    __tablename__ = "ticket_marks"
    __table_args__ = (
        UniqueConstraint("ticket_id", "mark"),
        Index(None, "store_id", "set_at", "due_at"),
        Index(None, "set_at", "rises_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"))
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id"))
    mark: Mapped[str] = mapped_column(String(80))
    label: Mapped[Words | None] = mapped_column(Json)
    is_law: Mapped[bool] = mapped_column(default=False)
    hours: Mapped[str] = mapped_column(String(4), default="all")
    due_at: Mapped[datetime] = mapped_column(Instant)
    rises_at: Mapped[datetime] = mapped_column(Instant)
    set_at: Mapped[datetime | None] = mapped_column(Instant)
    set_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    ticket: Mapped[Ticket] = relationship(viewonly=True)

    @property
    def is_set(self) -> bool:
        return self.set_at is not None

    def is_late(self, at: datetime) -> bool:
        """Missed: still open after its moment, or set too late."""
        return (self.set_at or at) > self.due_at


class Parcel(Model):
    """What was sent from one store to another together; its sheet lists it."""

    __tablename__ = "ticket_parcels"

    id: Mapped[int] = mapped_column(primary_key=True)
    from_store_id: Mapped[int] = mapped_column(ForeignKey("stores.id"), index=True)
    to_store_id: Mapped[int] = mapped_column(ForeignKey("stores.id"), index=True)
    words: Mapped[str] = mapped_column(String(300), default="")
    made_at: Mapped[datetime] = mapped_column(Instant)
    made_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    transfers: Mapped[list["TicketTransfer"]] = relationship(
        order_by="TicketTransfer.id", back_populates="parcel"
    )


ENDS = ("in_at is not null", "withdrawn_at is not null", "lost_at is not null")


class TicketTransfer(Model):
    """A ticket's thing on its way: scanned out at one store, scanned in at the other, or taken back where it did not leave, or
    given up as lost until it is found. on_way is 1 until then, null afterwards, so that a thing is on one way at most. was:
    the ticket's state before."""

    __tablename__ = "ticket_transfers"
    __table_args__ = (
        UniqueConstraint("ticket_id", "on_way"),
        Index(None, "from_store_id", "on_way"),
        Index(None, "to_store_id", "on_way"),
        CheckConstraint("on_way is null or on_way = 1", name="on_way_or_not"),
        CheckConstraint("from_store_id <> to_store_id", name="to_another_store"),
        CheckConstraint(f"(on_way is null) = ({' or '.join(ENDS)})", name="ends_by_a_scan"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"))
    parcel_id: Mapped[int] = mapped_column(ForeignKey("ticket_parcels.id"), index=True)
    from_store_id: Mapped[int] = mapped_column(ForeignKey("stores.id"))
    to_store_id: Mapped[int] = mapped_column(ForeignKey("stores.id"))
    was: Mapped[str] = mapped_column(String(20))
    out_at: Mapped[datetime] = mapped_column(Instant)
    out_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    late_at: Mapped[datetime] = mapped_column(Instant)
    in_at: Mapped[datetime | None] = mapped_column(Instant)
    in_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)
    lost_at: Mapped[datetime | None] = mapped_column(Instant, index=True)
    on_way: Mapped[int | None]
    ticket: Mapped[Ticket] = relationship(back_populates="transfers")
    parcel: Mapped[Parcel] = relationship(back_populates="transfers")
    loss: Mapped[Any] = relationship("TicketLoss", back_populates="transfer", uselist=False)

    @property
    def is_on_way(self) -> bool:
        return self.on_way is not None
