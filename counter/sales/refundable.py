"""How much may go back for a thing at most, as its sale tells it, or its list price: of several pieces for so many."""

from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import func, select

from counter.extensions import db
from counter.languages import money
from counter.sales.models import SaleLine
from counter.sales.trouble import Trouble
from counter.tickets.models import Ticket
from counter.warranty import promises, returning
from counter.warranty.models import CardLine


class TooMuch(Trouble):
    """More than was paid for it."""


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


def is_kept(ticket: Ticket) -> bool:
    """A lower price: what it is depends on the fault, so it is agreed (EU, UK)."""
    return ticket.remedy == "price_reduction"


def paid_back(ticket: Ticket) -> int:
    """What went back for this thing by now: lower prices, accessories."""
    if ticket.line_id is None:
        return 0
    asked = select(func.coalesce(func.sum(Ticket.refund), 0)).where(Ticket.line_id == ticket.line_id)
    return int(db.session.scalar(asked.where(Ticket.refunded_at.is_not(None))) or 0)


def price_of(sold: SaleLine | None, line: CardLine | None, many: int | None = None) -> int | None:
    """Minor units. many: of so many of its pieces, None for all that are left."""
    if line is None:
        return sold.total if sold else None
    all_of_it, price = returning.sold_of(line), line.facts.get("price")
    whole = sold.total if sold is not None else None if price is None else int(price) * all_of_it
    return None if whole is None else whole * (many or line.quantity) // all_of_it


def most_of(ticket: Ticket, sold: SaleLine | None, many: int | None = None) -> int | None:
    """What may still go back for so many: no more than they cost, nor than is left of all."""
    price, line = price_of(sold, ticket.line, many), ticket.line
    if price is None:
        return None
    whole = price_of(sold, line, returning.sold_of(line) if line else None) or 0
    return max(0, min(price, whole - paid_back(ticket)))


def is_by_piece(ticket: Ticket) -> bool:
    """Whether it is asked how many come back."""
    is_several = ticket.line is not None and ticket.line.quantity > 1
    return is_several and not is_kept(ticket) and accessory_of(ticket) is None


def refuse_beyond(ticket: Ticket, sold: SaleLine, amount: int, many: int | None) -> None:
    """Raises TooMuch."""
    most, price = most_of(ticket, sold, many) or 0, price_of(sold, ticket.line, many) or 0
    if amount <= most:
        return
    if is_by_piece(ticket) and most == price:
        told = money(price, ticket.store.currency)
        raise TooMuch(_("So many cost %(amount)s; no more goes back for them.", amount=told))
    raise TooMuch(said_of_most(price, price - most, ticket.store.currency))


def refuse_beyond_list(ticket: Ticket, amount: int, many: int | None) -> None:
    """No sale says what was paid for it: what goes beyond its list price is a manager's to pay, from the invoice. The list has
    none for an accessory of a thing. Raises TooMuch."""
    price, currency = price_of(None, ticket.line, many), ticket.store.currency
    if is_of_a_thing(ticket):
        raise TooMuch(_("What the accessory costs by itself is not in the books. A manager pays it back."))
    if price is None:
        raise TooMuch(_("What it cost is not in the books. A manager pays it back, by the invoice."))
    left = most_of(ticket, None, many) or 0
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
