"""What a store says of itself beyond yes and no: its mall, its booth, as its playbook asks."""

import sqlalchemy as sa
from alembic import op

from counter.columns import Json

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("stores") as stores:
        stores.add_column(sa.Column("fields", Json, nullable=False, server_default=sa.text("'{}'")))


def downgrade() -> None:
    with op.batch_alter_table("stores") as stores:
        stores.drop_column("fields")
