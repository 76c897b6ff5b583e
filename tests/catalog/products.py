"""A product as a manager types it, and what the page says to that."""

import re

import sqlalchemy as sa

from counter.catalog.models import Product
from counter.extensions import db
from tests.support.answers import said

NOKIA = {
    "kind": "feature_phone", "name_zh": "", "name_en": "Nokia 3310", "price": "299", "code": "", "barcodes": "6438409600349",
    "sold_since": "2000-09-01", "sold_until": "", "figure_sim_slots": "1",
}  # fmt: skip


def add(visitor, **kw):
    return visitor.send("/products", **{**NOKIA, **kw})


def the_product(code):
    db.session.rollback()
    return db.session.scalar(sa.select(Product).where(Product.code == code))


def how_many():
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count()).select_from(Product))


def error_at(answer, field):
    found = re.search(rf'id="{field}-error">.*?<span>(.*?)</span>', said(answer), re.S)
    return found[1] if found else ""


def as_shown(visitor, path):
    """What the form of this page would send if nobody touched it: [(name, value), ...] as {name: value or values}."""
    page = said(visitor.get(path))
    form = re.search(r'<form[^>]*id="product-form".*?</form>', page, re.S)[0]
    found = {}
    for name, options in re.findall(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option selected value="([^"]*)"', options)
        found[name] = chosen[1] if chosen else ""
    for name, text in re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>\s*(.*?)</textarea>', form, re.S):
        found[name] = text
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = (re.search(rf'\b{key}="([^"]*)"', tag) for key in ("name", "value"))
        if name is None or name[1] in ("csrf_token", "operation_id"):
            continue
        if 'type="checkbox"' not in tag:
            found[name[1]] = value[1] if value else ""
        elif "checked" in tag:
            found.setdefault(name[1], []).append(value[1])
    return found
