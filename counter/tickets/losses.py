"""What was sent and never arrived, as the books keep it."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from counter.columns import Instant
from counter.extensions import Model
from counter.stock.models import Unit
from counter.tickets.models import TicketTransfer


class TicketLoss(Model):
    """part: of which the ticket told, before the whole was owed, or what is owed where it comes by itself; unit_id: the very one of
    the stock, where it is in its books; made_good_at: since when its customer has another one, or the money."""

    __tablename__ = "ticket_losses"

    id: Mapped[int] = mapped_column(primary_key=True)
    transfer_id: Mapped[int] = mapped_column(ForeignKey("ticket_transfers.id"), unique=True)
    at: Mapped[datetime] = mapped_column(Instant)
    by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    because: Mapped[str] = mapped_column(String(300))
    part: Mapped[str | None] = mapped_column(String(40))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    quantity: Mapped[int] = mapped_column(default=1)
    made_good_at: Mapped[datetime | None] = mapped_column(Instant)
    found_at: Mapped[datetime | None] = mapped_column(Instant)
    found_store_id: Mapped[int | None] = mapped_column(ForeignKey("stores.id"))
    transfer: Mapped[TicketTransfer] = relationship(back_populates="loss")
    unit: Mapped[Unit | None] = relationship()

    @property
    def is_owed(self) -> bool:
        return self.made_good_at is None and self.found_at is None
