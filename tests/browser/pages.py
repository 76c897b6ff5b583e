"""Every page that a person can open: each GET of the url map, with ids that are in the demo."""

import re

import sqlalchemy as sa

# What the number in an address names, by the word before it: table, and how one finds those of a store.
TABLES = {
    "sales": ("sales", "store_id = :store"),
    "warranty-cards": ("cards", "store_id = :store"),
    "callbacks": ("callbacks", "store_id = :store"),
    "customers": ("customers", "id in (select customer_id from customers_of_stores where store_id = :store)"),
    "checklists": ("checklists", "store_id = :store"),
    "deliveries": ("appointments", "store_id = :store"),
    "appointments": ("appointments", "store_id = :store"),
    "products": ("products", "trade = (select playbook_code from stores where id = :store)"),
    "card-imports": ("card_imports", "store_id = :store"),
    "supplier-claims": ("supplier_claims", "store_id = :store"),
    "transfers": ("ticket_transfers", "from_store_id = :store or to_store_id = :store"),
    "batches": ("supplier_claim_batches", "store_id = :store"),
    "serial-batches": ("serial_batches", "store_id = :store"),
    "recalls": ("recalls", "1 = 1"),
    "parcels": ("ticket_parcels", "from_store_id = :store or to_store_id = :store"),
    "fixes": ("fixes", "store_id = :store"),
    "tickets": ("tickets", "store_id = :store"),
    "stores": ("stores", "id = :store"),
    "visits": ("visits", "store_id = :store"),
}
SKIPPED = {
    "static",
    "staff.home",
    "stores.health",
    "sales.show_suggestion",
    "today.ticket",
    "warranty.barcode",
    "warranty.qr",
    "tickets.qr",
    "warranty.pdf",
    "people.show_ticket",  # by its token, as the next: test_own_ticket_page.py
    "people.show",  # by its token, which the books don't hold: test_customer_page.py
    "people.calendar",
    "card_imports.wrong_lines",
    "supplier_claims.batch_csv",
    "stores.points_as_csv",
    "serial_batches.as_csv",
    "tickets.barcode",
    "photos.show",
    "photos.show_small",
    "tickets.photo",
    "tickets.small_photo",
    "tickets.parcel_barcode",
}  # no pages

# A trade that visits nobody and moves nothing has no such pages; nor has a sale that is still open.
ELSEWHERE = {"NM": {"upkeep.show", "deliveries.new_move_of_card", "sales.new_move"}, "JJ": {"sales.new_move"}}


def rules(app):
    """GET routes that answer with a page."""
    return [r for r in app.url_map.iter_rules() if "GET" in r.methods and r.endpoint not in SKIPPED]


def addresses(app, engine, store_code):
    """{address: endpoint}; the oldest and the newest record for each route that names one."""
    found, lacking = {}, []
    with engine.connect() as books:
        for rule in rules(app):
            if rule.endpoint in ELSEWHERE.get(store_code, ()):
                continue
            filled = list(fill(rule.rule, books, store_code))
            found |= {address: rule.endpoint for address in filled}
            lacking += [] if filled or is_rare(rule.rule, store_code) else [rule.rule]
    assert not lacking, f"no address made for {lacking}: say in TABLES what it names"
    return found


def is_rare(pattern, store_code):
    """The phone store has one of everything; another store of the demo need not."""
    return (
        store_code != "NM"
        and re.findall(r"([\w-]+)/<", pattern)[-1:]
        and all(before in TABLES for before in re.findall(r"([\w-]+)/<", pattern))
    )


def fill(pattern, books, store_code):
    holes = re.findall(r"<(?:(\w+):)?(\w+)>", pattern)
    if not holes:
        yield pattern
        return
    store = books.execute(
        sa.text("select id from stores where code = :code"), {"code": store_code}
    ).scalar_one()
    words = [word for word in pattern.split("/") if word]
    places = [i for i, word in enumerate(words) if word.startswith("<")]
    for which in ("min", "max"):
        filled = list(words)
        for place in places:
            kind, name = re.fullmatch(r"<(?:(\w+):)?(\w+)>.*", words[place]).groups()
            value = named(kind, name, words[place - 1], books, store, which)
            if value is None:
                return
            filled[place] = re.sub(r"<[^>]+>", str(value), words[place])
        yield "/" + "/".join(filled)


def named(kind, name, before, books, store, which):
    if name in ("on", "on_date", "day", "date"):
        asked = sa.text(f"select {which}(on_date) from checklists where store_id = :store")
        return books.execute(asked, {"store": store}).scalar()
    if name == "kind":
        return "opening"
    if name == "version":
        return 1
    if name in ("code", "subject"):
        one = "'-'" if name == "subject" else "code"
        asked = f"select {which}({one}) from checklist_items where subject = '' and checklist_id in"
        mine = " (select id from checklists where store_id = :store)"
        return books.execute(sa.text(asked + mine), {"store": store}).scalar()
    if before not in TABLES:
        return None
    table, ours = TABLES[before]
    return books.execute(sa.text(f"select {which}(id) from {table} where {ours}"), {"store": store}).scalar()
