"""Which version of a file puts a wrong one right: whatever comes into the books later for a day of the wrong one is
read by the right one."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("playbook_versions") as table:
        table.add_column(sa.Column("corrected_by_id", sa.Integer(), nullable=True))
        table.create_foreign_key(
            "fk_playbook_versions_corrected_by_id_playbook_versions",
            "playbook_versions",
            ["corrected_by_id"],
            ["id"],
        )


def downgrade() -> None:
    with op.batch_alter_table("playbook_versions") as table:
        table.drop_constraint("fk_playbook_versions_corrected_by_id_playbook_versions", type_="foreignkey")
        table.drop_column("corrected_by_id")
