"""A card keeps what a list of many says of it: the description of its first thing that did not come
back, and how many more are called otherwise."""

from itertools import groupby
from operator import itemgetter

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

NAME = "fk_cards_description_id_descriptions"
ROOM = 5_000
IN_PLACE = (
    f"alter table cards add column description_id integer constraint {NAME} references descriptions (id)"
)
FIRST = (
    "update cards set description_id ="
    " (select description_id from card_lines where card_id = cards.id order by id limit 1)"
)
SEVERAL = (
    "select card_id, description_id, returned_on is null as is_left from card_lines where card_id in"
    " (select card_id from card_lines group by card_id having min(description_id) <> max(description_id))"
    " order by card_id, id"
)
SUMMED_UP = sa.text("update cards set description_id = :first, others = :others where id = :card")
DESCRIPTIONS = sa.table("descriptions", sa.column("id", sa.Integer), sa.column("label", sa.JSON))


def upgrade() -> None:
    op.add_column("cards", sa.Column("others", sa.SmallInteger(), nullable=False, server_default="0"))
    if op.get_context().dialect.name == "sqlite":
        op.execute(IN_PLACE)  # a batch change would write each card anew
    else:
        op.add_column("cards", sa.Column("description_id", sa.Integer(), nullable=True))
        op.create_foreign_key(NAME, "cards", "descriptions", ["description_id"], ["id"])
    op.execute(FIRST)
    tell_others(op.get_bind())


def tell_others(books: sa.Connection) -> None:
    names = {row.id: short(row.label["zh"]) for row in books.execute(sa.select(DESCRIPTIONS))}
    found = []
    for card, some in groupby(books.execute(sa.text(SEVERAL)), key=itemgetter(0)):
        lines = [*some]
        left = [line for line in lines if line.is_left] or lines
        others = len({names[line.description_id] for line in left}) - 1
        found.append({"card": card, "first": left[0].description_id, "others": others})
    for at in range(0, len(found), ROOM):
        books.execute(SUMMED_UP, found[at : at + ROOM])


def short(label: str) -> str:
    return label.split("，")[0].split(", ")[0]


def downgrade() -> None:
    with op.batch_alter_table("cards") as cards:
        if op.get_context().dialect.name != "sqlite":  # there it goes with its column
            cards.drop_constraint(NAME, type_="foreignkey")
        cards.drop_column("description_id")
        cards.drop_column("others")
