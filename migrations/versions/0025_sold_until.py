"""Since when a product is sold no more, and which writing of it one looked at. Of those that are there all are sold."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("products", sa.Column("sold_until", sa.Date(), nullable=True))
    op.add_column("products", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))


def downgrade() -> None:
    op.drop_column("products", "version")
    op.drop_column("products", "sold_until")
