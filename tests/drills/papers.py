"""Believable forms by the hundred, the same ones for the same seed."""

import random
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, count, islice

import sqlalchemy as sa

from counter.catalog.identifiers import completed_imei
from tests.support.live import Live

FAMILY, GIVEN = "王李张刘陈杨黄赵吴周", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平"
PRODUCT = "X20-256-BL"  # a phone of the demo: its card carries an IMEI, which no second card may


@dataclass(frozen=True)
class Paper:
    """What one old warranty card says; the operation id is the form's, however often it is sent."""

    fields: dict[str, str]
    operation_id: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    path: str = "/warranty-cards"

    @property
    def mark(self) -> str:
        """By what it is known in the books."""
        return self.fields.get("imei1") or self.fields["words"]


def cards(seed: int) -> Iterator[Paper]:
    dice, number = random.Random(seed), 0
    while True:
        number += 1
        yield Paper(
            {
                "name": dice.choice(FAMILY) + dice.choice(GIVEN) + dice.choice(GIVEN),
                "phone": f"139{seed % 100:02}{number:06}",
                "address": f"和平路{dice.randrange(1, 400)}号",
                "sold_on": f"2026-{dice.randrange(1, 10):02}-{dice.randrange(1, 28):02}",
                "product": PRODUCT,
                "unread": "y",
                "imei1": completed_imei(f"8642{seed % 100:02}{number:08}"),
            }
        )


def claims(seed: int, card_id: int, line_id: int) -> Iterator[Paper]:
    """Questions about one thing of the demo, each a ticket of its own."""
    for number in count(1):
        fields = {"kind": "question", "words": f"drill {seed} {number:06}", "channel": "phone"}
        yield Paper(
            {**fields, "priority": "normal", "what": f"{line_id}:"}, path=f"/warranty-cards/{card_id}/tickets"
        )


def both(live: Live, seed: int, how_many: int) -> list[Paper]:
    """Cards and claims by turns."""
    asked = sa.text(
        "select c.id, l.id as line_id from cards c join card_lines l on l.card_id = c.id"
        " join stores s on s.id = c.store_id where s.code = 'NM' and c.voided_at is null order by c.id limit 1"
    )
    with live.engine().connect() as books:
        one = books.execute(asked).one()
    turns = chain.from_iterable(zip(cards(seed), claims(seed, one.id, one.line_id), strict=False))
    return list(islice(turns, how_many))


def kept(books: sa.Connection) -> dict[str, int]:
    """How often each mark of a paper is in the books."""
    asked = sa.text(
        "select value as mark, count(*) as many from identifiers where kind = 1 group by value"
        " union all select words, count(*) from tickets where words like 'drill %' group by words"
    )
    return {row.mark: row.many for row in books.execute(asked)}
