"""history names people in both languages

A name was kept in the language of whoever acted. The person's own two names take its place where one of them is that
name still; else the name stands for both.
"""

import sqlalchemy as sa
from alembic import op

from counter.columns import Json

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BOTH = {
    "sqlite": """update history_entries set person_name = coalesce(
        (select name from people where people.id = person_id
            and person_name in (json_extract(name, '$.zh'), json_extract(name, '$.en'))),
        json_object('zh', person_name, 'en', person_name))""",
    "postgresql": """update history_entries set person_name = people.name from people where people.id = person_id
        and person_name ->> 'zh' in (people.name ->> 'zh', people.name ->> 'en')""",
}
EACH = "jsonb_build_object('zh', person_name, 'en', person_name)"


def upgrade() -> None:
    on = op.get_bind().dialect.name
    if on == "sqlite":
        op.execute(BOTH[on])
    with op.batch_alter_table("history_entries") as table:
        kept = {"existing_type": sa.String(80), "existing_nullable": False}
        table.alter_column("person_name", type_=Json, postgresql_using=EACH, **kept)
    if on == "postgresql":
        op.execute(BOTH[on])


def downgrade() -> None:
    with op.batch_alter_table("history_entries") as table:
        kept = {"existing_type": Json, "existing_nullable": False}
        table.alter_column(
            "person_name", type_=sa.String(80), postgresql_using="left(person_name ->> 'zh', 80)", **kept
        )
    if op.get_bind().dialect.name == "sqlite":
        op.execute("update history_entries set person_name = json_extract(person_name, '$.zh')")
