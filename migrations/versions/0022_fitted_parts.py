"""Which of its card's parts was fitted on a ticket: its term starts anew where a rule says so. Of those that are there
nobody said it."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("ticket_parts", sa.Column("part", sa.String(length=40), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("ticket_parts", "part")
