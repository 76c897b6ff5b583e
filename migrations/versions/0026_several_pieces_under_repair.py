"""Of several pieces as many may be under repair as there are, and what comes by itself beside its thing."""

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("repairs") as repairs:
        repairs.drop_constraint(op.f("uq_repairs_line_id_here"), type_="unique")
        repairs.create_index(op.f("ix_repairs_line_id"), ["line_id"], unique=False)


def downgrade() -> None:
    """Where several are here, the first one stays so; of the others nobody knows when they were back."""
    op.execute(
        "update repairs set here = null where here = 1 and exists (select 1 from repairs as other"
        " where other.line_id = repairs.line_id and other.here = 1 and other.id < repairs.id)"
    )
    with op.batch_alter_table("repairs") as repairs:
        repairs.drop_index(op.f("ix_repairs_line_id"))
        repairs.create_unique_constraint(op.f("uq_repairs_line_id_here"), ["line_id", "here"])
