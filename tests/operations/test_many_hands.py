"""R6: forty people take one call, forty the last piece, twenty edit one record: one of them wins, the others are told."""

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from counter.callbacks.models import Callback
from counter.customers.models import Customer
from counter.customers.registering import register
from counter.extensions import db
from counter.history.models import HistoryEntry
from counter.stock.models import Balance, Movement
from counter.stock.moving import NothingLeft, move
from tests import factories
from tests.callbacks.calls import promised
from tests.stock.pieces import goods
from tests.support.at_once import at_once
from tests.warranty import cards

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]


def hands(visit, how_many):
    """As many assistants of one store, each with a tablet of their own."""
    store = factories.the_store()
    for number in range(how_many):
        factories.a_person(f"hand{number}", store)
    db.session.commit()
    return [visit(f"hand{number}") for number in range(how_many)]


def split(answers):
    """(number of the winner, the pages of all others); there is one winner, and nobody was let down."""
    codes = [answer.status_code for answer in answers]
    assert sorted(codes) == [303, *[409] * (len(codes) - 1)], codes
    won = codes.index(303)
    return won, [answer.get_data(as_text=True) for number, answer in enumerate(answers) if number != won]


def test_forty_who_take_one_call_take_it_once(visit):
    call = promised(date(2026, 11, 23) - timedelta(days=3), about={"zh": "云雀X20", "en": "Lark X20"})[
        "day_3"
    ]
    form = {"version": str(call.version), "outcome": "no_answer"}
    crew = hands(visit, 40)
    won, others = split(at_once(crew, f"/callbacks/{call.id}/completion", [form] * 40))
    assert all(f"Hand{won} was first: No answer" in page for page in others)
    over = db.session.scalars(sa.select(Callback).filter_by(source=call.source, plan=call.plan)).all()
    assert len(over) == 2 and sum(one.is_complete for one in over) == 1  # it, and the one next try


def test_twenty_who_edit_one_record_overwrite_nobody_unseen(visit):
    customer = register("陈晓明", "+8613800138000", cards.by("ann"), factories.NOW, address="清泰街88号")
    db.session.commit()
    kept = {"name": "陈晓明", "postcode": "", "note": "", "version": str(customer.version)}
    forms = [{**kept, "address": f"清泰街{number}号"} for number in range(100, 120)]
    crew = hands(visit, 20)
    won, others = split(at_once(crew, f"/customers/{customer.id}/edit", forms))
    assert all(f"Hand{won} changed this record at" in page for page in others)
    typed = [form["address"] for number, form in enumerate(forms) if number != won]
    assert all(
        words in page and forms[won]["address"] in page for words, page in zip(typed, others, strict=True)
    )
    assert db.session.get_one(Customer, customer.id).address == forms[won]["address"]
    assert db.session.query(HistoryEntry).filter_by(verb="edit").count() == 1


def test_forty_who_take_the_last_piece_take_one(app):
    product, store = goods(quantity=1), factories.the_store()
    ids = store.id, product.id
    db.session.rollback()
    start, outcomes = Barrier(40), []

    def take():
        with app.app_context():
            start.wait(30)
            while True:
                try:
                    move(*ids, 1, "shelf", "sold", "sale", factories.NOW)
                    db.session.commit()
                    outcomes.append("taken")
                except NothingLeft:
                    db.session.rollback()
                    outcomes.append("nothing left")
                except OperationalError:  # waited too long for its turn: it comes again
                    db.session.rollback()
                    continue
                finally:
                    db.session.remove()
                return

    threads = [Thread(target=take, daemon=True) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(90)
    assert sorted(outcomes) == ["nothing left"] * 39 + ["taken"]
    db.session.expire_all()
    assert db.session.query(Movement).filter_by(to_place="sold").count() == 1
    left = db.session.scalars(sa.select(Balance).filter_by(product_id=ids[1], place="shelf")).one()
    assert left.quantity == 0
