"""On which days of each week a store stays shut: what is promised within open hours does not run then."""

import sqlalchemy as sa
from alembic import op

from counter.columns import Json

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not as a batch: SQLite would drop the table that all others lean on, and look each of their rows through.
    op.add_column("stores", sa.Column("closed_days", Json, nullable=False, server_default=sa.text("'[]'")))


def downgrade() -> None:
    op.drop_column("stores", "closed_days")
