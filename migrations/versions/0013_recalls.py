"""Claims back with their lists and parts; recalls with their owners and calls; batches of serials; indexes for them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from counter.columns import Instant, key

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

WORDS = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "recalls",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", WORDS, nullable=False),
        sa.Column("words", WORDS, nullable=False),
        sa.Column("product_ids", WORDS, nullable=False),
        sa.Column("serial_from", key(40), nullable=False),
        sa.Column("serial_until", key(40), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("opened_at", Instant(timezone=True), nullable=False),
        sa.Column("opened_by", sa.Integer(), nullable=False),
        sa.Column("place", WORDS, nullable=False),
        sa.Column("swept_at", Instant(timezone=True), nullable=True),
        sa.Column("stopped_at", Instant(timezone=True), nullable=True),
        sa.Column("stopped_because", sa.String(length=300), nullable=False),
        sa.Column("ended_at", Instant(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(serial_from = '') = (serial_until = '')", name=op.f("ck_recalls_range_has_both_ends")
        ),
        sa.CheckConstraint("serial_from <= serial_until", name=op.f("ck_recalls_range_not_upside_down")),
        sa.ForeignKeyConstraint(["opened_by"], ["people.id"], name=op.f("fk_recalls_opened_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recalls")),
    )
    op.create_table(
        "supplier_claim_batches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("store_id", sa.Integer(), nullable=True),
        sa.Column("sent_at", Instant(timezone=True), nullable=False),
        sa.Column("sent_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sent_by"], ["people.id"], name=op.f("fk_supplier_claim_batches_sent_by_people")
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_supplier_claim_batches_store_id_stores")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier_claim_batches")),
    )
    op.create_index(op.f("ix_supplier_claim_batches_store_id"), "supplier_claim_batches", ["store_id"])

    op.create_table(
        "recall_calls",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recall_id", sa.Integer(), nullable=False),
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_recall_calls_customer_id_customers")
        ),
        sa.ForeignKeyConstraint(
            ["recall_id"], ["recalls.id"], name=op.f("fk_recall_calls_recall_id_recalls")
        ),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_recall_calls_store_id_stores")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recall_calls")),
        sa.UniqueConstraint("recall_id", "customer_id", name=op.f("uq_recall_calls_recall_id_customer_id")),
        sa.UniqueConstraint("source", name=op.f("uq_recall_calls_source")),
    )
    op.create_index(op.f("ix_recall_calls_customer_id"), "recall_calls", ["customer_id"])
    op.create_index(op.f("ix_recall_calls_recall_id_store_id"), "recall_calls", ["recall_id", "store_id"])

    op.create_table(
        "serial_batches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("e164", sa.String(length=20), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("sold_on", sa.Date(), nullable=False),
        sa.Column("invoice_number", sa.String(length=40), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("began_at", Instant(timezone=True), nullable=False),
        sa.Column("began_by", sa.Integer(), nullable=False),
        sa.Column("approved_at", Instant(timezone=True), nullable=True),
        sa.Column("issued_at", Instant(timezone=True), nullable=True),
        sa.Column("abandoned_at", Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["began_by"], ["people.id"], name=op.f("fk_serial_batches_began_by_people")),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_serial_batches_customer_id_customers")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_serial_batches_product_id_products")
        ),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_serial_batches_store_id_stores")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_serial_batches")),
    )
    op.create_index(op.f("ix_serial_batches_customer_id"), "serial_batches", ["customer_id"])
    op.create_index(op.f("ix_serial_batches_store_id_began_at"), "serial_batches", ["store_id", "began_at"])

    op.create_table(
        "serial_batch_lines",
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("serials", WORDS, nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("card_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "state in ('open', 'issued', 'taken')", name=op.f("ck_serial_batch_lines_state_known")
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["serial_batches.id"], name=op.f("fk_serial_batch_lines_batch_id_serial_batches")
        ),
        sa.ForeignKeyConstraint(["card_id"], ["cards.id"], name=op.f("fk_serial_batch_lines_card_id_cards")),
        sa.PrimaryKeyConstraint("batch_id", "line", name=op.f("pk_serial_batch_lines")),
    )
    op.create_index(
        op.f("ix_serial_batch_lines_batch_id_state_line"), "serial_batch_lines", ["batch_id", "state", "line"]
    )
    op.create_index(op.f("ix_serial_batch_lines_card_id"), "serial_batch_lines", ["card_id"])

    op.create_table(
        "recall_lines",
        sa.Column("recall_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("dropped_at", Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["call_id"], ["recall_calls.id"], name=op.f("fk_recall_lines_call_id_recall_calls")
        ),
        sa.ForeignKeyConstraint(
            ["line_id"], ["card_lines.id"], name=op.f("fk_recall_lines_line_id_card_lines")
        ),
        sa.ForeignKeyConstraint(
            ["recall_id"], ["recalls.id"], name=op.f("fk_recall_lines_recall_id_recalls")
        ),
        sa.PrimaryKeyConstraint("recall_id", "line_id", name=op.f("pk_recall_lines")),
    )
    op.create_index(op.f("ix_recall_lines_call_id"), "recall_lines", ["call_id"])
    op.create_index(op.f("ix_recall_lines_line_id"), "recall_lines", ["line_id"])

    op.create_table(
        "supplier_claims",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("ticket_number", key(16), nullable=False),
        sa.Column("payer", sa.String(length=8), nullable=False),
        sa.Column("debtor", WORDS, nullable=False),
        sa.Column("debtor_key", key(100), nullable=False),
        sa.Column("what", sa.String(length=8), nullable=False),
        sa.Column("thing", WORDS, nullable=False),
        sa.Column("serials", WORDS, nullable=False),
        sa.Column("cause", WORDS, nullable=False),
        sa.Column("work", sa.String(length=300), nullable=False),
        sa.Column("parts", WORDS, nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("their_number", sa.String(length=40), nullable=False),
        sa.Column("made_at", Instant(timezone=True), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("sent_at", Instant(timezone=True), nullable=True),
        sa.Column("answered_at", Instant(timezone=True), nullable=True),
        sa.Column("accepted", sa.Integer(), nullable=True),
        sa.Column("refused_because", sa.String(length=300), nullable=False),
        sa.Column("paid_at", Instant(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("payer in ('maker', 'carrier')", name=op.f("ck_supplier_claims_payer_known")),
        sa.CheckConstraint(
            "what in ('repair', 'exchange', 'return')", name=op.f("ck_supplier_claims_what_known")
        ),
        sa.CheckConstraint(
            "accepted is null or accepted between 0 and amount",
            name=op.f("ck_supplier_claims_accepted_within_amount"),
        ),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_supplier_claims_amount_not_negative")),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["supplier_claim_batches.id"],
            name=op.f("fk_supplier_claims_batch_id_supplier_claim_batches"),
        ),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_supplier_claims_made_by_people")),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_supplier_claims_store_id_stores")),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["tickets.id"], name=op.f("fk_supplier_claims_ticket_id_tickets")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier_claims")),
        sa.UniqueConstraint("ticket_id", name=op.f("uq_supplier_claims_ticket_id")),
    )
    op.create_index(op.f("ix_supplier_claims_batch_id"), "supplier_claims", ["batch_id"])
    op.create_index(op.f("ix_supplier_claims_paid_at_made_at"), "supplier_claims", ["paid_at", "made_at"])
    op.create_index(
        op.f("ix_supplier_claims_store_id_paid_at_made_at"),
        "supplier_claims",
        ["store_id", "paid_at", "made_at"],
    )

    op.create_table(
        "ticket_parts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("price", sa.Integer(), nullable=False),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("price >= 0", name=op.f("ck_ticket_parts_price_not_negative")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_ticket_parts_quantity_positive")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_ticket_parts_person_id_people")),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["tickets.id"], name=op.f("fk_ticket_parts_ticket_id_tickets")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_parts")),
    )
    op.create_index(op.f("ix_ticket_parts_ticket_id"), "ticket_parts", ["ticket_id"])

    op.create_index(op.f("ix_card_lines_product_id_id"), "card_lines", ["product_id", "id"])

    op.create_index(op.f("ix_tickets_opened_at"), "tickets", ["opened_at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_tickets_opened_at"), "tickets")

    op.drop_index(op.f("ix_card_lines_product_id_id"), "card_lines")

    op.drop_index(op.f("ix_ticket_parts_ticket_id"), "ticket_parts")

    op.drop_table("ticket_parts")
    op.drop_index(op.f("ix_supplier_claims_store_id_paid_at_made_at"), "supplier_claims")
    op.drop_index(op.f("ix_supplier_claims_paid_at_made_at"), "supplier_claims")
    op.drop_index(op.f("ix_supplier_claims_batch_id"), "supplier_claims")

    op.drop_table("supplier_claims")
    op.drop_index(op.f("ix_recall_lines_line_id"), "recall_lines")
    op.drop_index(op.f("ix_recall_lines_call_id"), "recall_lines")

    op.drop_table("recall_lines")
    op.drop_index(op.f("ix_serial_batch_lines_card_id"), "serial_batch_lines")
    op.drop_index(op.f("ix_serial_batch_lines_batch_id_state_line"), "serial_batch_lines")

    op.drop_table("serial_batch_lines")
    op.drop_index(op.f("ix_serial_batches_store_id_began_at"), "serial_batches")
    op.drop_index(op.f("ix_serial_batches_customer_id"), "serial_batches")

    op.drop_table("serial_batches")
    op.drop_index(op.f("ix_recall_calls_recall_id_store_id"), "recall_calls")
    op.drop_index(op.f("ix_recall_calls_customer_id"), "recall_calls")

    op.drop_table("recall_calls")
    op.drop_index(op.f("ix_supplier_claim_batches_store_id"), "supplier_claim_batches")

    op.drop_table("supplier_claim_batches")
    op.drop_table("recalls")
