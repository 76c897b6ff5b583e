"""Hands a card over and puts it right, over HTTP; and looks at what came out."""

import re

import sqlalchemy as sa

from counter.extensions import db
from counter.warranty.models import Card, Coverage
from tests.support.browser_less import HTMX

NEW = {"phone": "139 0000 2219", "name": "周敏", "address": "竹影巷12号", "on": "2026-11-23"}
RIGHT = {
    "name": "陈晓明",
    "phone": "138 0013 8000",
    "address": "清泰街88号",
    "postcode": "",
    "invoice_number": "",
    "sold_on": "2026-11-12",
}


def text_of(answer):
    return answer.get_data(as_text=True)


def hand_over(visitor, card, operation_id=None, version=None, **more):
    version = card.version if version is None else version
    return visitor.send(
        f"/warranty-cards/{card.id}/transfer", operation_id, version=version, **{**NEW, **more}
    )


def correct(visitor, card, operation_id=None, version=None, owner=None, **more):
    kept = {"version": card.version if version is None else version, "owner": owner or card.customer_id}
    return visitor.send(f"/warranty-cards/{card.id}/correction", operation_id, **kept, **{**RIGHT, **more})


def found(visitor, q):
    data = {"csrf_token": visitor.csrf, "q": q}
    text = text_of(visitor.post("/warranty-cards/search", data=data, headers=HTMX))
    return [int(number) for number in re.findall(r'href="/warranty-cards/(\d+)"', text)]


def error_at(answer, field):
    said = re.search(rf'id="{field}-error">.*?<span>(.*?)</span>', text_of(answer), re.S)
    return said[1] if said else ""


def fresh(card):
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Card, card.id)


def covers(card):
    lines = [line.id for line in card.lines]
    rows = db.session.scalars(
        sa.select(Coverage).where(Coverage.line_id.in_(lines)).order_by(Coverage.line_id, Coverage.place)
    )
    return [(row.policy, row.part, row.kind, row.starts_on, row.ends_on) for row in rows]
