"""What was lost between two stores, since when and why. A downgrade says of it that it did not leave."""

import sqlalchemy as sa
from alembic import op

from counter.columns import Instant

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

TABLE, ENDS = "ticket_transfers", op.f("ck_ticket_transfers_ends_by_a_scan")
SCANNED = "(on_way is null) = (in_at is not null or withdrawn_at is not null)"
OR_LOST = "(on_way is null) = (in_at is not null or withdrawn_at is not null or lost_at is not null)"


def upgrade() -> None:
    with op.batch_alter_table(TABLE) as transfers:
        transfers.add_column(sa.Column("lost_at", Instant(timezone=True), nullable=True))
        transfers.add_column(
            sa.Column("lost_because", sa.String(length=300), nullable=False, server_default="")
        )
        transfers.drop_constraint(ENDS, type_="check")
        transfers.create_check_constraint(ENDS, OR_LOST)
        transfers.create_index(op.f("ix_ticket_transfers_lost_at"), ["lost_at"])


def downgrade() -> None:
    op.execute(f"update {TABLE} set withdrawn_at = lost_at where lost_at is not null and in_at is null")
    with op.batch_alter_table(TABLE) as transfers:
        transfers.drop_index(op.f("ix_ticket_transfers_lost_at"))
        transfers.drop_constraint(ENDS, type_="check")
        transfers.create_check_constraint(ENDS, SCANNED)
        transfers.drop_column("lost_because")
        transfers.drop_column("lost_at")
