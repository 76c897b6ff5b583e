"""When it was asked for with others, of a ticket for some pieces that a ticket for all of them had asked for before."""

import sqlalchemy as sa
from alembic import op

from counter.columns import Instant

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("tickets") as tickets:
        tickets.add_column(sa.Column("told_at", Instant(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("tickets") as tickets:
        tickets.drop_column("told_at")
