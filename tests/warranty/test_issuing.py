"""Issuing and voiding: what stands on the card, that nothing is missing, that nothing is given twice."""

import threading
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from counter.customers.models import CustomerOfStore
from counter.customers.registering import register
from counter.extensions import db
from counter.history.models import of
from counter.warranty import covering, numbers
from counter.warranty.issuing import Covered, MissingFields, NothingToCover, SerialHasCard, issue, missing
from counter.warranty.models import Card, Coverage, Identifier, LookupKey
from counter.warranty.numbering import next_number
from counter.warranty.probes import Filed, keys_of
from counter.warranty.voiding import CardAlreadyVoid, void
from tests import factories
from tests.warranty import cards


def ends(line):
    rows = db.session.scalars(
        sa.select(Coverage).where(Coverage.line_id == line.id).order_by(Coverage.line_id, Coverage.place)
    )
    return {(row.policy, row.part, row.kind, row.remedies): (row.starts_on, row.ends_on) for row in rows}


def test_a_card_says_who_bought_what_and_when_and_counts_from_one(shop):
    card = cards.a_card(invoice_number="NM-1")
    assert (card.number, numbers.shown(card.number)) == ("NMF2223G", "NMF-2223-G")
    assert (card.customer_name, card.customer_phone, card.customer_address) == (
        "陈晓明",
        "+8613800138000",
        "清泰街88号",
    )
    assert (card.sold_on, card.delivered_on, card.invoice_number) == (
        date(2026, 11, 12),
        date(2026, 11, 12),
        "NM-1",
    )
    (line,) = card.lines
    assert line.label == {"zh": "云雀X20，256GB 雾蓝", "en": "Lark X20, 256 GB, mist blue"}
    assert {one.kind: one.value for one in line.identifiers} == {
        "imei1": "864207062184417",
        "sn": "YQX20B7H3K9M",
    }
    assert [entry.verb for entry in of(card)] == ["issue"]
    assert db.session.get(CustomerOfStore, (card.store_id, card.customer_id)) is not None


def test_the_coverage_rows_are_those_of_the_phone_rule(shop):
    """Each part from the day of sale; the windows of days; the repair of the rest is told by the term."""
    sold, law = date(2026, 11, 12), "cn_phone_2001"
    assert ends(cards.a_card().lines[0]) == {
        (law, "main_unit", "term", "repair"): (sold, date(2027, 11, 12)),
        (law, "battery", "term", "exchange"): (sold, date(2027, 5, 12)),
        (law, "charger", "term", "exchange"): (sold, date(2027, 11, 12)),
        (law, "main_unit", "window", "return,exchange,repair"): (sold, date(2026, 11, 19)),
        (law, "main_unit", "window", "exchange,repair"): (date(2026, 11, 20), date(2026, 11, 27)),
    }


def test_a_policy_by_choice_speaks_only_where_the_store_ticked_it(shop):
    assert not [key for key in ends(cards.a_card().lines[0]) if key[0] == "brand_battery_year"]
    nm = factories.the_store("NM")
    nm.capabilities = {**nm.capabilities, "brand_battery_year": True}
    rows = ends(
        cards.a_card(product=cards.a_phone("L20", brand=cards.LARK), serials={"sn": "OTHER12345"}).lines[0]
    )
    assert rows[("brand_battery_year", "battery", "term", "exchange")][1] == date(2027, 11, 12)


def test_covering_again_gives_the_same_rows(shop):
    card = cards.a_card()
    before = ends(card.lines[0])
    covering.cover(card, factories.the_store("NM"))
    assert ends(card.lines[0]) == before and len(before) == 5


def test_furniture_counts_from_its_delivery_and_later_of_its_assembly(shop):
    bed = factories.a_product("BED", "bed", "furniture_cn", material="oak", parts=["frame", "hardware"])
    kw = {"product": bed, "serials": {}, "store": "JJ", "sold_on": date(2026, 9, 1)}
    known = cards.a_card(**kw, delivered_on=date(2026, 10, 10), installed_on=date(2026, 10, 12))
    starts = {start for start, _ in ends(known.lines[0]).values()}
    assert min(starts) == date(2026, 10, 12) and known.delivered_on == date(2026, 10, 10)
    unknown = cards.a_card(**kw)
    assert unknown.delivered_on is None  # nobody makes a day of delivery up
    rows = db.session.scalars(sa.select(Coverage).where(Coverage.line_id == unknown.lines[0].id)).all()
    assert rows and all(row.is_provisional for row in rows)


def test_the_keys_are_those_of_the_card_with_each_number_of_the_customer(shop):
    from counter.customers.models import Phone

    me = cards.by()
    customer = register("陈晓明", "+8613800138000", me, factories.NOW, address="x")
    customer.phones.append(Phone(e164="+8613900139000", last4="9000", whose="spouse", made_at=factories.NOW))
    covered = [Covered(cards.a_phone(), {"imei1": "864207062184417"})]
    card = issue(
        me.store,
        customer,
        "+8613800138000",
        covered,
        me,
        factories.NOW,
        sold_on=date(2026, 11, 12),
        invoice_number="A-1",
    )
    kept = set(db.session.scalars(sa.select(LookupKey.value).where(LookupKey.card_id == card.id)))
    phones = ("+8613800138000", "+8613900139000")
    assert kept == keys_of(Filed("陈晓明", phones, card.number, ("864207062184417",), ("A-1",)), "CN", "0571")


@pytest.mark.parametrize("field", ["name", "phone", "address"])
def test_none_of_the_fields_may_be_empty(shop, field):
    me = cards.by()
    customer = register("陈晓明", "+8613800138000", me, factories.NOW, address="x")
    e164 = "" if field == "phone" else "+8613800138000"
    if field != "phone":
        setattr(customer, field, " ")
    assert missing(customer, e164) == [field]
    with pytest.raises(MissingFields):
        issue(
            me.store,
            customer,
            e164,
            [Covered(cards.a_phone())],
            me,
            factories.NOW,
            sold_on=date(2026, 11, 12),
        )


@pytest.mark.parametrize("column", ["customer_name", "customer_phone", "customer_address"])
def test_the_database_refuses_a_card_with_an_empty_field(shop, column):
    card = cards.a_card()
    with pytest.raises(IntegrityError):
        db.session.execute(sa.update(Card).where(Card.id == card.id).values({column: ""}))
    db.session.rollback()


def test_small_things_alone_get_no_card_but_stand_on_that_of_the_phone(shop):
    me = cards.by()
    customer = register("陈晓明", "+8613800138000", me, factories.NOW, address="x")
    case, gift = factories.a_product("CASE", "case"), factories.a_product("INS", "insurance")
    sold = {"sold_on": date(2026, 11, 20)}
    with pytest.raises(NothingToCover):
        issue(me.store, customer, "+8613800138000", [Covered(case), Covered(gift)], me, factories.NOW, **sold)
    phone = Covered(cards.a_phone(), {"sn": "A1B2C3D4"})
    things = [phone, Covered(gift), Covered(case, quantity=2)]
    card = issue(me.store, customer, "+8613800138000", things, me, factories.NOW, **sold)
    assert (
        "insurance" not in [line.category_code for line in card.lines]
        and card.lines[0].category_code == "smartphone"
    )


def test_a_serial_has_one_live_card_and_voiding_frees_it(shop):
    first = cards.a_card()
    with pytest.raises(SerialHasCard) as taken:
        cards.a_card("李雷", "+8613900001111", serials={"imei1": "864207062184417"})
    assert taken.value.card.id == first.id and taken.value.value == "864207062184417"
    db.session.rollback()
    void(first, "typed twice", cards.by("bo"), factories.NOW)
    second = cards.a_card("李雷", "+8613900001111", serials={"imei1": "864207062184417"})
    assert second.number != first.number
    assert [entry.verb for entry in of(first)] == ["void", "issue"] and first.voided_because == "typed twice"
    with pytest.raises(CardAlreadyVoid):
        void(first, "again", cards.by("bo"), factories.NOW)


def test_the_database_itself_refuses_a_second_live_card_for_a_serial(shop):
    first, second = cards.a_card(), cards.a_card(serials={"sn": "OTHER"})
    with pytest.raises(IntegrityError):
        db.session.add(Identifier(line_id=second.lines[0].id, kind="sn", value="YQX20B7H3K9M", live=1))
        db.session.flush()
    db.session.rollback()
    assert first.number == "NMF2223G"


def test_numbers_begin_anew_with_store_and_year_by_the_clock_of_the_store(shop):
    nm, jj = factories.the_store("NM"), factories.the_store("JJ")
    eve = datetime(2026, 12, 31, 15, 59, tzinfo=UTC)  # 23:59 in the shop
    year = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)
    given = [
        next_number(nm, eve),
        next_number(nm, eve),
        next_number(nm, year),
        next_number(jj, eve),
        next_number(nm, eve),
    ]
    assert [number[:-1] for number in given] == ["NMF2223", "NMF2224", "NMG2223", "JJF2223", "NMF2225"]


def test_twenty_cards_at_once_get_twenty_numbers(app, shop):
    store_id, given, failed = factories.the_store("NM").id, [], []
    db.session.commit()
    start = threading.Barrier(4)

    def work():
        try:
            with app.app_context():
                from counter.stores.models import Store

                start.wait(5)
                for _ in range(5):
                    given.append(next_number(db.session.get(Store, store_id), factories.NOW))
                    db.session.commit()
        except Exception as error:
            failed.append(error)

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert not failed and len(set(given)) == 20
