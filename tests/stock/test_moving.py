"""The ledger: what is on a place is what came minus what went, never less than nothing, whoever takes it."""

from threading import Barrier, Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from counter.extensions import db
from counter.stock.models import Balance, Movement, Unit
from counter.stock.moving import NothingLeft, UnitIsElsewhere, left, move, receive
from tests.factories import NOW, a_product, the_store
from tests.stock.pieces import IMEI, a_phone, goods

KEPT = ("shelf", "demo", "loan", "transit", "repair")
PLACES = ("outside", *KEPT, "sold")


def balances(product):
    db.session.expire_all()
    rows = db.session.scalars(select(Balance).where(Balance.product_id == product.id))
    return {row.place: row.quantity for row in rows if row.quantity}


def ledger(product):
    found = dict.fromkeys(PLACES, 0)
    for movement in db.session.scalars(select(Movement).where(Movement.product_id == product.id)):
        found[movement.from_place] -= movement.quantity
        found[movement.to_place] += movement.quantity
    return {place: found[place] for place in KEPT if found[place]}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from(PLACES[:-1]), st.sampled_from(PLACES[1:]), st.integers(1, 4)), max_size=12
    )
)
def test_the_balance_is_the_sum_of_the_movements_and_never_below_zero(shop, moves):
    product, model = a_product(), dict.fromkeys(KEPT, 0)
    for start, end, quantity in moves:
        if start == end:
            continue
        enough = start == "outside" or model[start] >= quantity
        if enough:
            move(the_store().id, product.id, quantity, start, end, "test", NOW)
            for place, by in ((start, -quantity), (end, quantity)):
                if place in model:
                    model[place] += by
        else:
            with pytest.raises(NothingLeft):
                move(the_store().id, product.id, quantity, start, end, "test", NOW)
    kept = {place: quantity for place, quantity in model.items() if quantity}
    assert balances(product) == ledger(product) == kept
    db.session.rollback()


def test_the_database_itself_refuses_less_than_nothing(shop):
    product = goods(quantity=1)
    balance = db.session.get_one(Balance, (the_store().id, product.id, "shelf"))
    balance.quantity = -1
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_a_unit_goes_from_where_it_is_and_only_once(shop):
    product, unit = a_phone()
    move(the_store().id, product.id, 1, "shelf", "sold", "sale", NOW, unit=unit)
    assert unit.place == "sold" and left(the_store().id, [product.id]) == {product.id: 0}
    with pytest.raises(UnitIsElsewhere):
        move(the_store().id, product.id, 1, "shelf", "sold", "sale", NOW, unit=unit)
    assert ledger(product) == balances(product) == {}


def test_a_serial_comes_in_once(shop):
    product, _ = a_phone()
    with pytest.raises(IntegrityError):
        receive(the_store().id, product.id, "shelf", NOW, {"imei1": IMEI})


def both(app, deed):
    """Two people at once, each in their own transaction: what came out for each."""
    start, results = Barrier(2), []

    def person():
        with app.app_context():
            start.wait()
            try:
                deed()
                db.session.commit()
                results.append("done")
            except Exception as error:
                db.session.rollback()
                results.append(type(error).__name__)
            finally:
                db.session.remove()

    threads = [Thread(target=person) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return sorted(results)


def test_of_two_who_take_the_last_piece_one_gets_it(app, shop):
    product, store = goods(quantity=1), the_store()
    ids = store.id, product.id
    db.session.rollback()
    assert both(app, lambda: move(*ids, 1, "shelf", "sold", "sale", NOW)) == ["NothingLeft", "done"]
    assert balances(product) == ledger(product) == {}


def test_of_two_who_take_the_very_unit_one_gets_it(app, shop):
    product, unit = a_phone()
    ids, unit_id = (the_store().id, product.id), unit.id
    db.session.rollback()

    def take():
        move(*ids, 1, "shelf", "sold", "sale", NOW, unit=db.session.get_one(Unit, unit_id))

    assert both(app, take) == ["UnitIsElsewhere", "done"]


def test_two_first_deliveries_at_once_are_both_counted(app, shop):
    product = goods(quantity=0)
    ids = the_store().id, product.id
    db.session.rollback()
    assert both(app, lambda: move(*ids, 2, "outside", "shelf", "received", NOW)) == ["done", "done"]
    assert balances(product) == ledger(product) == {"shelf": 4}
