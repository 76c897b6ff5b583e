"""The test client: signs in, sends forms with their tokens as a browser would, and lints every page it fetches."""

import re
import secrets
from html.parser import HTMLParser

import sqlalchemy as sa
from flask import has_app_context
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer

from counter.clock import now
from counter.extensions import db
from counter.staff.attempts import digest
from counter.staff.models import Person, SignIn
from counter.staff.signing import enrol, place_of

HTMX = {"HX-Request": "true"}
CSRF = "c" * 40


class Page(HTMLParser):
    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.ids, self.h1, self.title, self.forms, self.inputs, self.labels = [], 0, False, [], [], set()
        self.current, self.posts, self.in_label = None, [], False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if "id" in attrs:
            self.ids.append(attrs["id"])
        if tag == "h1":
            self.h1 += 1
        elif tag == "title":
            self.title = True
        elif tag == "label":
            self.in_label = True
            self.labels.add(attrs.get("for"))
        elif tag == "form":
            self.current = {"attrs": attrs, "fields": {}}
            self.forms.append(self.current)
        elif tag in ("input", "select", "textarea", "button"):
            self.field(tag, attrs)

    def field(self, tag, attrs):
        if tag != "button" and attrs.get("type") != "hidden":
            self.inputs.append((attrs, self.in_label))
        if self.current is not None and "name" in attrs:
            self.current["fields"].setdefault(attrs["name"], attrs.get("value", ""))

    def handle_endtag(self, tag):
        if tag == "form":
            self.current = None
        elif tag == "label":
            self.in_label = False


class Visitor(FlaskClient):
    """`send(path, **fields)` posts with csrf_token and a fresh operation_id; `send.again` is `repeat`."""

    csrf = ""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"

    def open(self, *args, **kwargs):
        if has_app_context():
            db.session.commit()  # what the test made is there for the request, and no lock is held
        with self.application.app_context():  # its own, or flask-login's user would leak between visitors
            response = super().open(*args, **kwargs)
        if response.mimetype == "text/html" and response.status_code < 500:
            text = response.get_data(as_text=True)
            found = re.search(r'<meta name="csrf-token" content="([^"]+)"', text)
            self.csrf = found.group(1) if found else self.csrf
            if text:
                lint(
                    text, is_page="<html" in text, where=args[0] if args and isinstance(args[0], str) else ""
                )
        return response

    def sign_in(self, username, password="counter-demo"):
        self.get("/login")
        answer = self.post(
            "/login", data={"username": username, "password": password, "csrf_token": self.csrf}
        )
        assert answer.status_code == 303, answer.get_data(as_text=True)
        self.get("/people")
        return answer

    def enter(self, username):
        """In without the door, for the hundreds of tests that are about something else: same rows, same cookie."""
        with self.application.app_context():
            self.csrf, token = tokens(self.application, username)
        with self.session_transaction() as session:
            session["_user_id"], session["_fresh"], session["csrf_token"] = token, True, CSRF
            session.permanent = True

    def send(self, path, operation_id=None, htmx=False, headers=None, **fields):
        fields = {
            "csrf_token": self.csrf,
            "operation_id": operation_id or secrets.token_urlsafe(16),
            **fields,
        }
        headers = {**(HTMX if htmx else {}), **(headers or {})}
        return self.post(path, data={k: v for k, v in fields.items() if v is not None}, headers=headers)

    def fragment(self, path, **kwargs):
        return self.get(path, headers=HTMX, **kwargs)


def tokens(app, username):
    """A sign-in of the person on a tablet of their own: the CSRF field's value, and the session's token."""
    person = db.session.scalars(sa.select(Person).filter_by(username=username)).one()
    token = secrets.token_urlsafe(32)
    place = place_of(person, None)
    tablet, _ = enrol(place.store, person, now())
    row = SignIn(token_hash=digest(token), person_id=person.id, store_id=place.store.id, tablet_id=tablet.id)
    row.made_at = row.used_at = now()
    db.session.add(row)
    db.session.commit()
    return URLSafeTimedSerializer(app.secret_key, salt="wtf-csrf-token").dumps(CSRF), token


def lint(text, is_page, where=""):
    """What every page of ours keeps: one h1, a title, unique ids, named inputs, forms with an action and a token."""
    page = Page(text)
    doubled = {i for i in page.ids if page.ids.count(i) > 1}
    assert not doubled, f"{where}: ids twice: {doubled}"
    assert not re.search(r'\sstyle="|\son\w+="|<script(?![^>]*src=)', text), (
        f"{where}: inline style or script"
    )
    if is_page:
        assert page.h1 == 1 and page.title, f"{where}: one h1 and a title, not {page.h1}"
    for attrs, in_label in page.inputs:
        named = (
            in_label
            or attrs.get("id") in page.labels
            or attrs.get("aria-label")
            or attrs.get("aria-labelledby")
        )
        assert named, f"{where}: no label on {attrs}"
    for form in page.forms:
        assert form["attrs"].get("action"), f"{where}: a form without an action"
        if form["attrs"].get("method", "get").lower() == "post":
            assert "csrf_token" in form["fields"], f"{where}: {form['attrs']['action']} has no csrf_token"
