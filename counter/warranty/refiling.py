"""Cards that are there already are filed under all that their name and their serials are found by now; what finds them by anything else stays.

Nothing is taken away, and what is there stays: done again it changes nothing.
"""

from collections.abc import Iterator, Sequence

from sqlalchemy import insert, select, update

from counter.extensions import db
from counter.warranty import filing
from counter.warranty.models import Card, LookupKey
from counter.warranty.probes import name_keys

CHUNK = 500


def file_cards(limit: int = CHUNK) -> Iterator[tuple[int, int]]:
    """(how many were looked at, how many are filed under more now), a chunk at a time; whoever asks commits after each."""
    last = 0
    while rows := next_ones(last, limit):
        last = rows[-1].id
        lacking = [row.id for row in rows if lacks(row.customer_name, row.filed, row.number)]
        if lacking:
            filing.hold(lacking)
            file_more(lacking)
        yield len(rows), len(lacking)
        db.session.expire_all()


def next_ones(after: int, limit: int) -> Sequence[Card]:
    columns = Card.id, Card.customer_name, Card.filed, Card.number
    asked = select(*columns).where(Card.id > after).order_by(Card.id).limit(limit)
    return db.session.execute(asked).all()  # type: ignore[return-value]


def lacks(name: str, filed: str, number: str) -> set[str]:
    kept = filing.unpacked(filed, number)
    return (name_keys(name) | {key.replace("O", "0") for key in kept if key.startswith("s")}) - kept


def file_more(card_ids: Sequence[int]) -> None:
    """As they are now that they are held."""
    asked = select(Card).where(Card.id.in_(card_ids)).order_by(Card.id)
    cards = db.session.scalars(asked, execution_options={"populate_existing": True}).all()
    untils, rows = filing.untils_of(cards), []
    for card in cards:
        new = lacks(card.customer_name, card.filed, card.number)
        mine = {"store_id": card.store_id, "card_id": card.id, "until": untils[card.id]}
        rows += [{"value": key, **mine} for key in sorted(new)]
        filed = filing.packed(filing.unpacked(card.filed, card.number) | new, card.number)
        anew = (
            update(Card).where(Card.id == card.id).values(filed=filed)
        )  # no new version, as in filing.file()
        db.session.execute(anew, execution_options={"synchronize_session": False})
    if rows:
        db.session.execute(insert(LookupKey), rows)
