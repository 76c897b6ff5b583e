"""Believable forms by the hundred, the same ones for the same seed."""

import random
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field

from counter.catalog.identifiers import completed_imei

FAMILY, GIVEN = "王李张刘陈杨黄赵吴周", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平"
PRODUCT = "X20-256-BL"  # a phone of the demo: its card carries an IMEI, which no second card may


@dataclass(frozen=True)
class Paper:
    """What one old warranty card says; the operation id is the form's, however often it is sent."""

    fields: dict[str, str]
    operation_id: str = field(default_factory=lambda: secrets.token_urlsafe(16))

    @property
    def imei(self) -> str:
        return self.fields["imei1"]


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
                "imei1": completed_imei(f"8642{seed % 100:02}{number:08}"),
            }
        )
