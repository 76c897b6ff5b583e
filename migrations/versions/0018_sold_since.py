"""Since when a product is sold: nobody bought it before."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("products", sa.Column("sold_since", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("products", "sold_since")
