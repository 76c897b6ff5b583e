"""Customers are filed anew while the counters write."""

from threading import Thread

import pytest
import sqlalchemy as sa

from counter.customers.models import Customer, CustomerKey
from counter.customers.names import keys
from counter.customers.refiling import file_customers
from counter.customers.registering import register
from counter.extensions import db
from tests import factories
from tests.warranty import cards


def test_who_loses_a_name_meanwhile_is_not_filed_under_it_again(app, shop):
    if db.engine.dialect.name == "sqlite":
        pytest.skip("one writes there at a time")
    customer = register("陈小明", "+8613900139001", cards.by(), factories.NOW).id
    db.session.commit()

    def file_all():
        with app.app_context():
            assert sum(file_customers()) == 1
            db.session.commit()

    filing = Thread(target=file_all, daemon=True)
    with db.engine.begin() as other:
        other.execute(sa.update(Customer).where(Customer.id == customer).values(name="李雷"))
        other.execute(sa.delete(CustomerKey).where(CustomerKey.customer_id == customer))
        filing.start()
        filing.join(1)
    filing.join(30)
    assert set(db.session.scalars(sa.select(CustomerKey.value))) == set(keys("李雷"))
