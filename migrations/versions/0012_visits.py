"""Cards are listed by the day on which their cover ends; visits, what is granted with a sale, moves.

For the cards that are there the day is read from their coverage.
"""

import json

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from counter.columns import Day, Instant

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
CHUNK = 5000
LINES = sa.text(
    "select card_lines.id, card_lines.card_id, descriptions.facts from card_lines"
    " join descriptions on descriptions.id = card_lines.description_id"
    " where card_lines.card_id > :after and card_lines.card_id <= :until order by card_lines.id"
)
TERMS = sa.text(
    "select coverages.line_id, clauses.part, max(coverages.ends_on) from coverages"
    " join clauses on clauses.id = coverages.clause_id join card_lines on card_lines.id = coverages.line_id"
    " where clauses.kind = 'term' and card_lines.card_id > :after and card_lines.card_id <= :until"
    " group by coverages.line_id, clauses.part"
)
KEEP = sa.text("update cards set ends_on = :ends_on where id = :id")  # both sides keep the day alike


def upgrade() -> None:
    op.add_column("cards", sa.Column("ends_on", Day(), nullable=True))
    fill(op.get_bind())
    op.create_index(op.f("ix_cards_store_id_ends_on_id"), "cards", ["store_id", "ends_on", "id"])
    op.create_index(op.f("ix_cards_ends_on_id"), "cards", ["ends_on", "id"])
    op.create_index(op.f("ix_callbacks_card_id"), "callbacks", ["card_id"])
    op.create_table(
        "entitlements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("granted", sa.Integer(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.CheckConstraint("used between 0 and granted", name=op.f("ck_entitlements_used_as_granted")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_entitlements_store_id_stores")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entitlements")),
        sa.UniqueConstraint("source", "code", name=op.f("uq_entitlements_source_code")),
    )
    with op.batch_alter_table("appointments") as batch:
        batch.add_column(sa.Column("card_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("entitlement_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("from_address", sa.String(length=200), server_default="", nullable=False))
        batch.add_column(sa.Column("price", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("cancelled_at", Instant(timezone=True), nullable=True))
        batch.add_column(sa.Column("cancelled_by", sa.Integer(), nullable=True))
        for column, table in (
            ("card_id", "cards"),
            ("entitlement_id", "entitlements"),
            ("cancelled_by", "people"),
        ):
            name = op.f(f"fk_appointments_{column}_{table}")
            batch.create_foreign_key(name, table, [column], ["id"])
    op.create_index(op.f("ix_appointments_card_id"), "appointments", ["card_id"])
    op.create_index(op.f("ix_appointments_entitlement_id"), "appointments", ["entitlement_id"])
    op.create_table(
        "visits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("card_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("playbook_version_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("ended_at", Instant(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("results", JSON, nullable=False),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("outcome in ('', 'done', 'dropped', 'gone')", name=op.f("ck_visits_outcome_known")),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_visits_{column}_{table}"))
            for column, table in (
                ("store_id", "stores"), ("card_id", "cards"), ("line_id", "card_lines"), ("owner_id", "customers"),
                ("playbook_version_id", "playbook_versions"), ("appointment_id", "appointments"), ("ended_by", "people"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits")),
        sa.UniqueConstraint("line_id", "code", "number", name=op.f("uq_visits_line_id_code_number")),
    )  # fmt: skip
    op.create_index(op.f("ix_visits_card_id"), "visits", ["card_id"])
    op.create_index(op.f("ix_visits_owner_id"), "visits", ["owner_id"])
    op.create_index(op.f("ix_visits_store_id_ended_at_due_on"), "visits", ["store_id", "ended_at", "due_on"])


def fill(books: sa.Connection) -> None:
    """What covering.main_end() says of each card, as this version of it knew it; some thousand at a time."""
    last = books.scalar(sa.text("select coalesce(max(id), 0) from cards")) or 0
    for after in range(0, last, CHUNK):
        some = {"after": after, "until": after + CHUNK}
        ends: dict[int, dict[str, object]] = {}
        for line_id, part, ends_on in books.execute(TERMS, some):
            ends.setdefault(line_id, {})[part] = ends_on
        found: dict[int, object] = {}
        for line_id, card_id, facts in books.execute(LINES, some):
            mine = ends.get(line_id)
            if mine and card_id not in found:
                kept = json.loads(facts) if isinstance(facts, str) else facts or {}
                parts = (*kept.get("parts", ()), "whole")
                found[card_id] = next((mine[part] for part in parts if part in mine), max(mine.values()))
        rows = [{"id": card_id, "ends_on": ends_on} for card_id, ends_on in found.items()]
        if rows:
            books.execute(KEEP, rows)


def downgrade() -> None:
    op.drop_index(op.f("ix_visits_store_id_ended_at_due_on"), "visits")
    op.drop_index(op.f("ix_visits_owner_id"), "visits")
    op.drop_index(op.f("ix_visits_card_id"), "visits")
    op.drop_table("visits")
    op.drop_index(op.f("ix_appointments_entitlement_id"), "appointments")
    op.drop_index(op.f("ix_appointments_card_id"), "appointments")
    with op.batch_alter_table("appointments") as batch:
        for column, table in (
            ("card_id", "cards"),
            ("entitlement_id", "entitlements"),
            ("cancelled_by", "people"),
        ):
            batch.drop_constraint(op.f(f"fk_appointments_{column}_{table}"), type_="foreignkey")
        for name in ("card_id", "entitlement_id", "from_address", "price", "cancelled_at", "cancelled_by"):
            batch.drop_column(name)
    op.drop_table("entitlements")
    op.drop_index(op.f("ix_callbacks_card_id"), "callbacks")
    op.drop_index(op.f("ix_cards_ends_on_id"), "cards")
    op.drop_index(op.f("ix_cards_store_id_ends_on_id"), "cards")
    op.drop_column("cards", "ends_on")
