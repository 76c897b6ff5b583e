"""The list of sales and of deliveries: what it shows, whose it is, what it costs."""

from datetime import timedelta

import pytest

from counter.customers.models import Customer, Phone
from counter.deliveries.models import Appointment
from counter.extensions import db
from counter.playbooks.models import in_force
from counter.sales.models import Payment, Sale, SaleLine, Suggestion
from counter.sales.starting import copied
from tests.factories import NOW, a_product, the_person, the_store
from tests.sales.counter_side import IMEI, PHONE, begin, phone_shelf, text, the_sale
from tests.support.queries import counted


def some_sales(number, code="NM", lines=1):
    from counter.clock import now

    store, at = the_store(code), now()
    trade = store.playbook_code
    kinds = {"phone_cn": "case", "furniture_cn": "pillow"}
    products = [a_product(f"{code}{number}-{place}", kinds[trade], trade, 1000) for place in range(lines)]
    person, book = the_person("ann"), in_force("playbook", trade)
    for place in range(number):
        customer = Customer(name="顾客甲", made_at=NOW)
        customer.phones = [Phone(e164=f"+861380000{place:04}", last4=f"{place:04}", made_at=NOW)]
        sale = Sale(store_id=store.id, customer=customer, person_id=person.id, currency="CNY", started_at=at)
        sale.playbook_version_id = book.id
        sale.lines = [SaleLine(product=p, label=p.name, unit_price=p.price) for p in products]
        sale.steps = list(copied(book.body, store))
        sale.payments = [Payment(method="cash", amount=1, at=at, person_id=person.id)]
        db.session.add(sale)
        db.session.flush()
        made = Appointment(
            store_id=store.id, customer_id=customer.id, sale_id=sale.id, on_date=store.today(at)
        )
        made.address, made.made_at, made.made_by = "和平路18号", at, person.id
        db.session.add(made)
    db.session.commit()
    return sale.id


@pytest.mark.parametrize("address", ["/sales", "/deliveries"])
def test_fifty_rows_cost_the_queries_of_one(ann, shop, address):
    ann.get(address)
    some_sales(1)
    with counted() as one:
        page = text(ann.get(address))
    assert "顾**" in page and "顾客甲" not in page
    some_sales(49)
    with counted() as fifty:
        page = text(ann.get(address))
    assert page.count("顾**") >= 50 and len(one) == len(fifty) <= 8


@pytest.mark.parametrize("stage", ["needs", "demonstration", "attachments", "payment", "handover"])
def test_a_sale_of_fifty_lines_costs_the_queries_of_one_line(ann, shop, stage):
    small, large = some_sales(1), some_sales(2, lines=50)
    ann.get(f"/sales/{small}?stage={stage}")
    costs = []
    for number in (small, large):
        with counted() as asked:
            assert ann.get(f"/sales/{number}?stage={stage}").status_code == 200
        costs.append(len(asked))
    assert costs[0] == costs[1] <= 18


def test_fifty_suggestions_cost_the_queries_of_one(ann, shop):
    phone_shelf()
    path = begin(ann, **PHONE)
    ann.send(path + "/lines", code=IMEI)
    with counted() as few:
        ann.get(path + "?stage=attachments")
    sale = the_sale(path)
    for number in range(50):
        product = a_product(f"EXTRA{number}", "case", price=100)
        row = Suggestion(sale_id=sale.id, line_id=sale.lines[0].id, product_id=product.id, rule="protect")
        row.reason = {"zh": "好", "en": "good"}
        db.session.add(row)
    db.session.commit()
    with counted() as many:
        assert text(ann.get(path + "?stage=attachments")).count("EXTRA") >= 50
    assert len(few) == len(many)


def test_the_list_is_of_the_acting_store_open_ones_first_and_old_ones_gone(ann, cy, dee, shop):
    some_sales(1), some_sales(1, "JJ")
    for sale in db.session.query(Sale):
        sale.handed_over_at = sale.started_at if sale.store_id == the_store("NM").id else None
    old = db.session.query(Sale).filter_by(store_id=the_store("NM").id).one()
    db.session.commit()
    page = text(ann.get("/sales"))
    assert "Last days" in page and "Lark NM1-0" in page and "JJ1-0" not in page
    assert "Open" in text(cy.get("/sales")) and "NM1-0" not in text(cy.get("/sales"))
    old.started_at -= timedelta(days=8)
    db.session.commit()
    assert "No sales yet" in text(ann.get("/sales"))
    assert dee.get(f"/sales/{old.id}").status_code == 200 and cy.get(f"/sales/{old.id}").status_code == 404


def test_the_list_links_to_size_price_and_stock(ann, shop):
    assert 'href="/products"' in text(ann.get("/sales"))


def test_htmx_gets_the_fragment_and_back_gets_the_page(ann, shop):
    number = some_sales(1)
    for address, mark in (
        ("/sales", 'id="sales"'),
        (f"/sales/{number}", 'id="sale"'),
        ("/deliveries", 'id="days"'),
    ):
        fragment = text(ann.fragment(address))
        assert mark in fragment and "<html" not in fragment, address
        back = ann.get(address, headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
        assert "<html" in text(back), address


def test_a_sale_that_is_gone_is_a_calm_page(ann, shop):
    assert ann.get("/sales/4711").status_code == 404
    assert ann.send("/sales/4711/payments", amount="1").status_code == 404
    assert ann.send("/sales/99999999999999/handover").status_code == 404


def test_no_title_or_address_of_a_sale_holds_a_name_or_number(ann, shop):
    phone_shelf()
    path = begin(ann, **PHONE)
    page = text(ann.get(path))
    title = page.split("<title>")[1].split("</title>")[0]
    assert "陈" not in title and "138" not in title and "陈晓明" in page  # in full on the sale in hand
