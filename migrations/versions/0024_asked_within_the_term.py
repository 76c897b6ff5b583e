"""When what stands in a repair record was asked for: a thing that was asked for within its term and exchanged after it is a
new one with a term of its own. What tickets wrote so far is filled in; `cover-again` reckons those cards anew."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("repairs", sa.Column("told_on", sa.Date(), nullable=True))
    books = op.get_bind()
    repairs, tickets, stores = (
        sa.table("repairs", *map(sa.column, ("id", "ticket", "kind", "told_on"))),
        sa.table(
            "tickets",
            sa.column("number"),
            sa.column("store_id"),
            sa.column("opened_at", sa.DateTime(timezone=True)),
        ),
        sa.table("stores", sa.column("id"), sa.column("time_zone"), sa.column("day_starts_at", sa.Time())),
    )
    asked = sa.select(repairs.c.id, tickets.c.opened_at, stores.c.time_zone, stores.c.day_starts_at)
    asked = asked.join(tickets, tickets.c.number == repairs.c.ticket).join(
        stores, stores.c.id == tickets.c.store_id
    )
    for row in books.execute(asked.where(repairs.c.kind == "exchange")).all():
        told = sa.update(repairs).where(repairs.c.id == row.id)
        books.execute(
            told.values(
                told_on=sa.literal(day_of(row.opened_at, row.time_zone, row.day_starts_at), sa.Date())
            )
        )


def day_of(moment: datetime, zone: str, begins: time) -> date:
    there = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(ZoneInfo(zone))
    return there.date() - timedelta(days=there.time() < begins)


def downgrade() -> None:
    op.drop_column("repairs", "told_on")
