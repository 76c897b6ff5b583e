"""On which days of each week a store stays shut: what is promised within open hours does not run then."""

import sqlalchemy as sa
from alembic import op

from counter.columns import Json

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("stores") as stores:
        stores.add_column(sa.Column("closed_days", Json, nullable=False, server_default=sa.text("'[]'")))


def downgrade() -> None:
    with op.batch_alter_table("stores") as stores:
        stores.drop_column("closed_days")
