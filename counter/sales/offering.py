"""Attachments are offered, taken, refused, and taken back: what the pure rules of `suggesting` say, kept by sale."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, String, case, cast, false, func, not_, or_, select

from counter.catalog.models import Product
from counter.catalog.searching import is_sold, lists, sold_by
from counter.extensions import db
from counter.history.models import note
from counter.playbooks.categories import lineage
from counter.sales import adding
from counter.sales.facts import Facts, delivers, is_service, of_product, of_visit
from counter.sales.models import Sale, SaleLine, Suggestion
from counter.sales.suggesting import Candidate, offers
from counter.stock.models import Unit
from counter.stock.moving import is_left, left
from counter.stores.facts import of_store
from counter.stores.models import Store

MOST_OF_A_KIND = 60
NOTHING = ("[]", "null")  # as a list is written


def refresh(sale: Sale, store: Store, book: dict[str, Any], today: date) -> None:
    """What is offered follows the lines and the customer's kind; what was decided stays decided."""
    decided = [one for one in sale.suggestions if not one.is_open]
    taken = {line.product_id for line in sale.live_lines} | {one.product_id for one in decided}
    known: Facts = {**of_store(store, book), **of_visit(sale)}
    wanted: dict[int, tuple[Any, SaleLine]] = {}
    candidates = possible(sale, store, book, today)
    for line in sale.live_lines:
        facts = {**known, **of_product(line.product, book)}
        found = offers(book["attachments"], line.product.code, facts, candidates, taken | set(wanted))
        wanted |= {offer.product_id: (offer, line) for offer in found}
    for one in [one for one in sale.suggestions if one.is_open]:
        again = wanted.pop(one.product_id, None)
        if again is None:
            sale.suggestions.remove(one)
            db.session.delete(one)
        else:
            one.line_id, one.rule, one.reason = again[1].id, again[0].rule, dict(again[0].reason)
    db.session.flush()
    for offer, line in wanted.values():
        fresh = Suggestion(sale_id=sale.id, line_id=line.id, product_id=offer.product_id, rule=offer.rule)
        fresh.reason = dict(offer.reason)
        sale.suggestions.append(fresh)
    db.session.flush()


def possible(sale: Sale, store: Store, book: dict[str, Any], today: date) -> list[Candidate]:
    """The products of the trade in the categories that any rule names, and whether the shelf has them."""
    named = {entry["category"] for rule in book["attachments"] for entry in rule["suggest"]}
    paths = {kind["id"]: tuple(lineage(kind["id"], book["categories"])) for kind in book["categories"]}
    codes = [code for code, path in paths.items() if named & set(path)]
    services = [code for code, path in paths.items() if "service" in path]
    ways = [is_left(sale.store_id), Product.category_code.in_(services)]
    ways += [cast(Product.spec, String).contains('"custom": true')] if delivers(book) else []
    asked = best(sale).where(
        Product.trade == store.playbook_code, Product.category_code.in_(codes), or_(*ways), is_sold(today)
    )
    found = asked.subquery()
    whole = sold_by(store).join(found, found.c.id == Product.id).where(found.c.place <= MOST_OF_A_KIND)
    products = db.session.scalars(whole.order_by(Product.id)).all()
    there = left(sale.store_id, [product.id for product in products])
    return [
        Candidate(
            product.id, product.code, paths[product.category_code], product.price, frozenset(product.suits or ()),
            frozenset(product.not_for or ()), frozenset(product.fits or ()),
            there.get(product.id, 0) > 0 or is_service(product, book) or (delivers(book) and is_ordered(product)),
        )
        for product in products
    ]  # fmt: skip


def best(sale: Sale) -> Select[Any]:
    """What may go with the things of the sale, for its customer, with its place among those of its kind: as suggesting.pick
    chooses, and the newest of what is alike."""
    kind, codes = sale.customer_type, {line.product.code for line in sale.live_lines}
    is_made_for = or_(false(), *(lists(Product.fits, code) for code in codes))
    order: list[Any] = [case((is_made_for, 0), else_=1), case((lists(Product.suits, kind), 0), else_=1)]
    order += [Product.price.desc(), Product.id.desc()]
    place = func.row_number().over(partition_by=Product.category_code, order_by=order)
    fits_any = cast(Product.fits, String).in_(NOTHING)
    asked = select(Product.id, place.label("place")).where(or_(fits_any, is_made_for))
    return asked.where(not_(lists(Product.not_for, kind))) if kind else asked


def is_ordered(product: Product) -> bool:
    """Made for the customer: never on a shelf."""
    return bool((product.spec or {}).get("custom"))


def accept(
    sale: Sale, one: Suggestion, unit: Unit | None, book: dict[str, Any], by: Any, at: datetime
) -> None:
    """Onto the slip, beside the line it goes with. Raises what adding.add raises."""
    if one.is_accepted:
        note(by, "accept", sale, at, {"suggestion": one.id})
        return
    main = next((line for line in sale.lines if line.id == one.line_id), None)
    line = adding.add(sale, one.product, unit, book, by, at, attached_to=main)
    one.accepted_line_id, one.decided_by = line.id, by.person_id
    one.declined_at, one.declined_because = None, ""
    note(by, "accept", sale, at, {"suggestion": one.id, "rule": one.rule})


def decline(sale: Sale, one: Suggestion, reason: str, by: Any, at: datetime) -> None:
    adding.keep_changeable(sale)
    if one.is_accepted:
        reopen(sale, one, by, at)
    one.declined_at, one.decided_by = one.declined_at or at, by.person_id
    one.declined_because = reason or one.declined_because
    note(by, "decline", sale, at, {"suggestion": one.id, "rule": one.rule, "reason": [None, reason]})


def reopen(sale: Sale, one: Suggestion, by: Any, at: datetime) -> None:
    adding.keep_changeable(sale)
    line = next((line for line in sale.live_lines if line.id == one.accepted_line_id), None)
    if line is not None and line.quantity > 1:
        line.quantity -= 1
    elif line is not None:
        line.removed_at = at
    adding.keep_above_paid(sale)
    one.accepted_line_id, one.declined_at, one.declined_because, one.decided_by = None, None, "", None
    note(by, "reopen_suggestion", sale, at, {"suggestion": one.id})
