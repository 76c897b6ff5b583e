"""A claim back is made when the customer has what they were owed, and put right until it is sent. A ticket has one for each
round: what is done after the debtor was told is claimed by a further one, and nothing twice. One of which nothing is left keeps
its day, who owes it and their own number for what comes next, and is in no list meanwhile."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NotRequired, TypedDict

from sqlalchemy import select

from counter import amounts
from counter.columns import Words
from counter.extensions import db
from counter.history.models import Told, note, note_all
from counter.supplier_claims import naming
from counter.supplier_claims.models import SupplierClaim

WEIGHT = ("repair", "exchange", "return")  # what several deeds together are called


class Part(TypedDict):
    """Of a ticket. price: of one, in minor units. is_claimed: False where the amount of an older claim has no share of it;
    is_off: taken off the ticket after the debtor was told of it."""

    id: int
    label: str
    quantity: int
    price: int
    is_claimed: NotRequired[bool]
    is_off: NotRequired[bool]


class Deed(TypedDict):
    """What a claim claims of one deed of its ticket. exchange: of the card's repair record, None where nothing was
    exchanged; refunds: the entries of the ticket's history that tell of money that went back; amount: all of it, with the
    parts. put_right: what a manager said instead, while the claim told of nothing else. Minor units."""

    what: str
    exchange: int | None
    refunds: list[int]
    parts: list[Part]
    amount: int
    put_right: NotRequired[int]
    serials: list[str]
    work: str
    cause: Words


@dataclass(frozen=True)
class Owed:
    """What a ticket says of this round of it. parts: that were fitted; exchange: price is what it is worth; refunds: how much
    went back, by the entry of its history. Minor units."""

    ticket_id: int
    ticket_number: str
    store_id: int
    payer: str
    debtor: Words
    what: str
    thing: Words
    serials: Sequence[str]
    cause: Words
    work: str
    parts: Sequence[Part]
    exchange: int | None
    price: int
    refunds: Mapping[int, int]
    currency: str


class SentAlready(ValueError):
    """The debtor has it; what they were told stands."""


class NamedAlready(ValueError):
    """Of one of them somebody said who owes it."""


class SeveralPayers(ValueError):
    """A brand and a carrier are not one debtor."""


def make(owed: Owed, by: Any, at: datetime) -> SupplierClaim | None:
    """What is more than the claims of the ticket tell: into the last one as long as nobody was told of that, or one of which
    nothing was left, else a further one. None where nothing is more."""
    there = of_ticket(owed.ticket_id)
    deed = more(owed, there)
    if deed is None:
        return None
    alike = [one for one in there if one.currency == owed.currency]  # of two currencies there is no sum
    waiting = [one for one in alike if one.payer == owed.payer and not one.is_sent]
    if found := [one for one in waiting if one is alike[-1] or one.is_empty]:
        return add(found[-1], deed, by, at)
    claim = SupplierClaim(
        ticket_id=owed.ticket_id, ticket_number=owed.ticket_number, store_id=owed.store_id, payer=owed.payer,
        debtor=owed.debtor, debtor_key=naming.key_of(owed.payer, owed.debtor), thing=owed.thing, currency=owed.currency,
        round=there[-1].round + 1 if there else 1, amount=min(amounts.MOST, deed["amount"]), made_at=at, made_by=by.person_id,
    )  # fmt: skip
    tell(claim, [deed])
    db.session.add(claim)
    note(by, "make", claim, at, {"amount": [None, claim.amount], "round": [None, claim.round]})
    return claim


def of_ticket(ticket_id: int) -> list[SupplierClaim]:
    """To be written."""
    asked = select(SupplierClaim).where(SupplierClaim.ticket_id == ticket_id)
    asked = asked.order_by(SupplierClaim.id).with_for_update(key_share=True)
    found = db.session.scalars(asked.execution_options(populate_existing=True))
    return sorted(found, key=lambda claim: claim.round)


def more(owed: Owed, claims: Sequence[SupplierClaim]) -> Deed | None:
    """What none of the claims tells. For work alone one is made where none tells of anything: then a manager says how much."""
    told = [deed for claim in claims for deed in claim.deeds]
    known = {part["id"] for deed in told for part in deed["parts"]}
    parts = [part for part in owed.parts if part["id"] not in known]
    is_known = owed.exchange is None or owed.exchange in {deed["exchange"] for deed in told}
    counted = {entry for deed in told for entry in deed["refunds"]}
    money = {entry: amount for entry, amount in owed.refunds.items() if entry not in counted}
    if told and not parts and is_known and not money:
        return None
    return {
        "what": owed.what, "exchange": None if is_known else owed.exchange, "refunds": list(money), "parts": parts,
        "amount": sum_of(parts) + (0 if is_known else owed.price) + sum(money.values()), "serials": list(owed.serials), "work": owed.work, "cause": owed.cause,
    }  # fmt: skip


def sum_of(parts: Sequence[Part]) -> int:
    return sum(part["quantity"] * part["price"] for part in parts if part.get("is_claimed", True))


def total_of(deeds: Sequence[Any]) -> int:
    return min(amounts.MOST, sum(deed.get("put_right", deed["amount"]) for deed in deeds))


def add(claim: SupplierClaim, deed: Deed, by: Any, at: datetime) -> SupplierClaim:
    """It tells of one deed more. What a manager made of the rest stands."""
    before = claim.amount
    claim.amount = min(amounts.MOST, before + deed["amount"])
    tell(claim, [*claim.deeds, deed])
    note(by, "replace", claim, at, {"amount": [before, claim.amount]})
    return claim


def tell(claim: SupplierClaim, deeds: Sequence[Any]) -> None:
    claim.deeds = list(deeds)
    claim.parts = [part for deed in deeds for part in deed["parts"]]
    if not deeds:
        return
    claim.what = max((deed["what"] for deed in deeds), key=WEIGHT.index)
    claim.serials = list(dict.fromkeys(value for deed in deeds for value in deed["serials"]))
    claim.work, claim.cause = deeds[-1]["work"], deeds[-1]["cause"]


def take_off(ticket_id: int, part: int, by: Any, at: datetime) -> list[int]:
    """A part is on the ticket no more: what waits to be sent claims it no longer; what was sent keeps in mind that it went.
    Gives the ids of the claims that told of it."""
    told = []
    for claim in of_ticket(ticket_id):
        if all(one["id"] != part for deed in claim.deeds for one in deed["parts"]):
            continue
        told.append(claim.id)
        claim.deeds = [{**deed, "parts": [off(one, part) for one in deed["parts"]]} for deed in claim.deeds]
        if not claim.is_sent:
            leave(claim, [one for one in map(without_parts, claim.deeds) if one], by, at)
    return told


def off(one: Part, part: int) -> Part:
    return {**one, "is_off": True} if one["id"] == part else one


def without_parts(deed: Any) -> Any:
    """A deed without those that were taken off; None where nothing is left of it."""
    gone = [part for part in deed["parts"] if part.get("is_off")]
    if not gone:
        return deed
    parts = [part for part in deed["parts"] if part not in gone]
    left = {**deed, "parts": parts, "amount": max(0, deed["amount"] - sum_of(gone))}
    if sum_of(gone):
        left.pop("put_right", None)
    return left if parts or left["exchange"] or left["refunds"] or total_of([left]) else None


def settle(claim: SupplierClaim, by: Any, at: datetime) -> None:
    """It is in no list any more: the parts that went meanwhile go out of it, as if it had not been sent."""
    left = [one for one in map(without_parts, claim.deeds) if one]
    if left != claim.deeds:
        leave(claim, left, by, at)


def leave(claim: SupplierClaim, deeds: Sequence[Any], by: Any, at: datetime) -> None:
    """These of its deeds, at the sum of their own amounts: what a manager made of all of them is not to be divided."""
    before, stood, put_right = claim.amount, total_of(claim.deeds), how_many(claim.deeds)
    claim.amount = total_of(deeds)
    tell(claim, deeds)
    changes = {"amount": [before, claim.amount]}
    if before == stood and put_right == how_many(deeds):
        note(by, "take_out", claim, at, changes)
    else:
        note(by, "count_anew", claim, at, changes | {"put_right": [before, None]})


def how_many(deeds: Sequence[Any]) -> int:
    """Of them a manager put right."""
    return sum("put_right" in deed for deed in deeds)


def drop(ticket_id: int, exchange: int, by: Any, at: datetime) -> int | None:
    """The exchange, of the card's repair record, is taken back; gives the id of the claim that told of it. What other deeds
    of the ticket made stands. Raises SentAlready."""
    for claim in of_ticket(ticket_id):
        rest = [deed for deed in claim.deeds if deed["exchange"] != exchange]
        if len(rest) == len(claim.deeds):
            continue
        if claim.is_sent:
            raise SentAlready
        leave(claim, rest, by, at)
        return claim.id
    return None


def name(claims: Sequence[SupplierClaim], debtor: str, by: Any, at: datetime) -> str:
    """Who owes them, of whom nobody had said it; gives the debtor's key. Raises SentAlready, NamedAlready, SeveralPayers."""
    if any(claim.is_sent for claim in claims):
        raise SentAlready
    if any(claim.is_named for claim in claims):
        raise NamedAlready
    payers = {claim.payer for claim in claims}
    if len(payers) > 1:
        raise SeveralPayers
    (payer,) = payers
    names = naming.words_of(debtor, payer)
    key, told = naming.key_of(payer, names), []
    for claim in claims:
        told.append(Told(claim, {"debtor": [claim.debtor_key, key]}))
        claim.debtor, claim.debtor_key = names, key
    note_all(by, "name", told, at, claims[0].store_id)
    return key


def correct(claim: SupplierClaim, debtor: str, amount: int, their_number: str, by: Any, at: datetime) -> None:
    """Before it is sent all of it, afterwards their own number alone. Raises SentAlready."""
    before = [claim.amount, claim.debtor_key, claim.their_number]
    names = claim.debtor if is_called(claim, debtor) else naming.words_of(debtor, claim.payer)
    if claim.is_sent and (amount != claim.amount or names != claim.debtor):
        raise SentAlready
    if amount != claim.amount and len(claim.deeds) == 1:
        claim.deeds = [{**claim.deeds[0], "put_right": amount}]
    claim.amount, claim.debtor, claim.their_number = amount, names, their_number
    claim.debtor_key = naming.key_of(claim.payer, names)
    after = [claim.amount, claim.debtor_key, claim.their_number]
    changes = zip(("amount", "debtor", "their_number"), before, after, strict=True)
    note(by, "correct", claim, at, {name: [old, new] for name, old, new in changes if old != new})


def is_called(claim: SupplierClaim, debtor: str) -> bool:
    return debtor in claim.debtor.values() if debtor else not claim.is_named
