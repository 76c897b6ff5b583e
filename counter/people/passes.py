"""Who gave the right digits holds a pass: a signed cookie for this one link, for half an hour."""

from datetime import datetime, timedelta

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

COOKIE, LASTS = "pass", timedelta(minutes=30)


def signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="counter.people.passes")


def written(link_id: int, at: datetime) -> str:
    return str(signer().dumps([link_id, int((at + LASTS).timestamp())]))


def holds(text: str, link_id: int, at: datetime) -> bool:
    try:
        found = signer().loads(text)
    except BadData:
        return False
    return found[0] == link_id and at.timestamp() < found[1]
