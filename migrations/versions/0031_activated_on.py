"""When a thing was activated: a policy may count from that day. Of earlier cards nobody noted it."""

import sqlalchemy as sa
from alembic import op

from counter.columns import Day

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cards", sa.Column("activated_on", Day(), nullable=True))


def downgrade() -> None:
    op.drop_column("cards", "activated_on")
