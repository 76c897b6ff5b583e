"""Over every route of the app, without being asked: a rule, a sign-in, a stranger's 404, no write in a GET."""

import re
from pathlib import Path

import pytest
import sqlalchemy as sa

from counter.access import RANKS
from counter.extensions import db
from tests import factories, records

IGNORED = {"static"}
WRITES = {"POST"}
SESSION_ROUTES = {
    "staff.create_sign_in", "staff.sign_out", "staff.switch", "staff.stay", "staff.choose_language",
    "people.unlock",
    "people.unlock_ticket",
}  # fmt: skip


pytestmark = pytest.mark.usefixtures("monday")


def routes(app):
    """Reading ones first; then what a deed of another route would take away (an offer goes with its line)."""
    found = [rule for rule in app.url_map.iter_rules() if rule.endpoint not in IGNORED]
    return sorted(found, key=lambda rule: ("POST" in rule.methods, "suggestions" not in rule.rule))


def view(app, rule):
    return app.view_functions[rule.endpoint]


def address(rule, values):
    found = rule.rule
    for name, value in values.items():
        found = re.sub(rf"<(?:[^<>:]+:)?{name}>", str(value), found)
    return found


def snapshot():
    tables = [t for t in db.metadata.sorted_tables if t.name not in ("attempts", "sign_ins")]
    counts = {t.name: db.session.scalar(sa.select(sa.func.count()).select_from(t)) for t in tables}
    db.session.rollback()
    return counts


def test_every_route_wears_a_rule_and_every_post_says_how_it_writes(app):
    assert len(routes(app)) > 40
    for rule in routes(app):
        wears = getattr(view(app, rule), "rule", None)
        assert wears in RANKS, f"{rule.endpoint} has no rule of access"
        if WRITES & rule.methods:
            kind = getattr(view(app, rule), "is_once", None), getattr(view(app, rule), "reads_only", False)
            allowed = kind == (True, False) or kind == (None, True)
            assert allowed or rule.endpoint in SESSION_ROUTES, (
                f"{rule.endpoint}: neither @once nor @reads_only"
            )


def test_only_get_and_post_are_used(app):
    for rule in routes(app):
        assert rule.methods <= {"GET", "HEAD", "OPTIONS", "POST"}


def test_nobody_signed_in_gets_in_anywhere_but_at_the_door(app, visit, shop):
    made = records.one_of_each(factories.the_store("NM"))
    stranger = visit()
    stranger.get("/login")
    before = snapshot()
    for rule in routes(app):
        if view(app, rule).rule == "public":
            continue
        path = address(rule, records.values(rule, made))
        answer = stranger.send(path) if "POST" in rule.methods else stranger.get(path)
        assert answer.status_code == 303 and "/login" in answer.location, (
            f"{rule.endpoint}: {answer.status_code}"
        )
        htmx = stranger.send(path, htmx=True) if "POST" in rule.methods else stranger.fragment(path)
        assert htmx.headers.get("HX-Redirect", "").startswith("/login"), rule.endpoint
    assert snapshot() == before


@pytest.mark.parametrize(
    "who", ["ann", *(pytest.param(who, marks=pytest.mark.slow) for who in ("bo", "cy", "dee"))]
)
def test_each_role_gets_what_its_rule_says_and_another_store_is_404(app, visit, shop, who):
    made = records.one_of_each(factories.the_store("NM"))
    visitor, rank = (
        visit(who),
        {"ann": "assistant", "bo": "manager", "cy": "assistant", "dee": "head_office"}[who],
    )
    checked = 0
    for rule in routes(app):
        name = view(app, rule).rule
        if name == "public" or rule.endpoint in SESSION_ROUTES or not records.is_ours(rule):
            continue
        path = address(rule, records.values(rule, made))
        answer = visitor.send(path) if "POST" in rule.methods else visitor.get(path)
        if rank not in RANKS[name]:
            assert answer.status_code == 403, f"{rule.endpoint}: {answer.status_code}"
        elif who == "cy" and records.is_of_a_store(rule):
            assert answer.status_code == 404, f"{rule.endpoint}: {answer.status_code} for another store"
        else:
            assert answer.status_code < 500 and answer.status_code not in (403, 404), (
                f"{rule.endpoint}: {answer.status_code} {path}"
            )
        checked += 1
    assert checked > 30


@pytest.mark.slow
def test_a_get_never_writes(app, ann, dee, shop):
    made = records.one_of_each(factories.the_store("NM"))
    before = snapshot()
    for visitor in (ann, dee):
        for rule in routes(app):
            if "GET" in rule.methods and view(app, rule).rule != "public":
                visitor.get(address(rule, records.values(rule, made)))
    assert snapshot() == before


def test_a_reading_post_never_writes_and_needs_no_operation_id(app, ann, shop):
    made = records.one_of_each(factories.the_store("NM"))
    before, seen = snapshot(), 0
    for rule in routes(app):
        if getattr(view(app, rule), "reads_only", False):
            path = address(rule, records.values(rule, made))
            answer = ann.post(path, data={"csrf_token": ann.csrf, "q": "8000"})
            assert answer.status_code < 400, f"{rule.endpoint}: {answer.status_code}"
            seen += 1
    assert seen >= 3 and snapshot() == before


def test_every_write_wants_the_token_and_nothing_changes_without(app, ann, shop):
    made = records.one_of_each(factories.the_store("NM"))
    before, seen = snapshot(), 0
    for rule in routes(app):
        if "POST" not in rule.methods:
            continue
        path = address(rule, records.values(rule, made))
        for token in ("", "forged"):
            answer = ann.post(path, data={"csrf_token": token, "operation_id": "x" * 22})
            assert answer.status_code == 400, f"{rule.endpoint}: {answer.status_code}"
        seen += 1
    assert seen > 20 and snapshot() == before


def test_every_write_wants_an_operation_id(app, ann, shop):
    made = records.one_of_each(factories.the_store("NM"))
    before = snapshot()
    for rule in routes(app):
        once = getattr(view(app, rule), "is_once", False)
        if once and "assistant" in RANKS[view(app, rule).rule]:
            answer = ann.send(address(rule, records.values(rule, made)), operation_id="short")
            assert answer.status_code == 400, f"{rule.endpoint}: {answer.status_code}"
    assert snapshot() == before


def test_odd_addresses_are_calm(ann):
    for path in (
        "/nothing",
        "/sales/99999999999999999999",
        "/sales/0",
        "/sales/-1",
        "/%00",
        "/%ff%fe",
        "/sales/1e9",
    ):
        assert ann.get(path).status_code in (400, 404), path
    assert ann.put("/today").status_code == 405


def test_templates_named_with_an_underscore_are_fragments():
    for file in Path("templates").rglob("*.html"):
        text = file.read_text(encoding="utf-8")
        is_page = "{% extends" in text or "<html" in text
        assert is_page != file.name.startswith("_"), f"{file}: a page has no underscore, a fragment has one"
