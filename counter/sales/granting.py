"""What is granted with a sale once it is handed over: so many moves of its furniture."""

from datetime import datetime

from counter.deliveries import moving
from counter.sales.facts import is_main
from counter.sales.finding import book_of, store_of
from counter.sales.models import Sale


def offered_for(sale: Sale, at: datetime) -> moving.Offer | None:
    """Once it is handed over, if anything of it can be moved; by the playbook of its day."""
    book = book_of(sale)
    if not sale.is_handed_over or not any(is_main(line.product, book) for line in sale.live_lines):
        return None
    store = store_of(sale)
    return moving.offer(store, [moving.of_sale(sale.id)], book, store.today(at))
