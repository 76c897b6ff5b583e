"""Commands of `flask --app wsgi`: what one does once, or by hand."""

from pathlib import Path

import click
from flask import Flask
from flask_migrate import upgrade

from counter.extensions import db


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


def init(app: Flask) -> None:
    @app.cli.command("init-store")
    def init_store() -> None:
        """Brings the database to its newest shape and loads playbooks and roles."""
        from counter.demo.loading import load_ground

        prepare(app)
        load_ground()
        db.session.commit()
        click.echo("Ready.")

    @app.cli.command("demo")
    def demo() -> None:
        """Two shops with people, products, customers and two weeks of checklists. Never in production."""
        from counter.demo.loading import load_demo

        if app.config["COUNTER_ENV"] == "production":
            raise click.ClickException("The demo is never loaded in production.")
        prepare(app)
        click.echo("Loaded." if load_demo() else "There is something in this database already.")

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
