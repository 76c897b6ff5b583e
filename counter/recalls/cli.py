"""Cards that came since, cards that are void since: looked through by the pass of a day, or by `flask --app wsgi recall-again` at
once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

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
from counter.stores.models import Store


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


def look_through(at: datetime) -> Iterator[int]:
    """The pass of a day: each recall that nobody looked through since the first store's day began, and what is under way;
    how many chunks each took. Run again on that day it finds none. Where one is cut off the others are looked through all the
    same; then it is said."""
    cut_off: Exception | None = None
    for number in due(at):
        try:
            chunks = run(number)
        except Exception as error:
            db.session.rollback()
            cut_off = cut_off or error
        else:
            yield chunks
    if cut_off:
        raise cut_off


def due(at: datetime) -> list[int]:
    store = db.session.scalar(select(Store).order_by(Store.id).limit(1))
    asked = select(Recall).where(Recall.ended_at.is_(None)).order_by(Recall.id)
    return [
        one.id
        for one in db.session.scalars(asked)
        if one.is_running or (store and one.swept_at and store.today(one.swept_at) < store.today(at))
    ]


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
