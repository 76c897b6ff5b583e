"""bench-fill: its cards are such as issue() makes, it goes on where it ended, and touches nobody's books."""

import pytest
import sqlalchemy as sa
import time_machine

from counter.catalog.identifiers import is_imei
from counter.catalog.models import Product
from counter.customers import names
from counter.customers.models import Customer, CustomerKey
from counter.customers.registering import register
from counter.demo.believable import MARK
from counter.demo.filling import NotThrowAway, fill
from counter.extensions import db
from counter.warranty import numbers
from counter.warranty.issuing import Covered, issue
from counter.warranty.models import Card, Coverage, Identifier, LookupKey
from counter.warranty.voiding import void
from tests import factories
from tests.support.browser_less import HTMX
from tests.warranty import cards

pytestmark = pytest.mark.slow

SAYS_NOTHING = [].append


@pytest.fixture
def filled(shop):
    with time_machine.travel(factories.NOW, tick=False):
        cards.a_phone("X20")
        cards.a_phone("S9")
        db.session.commit()
        fill(200, SAYS_NOTHING)
        yield


def indexes():
    return {
        (table, one["name"]) for table in db.metadata.tables for one in sa.inspect(db.engine).get_indexes(table)
    } | {
        (table, str(one["referred_table"])) for table in db.metadata.tables
        for one in sa.inspect(db.engine).get_foreign_keys(table)
    }  # fmt: skip


def kept(card):
    columns = ("policy", "layer", "part", "kind", "remedies", "starts_on", "ends_on", "is_provisional")
    lines = [line.id for line in card.lines]
    rows = db.session.scalars(
        sa.select(Coverage).where(Coverage.line_id.in_(lines)).order_by(Coverage.line_id, Coverage.place)
    )
    keys = db.session.scalars(sa.select(LookupKey.value).where(LookupKey.card_id == card.id))
    return [tuple(getattr(row, name) for name in columns) for row in rows], set(keys)


def test_a_filled_card_is_one_that_issue_would_make(filled):
    me = cards.by()
    for card in db.session.scalars(sa.select(Card).order_by(Card.id).limit(200)).all()[::40]:
        (line,) = card.lines
        serials = {one.kind: one.value for one in line.identifiers}
        assert (
            is_imei(serials["imei1"])
            and is_imei(serials["imei2"])
            and numbers.check(card.number) == card.number
        )
        covers, keys = kept(card)
        void(card, "its twin follows", me, factories.NOW)
        customer = register(
            card.customer_name, card.customer_phone, me, factories.NOW, address=card.customer_address
        )
        product = db.session.get(Product, line.product_id)
        things, sold = [Covered(product, serials)], {"sold_on": card.sold_on}
        twin = issue(me.store, customer, card.customer_phone, things, me, factories.NOW, **sold)
        assert kept(twin)[0] == covers
        assert kept(twin)[1] - {"c" + twin.number} == keys - {"c" + card.number}
        for name in (
            "delivered_on",
            "policies_version_id",
            "customer_name",
            "customer_address",
            "installed_on",
            "description_id",
            "others",
        ):
            assert getattr(twin, name) == getattr(card, name)
        assert (twin.lines[0].label, twin.lines[0].facts) == (line.label, line.facts)
        assert [(one.kind, one.value) for one in twin.lines[0].identifiers] == [*serials.items()]


def test_its_customers_are_found_by_name_as_if_they_had_registered(filled):
    for customer in db.session.scalars(sa.select(Customer).limit(20)):
        keys = set(db.session.scalars(sa.select(CustomerKey.value).filter_by(customer_id=customer.id)))
        assert customer.note == MARK and keys == names.keys(customer.name)


def test_it_goes_on_where_it_ended_and_the_next_card_too(filled):
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Card)) == 200
    db.session.rollback()
    fill(50, SAYS_NOTHING)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Card)) == 250
    values = db.session.scalars(sa.select(Identifier.value)).all()
    assert len(set(values)) == len(values) == 750
    assert cards.a_card(serials={"sn": "AFTERWARDS"}).id == 251


def test_the_indexes_and_constraints_are_back_afterwards(shop):
    cards.a_phone("X20")
    db.session.commit()
    before = indexes()
    fill(20, SAYS_NOTHING)
    assert indexes() == before and len(before) > 60
    asked = sa.select(sa.func.count()).select_from(LookupKey)
    assert db.session.scalar(asked) > 200


def test_the_look_up_finds_a_filled_card(filled, ann):
    card = db.session.scalar(sa.select(Card).where(Card.id == 77))
    for q in (card.customer_phone, card.number, card.customer_name, card.lines[0].identifiers[0].value):
        answer = ann.post("/warranty-cards/search", data={"csrf_token": ann.csrf, "q": q}, headers=HTMX)
        assert f'"/warranty-cards/{card.id}"' in answer.get_data(as_text=True), q


def test_a_database_with_a_customer_of_somebody_is_refused_and_left_alone(shop):
    register("陈晓明", "+8613800138000", cards.by(), factories.NOW, address="x")
    cards.a_phone("X20")
    db.session.commit()
    with pytest.raises(NotThrowAway):
        fill(10, SAYS_NOTHING)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Customer)) == 1


def test_a_database_with_a_store_of_somebody_is_refused(shop):
    factories.a_store("SH")
    db.session.commit()
    with pytest.raises(NotThrowAway):
        fill(10, SAYS_NOTHING)


def test_a_database_in_which_a_filling_was_cut_off_is_refused(shop):
    (index, *_) = sorted(db.metadata.tables["cards"].indexes, key=lambda one: one.name)
    db.session.commit()
    with db.engine.begin() as books:
        index.drop(books)
    try:
        with pytest.raises(NotThrowAway, match="cut off"):
            fill(10, SAYS_NOTHING)
        db.session.rollback()
    finally:
        db.engine.dispose()  # no connection remembers the index
        with db.engine.begin() as books:
            index.create(books)


def test_the_command_says_so(app, shop):
    register("陈晓明", "+8613800138000", cards.by(), factories.NOW, address="x")
    db.session.commit()
    from counter import cli

    kept_prepare, cli.prepare = cli.prepare, lambda app: None
    try:
        answer = app.test_cli_runner().invoke(args=["bench-fill", "--cards", "10"])
    finally:
        cli.prepare = kept_prepare
    assert answer.exit_code == 1 and "bench-fill did not make" in answer.output
