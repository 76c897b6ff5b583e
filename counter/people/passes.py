"""Who gave the right digits holds a pass: a signed cookie for this one link and its record's owner, for half an hour.

The owner, with the number that opens it, is part of what signs it: they can't be read in it, and a new one ends it.
"""

from datetime import datetime, timedelta

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

COOKIE, LASTS = "pass", timedelta(minutes=30)


def signer(owner: str) -> URLSafeSerializer:
    salt = f"counter.people.passes.{owner}"
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=salt)


def written(link_id: int, owner: str, at: datetime) -> str:
    return str(signer(owner).dumps([link_id, int((at + LASTS).timestamp())]))


def holds(text: str, link_id: int, owner: str, at: datetime) -> bool:
    try:
        found = signer(owner).loads(text)
    except BadData:
        return False
    return bool(found[0] == link_id and at.timestamp() < found[1])
