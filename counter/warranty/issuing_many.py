"""Issues many cards at once: the rows are those that issue() writes one by one, in the same order, in a few statements."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from counter.catalog.models import Product
from counter.customers.models import Customer, belong
from counter.database import next_ids
from counter.extensions import db
from counter.history.models import Told, note_all
from counter.stores.models import Store
from counter.warranty import coverage, covering, describing, filing, issuing, promises
from counter.warranty.alike import Description
from counter.warranty.following import follow
from counter.warranty.models import Card, CardLine, Identifier
from counter.warranty.numbering import next_numbers
from counter.warranty.oldcards import OldCard
from counter.warranty.terms import Days


@dataclass(frozen=True)
class Wanted:
    """One card for one thing. phones: all that the customer has; address: that of the card."""

    customer: Customer
    e164: str
    phones: frozenset[str]
    product: Product
    serials: Mapping[str, str]
    sold_on: date
    delivered_on: date | None
    invoice_number: str
    address: str
    installed_on: date | None = None
    activated_on: date | None = None
    quantity: int = 1


@dataclass(frozen=True)
class Cover:
    """A product sold on a day: what its line says, its rows of coverage; has_term: a rule gives it one."""

    description: Description
    rows: list[dict[str, Any]]
    has_term: bool
    ends_on: date | None


class Desk:
    """A store's promises, asked once, each thing by those of its day; two of one kind sold on one day are covered alike. keeps: whether what
    cards say of a thing is kept, or only reckoned with."""

    def __init__(self, store: Store, keeps: bool = True) -> None:
        self.keeps = keeps
        self.store, self.book = store, promises.playbook_of(store)
        self.versions, self.plans = promises.versions(self.book), promises.rest_days(store)
        self.is_handed_over = issuing.is_handed_over_at_the_counter(self.book)
        self.lines: dict[tuple[int, int], CardLine] = {}  # by product and version of the policies
        self.covers: dict[tuple[int, Days], Cover] = {}

    def kept(self, sold_on: date) -> promises.Promises:
        return promises.of_day(self.book, self.store, sold_on, self.versions)

    def days(self, one: Wanted | OldCard) -> Days:
        """From which its terms are counted."""
        is_so_by_itself = one.delivered_on is None and self.is_handed_over
        delivered_on = one.sold_on if is_so_by_itself else one.delivered_on
        return Days(one.sold_on, one.sold_on, delivered_on, one.installed_on, one.activated_on)

    def cover(self, product: Product, days: Days) -> Cover:
        asked = product.id, days
        if asked not in self.covers:
            self.covers[asked] = self.reckoned(product, days)
        return self.covers[asked]

    def know(self, sold: Iterable[tuple[Product, date]]) -> None:
        """Keeps what cards say of them."""
        new: list[CardLine] = []
        for product, kept in ((product, self.kept(sold_on)) for product, sold_on in sold):
            if (product.id, kept.version_id) not in self.lines:
                new.append(issuing.line_of(issuing.Covered(product), self.store, self.book, kept))
                self.lines[product.id, kept.version_id] = new[-1]
        if self.keeps:
            describing.keep_all(new)

    def reckoned(self, product: Product, days: Days) -> Cover:
        self.know([(product, days.sold_on)])
        kept = self.kept(days.sold_on)
        line = self.lines[product.id, kept.version_id]
        policies = [kept.policies[name] for name in line.facts["policies"]]
        where = self.store.jurisdictions
        ends = coverage.ends(policies, covering.thing_of(line), days, (), where, self.plans)
        has_term = any(end.kind == "term" and end.ends_on for end in ends)
        rows = covering.rows_of(ends)
        ends_on = covering.main_end(line.facts.get("parts", ()), rows)
        return Cover(line.description, rows, has_term, ends_on)


def issue_many(desk: Desk, wanted: Sequence[Wanted], by: Any, at: datetime) -> list[Card]:
    """The new cards; the customers have their ids. Their serials are known to be free; where another tablet takes one in this very moment the
    database says so (IntegrityError). Raises MissingFields, NothingToCover."""
    if not wanted:
        return []
    desk.know(
        (one.product, one.sold_on) for one in wanted
    )  # before the numbers, as in issue(), or each waits for the other
    numbers = next_numbers(desk.store, at, len(wanted))
    cards = [card_of(desk, one, number, by, at) for one, number in zip(wanted, numbers, strict=True)]
    lines = [line for card in cards for line in card.lines]
    for rows in (cards, lines):
        number_all(rows)
    db.session.add_all(cards)
    db.session.flush()
    both = list(zip(wanted, cards, strict=True))
    covering.write_new({card.lines[0].id: desk.cover(one.product, desk.days(one)).rows for one, card in both})
    belong(desk.store.id, [card.customer_id for card in cards])
    filing.file_new(cards, desk.store)
    told = [Told(card, {"number": [None, number]}) for card, number in zip(cards, numbers, strict=True)]
    note_all(by, "issue", told, at, desk.store.id)
    follow(cards, by, at, are_new=True)
    return cards


def number_all(rows: Sequence[Any]) -> None:
    """Ids beforehand, so that each table is written in one statement."""
    for row, number in zip(rows, next_ids(type(rows[0]), len(rows)) if rows else (), strict=True):
        row.id = number


def card_of(desk: Desk, one: Wanted, number: str, by: Any, at: datetime) -> Card:
    card = issuing.card_of(desk.store, one.customer, one.e164, by, at, one.address)
    if not (card.customer_name and card.customer_phone and card.customer_address):
        raise issuing.MissingFields(issuing.missing(one.customer, one.e164))
    days = desk.days(one)
    cover = desk.cover(one.product, days)
    if not (one.serials or cover.has_term):
        raise issuing.NothingToCover
    card.number, card.invoice_number = number, one.invoice_number
    card.policies_version_id = desk.kept(one.sold_on).version_id
    card.sold_on, card.delivered_on = days.sold_on, days.delivered_on
    card.installed_on, card.activated_on = days.installed_on, days.activated_on
    card.ends_on = cover.ends_on
    line = CardLine(product_id=one.product.id, description=cover.description, quantity=one.quantity)
    line.identifiers = [
        Identifier(kind=kind, value=value, live=1) for kind, value in one.serials.items() if value
    ]
    card.lines, card.description_id = [line], cover.description.id
    card.others = 0  # said, though it goes without saying: left to the database, each card would be a statement of its own
    card.filed = filing.told(card, desk.store, {one.e164, *one.phones}, one.serials.values())
    return card
