"""How much may go back for a thing at most, as its sale tells it, or its list price: of several pieces for so many."""

from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import select

from counter.extensions import db
from counter.languages import money
from counter.sales.models import SaleLine
from counter.sales.trouble import Trouble
from counter.tickets import paid
from counter.tickets.models import Ticket
from counter.warranty import parting, pieces, promises, varying
from counter.warranty.models import CardLine


class TooMuch(Trouble):
    """More than was paid for it."""


def line_of(ticket: Ticket) -> SaleLine | None:
    """What was sold with the card of the ticket, also where another variant was given for it since: where the same product stands
    on it several times, in the order of both."""
    if ticket.card is None or ticket.card.sale_id is None or ticket.line is None:
        return None
    root, sold_as = pieces.root_of(ticket.line), varying.sold_as(ticket.card)
    asked = select(SaleLine).where(SaleLine.sale_id == ticket.card.sale_id, SaleLine.removed_at.is_(None))
    asked = asked.where(SaleLine.product_id == sold_as[root.id]).order_by(SaleLine.id)
    sold = db.session.scalars(asked).all()
    issued = [one for one in ticket.card.lines if one.parted_from_id is None]
    alike = [one for one in issued if sold_as[one.id] == sold_as[root.id]]
    if len(sold) == len(alike):
        return sold[alike.index(root)]
    return next((one for one in sold if one.returned_at is None), None)


def accessory_of(ticket: Ticket) -> str | None:
    """The part, where it is an accessory that came with a thing (a charger, a headset; phone rule: exchanged twice, it comes back
    by itself): the thing stays. One that was sold by itself is the thing of its card."""
    if ticket.card is None or ticket.line is None or ticket.part is None:
        return None
    kept = promises.of_version(ticket.card.policies_version_id)
    named = [kept.policies[one] for one in ticket.line.facts.get("policies", ()) if one in kept.policies]
    groups = [kept.apart, *(one.get("part_groups", {}).get("accessory", ()) for one in named)]
    has_more = any(part != ticket.part for part in ticket.line.facts.get("parts", ()))
    return ticket.part if has_more and any(ticket.part in group for group in groups) else None


def is_kept(ticket: Ticket) -> bool:
    """A lower price: what it is depends on the fault, so it is agreed (EU, UK)."""
    return ticket.remedy == "price_reduction"


def paid_back(ticket: Ticket, many: int | None) -> tuple[int, int]:
    """Minor units: what went back by now (lower prices, accessories) for so many pieces of its line, as their share of what went
    back for all that stood there then; and for all that were sold with them."""
    line = ticket.line
    if line is None:
        return 0, 0
    share = of_all = 0
    there = parting.stood(line)
    for went in paid.for_family(line):
        of_all += went.amount
        for one in there:
            if went.line_id == one.line.id and one.was_on(went.at):
                share += went.amount * (many or line.quantity) // one.many(went.at)
    return share, of_all


def price_of(sold: SaleLine | None, line: CardLine | None, many: int | None = None) -> int | None:
    """Minor units. many: of so many of its pieces, None for all that are on the line."""
    if line is None:
        return sold.total if sold else None
    if sold is not None:
        return sold.total * (many or line.quantity) // sold.quantity
    price = line.facts.get("price")
    return None if price is None else int(price) * (many or line.quantity)


def most_of(ticket: Ticket, sold: SaleLine | None, many: int | None = None) -> int | None:
    """What may still go back for so many: no more than they cost, nor than is left of all that were sold with them."""
    price, line = price_of(sold, ticket.line, many), ticket.line
    if price is None or line is None:
        return price
    own, of_all = paid_back(ticket, many)
    family = sum(one.quantity for one in pieces.family_of(line))
    whole = sold.total if sold is not None else price_of(None, line, family) or 0
    return max(0, min(price - own, whole - of_all))


def is_by_piece(ticket: Ticket) -> bool:
    """Whether it is asked how many come back."""
    is_several = ticket.line is not None and ticket.line.quantity > 1
    return is_several and not is_kept(ticket) and accessory_of(ticket) is None and ticket.lost is None


def refuse_beyond(ticket: Ticket, sold: SaleLine, amount: int, many: int | None) -> None:
    """Raises TooMuch."""
    most, price = most_of(ticket, sold, many) or 0, price_of(sold, ticket.line, many) or 0
    if amount <= most:
        return
    if is_by_piece(ticket) and most == price:
        told = money(price, paid.currency_of(ticket))
        raise TooMuch(_("So many cost %(amount)s; no more goes back for them.", amount=told))
    raise TooMuch(said_of_most(price, price - most, paid.currency_of(ticket)))


def refuse_beyond_list(ticket: Ticket, amount: int, many: int | None) -> None:
    """No sale says what was paid for it: what goes beyond its list price is a manager's to pay, from the invoice. The list has
    none for an accessory of a thing. Raises TooMuch."""
    price, currency = price_of(None, ticket.line, many), paid.currency_of(ticket)
    if accessory_of(ticket):
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
