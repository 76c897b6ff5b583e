"""The cause in the repair record, what the customer's page says of a recall, a move that was paid."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from counter.columns import Instant

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

WORDS = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
FOUND = sa.text("select distinct playbook_version_id, cause from tickets where cause <> ''")
BODY = sa.text("select body from playbook_versions where id = :version")
TICKETS = sa.table("tickets", sa.column("number"), sa.column("playbook_version_id"), sa.column("cause"))
REPAIRS = sa.table("repairs", sa.column("ticket"), sa.column("cause", WORDS))


def upgrade() -> None:
    nothing = sa.text("'{}'")
    with op.batch_alter_table("repairs") as batch:
        batch.add_column(sa.Column("cause", WORDS, server_default=nothing, nullable=False))
    with op.batch_alter_table("recalls") as batch:
        batch.add_column(sa.Column("page_words", WORDS, server_default=nothing, nullable=False))
    with op.batch_alter_table("appointments") as batch:
        batch.add_column(sa.Column("paid_at", Instant(timezone=True), nullable=True))
        batch.add_column(sa.Column("paid_method", sa.String(length=20), server_default="", nullable=False))
    keep_causes(op.get_bind())


def keep_causes(books: Any) -> None:
    """What the tickets of the repairs found, in the words of their playbook; a statement for each cause of each version."""
    for version, cause in books.execute(FOUND).all():
        body = books.scalar(BODY, {"version": version})
        body = json.loads(body) if isinstance(body, str) else body or {}
        named = {one["id"]: one["label"] for one in (body.get("tickets") or {}).get("causes", ())}
        if cause in named:
            mine = sa.select(TICKETS.c.number).where(
                TICKETS.c.playbook_version_id == version, TICKETS.c.cause == cause
            )
            books.execute(sa.update(REPAIRS).where(REPAIRS.c.ticket.in_(mine)).values(cause=named[cause]))


def downgrade() -> None:
    with op.batch_alter_table("appointments") as batch:
        batch.drop_column("paid_method")
        batch.drop_column("paid_at")
    with op.batch_alter_table("recalls") as batch:
        batch.drop_column("page_words")
    with op.batch_alter_table("repairs") as batch:
        batch.drop_column("cause")
