"""cards in still less room: look-up keys are told by their card, not by an index as large as they are

Moments and days of cards, customers and phones in a few bytes on SQLite, kinds of serials as figures on both. Each
statement goes over a table as a whole.
"""

import sqlalchemy as sa
from alembic import op

from counter.columns import Day, Instant, Second, key

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

KINDS = ("imei1", "imei2", "meid", "sn")
SECONDS = "cast(strftime('%s', {name}) as integer) - 946684800"
MOMENT = "strftime('%Y-%m-%d %H:%M:%S', {name} + 946684800, 'unixepoch') || '.000000'"
DAYS, ISO = "cast(julianday({name}) - 2451544.5 as integer)", "date({name} + 2451544.5)"
MOMENTS = {"cards": ("issued_at", "voided_at"), "customers": ("made_at",), "phones": ("made_at", "ended_at")}
SOLD = ("sold_on", "delivered_on", "installed_on")
LINES = {"sqlite": "group_concat(value, char(10))", "postgresql": "string_agg(value, chr(10) order by value)"}
# What the others tell is not said: the card's own number, the last four of a phone.
FILED = """update cards set filed = coalesce((select {lines} from lookup_keys as mine where mine.card_id = cards.id
    and mine.value <> 'c' || cards.number and not (mine.value like '4%' and exists (select 1 from lookup_keys as its
        where its.card_id = cards.id and its.value like 'p%'
        and substr(its.value, length(its.value) - 3) = substr(mine.value, 2)))), '')"""


def on() -> str:
    return op.get_bind().dialect.name


# The newest of a store are listed; by the day of sale nobody asks. Rows of one day come in the order of their ids anyway.
INDEXES = {
    True: (("store_id", "id"), ("store_id", "ends_on"), ("ends_on",)),
    False: (("store_id", "sold_on"), ("store_id", "ends_on", "id"), ("ends_on", "id")),
}


def index_cards(is_new: bool) -> None:
    for names in INDEXES[not is_new]:
        op.drop_index(op.f(f"ix_cards_{'_'.join(names)}"), "cards")
    for names in INDEXES[is_new]:
        op.create_index(op.f(f"ix_cards_{'_'.join(names)}"), "cards", list(names))


def upgrade() -> None:
    op.add_column("cards", sa.Column("filed", sa.Text(), nullable=False, server_default=""))
    op.execute(sa.text(FILED.format(lines=LINES[on()])))
    op.drop_index(op.f("ix_lookup_keys_card_id"), "lookup_keys")
    op.drop_index(op.f("ix_customer_keys_customer_id"), "customer_keys")
    op.drop_index(op.f("ix_cards_sale_id"), "cards")
    index_cards(True)
    rewrite(Instant(), Second(), SECONDS, sa.Date(), Day(), DAYS)
    with_sale = sa.text("sale_id is not null")
    op.create_index(
        op.f("ix_cards_sale_id"), "cards", ["sale_id"], sqlite_where=with_sale, postgresql_where=with_sale
    )
    number_the_phones(True)
    serials(sa.SmallInteger(), "case kind {} end", True)


def downgrade() -> None:
    serials(sa.String(8), "case kind {} end", False)
    number_the_phones(False)
    op.drop_index(op.f("ix_cards_sale_id"), "cards")
    rewrite(Second(), Instant(), MOMENT, Day(), sa.Date(), ISO)
    index_cards(False)
    op.create_index(op.f("ix_cards_sale_id"), "cards", ["sale_id"])
    op.create_index(op.f("ix_customer_keys_customer_id"), "customer_keys", ["customer_id"])
    op.create_index(op.f("ix_lookup_keys_card_id"), "lookup_keys", ["card_id"])
    with op.batch_alter_table("cards") as cards:
        cards.drop_column("filed")


def rewrite(moment, its_kind, seconds: str, day, day_kind, days: str) -> None:
    """SQLite alone. A column of whole numbers would keep the words of a day as they are, and a copied table would read the
    year out of them: so the rows are first written, or last."""
    if on() != "sqlite":
        op.execute("update cards set issued_at = date_trunc('second', issued_at)")
        return
    is_shorter = isinstance(its_kind, Second)
    for is_before in (True, False):
        if is_before == is_shorter:
            for table, names in MOMENTS.items():
                told = [f"{name} = {seconds.format(name=name)}" for name in names]
                told += [f"{name} = {days.format(name=name)}" for name in SOLD if table == "cards"]
                op.execute(sa.text(f"update {table} set {', '.join(told)}".replace(":", r"\:")))
        if is_before:
            for table, names in MOMENTS.items():
                with op.batch_alter_table(table) as rows:
                    for name in names:
                        rows.alter_column(name, existing_type=moment, type_=its_kind)
                    for name in SOLD if table == "cards" else ():
                        rows.alter_column(name, existing_type=day, type_=day_kind)


def number_the_phones(by_number_first: bool) -> None:
    """A number is looked for by itself; whose it is, too."""
    old, new = ("customer_id", "e164"), ("e164", "customer_id")
    if not by_number_first:
        old, new = new, old
    op.drop_index(op.f(f"ix_phones_{new[0]}"), "phones")
    with op.batch_alter_table("phones") as phones:
        phones.drop_constraint(op.f(f"uq_phones_{'_'.join(old)}"), type_="unique")
        phones.create_unique_constraint(op.f(f"uq_phones_{'_'.join(new)}"), list(new))
    op.create_index(op.f(f"ix_phones_{old[0]}"), "phones", [old[0]])


def serials(kind, case: str, is_number: bool) -> None:
    places = [(f"'{word}'", place) for place, word in enumerate(KINDS, 1)]
    told = case.format(
        " ".join(f"when {a} then {b}" if is_number else f"when {b} then {a}" for a, b in places)
    )
    names = ("line_id", "kind", "live", "value") if is_number else ("line_id", "kind", "value", "live")
    live = sa.SmallInteger() if is_number else sa.Integer()
    kinds = {"line_id": sa.Integer(), "kind": kind, "value": key(40), "live": live}
    anew = "_anew" if on() == "postgresql" else ""
    op.create_table(
        "new_identifiers",
        *(sa.Column(name, kinds[name], nullable=name == "live") for name in names),
        sa.CheckConstraint("live is null or live = 1", name=op.f("ck_identifiers_live_or_not")),
        sa.ForeignKeyConstraint(
            ["line_id"], ["card_lines.id"], name=op.f("fk_identifiers_line_id_card_lines")
        ),
        sa.UniqueConstraint("value", "live", name=op.f(f"uq_identifiers_value_live{anew}")),
        sa.PrimaryKeyConstraint("line_id", "kind", name=op.f(f"pk_identifiers{anew}")),
        sqlite_with_rowid=False,
    )
    op.execute(
        f"insert into new_identifiers (line_id, kind, value, live) select line_id, {told}, value, live"
        " from identifiers order by 1, 2"
    )
    op.drop_table("identifiers")
    op.rename_table("new_identifiers", "identifiers")
    if anew:
        op.execute(f"alter index pk_identifiers{anew} rename to pk_identifiers")
        op.execute(f"alter index uq_identifiers_value_live{anew} rename to uq_identifiers_value_live")
