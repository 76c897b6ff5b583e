"""cards in less room: what many of them say alike is kept once, and the narrowest columns where there are millions

A number that somebody gave up finds their cards no more. Descriptions of things and clauses of policies leave the rows of lines and coverage; look-up keys count the days since
2000. Each statement goes over the tables as a whole, so that it takes minutes at a million cards, not hours.
"""

import json

import sqlalchemy as sa
from alembic import op

from counter.columns import Day, Json, key
from counter.warranty.describing import digest_of

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

SMALL = sa.SmallInteger().with_variant(sa.Integer(), "sqlite")
SAME = ("policy", "layer", "part", "kind", "remedies", "is_provisional")
SINCE = 730120  # 1 January 2000 as date.toordinal()
OF_CLAUSE = " and ".join(f"clauses.{name} = coverages.{name}" for name in SAME)
DAY = {"sqlite": "cast(julianday({day}) - 2451544.5 as integer)", "postgresql": "{day}"}
ISO = {"sqlite": "date({day} + 2451544.5)", "postgresql": "{day}"}
FEWER = "case when until > 1 then min(max(until - {since}, 1), 32767) else until end"
KEYS = ("value", "store_id", "card_id", "until")


GIVEN_UP = """delete from lookup_keys where (value, card_id) in (
    select {mark} || phones.{number}, cards.id from phones join cards on cards.customer_id = phones.customer_id
    where phones.ended_at is not null and not exists (select 1 from phones as live
        where live.customer_id = phones.customer_id and live.{number} = phones.{number} and live.ended_at is null))"""


def upgrade() -> None:
    for mark, number in (("'p'", "e164"), ("'4'", "last4")):
        op.execute(GIVEN_UP.format(mark=mark, number=number))
    describe()
    cover()
    identify()
    belong(False)
    shorten(sa.SmallInteger(), FEWER.format(since=SINCE), ("card_id", "store_id", "until", "value"))


def downgrade() -> None:
    shorten(sa.Integer(), f"case when until > 1 then until + {SINCE} else until end", KEYS)
    belong(True)
    identify_by_number()
    spread_coverage()
    spread_descriptions()


def on() -> str:
    return op.get_bind().dialect.name


def describe() -> None:
    op.create_table(
        "descriptions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", key(64), nullable=False),
        sa.Column("category_code", sa.String(40), nullable=False),
        sa.Column("label", Json, nullable=False),
        sa.Column("facts", Json, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_descriptions")),
        sa.UniqueConstraint("digest", name=op.f("uq_descriptions_digest")),
    )
    op.add_column("card_lines", sa.Column("description_id", sa.Integer()))
    books = op.get_bind()
    found = books.exec_driver_sql("select category_code, label, facts from card_lines group by 1, 2, 3").all()
    table = sa.table("descriptions", *(sa.column(name) for name in ("digest", "category_code")),
                     sa.column("label", Json), sa.column("facts", Json))  # fmt: skip
    numbers: dict[str, int] = {}
    for code, *texts in found:
        label, facts = (json.loads(text) if isinstance(text, str) else text for text in texts)
        digest = digest_of(code, label, facts)
        if digest not in numbers:
            row = {"digest": digest, "category_code": code, "label": label, "facts": facts}
            books.execute(sa.insert(table).values(**row))
            asked = sa.select(sa.func.max(sa.column("id"))).select_from(table)
            numbers[digest] = books.scalar(asked) or 0
        same = "category_code = :code and label = {text} and facts = {text}".format(text="{}")
        cast = (
            (":label", ":facts") if on() == "sqlite" else ("cast(:label as jsonb)", "cast(:facts as jsonb)")
        )
        values = dict(
            zip(("label", "facts"), (t if isinstance(t, str) else json.dumps(t) for t in texts), strict=True)
        )
        books.execute(
            sa.text(f"update card_lines set description_id = :number where {same.format(*cast)}"),
            {"number": numbers[digest], "code": code, **values},
        )
    with op.batch_alter_table("card_lines") as lines:
        lines.alter_column("description_id", existing_type=sa.Integer(), nullable=False)
        lines.create_foreign_key(
            op.f("fk_card_lines_description_id_descriptions"), "descriptions", ["description_id"], ["id"]
        )
        for name in ("label", "category_code", "facts"):
            lines.drop_column(name)


def spread_descriptions() -> None:
    kept = {"label": Json, "category_code": sa.String(40), "facts": Json}
    for name, kind in kept.items():
        op.add_column("card_lines", sa.Column(name, kind))
    for name in kept:
        of_line = f"select {name} from descriptions where descriptions.id = card_lines.description_id"
        op.execute(f"update card_lines set {name} = ({of_line})")
    with op.batch_alter_table("card_lines") as lines:
        for name, kind in kept.items():
            lines.alter_column(name, existing_type=kind, nullable=False)
        lines.drop_constraint(op.f("fk_card_lines_description_id_descriptions"), type_="foreignkey")
        lines.drop_column("description_id")
    op.drop_table("descriptions")


def clauses_columns() -> list[sa.Column[object]]:
    return [
        sa.Column("policy", sa.String(40), nullable=False),
        sa.Column("layer", sa.String(10), nullable=False),
        sa.Column("part", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("remedies", sa.String(40), nullable=False),
    ]


def cover() -> None:
    """Terms first, windows from 100 on; otherwise in their order."""
    op.create_table(
        "clauses",
        sa.Column("id", SMALL, nullable=False),
        *clauses_columns(),
        sa.Column("is_provisional", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clauses")),
        sa.UniqueConstraint(*SAME, name=op.f("uq_clauses_" + "_".join(SAME))),
    )
    names = ", ".join(SAME)
    op.execute(f"insert into clauses ({names}) select distinct {names} from coverages order by {names}")
    op.create_table(
        "new_coverages",
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.SmallInteger(), nullable=False),
        sa.Column("clause_id", sa.SmallInteger(), nullable=False),
        sa.Column("starts_on", Day(), nullable=False),
        sa.Column("ends_on", Day(), nullable=False),
        sa.PrimaryKeyConstraint("line_id", "place", name=op.f("pk_coverages_by_place")),
        sa.ForeignKeyConstraint(["line_id"], ["card_lines.id"], name=op.f("fk_coverages_line_id_card_lines")),
        sa.ForeignKeyConstraint(["clause_id"], ["clauses.id"], name=op.f("fk_coverages_clause_id_clauses")),
        sqlite_with_rowid=False,
    )
    days = ", ".join(DAY[on()].format(day=f"coverages.{name}") for name in ("starts_on", "ends_on"))
    place = """case coverages.kind when 'term' then -1 else 99 end
        + row_number() over (partition by coverages.line_id, coverages.kind order by coverages.id)"""
    op.execute(f"""insert into new_coverages (line_id, place, clause_id, starts_on, ends_on)
        select coverages.line_id, {place}, clauses.id, {days} from coverages join clauses on {OF_CLAUSE}
        order by 1, 2""")
    take_the_place_of("coverages", "pk_coverages_by_place")


def spread_coverage() -> None:
    op.create_table(
        "new_coverages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        *clauses_columns(),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("is_provisional", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coverages_by_id")),
        sa.ForeignKeyConstraint(["line_id"], ["card_lines.id"], name=op.f("fk_coverages_line_id_card_lines")),
    )
    names = ", ".join(f"clauses.{name}" for name in SAME)
    days = ", ".join(ISO[on()].format(day=f"coverages.{name}") for name in ("starts_on", "ends_on"))
    op.execute(f"""insert into new_coverages (line_id, {", ".join(SAME)}, starts_on, ends_on)
        select line_id, {names}, {days} from coverages join clauses on clauses.id = clause_id order by line_id, place""")
    take_the_place_of("coverages", "pk_coverages_by_id")
    if on() == "postgresql":
        op.execute("alter sequence new_coverages_id_seq rename to coverages_id_seq")
    op.create_index(op.f("ix_coverages_line_id"), "coverages", ["line_id"])
    op.drop_table("clauses")


def serials(*more: sa.schema.SchemaItem) -> list[sa.schema.SchemaItem]:
    anew = "_anew" if on() == "postgresql" else ""
    return [
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("value", key(40), nullable=False),
        sa.Column("live", sa.Integer()),
        sa.CheckConstraint("live is null or live = 1", name=op.f("ck_identifiers_live_or_not")),
        sa.ForeignKeyConstraint(
            ["line_id"], ["card_lines.id"], name=op.f("fk_identifiers_line_id_card_lines")
        ),
        sa.UniqueConstraint("value", "live", name=op.f(f"uq_identifiers_value_live{anew}")),
        *more,
    ]


def identify() -> None:
    """One of each kind a thing, by which it is known."""
    by_kind = sa.PrimaryKeyConstraint("line_id", "kind", name=op.f("pk_identifiers_by_kind"))
    op.create_table("new_identifiers", *serials(by_kind), sqlite_with_rowid=False)
    op.execute("""insert into new_identifiers (line_id, kind, value, live)
        select line_id, kind, value, live from identifiers order by line_id, kind""")
    take_the_place_of("identifiers", "pk_identifiers_by_kind", "uq_identifiers_value_live")


def identify_by_number() -> None:
    by_number = sa.PrimaryKeyConstraint("id", name=op.f("pk_identifiers_by_number"))
    op.create_table("new_identifiers", sa.Column("id", sa.Integer(), nullable=False), *serials(by_number))
    op.execute("""insert into new_identifiers (line_id, kind, value, live)
        select line_id, kind, value, live from identifiers order by line_id, kind""")
    take_the_place_of("identifiers", "pk_identifiers_by_number", "uq_identifiers_value_live")
    op.create_index(op.f("ix_identifiers_line_id"), "identifiers", ["line_id"])
    if on() == "postgresql":
        op.execute("alter sequence new_identifiers_id_seq rename to identifiers_id_seq")


def belong(has_rowid: bool) -> None:
    """SQLite alone: the table is its key."""
    if on() == "postgresql":
        return
    op.create_table(
        "new_customers_of_stores",
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f("fk_customers_of_stores_store_id_stores")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_customers_of_stores_customer_id_customers")
        ),
        sa.PrimaryKeyConstraint("store_id", "customer_id", name=op.f("pk_customers_of_stores")),
        **({} if has_rowid else {"sqlite_with_rowid": False}),
    )
    op.execute("""insert into new_customers_of_stores (store_id, customer_id)
        select store_id, customer_id from customers_of_stores order by 1, 2""")
    take_the_place_of("customers_of_stores", "")
    op.create_index(op.f("ix_customers_of_stores_customer_id"), "customers_of_stores", ["customer_id"])


def take_the_place_of(table: str, its_key: str, unique: str = "") -> None:
    """new_table becomes table. its_key: PostgreSQL names a key once in all tables, so that it could not have its own yet."""
    op.drop_table(table)
    op.rename_table(f"new_{table}", table)
    if on() == "postgresql":
        op.execute(f"alter index {its_key} rename to pk_{table}")
        if unique:
            op.execute(f"alter index {unique}_anew rename to {unique}")


def shorten(kind: sa.types.TypeEngine[int], until: str, order: tuple[str, ...]) -> None:
    """The keys anew, in the order in which they are read; PostgreSQL's columns in the order that fills them up least."""
    kinds = {"value": key(64), "card_id": sa.Integer(), "store_id": kind, "until": kind}
    default = {"until": {"server_default": "1"}}
    op.create_table(
        "new_lookup_keys",
        *(sa.Column(name, kinds[name], nullable=False, **default.get(name, {})) for name in order),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_lookup_keys_store_id_stores")),
        sa.ForeignKeyConstraint(["card_id"], ["cards.id"], name=op.f("fk_lookup_keys_card_id_cards")),
        sa.PrimaryKeyConstraint(*KEYS[:3], name=op.f("pk_lookup_keys_anew"), postgresql_include=["until"]),
        sqlite_with_rowid=False,
    )
    if on() == "postgresql":
        until = until.replace("min(max(", "least(greatest(")
    op.execute(
        f"insert into new_lookup_keys (value, store_id, card_id, until) select value, store_id, card_id, {until}"
        " from lookup_keys order by value, store_id, card_id"
    )
    take_the_place_of("lookup_keys", "pk_lookup_keys_anew")
    op.create_index(op.f("ix_lookup_keys_card_id"), "lookup_keys", ["card_id"])
