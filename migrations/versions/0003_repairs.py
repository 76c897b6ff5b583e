"""repairs"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text  # noqa: F401
from sqlalchemy.dialects import postgresql

import counter.columns

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "repairs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("part", sa.String(length=40), nullable=True),
        sa.Column("fault", sa.String(length=40), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("work", sa.String(length=300), nullable=False),
        sa.Column("is_thing_away", sa.Boolean(), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("back_on", sa.Date(), nullable=True),
        sa.Column("here", sa.Integer(), nullable=True),
        sa.Column(
            "swapped",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("withdrawn_at", counter.columns.Instant(timezone=True), nullable=True),
        sa.Column("noted_at", counter.columns.Instant(timezone=True), nullable=False),
        sa.Column("noted_by", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind in ('repair', 'exchange')", name=op.f("ck_repairs_kind_known")),
        sa.CheckConstraint(
            "back_on is null or back_on >= taken_on", name=op.f("ck_repairs_back_after_taken")
        ),
        sa.CheckConstraint("here is null or here = 1", name=op.f("ck_repairs_here_or_not")),
        sa.ForeignKeyConstraint(["line_id"], ["card_lines.id"], name=op.f("fk_repairs_line_id_card_lines")),
        sa.ForeignKeyConstraint(["noted_by"], ["people.id"], name=op.f("fk_repairs_noted_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repairs")),
        sa.UniqueConstraint("line_id", "here", name=op.f("uq_repairs_line_id_here")),
    )
    with op.batch_alter_table("repairs") as table:
        table.create_index(table.f("ix_repairs_here"), ["here"], unique=False)


def downgrade() -> None:
    op.drop_table("repairs")
