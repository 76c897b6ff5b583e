"""What a question of use is answered from, besides what the rules give: what the books say of the thing on its card."""

from counter.catalog import describing
from counter.catalog.models import Product
from counter.extensions import db
from counter.playbooks.models import in_force
from counter.tickets.models import Ticket


def figures_of(ticket: Ticket) -> list[describing.Line]:
    """The specification of its product, as (label, values); of other tickets, and where it is no product of ours, nothing."""
    if ticket.kind != "question" or ticket.line is None or ticket.line.product_id is None:
        return []
    product = db.session.get_one(Product, ticket.line.product_id)
    book = in_force("playbook", product.trade)
    return describing.lines(product, book.body) if book else []
