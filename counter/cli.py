"""Commands of `flask --app wsgi`: what one does once, or by hand."""

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import click
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError

from counter.extensions import db

T = TypeVar("T")


def prepare(app: Flask) -> None:
    """The database at its newest shape; WAL is switched on once, here."""
    from counter.onesqlite import JOURNAL

    Path(app.config["DATA_DIR"]).mkdir(parents=True, exist_ok=True)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            raw = db.engine.raw_connection()
            raw.driver_connection.execute(f"PRAGMA journal_mode={JOURNAL}")  # type: ignore[union-attr]
            raw.close()
        upgrade(directory=str(Path(app.root_path) / "migrations"))


def unless_cut_off(chunks: Iterator[T]) -> Iterator[T]:
    """A command goes through in short writes; what other writers cut off is done by the next run."""
    try:
        yield from chunks
    except (OperationalError, StaleDataError) as error:
        db.session.rollback()
        raise click.ClickException("The database was busy. What is done is kept: run it again.") from error


def init(app: Flask) -> None:
    @app.cli.command("init-store")
    @click.option("--code", help="2 to 4 letters that stand on every card number")
    @click.option("--name", help="as customers know it")
    @click.option("--address", default="")
    @click.option("--playbook", default="phone_cn", show_default=True)
    @click.option(
        "--place", "jurisdiction", default="", help="whose law binds it, as CN-ZJ; else that of its playbook"
    )
    @click.option("--opens-at", default="", help="as 09:30; else 10:00")
    @click.option("--closes-at", default="", help="as 20:00; else 21:30")
    @click.option("--time-zone", default="", help="as Europe/Berlin; else that of its playbook")
    @click.option("--currency", default="", help="as EUR; else that of its playbook")
    def init_store(code: str | None, name: str | None, address: str, playbook: str, **about_it: str) -> None:
        """Brings the database to its newest shape; with --code and --name opens a store in it."""
        from counter.demo.loading import load_ground
        from counter.staff.hiring import NotPossible, open_store

        prepare(app)
        load_ground()
        try:
            if code and name:
                open_store(code, name, address, playbook, about_it)
        except NotPossible as why:
            raise click.ClickException(str(why)) from why
        db.session.commit()
        click.echo("Ready.")

    @app.cli.command("add-staff")
    @click.option("--username", prompt=True)
    @click.option("--name", prompt=True)
    @click.option("--role", prompt=True, default="manager")
    @click.option("--store", help="the store's code; none for head office")
    @click.password_option()
    def add_staff(username: str, name: str, role: str, store: str | None, password: str) -> None:
        """A person who may sign in; asks for what is not given."""
        from counter.clock import now
        from counter.staff.hiring import NotPossible, hire

        try:
            hire(username, name, role, store, password, now())
        except NotPossible as why:
            raise click.ClickException(str(why)) from why
        db.session.commit()
        click.echo(f"{username} may sign in.")

    @app.cli.command("demo")
    def demo() -> None:
        """Two shops with people, products, customers and two weeks of checklists. Never in production."""
        from counter.demo.loading import load_demo

        if app.config["COUNTER_ENV"] == "production":
            raise click.ClickException("The demo is never loaded in production.")
        prepare(app)
        click.echo("Loaded." if load_demo() else "There is something in this database already.")

    @app.cli.command("cover-again")
    @click.option("--wrong", type=int, help="id of a version of policies that was wrong")
    @click.option("--right", type=int, help="id of the version that puts it right")
    @click.option("--write", is_flag=True, help="keep what changes; else it is only told")
    def cover_again(wrong: int | None, right: int | None, write: bool) -> None:
        """Reckons open cards again, after rest days were announced or policies corrected; tells before and after. With
        --write the right version speaks also for old cards that are entered later."""
        from counter.clock import now
        from counter.warranty import numbers, righting
        from counter.warranty.replaying import replay

        if (wrong is None) != (right is None):
            raise click.UsageError("--wrong and --right go together.")
        corrected = {wrong: right} if wrong is not None and right is not None else None
        for wrong_id, right_id in (corrected or {}).items():
            try:
                righting.put_right(wrong_id, right_id)
            except righting.NotACorrection as why:
                raise click.ClickException("\n".join([str(why), *righting.told()])) from why
            db.session.commit() if write else db.session.rollback()
        looked_at = changed = 0
        for cards, changes in unless_cut_off(replay(now().date(), corrected, write, now())):
            looked_at, changed = looked_at + cards, changed + len({one.number for one in changes})
            for one in changes:
                ends = [
                    f"{end[0]}{' for now' if end[1] else ''}" if end else "-"
                    for end in (one.before, one.after)
                ]
                click.echo(
                    f"{numbers.shown(one.number)}  {one.policy}  {one.part}  {one.kind}  {ends[0]} -> {ends[1]}"
                )
            db.session.commit()
        told = "changed" if write else "would change (--write keeps it)"
        click.echo(f"{looked_at} open cards, {changed} {told}.")

    @app.cli.command("daily")
    def daily() -> None:
        """What each day brings by itself: calls before covers end are promised, open recalls are looked through again. Run it
        once a day, or more often."""
        from counter.clock import now
        from counter.recalls.cli import look_through
        from counter.upkeep.calling import promise_due

        promised = 0
        for some in unless_cut_off(promise_due(now())):
            promised += some
            db.session.commit()
        click.echo(f"{promised} calls promised.")
        click.echo(f"{len([*unless_cut_off(look_through(now()))])} recalls looked through.")

    @app.cli.command("lay-visits")
    def lay_visits() -> None:
        """The visits of every card that is covered today, after a playbook was given new ones."""
        from counter.clock import now
        from counter.upkeep.laying import lay_all

        cards = 0
        for some in unless_cut_off(lay_all(now())):
            cards += some
            db.session.commit()
        click.echo(f"{cards} cards looked at.")

    @app.cli.command("file-again")
    def file_again() -> None:
        """Files customers and cards under all that their names are found by, after a reading of a surname was added."""
        from counter.customers.refiling import file_customers
        from counter.warranty.refiling import file_cards

        customers = cards = more = 0
        for some in unless_cut_off(file_customers()):
            customers += some
            db.session.commit()
        for some, lacking in unless_cut_off(file_cards()):
            cards, more = cards + some, more + lacking
            db.session.commit()
        click.echo(f"{customers} customers and {cards} cards looked at, {more} cards found by more.")

    @app.cli.command("bench-fill")
    @click.option("--cards", type=click.IntRange(1), required=True)
    def bench_fill(cards: int) -> None:
        """Fills a throw-away database with believable cards."""
        from counter.demo.filling import NotThrowAway, fill

        prepare(app)
        try:
            fill(cards, click.echo)
        except NotThrowAway as why:
            raise click.ClickException(str(why)) from why
