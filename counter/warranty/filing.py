"""Files a card under everything that it is found by (ground 17), in the transaction that writes it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.orm.attributes import set_committed_value

from counter.customers.numbering import place_of
from counter.extensions import db
from counter.stores.models import Store
from counter.warranty.models import Card, CardLine, Coverage, LookupKey
from counter.warranty.probes import Filed, keys_of, number_key, phone_keys

CARDS: Any = Card.__table__
KEYS: Any = LookupKey.__table__
GONE = delete(KEYS).where(
    KEYS.c.value == bindparam("gone"), KEYS.c.store_id == bindparam("store"), KEYS.c.card_id == bindparam("card")
)  # fmt: skip
FILED = (
    update(CARDS).where(CARDS.c.id == bindparam("card")).values(filed=bindparam("text"))
)  # to be filed anew is no new version


def serials_of(card: Card) -> set[str]:
    """Its things' serials, and those that an exchange took away: they still stand on the customer's box."""
    serials = {each.value for line in card.lines for each in line.identifiers}
    repairs = [repair for line in card.lines for repair in line.repairs if repair.withdrawn_at is None]
    return serials | {before for repair in repairs for before, _ in repair.swapped.values() if before}


def told(card: Card, store: Store, phones: Iterable[str], serials: Iterable[str]) -> str:
    """What it is to be filed under, as Card.filed keeps it. phones: E.164, all that the customer has."""
    invoices = (card.invoice_number,) if card.invoice_number else ()
    filed = Filed(card.customer_name, tuple(phones), card.number, tuple(serials), invoices)
    return packed(keys_of(filed, *place_of(store)), card.number)


def packed(keys: set[str], number: str) -> str:
    """A line each, but for those that the others tell: the card's own number, the last four of its phones. Where one of
    these is not among them (a name of digits), all are said, after an empty line."""
    implied = told_by(keys, number)
    return "\n".join(sorted(keys - implied)) if implied <= keys else "\n".join(["", *sorted(keys)])


def unpacked(filed: str, number: str) -> set[str]:
    keys = set(filed.split("\n")) - {""}
    return keys if filed.startswith("\n") else keys | told_by(keys, number)


def told_by(keys: Iterable[str], number: str) -> set[str]:
    return {number_key(number)}.union(*(phone_keys(key[1:]) - {key} for key in keys if key[0] == "p"))


def hold(card_ids: Iterable[int]) -> None:
    """Before anything of theirs is written: whoever covers a card and whoever files it take the card first, then its keys."""
    mine = select(Card.id).where(Card.id.in_(sorted(card_ids))).order_by(Card.id)
    db.session.execute(mine.with_for_update(key_share=True))


def file_all(filed: Mapping[Card, str]) -> None:
    """Replaces the cards' keys, as told() says them: in a few statements, however many cards there are."""
    hold(card.id for card in filed)
    before, untils = filed_of(list(filed)), untils_of(list(filed))
    gone, new = [], []
    for card, text in filed.items():
        store_id, had = before[card.id]
        has, row = unpacked(text, card.number), {"store_id": store_id, "card_id": card.id}
        gone += [{"gone": key, "store": store_id, "card": card.id} for key in sorted(had - has)]
        new += [{"value": key, **row, "until": untils[card.id]} for key in sorted(has - had)]
    anew = [{"card": card.id, "text": text} for card, text in filed.items()]
    for statement, rows in ((GONE, gone), (insert(KEYS), new), (FILED, anew)):
        if rows:
            db.session.connection().execute(statement, rows)
    for card, text in filed.items():
        set_committed_value(card, "filed", text)


def file_new(cards: Sequence[Card], store: Store) -> None:
    """The keys of cards that have none yet, as Card.filed tells them; their coverage is written."""
    untils, rows = untils_of(cards), []
    for card in cards:
        row = {"store_id": store.id, "card_id": card.id, "until": untils[card.id]}
        rows += [{"value": key, **row} for key in sorted(unpacked(card.filed, card.number))]
    db.session.execute(insert(LookupKey), rows)


def mine(card_id: int, filed: tuple[int, set[str]]) -> tuple[Any, ...]:
    """Each of the card's keys by its place in the order of keys, so that it is found at once."""
    store_id, keys = filed
    return LookupKey.value.in_(sorted(keys)), LookupKey.store_id == store_id, LookupKey.card_id == card_id


def filed_of(cards: Sequence[Card]) -> dict[int, tuple[int, set[str]]]:
    """By card, the store and the keys that it is filed under."""
    asked = select(Card.id, Card.store_id, Card.filed, Card.number).where(
        Card.id.in_([card.id for card in cards])
    )
    return {row.id: (row.store_id, unpacked(row.filed, row.number)) for row in db.session.execute(asked)}


def untils_of(cards: Sequence[Card]) -> dict[int, int]:
    """By card, as its keys keep it, from the coverage rows as they are."""
    last = select(CardLine.card_id, func.max(Coverage.ends_on)).join(
        Coverage, Coverage.line_id == CardLine.id
    )
    asked = last.where(CardLine.card_id.in_([card.id for card in cards])).group_by(CardLine.card_id)
    ends = {card_id: LookupKey.day_of(ends_on) for card_id, ends_on in db.session.execute(asked)}
    return {
        card.id: LookupKey.VOID if card.voided_at is not None else ends.get(card.id, LookupKey.LIFELESS)
        for card in cards
    }


def rank(cards: Sequence[Card]) -> None:
    """Their coverage changed, or they are void now: their keys are told."""
    filed = filed_of(cards)
    for card_id, until in untils_of(cards).items():
        db.session.execute(update(LookupKey).where(*mine(card_id, filed[card_id])).values(until=until))
