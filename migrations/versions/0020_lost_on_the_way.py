"""What was lost between two stores: since when and why, whether it was made good, where it was found. A downgrade says of it
that it did not leave."""

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
LINKS = {"transfer_id": TABLE, "by": "people", "unit_id": "units", "found_store_id": "stores"}


def upgrade() -> None:
    with op.batch_alter_table(TABLE) as transfers:
        transfers.add_column(sa.Column("lost_at", Instant(timezone=True), nullable=True))
        transfers.drop_constraint(ENDS, type_="check")
        transfers.create_check_constraint(ENDS, OR_LOST)
        transfers.create_index(op.f("ix_ticket_transfers_lost_at"), ["lost_at"])
    op.create_table(
        "ticket_losses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("transfer_id", sa.Integer(), nullable=False),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("because", sa.String(length=300), nullable=False),
        sa.Column("part", sa.String(length=40), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("made_good_at", Instant(timezone=True), nullable=True),
        sa.Column("found_at", Instant(timezone=True), nullable=True),
        sa.Column("found_store_id", sa.Integer(), nullable=True),
        *(
            sa.ForeignKeyConstraint([name], [f"{table}.id"], name=op.f(f"fk_ticket_losses_{name}_{table}"))
            for name, table in LINKS.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_losses")),
        sa.UniqueConstraint("transfer_id", name=op.f("uq_ticket_losses_transfer_id")),
    )


def downgrade() -> None:
    op.drop_table("ticket_losses")
    op.execute(f"update {TABLE} set withdrawn_at = lost_at where lost_at is not null")
    with op.batch_alter_table(TABLE) as transfers:
        transfers.drop_index(op.f("ix_ticket_transfers_lost_at"))
        transfers.drop_constraint(ENDS, type_="check")
        transfers.create_check_constraint(ENDS, SCANNED)
        transfers.drop_column("lost_at")
