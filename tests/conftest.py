"""The app is built once; rows are wiped after each test. Ann serves, Bo manages, Cy works elsewhere, Dee is head office."""

import gc
import os
import re
import tempfile
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import text

from counter import create_app
from counter.extensions import db
from tests import factories
from tests.support.browser_less import Visitor
from tests.support.postgres import cluster

COUNTS = re.compile(r"_costs?_|_cost_no_|_as_many_queries")
DATABASES = {"database_url", "fresh", "demo"}  # one of these stands behind each test that asks one
EMPTYING = []  # the statement for PostgreSQL, once it is made
KEPT = {"roles", "playbook_versions", "categories", "alembic_version"}


def pytest_collection_modifyitems(config, items):
    """Who counts the queries of fifty rows writes them first: `make quick` leaves these out. They are counted on SQLite's run alone,
    where what asks no database is tried, too."""
    if config.getoption("--db") == "postgresql":
        idle = [
            item
            for item in items
            if COUNTS.search(item.name) or not DATABASES & set(getattr(item, "fixturenames", DATABASES))
        ]
        config.hook.pytest_deselected(items=idle)
        left = set(idle)
        items[:] = [item for item in items if item not in left]
    for item in items:
        if COUNTS.search(item.name):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def database_url(request, tmp_path_factory):
    if request.config.getoption("--db") == "sqlite":
        # in memory where there is such a place: the same pragmas, without a disk to wait for
        memory = Path("/dev/shm")
        folder = tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None)
        request.addfinalizer(folder.cleanup)
        return f"sqlite:///{folder.name}/counter.db"
    name = f"counter_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    return factories.a_database(cluster(), name)


@pytest.fixture(scope="session")
def app(database_url, tmp_path_factory):
    settings = factories.settings(database_url, Path(tmp_path_factory.mktemp("data")))
    app = create_app(settings)
    app.test_client_class = Visitor
    with app.app_context():
        db.create_all()
        factories.load_ground()
    gc.freeze()  # what the app is made of is not looked through again and again
    gc.set_threshold(50_000, 20, 20)
    return app


@pytest.fixture
def shop(app):
    """Two shops with their people, inside an app context; everything is gone afterwards."""
    if app.extensions.get("tests.rows", True):
        wipe(app)  # a test that was cut off left its rows
    app.extensions["tests.rows"] = True
    with app.app_context():
        factories.shops()
        db.session.commit()
        yield factories
        db.session.rollback()
    wipe(app)
    app.extensions["tests.rows"] = False


def wipe(app):
    with app.app_context():
        tables = [t.name for t in reversed(db.metadata.sorted_tables) if t.name not in KEPT]
        with db.engine.begin() as connection:
            if db.engine.dialect.name == "postgresql":
                connection.exec_driver_sql(emptying(connection, tables))
            else:
                connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
                for name in tables:
                    connection.exec_driver_sql(f'delete from "{name}"')
        db.session.remove()
        forget_versions(app, KEPT_VERSIONS)


def emptying(connection, tables):
    """All in one go: a truncate writes every file of every table anew, fifty times as long as the few rows take to delete."""
    if not EMPTYING:
        owned = text(
            "select s.oid::regclass::text from pg_class s join pg_depend d on d.objid = s.oid and d.deptype in ('a', 'i')"
            " join pg_class t on t.oid = d.refobjid where s.relkind = 'S' and t.relname = any(:tables)"
        )
        begun = [f"setval('{one}', 1, false)" for one in connection.scalars(owned, {"tables": tables})]
        deletes = [f'delete from "{name}"' for name in tables]
        first = "set local session_replication_role = replica"  # rows that hang on each other go in any order
        EMPTYING.append("; ".join([first, *deletes, "select " + ", ".join(begun)]))
    return EMPTYING[0]


KEPT_VERSIONS = ("counter.promises", "counter.tickets")


def forget_versions(app, caches):
    """A version that a test took back gives its id to the next one, and its words are remembered by id."""
    there = set(db.session.scalars(text("select id from playbook_versions")))
    db.session.remove()
    for known in (app.extensions.get(name, {}) for name in caches):
        for version in set(known) - there:
            del known[version]


@pytest.fixture
def monday():
    """The clock stands at factories.NOW, on a Monday morning; `monday.move_to(...)` moves it."""
    with time_machine.travel(factories.NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def visit(app, shop):
    """`visit("ann")`: a browser in which Ann is signed in. `visit()`: nobody."""

    def enter(username=None):
        client = app.test_client()
        if username:
            db.session.commit()
            client.enter(username)
        return client

    return enter


@pytest.fixture
def ann(visit):
    return visit("ann")


@pytest.fixture
def bo(visit):
    return visit("bo")


@pytest.fixture
def cy(visit):
    return visit("cy")


@pytest.fixture
def dee(visit):
    return visit("dee")


@pytest.fixture
def fresh(request, tmp_path):
    """An app on a database that has nothing yet."""
    url = f"sqlite:///{tmp_path / 'fresh.db'}"
    if request.config.getoption("--db") == "postgresql":
        name = f"counter_fresh_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
        url = factories.a_database(cluster(), name)
    app = create_app(factories.settings(url, tmp_path))
    yield app
    with app.app_context():
        db.engine.dispose()
