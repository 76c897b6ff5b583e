"""Money and goods: all of it or nothing, and nothing twice."""

import threading
import time

import pytest
import sqlalchemy as sa

from counter.extensions import db
from counter.sales.models import Payment, Sale
from counter.stock import moving
from counter.stock.models import Balance, Movement, Unit
from tests.sales.counter_side import (
    IMEI,
    OTHER_IMEI,
    PHONE,
    begin,
    count,
    errors,
    furniture_floor,
    paid,
    phone_shelf,
    sold,
    text,
    the_sale,
    tick,
)  # fmt: skip


@pytest.fixture
def shelf(shop):
    return phone_shelf()


def on_shelf(product_id):
    db.session.rollback()
    return db.session.query(Balance).filter_by(product_id=product_id, place="shelf").one().quantity


@pytest.mark.ledger("GO-18")
def test_amounts_add_up_and_the_balance_due_is_shown(ann, shelf):
    path = begin(ann, **PHONE)
    ann.send(path + "/lines", code=IMEI)
    ann.send(path + "/lines", code="CASE")
    assert paid(ann, path, amount="1,000").location.endswith("stage=payment")
    page = text(ann.get(path + "?stage=payment"))
    assert "Still to pay" in page and "¥2,798" in page and 'value="2798"' in page
    assert paid(ann, path, invoice_number="24-0017").location.endswith("stage=handover")
    sale = the_sale(path)
    assert sale.is_paid and sale.balance == 0 and sale.invoice_number == "24-0017"
    assert sum(payment.amount for payment in sale.payments) == sale.total == 379800


def test_when_it_is_paid_the_goods_leave_the_shelf_and_work_leaves_none(ann, shelf):
    path = begin(ann, **PHONE)
    for code in (IMEI, "CASE", "COVER"):
        ann.send(path + "/lines", code=code)
    before = on_shelf(shelf["X20"]), on_shelf(shelf["CASE"])
    paid(ann, path, amount="1")
    assert (on_shelf(shelf["X20"]), on_shelf(shelf["CASE"])) == before
    paid(ann, path)
    assert (on_shelf(shelf["X20"]), on_shelf(shelf["CASE"])) == (before[0] - 1, before[1] - 1)
    assert the_sale(path).lines[0].unit.place == "sold"
    assert count(Movement, Movement.to_place == "sold") == 2


@pytest.mark.parametrize(
    "amount, sentence",
    [
        ("3700", "Only ¥3,699"),
        ("abc", "This is no amount"),
        ("0", "more than nothing"),
        ("-5", "no amount"),
        ("", "How much"),
    ],
)
def test_a_wrong_amount_is_said_at_its_field_and_nothing_is_taken(ann, shelf, amount, sentence):
    path = begin(ann)
    ann.send(path + "/lines", code=IMEI)
    answer = paid(ann, path, amount=amount)
    assert answer.status_code == 422 and sentence in errors(answer)[0], errors(answer)
    assert f'value="{amount}"' in text(answer) or not amount
    assert count(Payment) == 0


def test_a_method_that_is_none_and_an_empty_slip_are_refused(ann, shelf):
    path = begin(ann)
    answer = paid(ann, path, amount="5")
    assert answer.status_code == 422 and "Nothing is on the slip" in errors(answer)[0]
    ann.send(path + "/lines", code=IMEI)
    assert paid(ann, path, method="shells").status_code == 422 and count(Payment) == 0


def test_a_unit_that_somebody_sold_meanwhile_undoes_the_whole_payment(ann, shelf):
    first, second = begin(ann, **PHONE), begin(ann, **PHONE)
    for path in (first, second):
        ann.send(path + "/lines", code="FILM")
        ann.send(path + "/lines", code=IMEI)
    films = on_shelf(shelf["FILM"])
    assert paid(ann, first).status_code == 303
    answer = paid(ann, second)
    assert answer.status_code == 422 and "not on the shelf any more" in errors(answer)[0]
    assert not the_sale(second).payments and not the_sale(second).is_paid
    assert on_shelf(shelf["FILM"]) == films - 1


def test_a_paid_sale_keeps_its_lines(ann, shelf):
    path = sold(ann)
    line = the_sale(path).lines[0].id
    for at, fields in (
        ("lines", {"code": OTHER_IMEI}),
        (f"lines/{line}/removal", {}),
        (f"lines/{line}/quantity", {"quantity": "1"}),
    ):
        answer = ann.send(f"{path}/{at}", **fields)
        assert answer.status_code == 422 and "This sale is paid" in errors(answer)[0], at
    assert the_sale(path).total == 369900


def test_what_is_paid_can_t_be_taken_off_without_giving_money_back(ann, shelf):
    path = begin(ann)
    ann.send(path + "/lines", code=IMEI)
    ann.send(path + "/lines", code="CASE")
    paid(ann, path, amount="3700")
    line = next(line for line in the_sale(path).lines if line.product.code == "CASE").id
    answer = ann.send(f"{path}/lines/{line}/removal")
    assert answer.status_code == 422 and "Give money back first" in errors(answer)[0]
    assert the_sale(path).total == 379800


def test_a_double_tap_takes_one_payment_and_the_back_button_is_told(ann, shelf):
    path = begin(ann, **PHONE)
    ann.send(path + "/lines", code=IMEI)
    key = "p" * 22
    first = paid(ann, path, amount="1000", operation_id=key)
    again = paid(ann, path, amount="1000", operation_id=key)
    assert (first.status_code, again.status_code, again.location) == (303, 303, first.location)
    back = paid(ann, path, amount="1200", operation_id=key)
    assert back.status_code == 409 and 'value="1200"' in text(back) and "already sent" in text(back)
    assert count(Payment) == 1


def at_once(app, names, send):
    """Each in a browser of their own, all at the same moment; gives the answers."""
    visitors = [app.test_client() for _name in names]
    for visitor, name in zip(visitors, names, strict=True):
        visitor.sign_in(name)
    db.session.rollback()
    db.session.remove()
    barrier, answers = threading.Barrier(len(visitors)), []

    def run(visitor):
        barrier.wait(10)
        with app.app_context():
            answers.append(send(visitor))

    threads = [threading.Thread(target=run, args=(visitor,)) for visitor in visitors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


def test_two_people_who_take_the_money_at_once_take_it_once(app, ann, shelf):
    path = begin(ann, **PHONE)
    ann.send(path + "/lines", code=IMEI)
    answers = at_once(app, ["ann", "bo"], lambda v: v.send(path + "/payments", amount="3699", method="cash"))
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert "paid already" in "".join(text(answer) for answer in answers)
    assert count(Payment) == 1 and count(Movement, Movement.to_place == "sold") == 1


def test_two_sales_of_one_phone_at_once_have_one_winner(app, ann, shelf):
    paths = [begin(ann, **PHONE) for _number in range(2)]
    for path in paths:
        ann.send(path + "/lines", code=IMEI)
    waiting = list(paths)
    answers = at_once(
        app, ["ann", "bo"], lambda v: v.send(waiting.pop() + "/payments", amount="3699", method="cash")
    )
    assert sorted(answer.status_code for answer in answers) == [303, 422]
    assert count(Sale, Sale.paid_at.is_not(None)) == 1 and count(Payment) == 1
    assert count(Unit, Unit.place == "sold") == 1


WAITING = sa.text(
    "select count(*) from pg_locks w where not granted and exists (select 1 from pg_locks h where h.pid = w.pid"
    " and h.database = (select oid from pg_database where datname = current_database()))"
)


def until(is_so):
    for _ in range(400):
        if is_so():
            return
        time.sleep(0.05)
    raise AssertionError("it never came to that")


def test_who_waits_for_one_that_waits_for_them_is_served_all_the_same(app, ann, shelf, monkeypatch, caplog):
    """PostgreSQL lets go of one of two such writes; that one is done again, and the customer at the counter sees nothing of it."""
    if db.engine.dialect.name == "sqlite":
        pytest.skip("one writer at a time: nobody waits for two things")
    path = begin(ann, **PHONE)
    for code in (IMEI, "CASE"):
        ann.send(path + "/lines", code=code)
    before = on_shelf(shelf["CASE"])
    db.session.rollback()
    has_phone, goes_on, touch = (
        threading.Event(),
        threading.Event(),
        sa.update(Balance).values(quantity=Balance.quantity),
    )

    def adjust(store_id, product_id, place, by, adjust=moving.adjust):
        if product_id == shelf["CASE"]:
            has_phone.set()
            goes_on.wait(30)
        adjust(store_id, product_id, place, by)

    def wait_for_the_phone():
        with app.app_context(), db.engine.begin() as other:
            other.execute(
                sa.text("set local deadlock_timeout to '60s'")
            )  # who pays finds it, and is let go of
            other.execute(touch.filter_by(product_id=shelf["CASE"]))
            has_phone.wait(30)
            other.execute(touch.filter_by(product_id=shelf["X20"]))

    monkeypatch.setattr(moving, "adjust", adjust)
    other = threading.Thread(target=wait_for_the_phone, daemon=True)
    answers = []

    def pay():
        with app.app_context():
            answers.append(paid(ann, path))

    payer = threading.Thread(target=pay, daemon=True)
    other.start()
    payer.start()
    with db.engine.connect() as third:
        until(lambda: third.scalar(WAITING))
    goes_on.set()
    for thread in (payer, other):
        thread.join(30)
    assert [answer.status_code for answer in answers] == [303] and "is done again" in caplog.text
    assert the_sale(path).is_paid and count(Payment) == 1 and on_shelf(shelf["CASE"]) == before - 1


def test_earnest_money_above_a_fifth_counts_as_prepayment_and_is_said_so(cy, shop):
    furniture_floor()
    path = begin(cy, name="许文静", phone="15200009038")
    cy.send(path + "/lines", code="BED")
    assert "at most a fifth, ¥1,396" in text(cy.get(path + "?stage=payment"))
    paid(cy, path, amount="2000", kind="earnest")
    assert [(p.kind, p.amount) for p in the_sale(path).payments] == [
        ("earnest", 139600),
        ("prepayment", 60400),
    ]
    page = text(cy.get(path + "?stage=payment"))
    assert "what was above counts as prepayment" in page and "¥4,980" in page


@pytest.mark.ledger("GO-17")
def test_what_the_furniture_store_has_not_got_is_an_order_and_the_page_says_so(cy, shop):
    floor = furniture_floor()
    path = begin(cy, name="许文静", phone="15200009038")
    assert cy.send(path + "/lines", product=str(floor["WARD"])).status_code == 303
    assert "not here; comes in 25 days" in text(cy.get(path + "?stage=payment"))
    assert paid(cy, path).status_code == 303 and the_sale(path).is_paid
    assert count(Movement) == 1  # only the mattress that came in


def test_terms_of_the_order_are_asked_for_what_is_on_the_slip(cy, shop):
    floor = furniture_floor()
    path = begin(cy, name="许文静", phone="15200009038")
    cy.send(path + "/lines", product=str(floor["WARD"]))
    answer = tick(cy, path, "order", **{"a.spec": "胡桃色"})
    assert (
        answer.status_code == 422 and "still needed" in errors(answer)[0] and 'value="胡桃色"' in text(answer)
    )
    assert tick(cy, path, "order", **{"a.spec": "胡桃色", "a.custom_known": "y"}).status_code == 303
