"""`flask --app wsgi import-cards`: the same as the page, for a file that lies on the server. Stopped, it goes on where it was."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import select

from counter.card_imports import showing, starting, unpacking
from counter.card_imports.columns import left_out, missing, recognised
from counter.card_imports.models import DOUBTFUL, CardImport
from counter.clock import now
from counter.columns import Words
from counter.extensions import db
from counter.languages import words
from counter.letters import NAMES
from counter.operations.again import again
from counter.staff.models import Membership, Person, Role
from counter.stores.models import Store
from counter.tables import FileTrouble
from counter.warranty import beginning


@dataclass(frozen=True)
class AtTheServer:
    """Who gives the command, as deeds want it."""

    person_id: int
    names: Words
    store: Store
    sees_all: bool
    store_ids: tuple[int, ...]
    tablet_id: None = None


def init(app: Flask) -> None:
    @app.cli.command("import-cards")
    @click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @click.option("--store", "code", required=True, help="the store's code")
    @click.option("--by", "username", required=True, help="a manager of the store, in whose name it is done")
    @click.option(
        "--apply", "is_applied", is_flag=True, help="make the cards; without it the file is only checked"
    )
    @click.option("--letters", type=click.Choice(list(NAMES)), help="of a CSV file that is not in UTF-8")
    def import_cards(file: Path, code: str, username: str, is_applied: bool, letters: str | None) -> None:
        """Checks a CSV or Excel file of old cards; with --apply makes them."""
        store = db.session.scalar(select(Store).where(Store.code == code))
        by = manager(username, store) if store else None
        if store is None or by is None:
            raise click.ClickException("There is no such store, or that person is not its manager.")
        with force_locale(store.language):
            run(file, store, by, is_applied, letters or "")


def run(file: Path, store: Store, by: AtTheServer, is_applied: bool, letters: str = "") -> None:
    with file.open("rb") as stream:
        try:
            unpacked = unpacking.unpack(stream, file.name, letters)
        except FileTrouble as trouble:
            raise click.ClickException(str(trouble.sentence)) from trouble
    one = starting.begin(unpacked, store, by, now())
    db.session.commit()
    click.echo(f"Import {one.id}: {one.lines:,} lines")
    if (letters := showing.letters_of(one)) in NAMES:
        click.echo(
            f"Read as {letters}; if names are wrong, give another one of {', '.join(NAMES)} with --letters"
        )
    if one.stage == "columns":
        but = beginning.unneeded(store)
        columns = recognised(one.headings, but)
        if lacking := missing(columns):
            raise click.ClickException(
                f"No column for {', '.join(lacking)}. Say which it is at /card-imports/{one.id}, then run this again."
            )
        if rest := left_out(one.headings, columns, but):
            click.echo(f"Left out: {', '.join(heading for heading, _field in rest)}")
        starting.map_columns(one, columns, by, now())
        db.session.commit()
    go_through(one, store, by)
    if is_applied and one.stage == "checked":
        starting.approve(one, by, now())
        db.session.commit()
        go_through(one, store, by)
    click.echo(f"{one.made:,} made, {one.fit:,} to make, {one.known:,} there already, {one.wrong:,} wrong")
    for row in (*showing.lines_of(one, "wrong", limit=20), *showing.lines_of(one, DOUBTFUL, limit=20)):
        for field, sentence in row.said or []:
            click.echo(f"  line {row.line}, {showing.heading_of(one, field)}: {words(sentence)}")
    db.session.rollback()


def go_through(one: CardImport, store: Store, by: Any) -> None:
    """Chunk by chunk, each committed by itself, so that tablets write in between."""

    def go_on() -> None:
        starting.go_on(one, store, by, now())
        db.session.commit()

    while one.is_running:
        stage = one.stage
        again(go_on)
        if stage == "checking":
            click.echo(f"checked {one.checked:>9,} of {one.lines:,}")
        elif stage == "making":
            click.echo(f"made    {one.made:>9,} of {one.to_make:,}")


def manager(username: str, store: Store) -> AtTheServer | None:
    asked = select(Person, Role, Membership.store_id).join(Membership, Membership.person_id == Person.id)
    asked = asked.join(Role, Role.code == Membership.role_code)
    rows = db.session.execute(asked.where(Person.username == username, Person.dismissed_at.is_(None))).all()
    for person, role, store_id in rows:
        if role.acts_as == "head_office" or (role.acts_as == "manager" and store_id == store.id):
            store_ids = tuple(each for _person, _role, each in rows if each)
            return AtTheServer(person.id, person.name, store, role.sees_all, store_ids)
    return None
