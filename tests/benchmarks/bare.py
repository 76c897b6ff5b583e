"""What a page costs at the least: Flask, SQLAlchemy, one indexed query or one insert, on the same database, with the
same settings and the same server as Counter.

    python -m tests.benchmarks.bare PORT
"""

import sys

import waitress
from flask import Flask, render_template, request
from flask_sqlalchemy import SQLAlchemy
from jinja2 import DictLoader
from sqlalchemy import select, text

import config
from counter import database
from counter.extensions import Base, compress
from counter.warranty.models import Card

LAYOUT = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Cards</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="/static/page.css"></head>
<body><nav aria-label="Main"><a href="/today">Today</a> <a href="/cards">Cards</a> <a href="/sales">Sales</a></nav>
<main><h1>Cards</h1><form action="/bare" method="post"><label for="q">Number</label><input id="q" name="q" value="{{ q }}">
<button>Find</button></form>{% block main %}{% endblock %}</main></body></html>"""
PAGE = """{% extends "layout.html" %}{% block main %}<ul>{% for card in cards %}<li><a href="/cards/{{ card.id }}">
<b>{{ card.customer_name }}</b> {{ card.customer_phone }} {{ card.number }} {{ card.sold_on }}</a></li>{% endfor %}</ul>{% endblock %}"""
BLANK = """{% extends "layout.html" %}{% block main %}<p>Saved.</p>{% endblock %}"""


def build() -> Flask:
    app = Flask("bare")
    app.config.update(config.read())
    db = SQLAlchemy(model_class=Base)
    db.init_app(app)
    compress.init_app(app)
    app.jinja_loader = DictLoader({"layout.html": LAYOUT, "page.html": PAGE, "blank.html": BLANK})  # type: ignore[misc]
    with app.app_context():
        database.hook(db.engine)
        with db.engine.begin() as connection:
            key = "integer primary key" if db.engine.dialect.name == "sqlite" else "serial primary key"
            connection.execute(
                text(f"create table if not exists bare_ticks (id {key}, value varchar(40), at varchar(40))")
            )

    @app.post("/bare")
    def look_up() -> str:
        cards = db.session.scalars(select(Card).where(Card.number == request.form["q"]).limit(20)).all()
        return render_template("page.html", cards=cards, q=request.form["q"])

    look_up.reads_only = True  # type: ignore[attr-defined]

    @app.post("/bare-ticks")
    def insert() -> str:
        row = {"value": request.form["value"], "at": "2026-11-23 10:00"}
        db.session.execute(text("insert into bare_ticks (value, at) values (:value, :at)"), row)
        db.session.commit()
        return render_template("blank.html")

    return app


if __name__ == "__main__":
    waitress.serve(
        build(),
        host="127.0.0.1",
        port=int(sys.argv[1]),
        threads=config.THREADS,
        connection_limit=1000,
        channel_timeout=30,
        _quiet=True,
    )
