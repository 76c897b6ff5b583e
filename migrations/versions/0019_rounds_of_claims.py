"""A ticket has several claims back, one a round, and each tells of which deeds it is. Of the parts of tickets no id comes twice
any more, on SQLite neither, which would give the one of the newest part anew once that is taken off.

Down: the earlier shape has room for one claim of a ticket. To delete a later one, or to put two that were sent in different lists
into one, would lose money that is owed or was told to a debtor, so where a ticket has several nothing is done, and the numbers of
the tickets are told.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from counter.columns import Instant, Json

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

UNIQUE = op.f("uq_supplier_claims_ticket_id"), op.f("uq_supplier_claims_ticket_id_round")
THING = "main_unit"  # what part says of a ticket of the thing itself
CLAIMS = sa.table(
    "supplier_claims",
    *(sa.column(name) for name in ("id", "ticket_id", "ticket_number", "what", "amount", "work")),
    sa.column("sent_at", Instant(timezone=True)),
    sa.column("made_at", Instant(timezone=True)),
    *(sa.column(name, Json) for name in ("serials", "parts", "cause", "deeds")),
)
PARTS = sa.table(
    "ticket_parts",
    *(sa.column(name) for name in ("id", "ticket_id", "label", "quantity", "price")),
    sa.column("at", Instant(timezone=True)),
)
REPAIRS = sa.table(
    "repairs",
    *(sa.column(name) for name in ("id", "line_id", "ticket", "kind", "withdrawn_at")),
    sa.column("noted_at", Instant(timezone=True)),
)
TICKETS = sa.table(
    "tickets",
    *(sa.column(name) for name in ("id", "line_id", "part")),
)
HISTORY = sa.table(
    "history_entries",
    *(sa.column(name) for name in ("id", "record_kind", "record_id", "verb")),
    sa.column("at", Instant(timezone=True)),
)


def number_parts(is_unique: bool) -> None:
    """On SQLite the table is made anew, with its rows."""
    if op.get_bind().dialect.name == "sqlite":
        told = {"sqlite_autoincrement": is_unique}
        with op.batch_alter_table("ticket_parts", recreate="always", table_kwargs=told):
            pass


def upgrade() -> None:
    number_parts(True)
    with op.batch_alter_table("supplier_claims") as claims:
        claims.add_column(sa.Column("round", sa.Integer(), nullable=False, server_default="1"))
        claims.add_column(sa.Column("deeds", Json, nullable=False, server_default="[]"))
        claims.drop_constraint(UNIQUE[0], type_="unique")
        claims.create_unique_constraint(UNIQUE[1], ["ticket_id", "round"])
    books = op.get_bind()
    for claim in books.execute(sa.select(CLAIMS).order_by(CLAIMS.c.id)).all():
        write = sa.update(CLAIMS).where(CLAIMS.c.id == claim.id)
        books.execute(write.values(deeds=[deed_of(books, claim)]))


def deed_of(books: Any, claim: Any) -> dict[str, Any]:
    """All that the ticket had when the claim was made, or was told again, is what it claims. The amount of money that went
    back, or of a new thing, had no share of parts."""
    told_at = last_told(books, claim)
    mine = PARTS.c.ticket_id == claim.ticket_id, PARTS.c.at <= told_at
    fitted = books.execute(sa.select(PARTS).where(*mine).order_by(PARTS.c.id)).all()
    names = "id", "label", "quantity", "price"
    parts = [{name: getattr(part, name) for name in names} for part in fitted]
    ticket = books.execute(sa.select(TICKETS).where(TICKETS.c.id == claim.ticket_id)).one()
    is_of_thing = ticket.part in (None, THING)
    if claim.what == "return" or claim.what == "exchange" and is_of_thing:
        parts = [{**part, "is_claimed": False} for part in parts]
    exchange = None
    if claim.what == "exchange":
        made = REPAIRS.c.line_id == ticket.line_id, REPAIRS.c.ticket == claim.ticket_number
        stands = REPAIRS.c.withdrawn_at.is_(None), REPAIRS.c.noted_at <= told_at
        asked = sa.select(REPAIRS.c.id).where(*made, *stands, REPAIRS.c.kind == "exchange")
        exchange = books.scalar(asked.order_by(REPAIRS.c.id.desc()).limit(1))
    entries = HISTORY.c.record_kind == "tickets", HISTORY.c.record_id == claim.ticket_id
    back = sa.select(HISTORY.c.id).where(*entries, HISTORY.c.verb == "refund", HISTORY.c.at <= told_at)
    refunds = list(books.scalars(back.order_by(HISTORY.c.id))) if claim.what == "return" else []
    return {
        "what": claim.what, "exchange": exchange, "refunds": refunds, "parts": parts, "amount": claim.amount,
        "serials": claim.serials, "work": claim.work, "cause": claim.cause,
    }  # fmt: skip


def last_told(books: Any, claim: Any) -> datetime:
    mine = HISTORY.c.record_kind == "supplier_claims", HISTORY.c.record_id == claim.id
    asked = sa.select(sa.func.max(HISTORY.c.at)).where(*mine, HISTORY.c.verb == "replace")
    replaced: datetime | None = books.scalar(asked)
    return max(claim.made_at, replaced) if replaced else claim.made_at


def downgrade() -> None:
    several = sa.select(CLAIMS.c.ticket_number).group_by(CLAIMS.c.ticket_number).having(sa.func.count() > 1)
    numbers = list(op.get_bind().scalars(several.order_by(CLAIMS.c.ticket_number)))
    if numbers:
        raise RuntimeError(f"tickets with several claims back, which one claim can't hold: {numbers[:20]}")
    with op.batch_alter_table("supplier_claims") as claims:
        claims.drop_constraint(UNIQUE[1], type_="unique")
        claims.create_unique_constraint(UNIQUE[0], ["ticket_id"])
        claims.drop_column("deeds")
        claims.drop_column("round")
    number_parts(False)
