"""How many lines of an import came to what, kept with it; a store's place carries a version."""

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


def downgrade() -> None:
    with op.batch_alter_table("stores") as table:
        table.drop_column("version")
    with op.batch_alter_table("card_imports") as table:
        for state in STATES:
            table.drop_column(state)
