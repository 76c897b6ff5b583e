"""A claim back is made when the customer has what they were owed, and put right until it is sent. A ticket has one for each
round: what is done after the debtor was told is claimed by a further one, and nothing twice."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict

from sqlalchemy import select

from counter import amounts
from counter.columns import Words
from counter.extensions import db
from counter.history.models import Told, note, note_all
from counter.supplier_claims import naming
from counter.supplier_claims.models import SupplierClaim

WEIGHT = ("repair", "exchange", "return")  # what several deeds together are called


class Part(TypedDict):
    """Of a ticket. price: of one, in minor units."""

    id: int
    label: str
    quantity: int
    price: int


class Deed(TypedDict):
    """What a claim claims of one deed of its ticket. exchange: of the card's repair record, None where nothing was
    exchanged; money: that went back; amount: all of it, with the parts. Minor units."""

    what: str
    exchange: int | None
    money: int
    parts: list[Part]
    amount: int
    serials: list[str]
    work: str
    cause: Words


@dataclass(frozen=True)
class Owed:
    """What a ticket says. parts: that were fitted in this round of it; fitted: the ids of all that are on it; exchange: the
    one of this round, price: what it is worth; paid_back: all that went back on it by now. Minor units."""

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
    fitted: Collection[int]
    exchange: int | None
    price: int
    paid_back: int
    currency: str


class SentAlready(ValueError):
    """The debtor has it; what they were told stands."""


class NamedAlready(ValueError):
    """Of one of them somebody said who owes it."""


class SeveralPayers(ValueError):
    """A brand and a carrier are not one debtor."""


def make(owed: Owed, by: Any, at: datetime) -> SupplierClaim | None:
    """What is more than the claims of the ticket tell: into the last one as long as nobody was told of that, else a further
    one. None where nothing is more."""
    there = of_ticket(owed.ticket_id)
    last, deed = there[-1] if there else None, more(owed, there)
    is_open = last is not None and not last.is_sent and last.payer == owed.payer
    if last is not None and is_open and (deed or taken_out(last, owed.fitted)):
        return replace(last, deed, owed.fitted, by, at)
    if deed is None:
        return None
    claim = SupplierClaim(
        ticket_id=owed.ticket_id, ticket_number=owed.ticket_number, store_id=owed.store_id, payer=owed.payer,
        debtor=owed.debtor, debtor_key=naming.key_of(owed.payer, owed.debtor), thing=owed.thing, currency=owed.currency,
        round=last.round + 1 if last else 1, amount=min(amounts.MOST, deed["amount"]), made_at=at, made_by=by.person_id,
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
    """What none of the claims tells. The first one is made for work alone, too: then a manager says how much."""
    told = [deed for claim in claims for deed in claim.deeds]
    known = {part["id"] for deed in told for part in deed["parts"]}
    parts = [part for part in owed.parts if part["id"] not in known]
    is_known = owed.exchange is None or owed.exchange in {deed["exchange"] for deed in told}
    money = max(0, owed.paid_back - sum(deed["money"] for deed in told))
    if claims and not parts and is_known and not money:
        return None
    return {
        "what": owed.what, "exchange": None if is_known else owed.exchange, "money": money, "parts": parts,
        "amount": sum_of(parts) + (0 if is_known else owed.price) + money, "serials": list(owed.serials), "work": owed.work, "cause": owed.cause,
    }  # fmt: skip


def sum_of(parts: Sequence[Part]) -> int:
    return sum(part["quantity"] * part["price"] for part in parts)


def taken_out(claim: SupplierClaim, fitted: Collection[int]) -> list[Part]:
    """Parts that are on the list of the ticket no more."""
    return [part for deed in claim.deeds for part in deed["parts"] if part["id"] not in fitted]


def replace(
    claim: SupplierClaim, deed: Deed | None, fitted: Collection[int], by: Any, at: datetime
) -> SupplierClaim:
    """It tells of one deed more, and of a part that was taken off no longer. What a manager made of the rest stands."""
    before, deeds = claim.amount, []
    for one in claim.deeds:
        parts = [part for part in one["parts"] if part["id"] in fitted]
        deeds.append({**one, "parts": parts, "amount": one["amount"] - sum_of(one["parts"]) + sum_of(parts)})
    less, plus = sum_of(taken_out(claim, fitted)), deed["amount"] if deed else 0
    claim.amount = min(amounts.MOST, max(0, claim.amount - less) + plus)
    tell(claim, [*deeds, deed] if deed else deeds)
    note(by, "replace", claim, at, {"amount": [before, claim.amount]})
    return claim


def tell(claim: SupplierClaim, deeds: Sequence[Any]) -> None:
    claim.deeds = list(deeds)
    claim.what = max((deed["what"] for deed in deeds), key=WEIGHT.index)
    claim.serials = list(dict.fromkeys(value for deed in deeds for value in deed["serials"]))
    claim.parts = [part for deed in deeds for part in deed["parts"]]
    claim.work, claim.cause = deeds[-1]["work"], deeds[-1]["cause"]


def drop(ticket_id: int, exchange: int, by: Any, at: datetime) -> int | None:
    """The exchange, of the card's repair record, is taken back; gives the id of the claim that told of it. What other deeds
    of the ticket made stands. Raises SentAlready."""
    there = of_ticket(ticket_id)
    for claim in there:
        gone = [deed for deed in claim.deeds if deed["exchange"] == exchange]
        if not gone:
            continue
        if claim.is_sent:
            raise SentAlready
        rest = [deed for deed in claim.deeds if deed not in gone]
        if not rest:
            db.session.delete(claim)
        else:
            before = claim.amount
            claim.amount = max(0, before - sum(deed["amount"] for deed in gone))
            tell(claim, rest)
            note(by, "correct", claim, at, {"amount": [before, claim.amount]})
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
    claim.amount, claim.debtor, claim.their_number = amount, names, their_number
    claim.debtor_key = naming.key_of(claim.payer, names)
    after = [claim.amount, claim.debtor_key, claim.their_number]
    changes = zip(("amount", "debtor", "their_number"), before, after, strict=True)
    note(by, "correct", claim, at, {name: [old, new] for name, old, new in changes if old != new})


def is_called(claim: SupplierClaim, debtor: str) -> bool:
    return debtor in claim.debtor.values() if debtor else not claim.is_named
