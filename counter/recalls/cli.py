"""`flask --app wsgi recall-again`: cards that came since, cards that are void since; for a timer, every night."""

from dataclasses import dataclass

import click
from flask import Flask
from sqlalchemy import select

from counter.clock import now
from counter.columns import Words
from counter.extensions import db
from counter.operations.again import again
from counter.recalls import calling
from counter.recalls.models import Recall
from counter.staff.models import Person


@dataclass(frozen=True)
class Opener:
    """In whose name it goes on: who opened it."""

    person_id: int
    names: Words
    store: None = None
    tablet_id: None = None


def init(app: Flask) -> None:
    @app.cli.command("recall-again")
    def recall_again() -> None:
        """Goes on with each recall that is not stopped until all its cards are looked through."""
        asked = select(Recall.id).where(Recall.stopped_at.is_(None)).order_by(Recall.id)
        for number in db.session.scalars(asked).all():
            chunks = run(number)
            click.echo(f"Recall {number}: looked through in {chunks} chunks")


def run(number: int) -> int:
    """How many chunks it took."""
    chunks = 1
    while again(lambda: goes_on(number)):
        chunks += 1
    return chunks


def goes_on(number: int) -> bool:
    """A chunk; whether there is more."""
    recall = db.session.get_one(Recall, number)
    opener = db.session.get_one(Person, recall.opened_by)
    calling.go_on(recall, Opener(opener.id, opener.name), now())
    is_running = recall.is_running
    db.session.commit()
    return is_running
