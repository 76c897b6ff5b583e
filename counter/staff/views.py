"""Signing in, switching person, being on shift."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, abort, current_app, g, redirect, request, session, url_for
from flask_babel import lazy_gettext as _
from flask_login import current_user
from sqlalchemy import select

from config import LANGUAGES
from counter.access import public, staff
from counter.clock import now
from counter.errors import page
from counter.extensions import db
from counter.history.models import note
from counter.operations.once import commits, done, once
from counter.pages import render
from counter.staff import attempts, colleagues, passwords, signing
from counter.staff.forms import PinForm, SignInForm, SwitchForm
from counter.staff.models import Person
from counter.staff.signed import forget

blueprint = Blueprint("staff", __name__)


@blueprint.get("/")
@staff
def home() -> Any:
    return redirect(url_for("today.show"))


@blueprint.get("/login")
@public
def sign_in() -> Any:
    if current_user.is_authenticated and not request.args.get("next"):
        return redirect(url_for("today.show"))
    return render("staff/sign_in.html", form=SignInForm(next=request.args.get("next", "")))


@blueprint.post("/login")
@public
@commits
def create_sign_in() -> Any:
    form = SignInForm()
    if not form.validate_on_submit():
        return render("staff/sign_in.html", status=422, form=form)
    person = proven("password", form.username.data or "", form.password.data or "", request.remote_addr or "")
    if person is None:
        resting = g.get("is_resting")
        form.password.errors = [RESTING if resting else _("Name and password don't belong together.")]
        return render("staff/sign_in.html", status=429 if resting else 422, form=form)
    return entered(person, form)


RESTING = _("Too many tries. Wait a quarter of an hour, then try again.")


def proven(kind: str, name: str, secret: str, source: str) -> Person | None:
    """The person, if the secret is theirs. Read and hashed before any lock is taken."""
    g.is_reading = True
    person = db.session.scalar(select(Person).where(Person.username == name, Person.dismissed_at.is_(None)))
    kept = (person.password_hash if kind == "password" else person.pin_hash) if person else None
    g.is_resting = attempts.is_resting(kind, name, source, now())
    right = not g.is_resting and passwords.matches(kept, secret)
    db.session.rollback()
    g.is_reading = None
    if right:
        attempts.forgive(kind, name)
        return db.session.merge(person) if person else None
    if not g.is_resting:
        attempts.count(kind, name, source, now())
    return None


def entered(person: Person, form: SignInForm) -> Any:
    try:
        token = signing.enter(person, now())
    except signing.NotEnrolled:
        form.password.errors = [_("This tablet is not enrolled yet. Ask your manager to sign in on it once.")]
        return render("staff/sign_in.html", status=403, form=form)
    response = redirect(own_address(form.next.data) or url_for("today.show"), 303)
    if token:
        response.set_cookie(signing.COOKIE, token, **cookie())
    return response


def cookie() -> dict[str, Any]:
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    return {"max_age": timedelta(days=730), "httponly": True, "samesite": "Lax", "secure": secure}


def own_address(text: str | None) -> str | None:
    """Only a path of ours: never a way out to another site."""
    if not text or not text.startswith("/") or not text.isprintable():
        return None
    parts = urlsplit(text)
    return None if parts.netloc or "\\" in text or text.startswith("//") else text


@blueprint.post("/logout")
@public
@commits
def sign_out() -> Any:
    forget()
    return redirect(url_for("staff.sign_in"), 303)


@blueprint.get("/people")
@staff
def people() -> Any:
    return render(
        "staff/people.html", people=colleagues.of(current_user.store, now()), form=SwitchForm(on_shift=True)
    )


@blueprint.post("/people/<int:number>/switch")
@staff
@commits
def switch(number: int) -> Any:
    """The other person takes the tablet; what the first one had open stays theirs."""
    g.is_reading = True
    person = colleagues.find(current_user.store, number) or abort(404)
    store, tablet_id, form = current_user.store, current_user.tablet_id, SwitchForm()
    if form.validate_on_submit():
        found = proven("pin", person.username, form.pin.data or "", f"tablet {tablet_id}")
        if found and tablet_id:
            signing.begin(found, store.id, tablet_id, now())
            if form.on_shift.data:
                signing.start_shift(found.id, store, now())
            return redirect(url_for("today.show"), 303)
        form.pin.errors = [
            PINS_REST if g.get("is_resting") else _("That is not the PIN. Try again, or use the password.")
        ]
    people = colleagues.of(store, now())
    return render("staff/people.html", status=422, people=people, form=form, chosen=number)


PINS_REST = _("Too many wrong PINs. PINs rest for an hour; the password works.")


@blueprint.post("/shifts")
@staff
@once
def start_shift() -> Any:
    signing.start_shift(current_user.person_id, current_user.store, now())
    note(current_user, "start_shift", db.session.get(Person, current_user.person_id), now())
    return done("today.show")


@blueprint.post("/presence")
@staff
@commits
def stay() -> Any:
    """The beacon: somebody is at the tablet. At most every five minutes."""
    current_user.stay(now())
    return "", 204


@blueprint.get("/me")
@staff
def me() -> Any:
    return render("staff/me.html", form=PinForm())


@blueprint.post("/me/pin")
@staff
@once
def set_pin() -> Any:
    form = PinForm()
    person = db.session.get(Person, current_user.person_id) or abort(404)
    if not form.validate_on_submit():
        return render("staff/me.html", status=422, form=form)
    if not passwords.matches(person.password_hash, form.password.data or ""):
        form.password.errors = [_("That is not your password.")]
        return render("staff/me.html", status=422, form=form)
    person.pin_hash = passwords.hashed(form.pin.data or "")
    note(current_user, "set_pin", person, now())
    return done("staff.me")


@blueprint.post("/me/language")
@staff
@once
def set_language() -> Any:
    language = request.form.get("language", "")
    if language not in LANGUAGES:
        return page(422)
    person = db.session.get(Person, current_user.person_id) or abort(404)
    person.language = language
    session["language"] = language
    note(current_user, "set_language", person, now(), {"language": [None, language]})
    return done("staff.me")


@blueprint.post("/language")
@public
@commits
def choose_language() -> Any:
    """Before anybody is signed in: kept in the cookie of this browser."""
    if request.form.get("language") in LANGUAGES:
        session["language"] = request.form["language"]
    return redirect(url_for("staff.sign_in"), 303)
