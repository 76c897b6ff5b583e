"""What one would type for cards from all over a filled database, by kind."""

import random

from sqlalchemy import text

from counter.customers import names
from tests.benchmarks.servers import Filled

Kinds = dict[str, list[str]]
HOW_MANY = 1000
ASKED = """select cards.customer_phone, cards.number, cards.customer_name, cards.invoice_number, identifiers.value
    from cards join card_lines on card_lines.card_id = cards.id
    join identifiers on identifiers.line_id = card_lines.id and identifiers.kind = 1 where cards.id in ({ids})"""


def sample(found: Filled) -> Kinds:
    chance = random.Random(1)
    with found.engine().connect() as books:
        last = books.execute(text("select max(id) from cards")).scalar_one()
        ids = chance.sample(range(1, last + 1), min(HOW_MANY, last))
        rows = books.execute(text(ASKED.format(ids=",".join(map(str, ids))))).all()
        billed = range(100, last + 1, 100)
        ids = chance.sample(billed, min(HOW_MANY, len(billed)))
        bills = books.execute(text(ASKED.format(ids=",".join(map(str, ids))))).all()
    sounds = [sorted(names.keys(name), key=len) for _, _, name, _, _ in rows]
    return {
        "phone": [phone[3:] for phone, *_ in rows],
        "beginning of a phone": [phone[3:10] for phone, *_ in rows],
        "last four": [phone[-4:] for phone, *_ in rows],
        "end of a phone": [phone[-6:] for phone, *_ in rows],
        "name": [name for _, _, name, _, _ in rows],
        "part of a name": [name[1:] for _, _, name, _, _ in rows],
        "surname": [name[:1] for _, _, name, _, _ in rows],
        "pinyin": [keys[-1] for keys in sounds],
        "initials": [next(key for key in keys if key.isascii()) for keys in sounds],
        "end of an IMEI": [value[-6:] for *_, value in rows],
        "IMEI": [value for *_, value in rows],
        "card number": [number for _, number, *_ in rows],
        "invoice number": [invoice for *_, invoice, _ in bills if invoice],
    }
