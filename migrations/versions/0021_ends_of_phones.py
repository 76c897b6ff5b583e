"""Cards are found by more than the last four digits of a phone, too: the keys of its end go on with the digits before."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

LAST = "'4' || substr(p.value, length(p.value) - 3)"
WHOLE = f"{LAST} || reverse(substr(p.value, 3, length(p.value) - 6))"
MADE = """insert into lookup_keys (value, store_id, card_id, until) select distinct {new}, store_id, card_id, until
    from lookup_keys as p where p.value >= 'p+' and p.value < 'p,' and exists (select 1 from lookup_keys as o
    where o.value = {old} and o.store_id = p.store_id and o.card_id = p.card_id)"""
ENDS = "value >= '4' and value < '5'"
AT_ONCE = 1000


def upgrade() -> None:
    know_reverse()
    op.execute(MADE.format(new=WHOLE, old=LAST))
    op.execute(f"delete from lookup_keys where {ENDS} and length(value) = 5")
    say_anew(to_whole=True)


def downgrade() -> None:
    know_reverse()
    op.execute(MADE.format(new=LAST, old=WHOLE))
    op.execute(f"delete from lookup_keys where {ENDS} and length(value) > 5")
    say_anew(to_whole=False)


def know_reverse() -> None:
    """SQLite has none of its own."""
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        connection.connection.driver_connection.create_function("reverse", 1, lambda text: text[::-1])


def say_anew(to_whole: bool) -> None:
    """The few cards that say all their keys, since one is not told by the others."""
    connection, after = op.get_bind(), 0
    asked = sa.text(
        f"select id, filed from cards where id > :after and substr(filed, 1, 1) = :line order by id limit {AT_ONCE}"
    )
    told = sa.text("update cards set filed = :filed where id = :id")
    while rows := connection.execute(asked, {"after": after, "line": "\n"}).all():
        for card_id, filed in rows:
            keys = set(filed.split("\n")) - {""}
            for phone in [key[2:] for key in keys if key.startswith("p+")]:
                short, whole = "4" + phone[-4:], "4" + phone[-4:] + phone[:-4][::-1]
                before, now = (short, whole) if to_whole else (whole, short)
                if before in keys:
                    keys = keys - {before} | {now}
            connection.execute(told, {"id": card_id, "filed": "\n".join(["", *sorted(keys)])})
        after = rows[-1].id
