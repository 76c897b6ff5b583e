"""stores stand above one another; tickets travel between them and are helped with from above

Every ticket that is there is in the hands of the store that took it in.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from counter.columns import Instant

revision = "0011"
down_revision = "0009"
branch_labels = None
depends_on = None

WORDS = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def checks(*named: tuple[str, str]) -> list[sa.CheckConstraint]:
    return [sa.CheckConstraint(words, name=op.f(name)) for words, name in named]


def upgrade() -> None:
    with op.batch_alter_table("stores") as stores:
        stores.add_column(sa.Column("parent_id", sa.Integer(), nullable=True))
        stores.add_column(sa.Column("level", sa.String(length=40), nullable=False, server_default=""))
        stores.add_column(sa.Column("sells", sa.Boolean(), nullable=False, server_default=sa.true()))
        stores.add_column(sa.Column("services", sa.Boolean(), nullable=False, server_default=sa.true()))
        stores.add_column(sa.Column("districts", WORDS, nullable=False, server_default="[]"))
        stores.create_foreign_key(op.f("fk_stores_parent_id_stores"), "stores", ["parent_id"], ["id"])
        stores.create_check_constraint(
            op.f("ck_stores_not_above_itself"), "parent_id is null or parent_id <> id"
        )
        stores.create_index(op.f("ix_stores_parent_id"), ["parent_id"])

    op.add_column("tickets", sa.Column("with_store_id", sa.Integer(), nullable=True))
    op.execute("update tickets set with_store_id = store_id")
    with op.batch_alter_table("tickets") as tickets:
        tickets.alter_column("with_store_id", existing_type=sa.Integer(), nullable=False)
        tickets.add_column(sa.Column("help_store_id", sa.Integer(), nullable=True))
        tickets.create_foreign_key(
            op.f("fk_tickets_with_store_id_stores"), "stores", ["with_store_id"], ["id"]
        )
        tickets.create_foreign_key(
            op.f("fk_tickets_help_store_id_stores"), "stores", ["help_store_id"], ["id"]
        )
        tickets.create_index(op.f("ix_tickets_with_store_id_closed_at"), ["with_store_id", "closed_at"])
        tickets.create_index(op.f("ix_tickets_help_store_id"), ["help_store_id"])

    op.create_table(
        "ticket_parcels",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("from_store_id", sa.Integer(), nullable=False),
        sa.Column("to_store_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("made_at", Instant(timezone=True), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["from_store_id"], ["stores.id"], name=op.f("fk_ticket_parcels_from_store_id_stores")
        ),
        sa.ForeignKeyConstraint(
            ["to_store_id"], ["stores.id"], name=op.f("fk_ticket_parcels_to_store_id_stores")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_ticket_parcels_made_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_parcels")),
    )
    op.create_index(op.f("ix_ticket_parcels_from_store_id"), "ticket_parcels", ["from_store_id"])
    op.create_index(op.f("ix_ticket_parcels_to_store_id"), "ticket_parcels", ["to_store_id"])

    op.create_table(
        "ticket_transfers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("parcel_id", sa.Integer(), nullable=False),
        sa.Column("from_store_id", sa.Integer(), nullable=False),
        sa.Column("to_store_id", sa.Integer(), nullable=False),
        sa.Column("was", sa.String(length=20), nullable=False),
        sa.Column("out_at", Instant(timezone=True), nullable=False),
        sa.Column("out_by", sa.Integer(), nullable=False),
        sa.Column("late_at", Instant(timezone=True), nullable=False),
        sa.Column("in_at", Instant(timezone=True), nullable=True),
        sa.Column("in_by", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", Instant(timezone=True), nullable=True),
        sa.Column("on_way", sa.Integer(), nullable=True),
        *checks(
            ("on_way is null or on_way = 1", "ck_ticket_transfers_on_way_or_not"),
            ("from_store_id <> to_store_id", "ck_ticket_transfers_to_another_store"),
            (
                "(on_way is null) = (in_at is not null or withdrawn_at is not null)",
                "ck_ticket_transfers_ends_by_a_scan",
            ),
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["tickets.id"], name=op.f("fk_ticket_transfers_ticket_id_tickets")
        ),
        sa.ForeignKeyConstraint(
            ["parcel_id"], ["ticket_parcels.id"], name=op.f("fk_ticket_transfers_parcel_id_ticket_parcels")
        ),
        sa.ForeignKeyConstraint(
            ["from_store_id"], ["stores.id"], name=op.f("fk_ticket_transfers_from_store_id_stores")
        ),
        sa.ForeignKeyConstraint(
            ["to_store_id"], ["stores.id"], name=op.f("fk_ticket_transfers_to_store_id_stores")
        ),
        sa.ForeignKeyConstraint(["out_by"], ["people.id"], name=op.f("fk_ticket_transfers_out_by_people")),
        sa.ForeignKeyConstraint(["in_by"], ["people.id"], name=op.f("fk_ticket_transfers_in_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_transfers")),
        sa.UniqueConstraint("ticket_id", "on_way", name=op.f("uq_ticket_transfers_ticket_id_on_way")),
    )
    for column in ("from_store_id", "to_store_id"):
        name = op.f(f"ix_ticket_transfers_{column}_on_way")
        op.create_index(name, "ticket_transfers", [column, "on_way"])
    op.create_index(op.f("ix_ticket_transfers_parcel_id"), "ticket_transfers", ["parcel_id"])


def downgrade() -> None:
    op.drop_table("ticket_transfers")
    op.drop_table("ticket_parcels")
    with op.batch_alter_table("tickets") as tickets:
        tickets.drop_index(op.f("ix_tickets_help_store_id"))
        tickets.drop_index(op.f("ix_tickets_with_store_id_closed_at"))
        tickets.drop_constraint(op.f("fk_tickets_help_store_id_stores"), type_="foreignkey")
        tickets.drop_constraint(op.f("fk_tickets_with_store_id_stores"), type_="foreignkey")
        tickets.drop_column("help_store_id")
        tickets.drop_column("with_store_id")
    with op.batch_alter_table("stores") as stores:
        stores.drop_index(op.f("ix_stores_parent_id"))
        stores.drop_constraint(op.f("fk_stores_parent_id_stores"), type_="foreignkey")
        stores.drop_constraint(op.f("ck_stores_not_above_itself"), type_="check")
        for name in ("districts", "services", "sells", "level", "parent_id"):
            stores.drop_column(name)
