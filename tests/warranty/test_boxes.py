"""The box and the phone: no card before they agree."""

import pytest
import sqlalchemy as sa
import time_machine

from counter.extensions import db
from counter.warranty.models import Card
from tests import factories
from tests.warranty import cards

IMEI, SECOND, OTHER, FOURTH = "864207221800093", "864207062184425", "490154203237518", "356938035643809"
OLD = {
    "name": "周敏", "phone": "139 0000 2219", "address": "竹影巷12号", "product": "X20", "sold_on": "2026-10-20",
    "invoice_number": "A-77", "unread": "y",
}  # fmt: skip


@pytest.fixture(autouse=True)
def a_monday(shop):
    with time_machine.travel(factories.NOW, tick=False):
        cards.a_phone()
        db.session.commit()
        yield


def sent(ann, **fields):
    return ann.send("/warranty-cards", **OLD, **fields)


@pytest.mark.parametrize(
    "fields",
    [
        {"imei1": IMEI, "box_imei1": IMEI},
        {
            "imei1": IMEI,
            "imei2": SECOND,
            "box_imei1": SECOND,
            "box_imei2": IMEI,
        },  # the label has its own order
        {"imei1": "86 420722 180009 3", "box_imei1": IMEI, "box_imei2": SECOND},
        {"imei1": IMEI, "imei2": SECOND, "box_imei1": SECOND},
        {"imei1": IMEI},
    ],
)
def test_a_card_is_issued_where_they_agree(ann, fields):
    assert sent(ann, **fields).status_code == 303


@pytest.mark.parametrize(
    ("fields", "box", "phone"),
    [
        ({"imei1": IMEI, "box_imei1": OTHER}, OTHER, IMEI),
        ({"imei1": IMEI, "imei2": SECOND, "box_imei1": IMEI, "box_imei2": OTHER}, OTHER, SECOND),
        ({"imei1": IMEI, "box_imei1": OTHER, "box_imei2": FOURTH}, f"{OTHER} · {FOURTH}", IMEI),
    ],
)
def test_none_is_issued_where_they_do_not(ann, fields, box, phone):
    answer = sent(ann, **fields)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f"The box says {box}, the phone says {phone}: don&#39;t issue before they agree." in page
    assert (
        f'name="box_imei1" type="hidden" value="{fields["box_imei1"]}"' in page or fields["box_imei1"] in page
    )
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Card)) == 0


@pytest.mark.parametrize("box", ["", " ", "x", "\x00", "9" * 5000, "<b>"])
def test_odd_readings_of_a_box_are_answered_calmly(ann, box):
    assert sent(ann, imei1=IMEI, box_imei1=box).status_code in (303, 400, 422)
