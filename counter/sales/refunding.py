"""Money goes back for a thing that was returned: out of the sale, with the thing into stock and the card at its end."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _

from counter.callbacks import completing
from counter.extensions import db
from counter.history.models import note
from counter.sales.models import Payment, Sale, SaleLine
from counter.sales.refundable import (
    TooMuch,
    accessory_of,
    is_by_piece,
    is_kept,
    line_of,
    most_of,
    price_of,
    refuse_beyond,
    refuse_beyond_list,
)
from counter.sales.trouble import Trouble
from counter.stores.models import Store
from counter.tickets import (
    claiming,
    clocks,
    contending,
    exchanging,
    losing,
    owing,
    paid,
    splitting,
    stepping,
    wording,
)
from counter.tickets.models import Ticket
from counter.warranty import (
    covering,
    parting,
    pieces,
    promises,
    refunds,
    remedies,
    repairing,
    returning,
    waiting,
)
from counter.warranty.models import CardLine

PLACES = {"repair": _("To be looked at"), "shelf": _("As new, back on the shelf")}


# How money comes about where an exchange is due: what is then known of the claim.
WAYS: dict[str, dict[str, Any]] = {
    "no_model": {"claim.same_model_available": False},
    "money": {"claim.same_model_available": True, "claim.wants_money": True},
}


@dataclass(frozen=True)
class Way:
    """Minor units. code: of WAYS; kept: for wear and tear, by the rule."""

    code: str
    amount: int
    kept: int


@dataclass(frozen=True)
class Suggested:
    """Minor units. price: what was paid for it, or its list price (is_list) where no sale says so, None where nobody knows;
    ways: where the rule wants to know first how it comes about; accessory: it is the accessory alone that comes back;
    is_kept: nothing comes back, the price is lower; pieces: how many there are, where it is asked how many come back, and each:
    the price of one."""

    price: int | None
    amount: int | None
    ways: tuple[Way, ...] = ()
    accessory: str | None = None
    is_kept: bool = False
    is_list: bool = False
    pieces: int = 0
    each: int | None = None

    def of(self, way: str | None) -> int | None:
        return next((one.amount for one in self.ways if one.code == way), None)


def is_due(ticket: Ticket) -> bool:
    return owing.is_refund_due(ticket)


def suggest(ticket: Ticket, today: date, many: int | None = None) -> Suggested:
    """many: of several pieces, all where nobody said how many."""
    sold, several = line_of(ticket), ticket.line.quantity if ticket.line and is_by_piece(ticket) else 0
    found = by_rule(ticket, sold, today, many if several else None)
    each = price_of(sold, ticket.line, 1) if several else None
    is_list = sold is None and found.price is not None
    return replace(found, is_list=is_list, pieces=several, each=each)


def by_rule(ticket: Ticket, sold: SaleLine | None, today: date, many: int | None) -> Suggested:
    """By the rule that gives the return. Phone rule: within 7 days the full price at once (art. 11); where an exchange is
    due, the full price if there is no such phone, less 0.5 % a day if the customer wants money; an accessory has a price
    of its own on that day, which is not in the books."""
    card, line = ticket.card, ticket.line
    price, most = price_of(sold, line, many), most_of(ticket, sold, many)
    if is_kept(ticket):
        return Suggested(price, None, is_kept=True)
    if accessory := accessory_of(ticket):
        return Suggested(None, None, accessory=accessory)
    if (
        price is None
        or most is None
        or card is None
        or line is None
        or not ticket.policy
        or is_given_anyway(ticket)
    ):
        return Suggested(price, most)
    policy = promises.of_version(card.policies_version_id).policies.get(ticket.policy, {})
    days = {
        "invoiced_on": card.sold_on,
        "returned_on": today,
        "delivered_on": card.delivered_on or card.sold_on,
    }
    days["installed_on"] = card.installed_on or days["delivered_on"]
    days["activated_on"] = card.activated_on or days["delivered_on"]
    under_repair = refunds.days_under_repair(covering.events_of(line), today)
    facts = remedies.facts_of(line, card, ticket.fault, True)
    if any((one.get("refund") or {}).get("depreciation_forbidden") for one in waiting.bound(line, card)):
        return Suggested(price, most)  # Zhejiang: no charge for use, whichever rule gives the return
    ways: list[Way] = []
    for code, told in WAYS.items():
        if found := refunds.refund(policy, price, days, under_repair, facts | told):
            amount = max(0, found.amount - (price - most))
            ways.append(Way(code, amount, found.kept))
    is_one = len({way.amount for way in ways}) <= 1
    return Suggested(price, ways[0].amount if ways and is_one else most, () if is_one else tuple(ways))


def is_given_anyway(ticket: Ticket) -> bool:
    """Whether the rule gives the return as such, and not in place of an exchange."""
    if ticket.line is None or ticket.card is None:
        return False
    store = db.session.get_one(Store, ticket.card.store_id)
    told_on = owing.told_on(ticket)
    facts = remedies.facts_of(ticket.line, ticket.card, ticket.fault, True)
    found = remedies.open_on(ticket.line, ticket.card, store, ticket.part, facts, told_on)
    mine = [one for one in found if one.remedy == "return" and one.by.policy == ticket.policy]
    return any(not one.provisos for one in mine)


class NotDue(Trouble):
    """Nobody decided that it is taken back, or it was paid already."""


def was_paid_for(ticket: Ticket, accessory: str) -> bool:
    """Also while it stood on a line with others."""
    if ticket.line is None:
        return False
    there = parting.stood(ticket.line)
    came_back = [one for one in paid.for_family(ticket.line) if one.part == accessory and not one.is_kept]
    return any(one.is_for(there) for one in came_back)


def refund(
    ticket: Ticket, amount: int, method: str, place: str, by: Any, at: datetime, today: date, many: int | None = None
) -> None:  # fmt: skip
    """many: how many come back, where that is asked; None: all. Raises NotDue, TooMuch."""
    if whose := of_others(ticket, by):
        raise NotDue(whose)
    if ticket.line:
        contending.lock(ticket.line)
    if amount <= 0:
        raise TooMuch(_("Nothing would go back. Give the amount."))
    if owing.is_given_up(ticket):
        raise NotDue(_("It was taken back for its money already."))
    try:
        owing.refuse_exchanged(ticket)
    except owing.ExchangedSince as given:
        raise NotDue(wording.exchanged_since(given.on)) from None
    if not is_due(ticket):
        raise NotDue(_("Nothing says that it is taken back, or it was paid already."))
    if ticket.is_thing_away:
        raise NotDue(_("It is with another store. It comes home first."))
    accessory = None if is_kept(ticket) else accessory_of(ticket)
    if accessory and (ticket.refunded_at or was_paid_for(ticket, accessory)):
        raise NotDue(_("This accessory was paid back already. Decide anew."))
    stays = is_kept(ticket) or accessory is not None
    many = many if is_by_piece(ticket) else None
    if ticket.line and many and many > ticket.line.quantity:
        raise NotDue(_("There are fewer of them by now. Look at the card, then send it again."))
    refuse_rivals(ticket, is_all=not stays)
    if sold := line_of(ticket):
        refuse_beyond(ticket, sold, amount, many)
        pay_back(sold, amount, method, by, at, is_all=not stays and is_last(ticket.line, many))
    elif not by.is_manager:
        refuse_beyond_list(ticket, amount, many)
    if ticket.line and stays:
        for repair in (one for one in ticket.line.repairs if one.ticket == ticket.number and one.is_here):
            repair.is_counted = repair.is_counted and not is_kept(ticket)  # nothing was repaired
            repairing.give_back(repair, today, "", by, at, today)
    elif line := ticket.line:
        if many is not None and many < line.quantity:
            ticket, line = take_out(ticket, line, many, by, at)
        because = f"return {ticket.number}"
        if lost := losing.of_thing(ticket):
            losing.make_good(lost, line.quantity, at)
        else:
            exchanging.take_in_old(ticket, line, because, by, at, place)
        returning.give_up(line, because, by, at, today)
    elif ticket.lost:
        losing.make_good(ticket.lost, 1, at)
    ticket.refund = (ticket.refund or 0) + amount
    ticket.refunded_at, ticket.collected_at, ticket.is_here = at, at, False
    stepping.arrive(ticket, "collected", "", by, at)
    clocks.set_all(ticket, by, at)
    told = {
        "amount": amount,
        "method": method,
        "line": ticket.line_id,
        "remedy": ticket.remedy,
        "part": ticket.part,
    }
    note(by, "refund", ticket, at, told | ({"pieces": many} if many else {}))
    claiming.claim_back(ticket, by, at)


def take_out(ticket: Ticket, line: CardLine, many: int, by: Any, at: datetime) -> tuple[Ticket, CardLine]:
    """The ticket and the line of those that come back; the others keep what was promised for them, and when it was asked for."""
    back = parting.set_apart(line, many, by, at)
    return splitting.split(ticket, back, by, at), back


def of_others(ticket: Ticket, by: Any) -> str:
    """Whose it is to pay, in a sentence, where it is not the person's."""
    is_ours = stepping.serves(ticket, by, is_of_stock=True)
    return "" if is_ours else wording.of_others(ticket.store)


def refuse_rivals(ticket: Ticket, *, is_all: bool) -> None:
    """Of a lower price nothing is taken back. Raises NotDue."""
    if is_kept(ticket):
        return
    try:
        contending.refuse_rivals(ticket, is_all=is_all)
    except contending.InHand as rival:
        raise NotDue(wording.in_hand_of(rival.ticket)) from None


def is_last(line: CardLine | None, many: int | None) -> bool:
    """Whether nothing that was sold with it stays with the customer."""
    if line is None:
        return True
    others = (one for one in pieces.family_of(line) if one is not line)
    return many in (None, line.quantity) and all(one.returned_on is not None for one in others)


def pay_back(sold: SaleLine, amount: int, method: str, by: Any, at: datetime, is_all: bool) -> None:
    """Out of the sale, in whose books the money stands. is_all: nothing of it stays with the customer."""
    sale = db.session.get_one(Sale, sold.sale_id)
    sale.payments.append(Payment(method=method, kind="refund", amount=amount, at=at, person_id=by.person_id))
    note(by, "refund", sale, at, {"amount": amount, "method": method})
    if is_all:
        sold.returned_at = at
        completing.end("item_returned", f"sale-{sale.id}", by, at)
