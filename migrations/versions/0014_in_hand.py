"""How many lines of an import came to what, kept with it; a store's place carries a version; a visit may be another point's."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

STATES = ("fit", "known", "wrong", "made")


def upgrade() -> None:
    with op.batch_alter_table("card_imports") as table:
        for state in STATES:
            table.add_column(sa.Column(state, sa.Integer(), nullable=False, server_default="0"))
    for state in STATES:
        op.execute(
            f"update card_imports set {state} = (select count(*) from card_import_rows"
            f" where card_import_rows.import_id = card_imports.id and card_import_rows.state = '{state}')"
        )
    with op.batch_alter_table("stores") as table:
        table.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    with op.batch_alter_table("visits") as table:
        table.add_column(sa.Column("with_store_id", sa.Integer(), nullable=True))
    op.execute("update visits set with_store_id = store_id")
    op.drop_index(op.f("ix_visits_store_id_ended_at_due_on"), "visits")
    with op.batch_alter_table("visits") as table:
        table.alter_column("with_store_id", existing_type=sa.Integer(), nullable=False)
        name = op.f("fk_visits_with_store_id_stores")
        table.create_foreign_key(name, "stores", ["with_store_id"], ["id"])
    op.create_index(
        op.f("ix_visits_with_store_id_ended_at_due_on"), "visits", ["with_store_id", "ended_at", "due_on"]
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_visits_with_store_id_ended_at_due_on"), "visits")
    with op.batch_alter_table("visits") as table:
        table.drop_constraint(op.f("fk_visits_with_store_id_stores"), type_="foreignkey")
        table.drop_column("with_store_id")
    op.create_index(op.f("ix_visits_store_id_ended_at_due_on"), "visits", ["store_id", "ended_at", "due_on"])
    with op.batch_alter_table("stores") as table:
        table.drop_column("version")
    with op.batch_alter_table("card_imports") as table:
        for state in STATES:
            table.drop_column(state)
