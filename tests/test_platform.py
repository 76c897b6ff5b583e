"""What the whole stands on: the library, the pragmas, the headers, the settings, the log."""

import ctypes
import itertools
import logging
import sqlite3

import pytest
import sqlalchemy as sa

import config
from counter import __main__ as program
from counter.extensions import db
from counter.headers import of_file
from counter.stores.models import Store
from tests import factories


def test_one_sound_sqlite_with_the_pragmas_we_chose(app, shop):
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL here")
    ask = lambda text: db.session.execute(sa.text(text)).scalar()  # noqa: E731
    assert ask("select sqlite_version()") == sqlite3.sqlite_version
    assert sqlite3.sqlite_version_info >= (3, 51, 3)
    assert (ask("pragma synchronous"), ask("pragma foreign_keys"), ask("pragma secure_delete")) == (2, 1, 1)
    assert ask("pragma busy_timeout") == 5000
    db.session.rollback()


def test_each_thread_has_a_connection_and_the_last_used_goes_first(app, shop):
    db.session.rollback()
    one, other, third = (db.engine.connect() for _ in range(3))
    raw = [each.connection.dbapi_connection for each in (one, other, third)]
    for each in (third, one, other):
        each.close()
    with db.engine.connect() as again:
        assert again.connection.dbapi_connection is raw[1]
    assert db.engine.pool.size() == config.THREADS


READING, LOOKING_UP, WRITING = (
    ("/today", "GET"),
    ("/warranty-cards/search", "POST"),
    ("/warranty-cards", "POST"),
)


@pytest.mark.parametrize("places", list(itertools.permutations((READING, LOOKING_UP, WRITING))), ids=str)
def test_what_reads_can_not_write_whatever_went_before_on_its_connection(app, shop, places):
    store_id = factories.the_store("NM").id
    db.session.rollback()
    for path, method in places * 2:
        with app.test_request_context(path, method=method):
            change = sa.update(Store).where(Store.id == store_id).values(postcode="215000")
            if (path, method) == WRITING:
                db.session.execute(change)
            else:
                with pytest.raises(sa.exc.DBAPIError, match="read-?only"):
                    db.session.execute(change)
            db.session.rollback()
            if db.engine.dialect.name == "postgresql":
                plans = db.session.scalar(sa.text("show plan_cache_mode"))
                assert plans == ("force_generic_plan" if path == LOOKING_UP[0] else "auto")
                db.session.rollback()


def test_health_says_ok_and_503_when_the_database_is_gone(visit, monkeypatch):
    visitor = visit()
    assert visitor.get("/healthz").get_json() == {"status": "ok"}

    def gone(*rest, **kw):
        raise sa.exc.OperationalError("select 1", {}, Exception("gone"))

    monkeypatch.setattr(db.session, "execute", gone)
    assert visitor.get("/healthz").status_code == 503


def test_every_answer_carries_the_security_headers(visit):
    headers = visit().get("/login").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff" and headers["Cache-Control"] == "no-store"
    cookie = headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie


def test_webassembly_is_for_the_reader_of_barcodes_alone_and_the_camera_for_our_own_pages(app, visit):
    headers = visit().get("/static/reader.js").headers
    assert headers["Content-Security-Policy"] == (
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"
    )
    for path in ("/login", "/static/scanner.js", "/static/counter.js"):
        assert "unsafe" not in visit().get(path).headers["Content-Security-Policy"]
    assert "camera=(self), microphone=()" in visit().get("/login").headers["Permissions-Policy"]
    outside = {}
    of_file(outside, "", "/static/scanner.js")
    assert not outside
    of_file(outside, "", "/static/reader.js")
    assert "wasm-unsafe-eval" in outside["Content-Security-Policy"]


def test_production_refuses_a_missing_or_short_secret(tmp_path):
    for env in ({}, {"SECRET_KEY": "short"}, {"SECRET_KEY": "x" * 40}):
        with pytest.raises(config.MissingSetting):
            config.read({"DATA_DIR": str(tmp_path), **env})
    sound = {"SECRET_KEY": "x" * 40, "PUBLIC_URL": "https://counter.example", "DATA_DIR": str(tmp_path)}
    assert config.read(sound)["SESSION_COOKIE_SECURE"] is True


def test_the_log_has_a_line_a_request_and_no_customer_in_it(ann, caplog):
    caplog.set_level(logging.INFO, "counter.requests")
    ann.post("/warranty-cards/search", data={"csrf_token": ann.csrf, "q": "13800138000"})
    line = caplog.messages[-1]
    assert "route=/warranty-cards/search" in line and "queries=" in line and "staff=" in line
    assert "13800138000" not in caplog.text


def test_a_busy_database_is_a_calm_503(ann, monkeypatch):
    def locked(*rest, **kw):
        raise sa.exc.OperationalError("x", {}, Exception("database is locked"))

    monkeypatch.setattr("counter.staff.colleagues.of", locked)
    answer = ann.get("/people")
    assert answer.status_code == 503 and "Nothing is lost" in answer.get_data(as_text=True)


def test_a_surprise_is_a_calm_500_that_says_so(ann, monkeypatch):
    def broken(*rest, **kw):
        raise KeyError("surprise")

    monkeypatch.setattr("counter.staff.colleagues.of", broken)
    answer = ann.get("/people")
    assert answer.status_code == 500 and "Traceback" not in answer.get_data(as_text=True)


def test_files_have_the_address_of_where_the_app_is_served(app):
    asked = app.jinja_env.globals["asset"]
    found = []
    for root in ("", "/counter", ""):
        with app.test_request_context("/today", environ_overrides={"SCRIPT_NAME": root}):
            found.append(asked("icons.svg"))
    assert found[0] == found[2] and found[0].startswith("/static/icons.svg?v=")
    assert found[1] == f"/counter{found[0]}"


class NoGlibc:
    pass


def test_where_there_is_no_glibc_the_server_starts_all_the_same(monkeypatch):
    monkeypatch.setattr(ctypes, "CDLL", lambda name: NoGlibc())
    assert program.share_memory() is False
