"""What happens to some pieces of a line happens to them alone: a line of their own says so.

Who had a ticket for one of several pieces has it for a line of one."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

OPEN = sa.text(
    "select tickets.id, tickets.number, tickets.line_id from tickets join card_lines on card_lines.id = tickets.line_id"
    " where tickets.closed_at is null and card_lines.quantity > 1 and card_lines.returned_on is null order by tickets.id"
)
MADE = sa.text(
    "insert into card_lines (card_id, product_id, description_id, quantity, returned_on, parted_from_id, parted_after)"
    " select card_id, product_id, description_id, 1, null, id,"
    " (select coalesce(max(repairs.id), 0) from repairs where repairs.line_id = card_lines.id"
    " and repairs.ticket not in (select number from tickets where closed_at is null))"
    " from card_lines where id = :line and quantity > 1 returning id"
)
FOLLOW = (
    "update card_lines set quantity = quantity - 1 where id = :line",
    "insert into coverages (line_id, {names}) select :made, {names} from coverages where line_id = :line",
    "update repairs set line_id = :made where line_id = :line and ticket = :number",
    "update tickets set line_id = :made where id = :ticket",
)


def upgrade() -> None:
    with op.batch_alter_table("card_lines") as table:
        table.add_column(sa.Column("parted_from_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("parted_after", sa.Integer(), nullable=True))
        table.create_foreign_key(
            "fk_card_lines_parted_from_id_card_lines", "card_lines", ["parted_from_id"], ["id"]
        )
    connection = op.get_bind()
    columns = sa.inspect(connection).get_columns("coverages")
    names = ", ".join(one["name"] for one in columns if one["name"] != "line_id")
    for ticket, number, line in connection.execute(OPEN).all():
        made = connection.execute(MADE, {"line": line}).scalar()
        for sentence in FOLLOW if made is not None else ():
            told = {"line": line, "made": made, "number": number, "ticket": ticket}
            asked = sa.text(sentence.format(names=names))
            connection.execute(asked, {name: told[name] for name in asked._bindparams})


def downgrade() -> None:
    """The pieces stay on lines of their own; from which they came nobody knows any more."""
    with op.batch_alter_table("card_lines") as table:
        table.drop_constraint("fk_card_lines_parted_from_id_card_lines", type_="foreignkey")
        table.drop_column("parted_after")
        table.drop_column("parted_from_id")
