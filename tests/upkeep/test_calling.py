"""The call before a cover ends: promised shortly before, to whoever agreed; it follows the cover, and never comes twice."""

import threading
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from counter.callbacks.completing import complete
from counter.callbacks.listing import due_list
from counter.callbacks.models import Callback
from counter.customers import consenting
from counter.customers.models import Customer
from counter.customers.registering import register
from counter.extensions import db
from counter.upkeep import calling
from counter.warranty.correcting import correct
from counter.warranty.issuing import Covered, issue
from counter.warranty.models import Card, Coverage
from counter.warranty.repairing import Fault, exchange, give_back, take_in
from counter.warranty.replaying import replay
from counter.warranty.returning import give_up
from counter.warranty.transferring import transfer
from counter.warranty.voiding import void
from tests import factories
from tests.warranty import cards

MONDAY = date(2026, 11, 23)
SOLD = date(2025, 12, 20)  # the phone's year ends on Sunday, 20 December 2026, and so on Monday
ENDS = date(2026, 12, 21)


pytestmark = pytest.mark.usefixtures("shop", "monday")


def a_card(agrees=True, sold_on=SOLD, **kw):
    card = cards.a_card(sold_on=sold_on, **kw)
    if agrees:
        consenting.give(owner_of(card), "service_callback", cards.by(), factories.NOW)
    db.session.commit()
    return card


def owner_of(card):
    return db.session.get_one(Customer, card.customer_id)


def promised(at=factories.NOW):
    """How many the pass of a day promised."""
    made = sum(calling.promise_due(at))
    db.session.commit()
    return made


def calls(is_open=True):
    db.session.expire_all()
    asked = sa.select(Callback).where(Callback.plan == "before_end").order_by(Callback.id)
    return [one for one in db.session.scalars(asked) if one.is_complete != is_open]


def test_it_is_promised_twenty_days_before_the_end_of_the_phone_and_once():
    card = a_card()
    assert card.ends_on == ENDS
    assert (promised(), promised()) == (1, 0)
    (call,) = calls()
    assert (call.due_on, call.customer_id, call.card_id) == (date(2026, 12, 1), card.customer_id, card.id)
    assert call.body["about"] == card.lines[0].label and call.promised_by == card.issued_by
    assert call.body["script"]["opening"] and call.body["questions"][0]["id"] == "wants_check"


def test_not_long_before_it_is_due_and_not_for_what_ended():
    a_card(sold_on=date(2026, 1, 10))
    a_card(sold_on=date(2025, 1, 10), phone="+8613800138001", serials={"sn": "SN1"})
    assert promised() == 0
    assert promised(factories.NOW + timedelta(days=30)) == 1  # 23 December: due on 21 December + 14 days


def test_nobody_is_called_who_did_not_agree_and_who_agrees_later_is_called_then():
    card = a_card(agrees=False)
    assert promised() == 0
    consenting.give(owner_of(card), "service_callback", cards.by(), factories.NOW)
    db.session.commit()
    late = factories.NOW + timedelta(days=20)  # 13 December: the day of the call went by
    assert promised(late) == 1 and calls()[0].due_on == date(2026, 12, 13)
    consenting.withdraw(owner_of(card), "service_callback", cards.by(), late)
    db.session.commit()
    listed = due_list(factories.the_store(), late)
    assert not (listed.overdue or listed.today or listed.upcoming)


def test_it_moves_with_a_repair_an_exchange_and_a_correction_again_and_again():
    card, me = a_card(), cards.by()
    promised()
    line = card.lines[0]
    repair = take_in(line, Fault(), MONDAY - timedelta(10), me, factories.NOW, MONDAY)
    give_back(repair, MONDAY, "", me, factories.NOW, MONDAY)
    db.session.commit()
    # the year ended on 20 December, moved off a Sunday; with ten days of repair on Wednesday, the 30th
    assert db.session.get(Card, card.id).ends_on == date(2026, 12, 30)
    assert [one.due_on for one in calls()] == [date(2026, 12, 10)]
    correct(card, {"sold_on": SOLD - timedelta(2), "delivered_on": SOLD - timedelta(2)}, me, factories.NOW)
    db.session.commit()
    moved = db.session.get(Card, card.id).ends_on
    assert [one.due_on for one in calls()] == [moved - timedelta(20)] and moved < date(2026, 12, 30)
    exchange(card.lines[0], Fault(), MONDAY, {}, me, factories.NOW, MONDAY)
    db.session.commit()
    ends_on = db.session.get(Card, card.id).ends_on
    assert ends_on >= date(2027, 11, 23)
    assert [one.due_on for one in calls()] == [ends_on - timedelta(20)] and promised() == 0


def test_one_that_somebody_worked_on_stays_where_it_is():
    card, me = a_card(), cards.by()
    promised()
    (call,) = calls()
    call.note = "周末再打"
    db.session.commit()
    exchange(card.lines[0], Fault(), MONDAY, {}, me, factories.NOW, MONDAY)
    db.session.commit()
    assert [one.due_on for one in calls()] == [date(2026, 12, 1)]


def test_void_takes_it_off_the_list_and_a_new_owner_has_one_of_their_own():
    card, other = (
        a_card(),
        a_card(phone="+8613800138001", name="许文静", serials={"sn": "SN1"}),
    )
    assert promised() == 2
    me = cards.by()
    void(db.session.get(Card, other.id), "写错了", me, factories.NOW)
    new = register("周敏", "+8613900002219", me, factories.NOW, address="竹影巷12号")
    transfer(db.session.get(Card, card.id), new, "+8613900002219", "竹影巷12号", MONDAY, me, factories.NOW)
    db.session.commit()
    assert calls() == [] and sorted(one.outcome for one in calls(False)) == ["card_void", "new_owner"]
    assert promised() == 0  # she has not agreed
    consenting.give(new, "service_callback", me, factories.NOW)
    db.session.commit()
    assert promised() == 1 and calls()[0].customer_id == new.id


def test_cover_that_is_shorter_than_the_lead_is_not_called_for():
    a_card()
    db.session.execute(sa.update(Card).values(sold_on=MONDAY, ends_on=MONDAY + timedelta(15)))
    db.session.commit()
    assert promised() == 0


def test_chunk_by_chunk_nobody_is_left_out(monkeypatch):
    monkeypatch.setattr(calling, "CHUNK", 3)
    for number in range(8):
        a_card(phone=f"+861380013810{number}", serials={"sn": f"SN{number}"}, agrees=number != 4)
    chunks = list(calling.promise_due(factories.NOW))
    db.session.commit()
    assert sum(chunks) == 7 and max(chunks) <= 3 and promised() == 0


def test_the_command_of_a_day_says_how_many_and_a_second_run_none(app):
    a_card()
    for sentence in ("1 calls promised.", "0 calls promised."):
        assert sentence in app.test_cli_runner().invoke(args=["daily"]).output
    assert len(calls()) == 1


def test_it_speaks_of_what_is_left_and_not_of_what_came_back_for_its_money():
    me, owner = cards.by(), owner_of(a_card(serials={"sn": "ANOTHER1"}))
    things = [Covered(cards.a_phone(f"Y{n}"), {"sn": f"PAIR{n}"}) for n in range(2)]
    pair = issue(me.store, owner, "+8613800138000", things, me, factories.NOW, sold_on=SOLD)
    db.session.commit()
    assert promised() == 2
    mine = next(one for one in calls() if one.card_id == pair.id)
    assert mine.body["about"]["en"].startswith("Lark Y0")
    give_up(pair.lines[0], "return", me, factories.NOW, MONDAY)
    db.session.commit()
    (now,) = [one for one in calls() if one.card_id == pair.id]
    assert now.id == mine.id and now.body["about"] == pair.lines[1].label and now.due_on == mine.due_on


def test_a_replay_moves_it_too():
    card = a_card()
    promised()
    db.session.execute(sa.update(Coverage).values(ends_on=date(2026, 12, 1)))
    db.session.execute(sa.update(Card).values(ends_on=date(2026, 12, 1)))
    db.session.execute(sa.update(Callback).values(due_on=date(2026, 11, 24)))
    db.session.commit()
    for _ in replay(MONDAY, write=True):
        db.session.commit()
    assert db.session.get(Card, card.id).ends_on == ENDS
    assert [one.due_on for one in calls()] == [date(2026, 12, 1)]


def test_two_passes_in_the_same_moment_promise_once(app):
    for number in range(6):
        a_card(phone=f"+861380013810{number}", serials={"sn": f"SN{number}"})
    start, made = threading.Barrier(3), []

    def work():
        with app.app_context():
            start.wait(10)
            for some in calling.promise_due(factories.NOW):
                db.session.commit()
                made.append(some)
            db.session.remove()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    assert sum(made) == 6 and len(calls()) == 6


def test_one_that_ended_by_itself_is_not_opened_again(ann):
    card = a_card()
    promised()
    void(db.session.get(Card, card.id), "写错了", cards.by(), factories.NOW)
    db.session.commit()
    (call,) = calls(False)
    page = ann.get(f"/callbacks/{call.id}").get_data(as_text=True)
    assert "Ended" in page and "reopening" not in page
    assert ann.send(f"/callbacks/{call.id}/reopening", version=call.version).status_code == 409


def test_days_that_were_mistyped_and_put_back_have_their_call_again():
    card, me = a_card(), cards.by()
    promised()
    for sold_on in (SOLD - timedelta(400), SOLD):
        correct(
            db.session.get(Card, card.id), {"sold_on": sold_on, "delivered_on": sold_on}, me, factories.NOW
        )
        db.session.commit()
    assert calls() == [] and [one.outcome for one in calls(False)] == ["cover_ended"]
    assert (promised(), promised()) == (1, 0)
    (call,) = calls()
    assert (call.due_on, call.attempt) == (date(2026, 12, 1), 2)


def test_an_owner_who_has_it_back_has_the_call_again():
    card, me = a_card(), cards.by()
    promised()
    first = owner_of(card)
    new = register("周敏", "+8613900002219", me, factories.NOW, address="竹影巷12号")
    for owner, phone in ((new, "+8613900002219"), (first, "+8613800138000")):
        transfer(db.session.get(Card, card.id), owner, phone, "竹影巷12号", MONDAY, me, factories.NOW)
        db.session.commit()
    assert calls() == [] and promised() == 1
    assert [(one.customer_id, one.attempt) for one in calls()] == [(first.id, 2)]


def test_a_term_that_begins_anew_has_a_call_of_its_own_and_a_few_days_more_have_none():
    card, me = a_card(), cards.by()
    promised()
    (call,) = calls()
    made_on = factories.NOW + timedelta(8)
    complete(call, "reached", me, made_on, answers={"wants_check": "yes"})
    db.session.commit()
    assert promised(made_on) == 0
    repair = take_in(card.lines[0], Fault(), made_on.date(), me, made_on, made_on.date())
    later = made_on + timedelta(9)
    give_back(repair, later.date(), "", me, later, later.date())
    db.session.commit()
    assert db.session.get(Card, card.id).ends_on == date(2026, 12, 29)
    assert promised(later) == promised(later + timedelta(12)) == 0, (
        "who was called is not called about the repair"
    )
    exchange(card.lines[0], Fault(), later.date(), {}, me, later, later.date())
    db.session.commit()
    ends_on = db.session.get(Card, card.id).ends_on
    assert ends_on > date(2027, 12, 1)
    a_year_on = factories.NOW.replace(year=2027, day=10)
    assert promised(a_year_on) == 1 and promised(a_year_on) == 0
    (call,) = calls()
    assert (call.due_on, call.attempt) == (ends_on - timedelta(20), 2)
    exchange(card.lines[0], Fault(), a_year_on.date(), {}, me, a_year_on, a_year_on.date())
    db.session.commit()
    moved = db.session.get(Card, card.id).ends_on
    assert moved > ends_on and [one.due_on for one in calls()] == [moved - timedelta(20)]


def test_another_try_of_a_second_round_stays_where_it_was_put():
    card, me = a_card(), cards.by()
    promised()
    for sold_on in (SOLD - timedelta(400), SOLD):
        correct(db.session.get(Card, card.id), {"sold_on": sold_on, "delivered_on": sold_on}, me, factories.NOW)  # fmt: skip
        db.session.commit()
    promised()
    complete(calls()[0], "no_answer", me, factories.NOW)
    db.session.commit()
    due_on = calls()[0].due_on
    assert calls()[0].attempt == 3 and promised() == 0
    exchange(card.lines[0], Fault(), MONDAY, {}, me, factories.NOW, MONDAY)
    db.session.commit()
    assert [one.due_on for one in calls()] == [due_on]
