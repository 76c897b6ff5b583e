"""Money goes back for a thing that was returned: out of the sale, with the thing into stock and the card at its end."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import exists, func, select

from counter.callbacks import completing
from counter.extensions import db
from counter.history.models import note
from counter.languages import money
from counter.sales.models import Payment, Sale, SaleLine
from counter.sales.trouble import Trouble
from counter.stores.models import Store
from counter.tickets import claiming, clocks, contending, exchanging, losing, owing, stepping, wording
from counter.tickets.models import Ticket
from counter.warranty import covering, promises, refunds, remedies, repairing, returning, waiting
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
    is_kept: nothing comes back, the price is lower."""

    price: int | None
    amount: int | None
    ways: tuple[Way, ...] = ()
    accessory: str | None = None
    is_kept: bool = False
    is_list: bool = False

    def of(self, way: str | None) -> int | None:
        return next((one.amount for one in self.ways if one.code == way), None)


def is_due(ticket: Ticket) -> bool:
    return owing.is_refund_due(ticket)


def line_of(ticket: Ticket) -> SaleLine | None:
    """What was sold with the card of the ticket."""
    if ticket.card is None or ticket.card.sale_id is None or ticket.line is None:
        return None
    asked = select(SaleLine).where(SaleLine.sale_id == ticket.card.sale_id, SaleLine.removed_at.is_(None))
    asked = asked.where(SaleLine.product_id == ticket.line.product_id, SaleLine.returned_at.is_(None))
    return db.session.scalar(asked.order_by(SaleLine.id).limit(1))


def accessory_of(ticket: Ticket) -> str | None:
    """The part, where the rule lets an accessory come back by itself (phone rule: exchanged twice)."""
    if ticket.card is None or ticket.part is None:
        return None
    kept = promises.of_version(ticket.card.policies_version_id).policies
    named = ticket.line.facts.get("policies", ()) if ticket.line and ticket.policy else ()
    groups = [kept[one].get("part_groups", {}).get("accessory", ()) for one in named if one in kept]
    return ticket.part if any(ticket.part in group for group in groups) else None


def is_of_a_thing(ticket: Ticket) -> bool:
    """Whether it is an accessory that came with a thing: a battery that was sold by itself is the thing of its card."""
    accessory = accessory_of(ticket)
    parts = ticket.line.facts.get("parts", ()) if ticket.line else ()
    return accessory is not None and any(part != accessory for part in parts)


def suggest(ticket: Ticket, today: date) -> Suggested:
    sold = line_of(ticket)
    found = by_rule(ticket, sold, today)
    return replace(found, is_list=sold is None and found.price is not None)


def by_rule(ticket: Ticket, sold: SaleLine | None, today: date) -> Suggested:
    """By the rule that gives the return. Phone rule: within 7 days the full price at once (art. 11); where an exchange is
    due, the full price if there is no such phone, less 0.5 % a day if the customer wants money; an accessory has a price
    of its own on that day, which is not in the books."""
    card, line = ticket.card, ticket.line
    price = price_of(sold, line)
    if is_kept(ticket):
        return Suggested(price, None, is_kept=True)
    if accessory := accessory_of(ticket):
        return Suggested(None, None, accessory=accessory)
    most = None if price is None else max(0, price - paid_back(ticket))
    if price is None or card is None or line is None or not ticket.policy or is_given_anyway(ticket):
        return Suggested(price, most)
    policy = promises.of_version(card.policies_version_id).policies.get(ticket.policy, {})
    days = {
        "invoiced_on": card.sold_on,
        "returned_on": today,
        "delivered_on": card.delivered_on or card.sold_on,
    }
    days["installed_on"] = card.installed_on or days["delivered_on"]
    under_repair = refunds.days_under_repair(covering.events_of(line), today)
    facts = remedies.facts_of(line, card, ticket.fault, True)
    if any(
        (one.get("refund") or {}).get("depreciation_forbidden")
        for one in waiting.bound(line, card, ticket.store)
    ):
        return Suggested(price, most)  # Zhejiang: no charge for use, whichever rule gives the return
    ways: list[Way] = []
    for code, told in WAYS.items():
        if found := refunds.refund(policy, price, days, under_repair, facts | told):
            amount = max(0, found.amount - paid_back(ticket))
            ways.append(Way(code, amount, found.kept))
    is_one = len({way.amount for way in ways}) <= 1
    return Suggested(price, ways[0].amount if ways and is_one else most, () if is_one else tuple(ways))


def price_of(sold: SaleLine | None, line: CardLine | None) -> int | None:
    """Of all its pieces."""
    if sold is not None:
        return sold.total
    price = line.facts.get("price") if line else None
    return None if line is None or price is None else int(price) * line.quantity


def is_kept(ticket: Ticket) -> bool:
    """A lower price: what it is depends on the fault, so it is agreed (EU, UK)."""
    return ticket.remedy == "price_reduction"


def paid_back(ticket: Ticket) -> int:
    """What went back for this thing by now: lower prices, accessories."""
    if ticket.line_id is None:
        return 0
    asked = select(func.coalesce(func.sum(Ticket.refund), 0)).where(Ticket.line_id == ticket.line_id)
    return int(db.session.scalar(asked.where(Ticket.refunded_at.is_not(None))) or 0)


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


class TooMuch(Trouble):
    """More than was paid for it."""


def was_paid_for(ticket: Ticket, accessory: str) -> bool:
    mine = Ticket.line_id == ticket.line_id, Ticket.part == accessory, Ticket.id != ticket.id
    came_back = Ticket.refunded_at.is_not(None), Ticket.remedy != "price_reduction"
    return bool(db.session.scalar(select(exists().where(*mine, *came_back))))


def refund(
    ticket: Ticket, amount: int, method: str, place: str, by: Any, at: datetime, today: date
) -> None:  # fmt: skip
    """Raises NotDue, TooMuch."""
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
    refuse_rivals(ticket, is_all=not stays)
    if sold := line_of(ticket):
        pay_back(ticket, sold, amount, method, by, at, stays)
    elif not by.is_manager:
        refuse_beyond_list(ticket, amount)
    if ticket.line and stays:
        for repair in (one for one in ticket.line.repairs if one.ticket == ticket.number and one.is_here):
            repair.is_counted = repair.is_counted and not is_kept(ticket)  # nothing was repaired
            repairing.give_back(repair, today, "", by, at, today)
    elif ticket.line:
        many = ticket.line.quantity
        if lost := losing.of_thing(ticket):
            losing.make_good(lost, many, at)
        else:
            exchanging.take_in_old(ticket, ticket.line, f"return {ticket.number}", by, at, place, many)
        returning.give_up(ticket.line, f"return {ticket.number}", by, at, today)
    elif ticket.lost:
        losing.make_good(ticket.lost, 1, at)
    ticket.refund = (ticket.refund or 0) + amount
    ticket.refunded_at, ticket.collected_at, ticket.is_here = at, at, False
    stepping.arrive(ticket, "collected", "", by, at)
    clocks.set_all(ticket, by, at)
    note(by, "refund", ticket, at, {"amount": amount, "method": method})
    claiming.claim_back(ticket, by, at)


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


def pay_back(
    ticket: Ticket, sold: SaleLine, amount: int, method: str, by: Any, at: datetime, stays: bool
) -> None:
    """Out of the sale, in whose books the money stands. stays: the thing itself is with the customer. Raises TooMuch."""
    gone = paid_back(ticket)
    if amount > sold.total - gone:
        raise TooMuch(said_of_most(sold.total, gone, ticket.store.currency))
    sale = db.session.get_one(Sale, sold.sale_id)
    sale.payments.append(Payment(method=method, kind="refund", amount=amount, at=at, person_id=by.person_id))
    note(by, "refund", sale, at, {"amount": amount, "method": method})
    if not stays:
        sold.returned_at = at
        completing.end("item_returned", f"sale-{sale.id}", by, at)


def refuse_beyond_list(ticket: Ticket, amount: int) -> None:
    """No sale says what was paid for it: what goes beyond its list price is a manager's to pay, from the invoice. The list has
    none for an accessory of a thing. Raises TooMuch."""
    price, currency = price_of(None, ticket.line), ticket.store.currency
    if is_of_a_thing(ticket):
        raise TooMuch(_("What the accessory costs by itself is not in the books. A manager pays it back."))
    if price is None:
        raise TooMuch(_("What it cost is not in the books. A manager pays it back, by the invoice."))
    left = max(0, price - paid_back(ticket))
    if amount > left:
        raise TooMuch(
            _(
                "What was paid is not in the books; its list price was %(price)s. More than %(left)s is paid back by a manager, by the invoice.",
                price=money(price, currency), left=money(left, currency),
            )
        )  # fmt: skip


def said_of_most(price: int, gone: int, currency: str) -> Any:
    if not gone:
        return _("It was sold for %(amount)s; no more goes back.", amount=money(price, currency))
    return _(
        "It was sold for %(amount)s, and %(gone)s went back already; at most %(left)s can still go back.",
        amount=money(price, currency), gone=money(gone, currency), left=money(price - gone, currency),
    )  # fmt: skip
