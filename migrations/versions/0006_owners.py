"""cards of other stores are opened with a reason; a look-up key knows until when its card covers anything

For the cards that are there it is read from their coverage: 0 where a card is void, 1 where it covers nothing.
"""

import sqlalchemy as sa
from alembic import op

from counter.columns import Instant

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ORDINAL = {  # as date.toordinal()
    "sqlite": "cast(julianday(max(coverages.ends_on)) - 1721424.5 as integer)",
    "postgresql": "max(coverages.ends_on) - date '0001-01-01' + 1",
}
UNTIL = """update lookup_keys set until = coalesce((select case when cards.voided_at is not null then 0 else {ordinal} end
    from cards left join card_lines on card_lines.card_id = cards.id
    left join coverages on coverages.line_id = card_lines.id
    where cards.id = lookup_keys.card_id group by cards.id, cards.voided_at), 1)"""
KEY = "alter table lookup_keys drop constraint pk_lookup_keys, add constraint pk_lookup_keys primary key (value, store_id, card_id)"


def upgrade() -> None:
    on = op.get_bind().dialect.name
    op.add_column("lookup_keys", sa.Column("until", sa.Integer(), nullable=False, server_default="1"))
    op.execute(UNTIL.format(ordinal=ORDINAL[on]))
    if on == "postgresql":  # ranked from the index alone; SQLite keeps the whole row in it
        op.execute(f"{KEY} include (until)")
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
    if op.get_bind().dialect.name == "postgresql":
        op.execute(KEY)
    op.drop_column("lookup_keys", "until")
