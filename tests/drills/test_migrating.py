"""R12: a migration is killed in the middle, again and again: the schema is that of one revision, whole, never between."""

import os
import random
import shutil
import subprocess
import sys
import time

import pytest
import sqlalchemy as sa

from tests.support.live import ROOT, Live, Loaded
from tests.support.postgres import cluster, database

FROM = "0012"
HEAD = max(file.stem[:4] for file in (ROOT / "migrations" / "versions").glob("0*.py"))


def command(*words):
    return [sys.executable, "-m", "flask", "--app", "wsgi", *words]


def flask(live, *words):
    """A command of the app, to its end; how many seconds it took."""
    began = time.monotonic()
    done = subprocess.run(
        command(*words), cwd=ROOT, env=live.environment(), capture_output=True, timeout=7200, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return time.monotonic() - began


def cut_short(live, after):
    """An upgrade that is killed after so many seconds."""
    upgrade = subprocess.Popen(
        command("db", "upgrade"), cwd=ROOT, env=live.environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )  # fmt: skip
    time.sleep(after)
    upgrade.kill()
    upgrade.wait()


def schema(live):
    """(revision, what its schema is): tables with columns, indexes, keys and checks, as the database tells them."""
    with live.engine().connect() as books:
        look, found = sa.inspect(books), {}
        for table in look.get_table_names():
            columns = [(c["name"], str(c["type"]), c["nullable"]) for c in look.get_columns(table)]
            indexes = sorted(
                (i["name"], tuple(i["column_names"]), i["unique"]) for i in look.get_indexes(table)
            )
            keys = sorted(
                str((k["constrained_columns"], k["referred_table"])) for k in look.get_foreign_keys(table)
            )
            checks = sorted(str(c["name"]) for c in look.get_check_constraints(table))
            found[table] = columns, indexes, keys, checks
        return books.scalar(sa.text("select version_num from alembic_version")), found


def is_sound(live):
    with live.engine().connect() as books:
        if books.engine.dialect.name != "sqlite":
            return True
        broken = books.exec_driver_sql("PRAGMA foreign_key_check").all()
        return books.exec_driver_sql("PRAGMA quick_check").scalar_one() == "ok" and not broken


def rows(live):
    """{table: (how many, their sum)} of all that is in the books."""
    with live.engine().connect() as books:
        tables = sa.inspect(books).get_table_names()
        return {table: summed(books, table) for table in tables}


def summed(books, table):
    how_many = total = 0
    for row in books.execution_options(yield_per=10_000).execute(sa.text(f'select * from "{table}"')):
        how_many, total = how_many + 1, (total + hash(str(tuple(row)))) % 2**61
    return how_many, total


def of_old(demo, folder, cards):
    """The demo, or so many cards, as an earlier version kept them; copies of it can be made."""
    if cards:
        url = f"{cluster().rpartition('/')[0]}/migrated" if demo.database else ""
        live = Live(folder / "loaded", url)
        live.folder.mkdir()
        if url:
            database("migrated")
        flask(live, "bench-fill", "--cards", str(cards))
    else:
        copy = demo.copy()
        live = Live(folder / "loaded", copy.database)
        shutil.move(copy.folder, live.folder)
    flask(live, "db", "downgrade", FROM)
    return Loaded(folder, live.database)


def stepped_through(live):
    """{revision: its schema} on the way up to the last one."""
    revision, found = schema(live)
    steps = {}
    while revision not in steps:
        steps[revision] = found
        flask(live, "db", "upgrade", "+1") if revision != HEAD else None
        revision, found = schema(live)
    return steps


def cut_of(revisions):
    return sum(revision != HEAD for revision in revisions)


def kill_migrations(demo, folder, kills, seed, cards=0):
    old, dice = of_old(demo, folder, cards), random.Random(seed)
    right = old.copy()
    steps = stepped_through(right)
    took, start = flask(old.copy(), "db", "upgrade"), flask(right, "db", "upgrade")
    live, between, at, after = old.copy(), [], FROM, start
    while len(between) < kills or (cut_of(between) < kills // 4 and len(between) < 5 * kills):
        cut_short(live, after + dice.random() * max(took - start, 0.2))
        revision, found = schema(live)
        assert found == steps[revision], f"{revision} is not whole"
        assert is_sound(live)
        between.append(revision)
        # too late or too early for this machine, as busy as it is now: the next one comes sooner, or later
        after *= 0.75 if revision == HEAD else 1.1 if revision == at else 1
        at = revision
        if revision == HEAD:
            live, at = old.copy(), FROM
    flask(live, "db", "upgrade")
    assert schema(live) == (HEAD, steps[HEAD]) and is_sound(live)
    assert rows(live) == rows(right)
    cut, kills = cut_of(between), len(between)
    print(f"\nR12: an upgrade over {len(steps) - 1} steps of {took - start:.1f} s, {cards or 'the demo'}{' cards' if cards else ''}, killed {kills} times, "
          f"{cut} of them before its end (at {', '.join(sorted(set(between)))}): schema whole, rows as without")  # fmt: skip
    assert cut, "no kill hit an upgrade: no drill"


@pytest.mark.timeout(300)
def test_an_upgrade_that_is_killed_is_at_one_revision_and_goes_on(demo, tmp_path):
    kill_migrations(demo, tmp_path, kills=4, seed=12)


@pytest.mark.drill
@pytest.mark.timeout(7200)
def test_an_upgrade_of_many_cards_that_is_killed_is_at_one_revision_and_goes_on(demo, tmp_path):
    kill_migrations(demo, tmp_path, kills=20, seed=13, cards=int(os.environ.get("DRILL_CARDS", "100000")))
