"""The demo's customers, played through the deeds: the shelf is as products.yaml says, and each handed-over sale has its card."""

import pytest

from counter.callbacks.models import Callback
from counter.catalog.models import Product
from counter.clock import now
from counter.customers.models import Customer
from counter.deliveries.models import Appointment
from counter.demo.sales import replay
from counter.demo.shops import open_shops, pages
from counter.extensions import db
from counter.sales.models import Sale, Suggestion
from counter.stock.models import Balance
from counter.warranty.models import Card


@pytest.mark.slow
def test_two_shops_full_of_customers_are_played_in_seconds(app):
    from tests.conftest import wipe

    with app.app_context():
        at = now()
        open_shops(at)
        db.session.commit()
        replay(at)
        db.session.commit()
        check()
        db.session.rollback()
    wipe(app)


def check():
    wanted = [one for entry in pages("customers")["customers"] for one in entry["purchases"]]
    handed = [one for one in wanted if one["handed_over"]]
    sales = db.session.query(Sale).all()
    assert len(sales) == len(wanted) and sum(sale.is_handed_over for sale in sales) == len(handed)
    assert db.session.query(Card).count() == len(handed)
    assert db.session.query(Customer).count() == 41
    rows = db.session.query(Product.code, Balance.quantity).join(Balance, Balance.product_id == Product.id)
    shelf = dict(rows.filter(Balance.place == "shelf").all())
    assert {e["code"]: e["stock"] for e in pages("products")["products"]} == {
        e["code"]: shelf.get(e["code"], 0) for e in pages("products")["products"]
    }
    waiting = db.session.query(Appointment).filter(Appointment.delivered_on.is_(None)).count()
    assert waiting == len(wanted) - len(handed)
    assert all(sale.is_paid and sale.balance == 0 for sale in sales)
    chen = db.session.query(Customer).filter_by(name="陈晓明").one()
    assert sum(card.customer_id == chen.id for card in db.session.query(Card)) == 2
    tries = db.session.query(Callback).filter_by(outcome="no_answer").count()
    assert tries and db.session.query(Callback).filter_by(attempt=2, completed_at=None).count() >= tries
    assert db.session.query(Suggestion).filter(Suggestion.accepted_line_id.is_not(None)).count() > 20
