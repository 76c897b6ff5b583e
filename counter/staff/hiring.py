"""The first store and its people, where there is nobody yet to do it on a page."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from counter.extensions import db
from counter.playbooks.models import PlaybookVersion, in_force
from counter.staff.models import Membership, Person, Role
from counter.staff.passwords import hashed
from counter.stores import profile, profile_cells
from counter.stores.models import Store

LETTERS = set("23456789ABCDEFGHJKMNPQRSTUVWXYZ")  # as on card numbers (ground 15)


class NotPossible(ValueError):
    """Says what is wrong with what was asked, in a sentence."""


def open_store(
    code: str, name: str, address: str, playbook: str, about_it: Mapping[str, str] | None = None
) -> Store:
    """A store with its playbook's languages; the rest is edited later. about_it: by column of a list of stores
    (profile_cells.read). Raises NotPossible."""
    if not (2 <= len(code) <= 4 and set(code) <= LETTERS):
        raise NotPossible("A store's code has 2 to 4 of " + "".join(sorted(LETTERS)))
    if db.session.scalar(select(Store.id).filter_by(code=code)):
        raise NotPossible(f"There is a store {code} already")
    book = in_force("playbook", playbook)
    if book is None:
        raise NotPossible(f"No playbook {playbook}")
    store = new_store(code, book)
    store.name, store.address = {"zh": name, "en": name}, {"zh": address, "en": address}
    wrong: list[str] = []
    asked = profile.of_playbook(playbook)
    said = profile_cells.read(
        about_it or {}, None, asked, lambda _name, sentence: wrong.append(str(sentence))
    )
    for field, value in said.items():
        setattr(store, field, value)
    if wrong:
        raise NotPossible(" ".join(wrong))
    db.session.add(store)
    db.session.flush()
    return store


def new_store(code: str, book: PlaybookVersion) -> Store:
    """Not in the books yet, and without a name."""
    store = Store(code=code, playbook_code=book.code)
    store.time_zone, store.currency = book.body["time_zone"], book.body["currency"]
    store.language, store.jurisdictions = book.body["default_language"], book.body["jurisdictions"]
    store.zones, store.rooms = book.body["zones"], book.body["rooms"]
    return store


def hire(username: str, name: str, role: str, store_code: str | None, password: str, at: datetime) -> Person:
    """A person who may sign in. Raises NotPossible."""
    if len(password) < 8:
        raise NotPossible("A password has 8 characters or more")
    if db.session.scalar(select(Person.id).filter_by(username=username)):
        raise NotPossible(f"There is a {username} already")
    found = db.session.get(Role, role)
    store = db.session.scalar(select(Store).filter_by(code=store_code)) if store_code else None
    if found is None or (store is None and not found.sees_all):
        raise NotPossible(
            "Name a role (assistant, manager, head_office) and, except for head office, a store"
        )
    person = Person(username=username, name={"zh": name, "en": name}, hired_at=at)
    person.password_hash = hashed(password)
    db.session.add(person)
    db.session.flush()
    db.session.add(Membership(person_id=person.id, store_id=store.id if store else None, role_code=role))
    return person
