"""photos and signatures"""

import sqlalchemy as sa
from alembic import op

from counter.columns import Instant, key

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "photos",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("digest", key(64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("media_type", sa.String(length=32), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("taken_at", Instant(timezone=True), nullable=False),
        sa.Column("taken_by", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind in ('photo', 'signature')", name=op.f("ck_photos_kind_known")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_photos_store_id_stores")),
        sa.ForeignKeyConstraint(["taken_by"], ["people.id"], name=op.f("fk_photos_taken_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photos")),
        sa.UniqueConstraint("store_id", "digest", name=op.f("uq_photos_store_id_digest")),
    )


def downgrade() -> None:
    op.drop_table("photos")
