"""Tickets with their steps and marks; a repair knows its ticket, what came back for its money is covered no longer."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from counter.columns import Instant

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

WORDS = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
NUMBER = sa.String(length=16).with_variant(sa.String(length=16, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "ticket_numberings",
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("digit", sa.String(length=1), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_ticket_numberings_store_id_stores")
        ),
        sa.PrimaryKeyConstraint("store_id", "digit", name=op.f("pk_ticket_numberings")),
    )
    op.create_table(
        "tickets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("card_id", sa.Integer(), nullable=True),
        sa.Column("line_id", sa.Integer(), nullable=True),
        sa.Column("callback_id", sa.Integer(), nullable=True),
        sa.Column("playbook_version_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("priority", sa.String(length=10), nullable=False),
        sa.Column("severity", sa.String(length=40), nullable=False),
        sa.Column("needs_visit", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("part", sa.String(length=40), nullable=True),
        sa.Column("fault", sa.String(length=40), nullable=False),
        sa.Column("words", sa.String(length=1000), nullable=False),
        sa.Column("is_here", sa.Boolean(), nullable=False),
        sa.Column("condition", sa.String(length=500), nullable=False),
        sa.Column("accessories", WORDS, nullable=False),
        sa.Column("accessory_words", sa.String(length=200), nullable=False),
        sa.Column("notice_told_at", Instant(timezone=True), nullable=True),
        sa.Column("cause", sa.String(length=40), nullable=False),
        sa.Column("verdict", sa.String(length=12), nullable=False),
        sa.Column("remedy", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("rule", WORDS, nullable=True),
        sa.Column("policy", sa.String(length=40), nullable=False),
        sa.Column("decided_at", Instant(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("quote", sa.Integer(), nullable=True),
        sa.Column("quote_accepted_at", Instant(timezone=True), nullable=True),
        sa.Column("quote_declined_at", Instant(timezone=True), nullable=True),
        sa.Column("paid_at", Instant(timezone=True), nullable=True),
        sa.Column("paid_method", sa.String(length=20), nullable=False),
        sa.Column("refund", sa.Integer(), nullable=True),
        sa.Column("refunded_at", Instant(timezone=True), nullable=True),
        sa.Column("loan_unit_id", sa.Integer(), nullable=True),
        sa.Column("lent_at", Instant(timezone=True), nullable=True),
        sa.Column("loan_back_at", Instant(timezone=True), nullable=True),
        sa.Column("plan", sa.String(length=500), nullable=False),
        sa.Column("plan_on", sa.Date(), nullable=True),
        sa.Column("work", sa.String(length=300), nullable=False),
        sa.Column("opinion", sa.String(length=500), nullable=False),
        sa.Column("satisfaction", sa.Integer(), nullable=True),
        sa.Column("opened_at", Instant(timezone=True), nullable=False),
        sa.Column("opened_by", sa.Integer(), nullable=False),
        sa.Column("paused_at", Instant(timezone=True), nullable=True),
        sa.Column("collected_at", Instant(timezone=True), nullable=True),
        sa.Column("closed_at", Instant(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("closed_because", sa.String(length=300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "verdict in ('', 'covered', 'goodwill', 'not_covered')", name=op.f("ck_tickets_verdict_known")
        ),
        sa.CheckConstraint("quote is null or quote >= 0", name=op.f("ck_tickets_quote_not_negative")),
        sa.CheckConstraint(
            "satisfaction is null or satisfaction between 1 and 5",
            name=op.f("ck_tickets_satisfaction_of_five"),
        ),
        sa.ForeignKeyConstraint(
            ["callback_id"], ["callbacks.id"], name=op.f("fk_tickets_callback_id_callbacks")
        ),
        sa.ForeignKeyConstraint(["card_id"], ["cards.id"], name=op.f("fk_tickets_card_id_cards")),
        sa.ForeignKeyConstraint(["closed_by"], ["people.id"], name=op.f("fk_tickets_closed_by_people")),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_tickets_customer_id_customers")
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["people.id"], name=op.f("fk_tickets_decided_by_people")),
        sa.ForeignKeyConstraint(["line_id"], ["card_lines.id"], name=op.f("fk_tickets_line_id_card_lines")),
        sa.ForeignKeyConstraint(["loan_unit_id"], ["units.id"], name=op.f("fk_tickets_loan_unit_id_units")),
        sa.ForeignKeyConstraint(["opened_by"], ["people.id"], name=op.f("fk_tickets_opened_by_people")),
        sa.ForeignKeyConstraint(
            ["playbook_version_id"],
            ["playbook_versions.id"],
            name=op.f("fk_tickets_playbook_version_id_playbook_versions"),
        ),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_tickets_store_id_stores")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tickets")),
        sa.UniqueConstraint("number", name=op.f("uq_tickets_number")),
    )
    op.create_index(op.f("ix_tickets_callback_id"), "tickets", ["callback_id"])
    op.create_index(op.f("ix_tickets_card_id"), "tickets", ["card_id"])
    op.create_index(op.f("ix_tickets_customer_id"), "tickets", ["customer_id"])
    op.create_index(op.f("ix_tickets_line_id"), "tickets", ["line_id"])
    op.create_index(
        op.f("ix_tickets_store_id_closed_at_opened_at"), "tickets", ["store_id", "closed_at", "opened_at"]
    )

    op.create_table(
        "ticket_marks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(length=80), nullable=False),
        sa.Column("label", WORDS, nullable=True),
        sa.Column("is_law", sa.Boolean(), nullable=False),
        sa.Column("hours", sa.String(length=4), nullable=False),
        sa.Column("due_at", Instant(timezone=True), nullable=False),
        sa.Column("rises_at", Instant(timezone=True), nullable=False),
        sa.Column("set_at", Instant(timezone=True), nullable=True),
        sa.Column("set_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["set_by"], ["people.id"], name=op.f("fk_ticket_marks_set_by_people")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_ticket_marks_store_id_stores")),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["tickets.id"], name=op.f("fk_ticket_marks_ticket_id_tickets")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_marks")),
        sa.UniqueConstraint("ticket_id", "mark", name=op.f("uq_ticket_marks_ticket_id_mark")),
    )
    op.create_index(op.f("ix_ticket_marks_set_at_rises_at"), "ticket_marks", ["set_at", "rises_at"])
    op.create_index(
        op.f("ix_ticket_marks_store_id_set_at_due_at"), "ticket_marks", ["store_id", "set_at", "due_at"]
    )

    op.create_table(
        "ticket_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_ticket_steps_person_id_people")),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["tickets.id"], name=op.f("fk_ticket_steps_ticket_id_tickets")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_steps")),
    )
    op.create_index(op.f("ix_ticket_steps_ticket_id"), "ticket_steps", ["ticket_id"])

    op.create_table(
        "ticket_photos",
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["photo_id"], ["photos.id"], name=op.f("fk_ticket_photos_photo_id_photos")),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["tickets.id"], name=op.f("fk_ticket_photos_ticket_id_tickets")
        ),
        sa.PrimaryKeyConstraint("ticket_id", "photo_id", name=op.f("pk_ticket_photos")),
    )
    op.create_index(op.f("ix_ticket_photos_photo_id"), "ticket_photos", ["photo_id"])
    op.add_column("card_lines", sa.Column("returned_on", sa.Date(), nullable=True))

    op.add_column(
        "repairs", sa.Column("is_counted", sa.Boolean(), server_default=sa.text("true"), nullable=False)
    )
    op.add_column("repairs", sa.Column("ticket", NUMBER, server_default="", nullable=False))

    op.add_column("sale_lines", sa.Column("returned_at", Instant(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("sale_lines", "returned_at")

    op.drop_column("repairs", "ticket")
    op.drop_column("repairs", "is_counted")

    op.drop_column("card_lines", "returned_on")

    op.drop_table("ticket_photos")
    op.drop_index(op.f("ix_ticket_steps_ticket_id"), "ticket_steps")

    op.drop_table("ticket_steps")
    op.drop_index(op.f("ix_ticket_marks_store_id_set_at_due_at"), "ticket_marks")
    op.drop_index(op.f("ix_ticket_marks_set_at_rises_at"), "ticket_marks")

    op.drop_table("ticket_marks")
    op.drop_index(op.f("ix_tickets_store_id_closed_at_opened_at"), "tickets")
    op.drop_index(op.f("ix_tickets_line_id"), "tickets")
    op.drop_index(op.f("ix_tickets_customer_id"), "tickets")
    op.drop_index(op.f("ix_tickets_card_id"), "tickets")
    op.drop_index(op.f("ix_tickets_callback_id"), "tickets")

    op.drop_table("tickets")
    op.drop_table("ticket_numberings")
