"""The lines of a card are found with their descriptions, so that the look-up reads no page of the lines themselves."""

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

BEFORE, NOW = op.f("ix_card_lines_card_id"), op.f("ix_card_lines_card_id_description_id")


def upgrade() -> None:
    op.create_index(NOW, "card_lines", ["card_id", "description_id"])
    op.drop_index(BEFORE, "card_lines")


def downgrade() -> None:
    op.create_index(BEFORE, "card_lines", ["card_id"])
    op.drop_index(NOW, "card_lines")
