"""cards of other stores are opened with a reason"""

import sqlalchemy as sa
from alembic import op

from counter.columns import Instant

revision = "0003_owners"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reveals",
        sa.Column("card_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("made_at", Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["card_id"], ["cards.id"], name=op.f("fk_reveals_card_id_cards")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_reveals_person_id_people")),
        sa.PrimaryKeyConstraint("card_id", "person_id", "on_date", name=op.f("pk_reveals")),
    )


def downgrade() -> None:
    op.drop_table("reveals")
