"""old cards come from a file: the import, its pieces, its lines and their keys"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

import counter.columns

MAYBE = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "card_imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("headings", counter.columns.Json, nullable=False),
        sa.Column("columns", MAYBE, nullable=True),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("checked", sa.Integer(), nullable=False),
        sa.Column("began_at", counter.columns.Instant(timezone=True), nullable=False),
        sa.Column("began_by", sa.Integer(), nullable=False),
        sa.Column("checked_at", counter.columns.Instant(timezone=True), nullable=True),
        sa.Column("approved_at", counter.columns.Instant(timezone=True), nullable=True),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.Column("made_at", counter.columns.Instant(timezone=True), nullable=True),
        sa.Column("abandoned_at", counter.columns.Instant(timezone=True), nullable=True),
        sa.Column("cleared_at", counter.columns.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["people.id"], name=op.f("fk_card_imports_approved_by_people")
        ),
        sa.ForeignKeyConstraint(["began_by"], ["people.id"], name=op.f("fk_card_imports_began_by_people")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_card_imports_store_id_stores")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_imports")),
    )
    with op.batch_alter_table("card_imports", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_card_imports_store_id_digest"), ["store_id", "digest"], unique=False
        )

    op.create_table(
        "card_import_keys",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column(
            "value",
            sa.String(length=40).with_variant(sa.String(length=40, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["card_imports.id"], name=op.f("fk_card_import_keys_import_id_card_imports")
        ),
        sa.PrimaryKeyConstraint("import_id", "value", name=op.f("pk_card_import_keys")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "card_import_pieces",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["card_imports.id"], name=op.f("fk_card_import_pieces_import_id_card_imports")
        ),
        sa.PrimaryKeyConstraint("import_id", "place", name=op.f("pk_card_import_pieces")),
    )
    op.create_table(
        "card_import_rows",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column(
            "mark",
            sa.String(length=32).with_variant(sa.String(length=32, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column("made", sa.Integer(), nullable=True),
        sa.Column("card", MAYBE, nullable=True),
        sa.Column("cells", MAYBE, nullable=True),
        sa.Column("said", MAYBE, nullable=True),
        sa.Column("card_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("made is null or made = 1", name=op.f("ck_card_import_rows_made_or_not")),
        sa.ForeignKeyConstraint(["card_id"], ["cards.id"], name=op.f("fk_card_import_rows_card_id_cards")),
        sa.ForeignKeyConstraint(
            ["import_id"], ["card_imports.id"], name=op.f("fk_card_import_rows_import_id_card_imports")
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_card_import_rows_store_id_stores")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_import_rows")),
        sa.UniqueConstraint("store_id", "mark", "made", name=op.f("uq_card_import_rows_store_id_mark_made")),
    )
    with op.batch_alter_table("card_import_rows", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_card_import_rows_card_id"), ["card_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_card_import_rows_import_id_state_line"),
            ["import_id", "state", "line"],
            unique=False,
        )


def downgrade() -> None:
    with op.batch_alter_table("card_import_rows", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_card_import_rows_import_id_state_line"))
        batch_op.drop_index(batch_op.f("ix_card_import_rows_card_id"))

    op.drop_table("card_import_rows")
    op.drop_table("card_import_pieces")
    op.drop_table("card_import_keys")
    with op.batch_alter_table("card_imports", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_card_imports_store_id_digest"))

    op.drop_table("card_imports")
