"""A ticket that was split off says from which one, so that it is no further fault. For those that are there the history of the
first one tells it."""

import sqlalchemy as sa
from alembic import op

from counter.columns import Json

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

NAME = op.f("fk_tickets_split_from_id_tickets")
TICKETS = sa.table("tickets", sa.column("number"), sa.column("split_from_id"))
HISTORY = sa.table(
    "history_entries",
    *(sa.column(name) for name in ("id", "record_kind", "record_id", "verb")),
    sa.column("changes", Json),
)


def upgrade() -> None:
    with op.batch_alter_table("tickets") as tickets:
        tickets.add_column(sa.Column("split_from_id", sa.Integer(), nullable=True))
        tickets.create_foreign_key(NAME, "tickets", ["split_from_id"], ["id"])
    books = op.get_bind()
    told = HISTORY.c.record_kind == "tickets", HISTORY.c.verb == "split"
    asked = sa.select(HISTORY.c.record_id, HISTORY.c.changes).where(*told).order_by(HISTORY.c.id)
    for first, changes in books.execute(asked).all():
        made = sa.update(TICKETS).where(TICKETS.c.number == changes["number"][1])
        books.execute(made.values(split_from_id=first))


def downgrade() -> None:
    with op.batch_alter_table("tickets") as tickets:
        tickets.drop_constraint(NAME, type_="foreignkey")
        tickets.drop_column("split_from_id")
