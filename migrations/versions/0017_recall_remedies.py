"""What was done about a thing that a recall hits; an open call of a recall ends with it."""

import sqlalchemy as sa
from alembic import op

from counter.columns import Instant

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

OPEN = "where plan = 'recall' and completed_at is null"
ENDS = {
    "sqlite": f"update callbacks set body = json_insert(body, '$.ended_by[#]', 'recall_remedied') {OPEN}",
    "postgresql": "update callbacks set body = jsonb_set(body, '{ended_by}', body -> 'ended_by' || '[\"recall_remedied\"]')"
    f" {OPEN}",
}


def upgrade() -> None:
    op.create_table(
        "recall_remedies",
        sa.Column("recall_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("done_at", Instant(timezone=True), nullable=False),
        sa.Column("done_by", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind in ('repair', 'exchange', 'refund', 'marking')", name=op.f("ck_recall_remedies_kind_known")
        ),
        sa.ForeignKeyConstraint(["done_by"], ["people.id"], name=op.f("fk_recall_remedies_done_by_people")),
        sa.ForeignKeyConstraint(
            ["line_id"], ["card_lines.id"], name=op.f("fk_recall_remedies_line_id_card_lines")
        ),
        sa.ForeignKeyConstraint(
            ["recall_id"], ["recalls.id"], name=op.f("fk_recall_remedies_recall_id_recalls")
        ),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_recall_remedies_store_id_stores")),
        sa.PrimaryKeyConstraint("recall_id", "line_id", name=op.f("pk_recall_remedies")),
    )
    op.create_index(op.f("ix_recall_remedies_line_id"), "recall_remedies", ["line_id"])
    op.execute(ENDS[op.get_bind().dialect.name])


def downgrade() -> None:
    op.drop_table("recall_remedies")
