"""Signing in, out and over: what a copied cookie, a dismissal and a guess are worth."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from counter.extensions import db
from counter.staff.models import Shift, SignIn
from counter.stores.models import Tablet
from tests import factories
from tests.factories import NOW


def is_in(visitor):
    return visitor.get("/today").status_code == 200


def copy_cookies(app, visitor):
    other = app.test_client()
    for name in ("session", "tablet"):
        cookie = visitor.get_cookie(name)
        if cookie:
            other.set_cookie(name, cookie.value)
    return other


def sign_ins():
    found = db.session.scalar(sa.select(sa.func.count()).select_from(SignIn))
    db.session.rollback()
    return found


def test_nothing_is_written_before_sign_in(visit):
    visit().get("/login")
    assert sign_ins() == 0


def test_a_copied_cookie_is_dead_after_sign_out(app, ann):
    thief = copy_cookies(app, ann)
    assert is_in(thief)
    ann.send("/logout")
    assert not is_in(thief) and not is_in(ann)
    assert sign_ins() == 0


def test_signing_in_gives_a_new_token(visit):
    visitor = visit()
    visitor.get("/login")
    before = visitor.get_cookie("session").value
    visitor.sign_in("ann")
    assert visitor.get_cookie("session").value != before


def test_a_dismissed_person_is_out_at_the_next_request(ann):
    factories.the_person("ann").dismiss(NOW)
    db.session.commit()
    assert not is_in(ann)


def test_a_revoked_tablet_is_out_at_the_next_request(ann):
    db.session.scalar(sa.select(Tablet)).revoke(NOW)
    db.session.commit()
    assert not is_in(ann)


@pytest.mark.parametrize("later", [timedelta(hours=13), timedelta(days=8)])
def test_idle_and_old_sign_ins_end(visit, later):
    with time_machine.travel(NOW, tick=False) as clock:
        visitor = visit("ann")
        assert is_in(visitor)
        clock.shift(later)
        assert not is_in(visitor)


def test_the_beacon_keeps_a_sign_in_awake(visit):
    with time_machine.travel(NOW, tick=False) as clock:
        visitor = visit("ann")
        for _ in range(3):
            clock.shift(timedelta(hours=8))
            assert visitor.send("/presence").status_code == 204
        assert is_in(visitor)


def test_wrong_and_unknown_get_the_same_words(visit):
    visitor = visit()
    answers = []
    for name, password in (("ann", "wrong"), ("nobody", "counter-demo")):
        visitor.get("/login")
        answers.append(
            visitor.post("/login", data={"username": name, "password": password, "csrf_token": visitor.csrf})
        )
    assert [a.status_code for a in answers] == [422, 422]
    words = [a.get_data(as_text=True).count('id="password-error"') for a in answers]
    assert words == [1, 1]


def test_ten_wrong_passwords_rest_for_a_quarter_of_an_hour(visit):
    with time_machine.travel(NOW, tick=False) as clock:
        visitor = visit()
        for expected in [422] * 10 + [429]:
            visitor.get("/login")
            data = {"username": "ann", "password": "wrong", "csrf_token": visitor.csrf}
            assert visitor.post("/login", data=data).status_code == expected
        clock.shift(timedelta(minutes=16))
        visitor.sign_in("ann")


def test_a_pin_switches_person_and_puts_them_on_shift(ann):
    bo = factories.the_person("bo")
    answer = ann.send(f"/people/{bo.id}/switch", pin="1234", on_shift="y")
    assert answer.status_code == 303
    assert "Bo" in ann.get("/today").get_data(as_text=True)
    shift = db.session.scalar(sa.select(Shift))
    assert shift.person_id == bo.id


def test_a_wrong_pin_is_said_at_the_field_and_ten_let_pins_rest(ann):
    bo = factories.the_person("bo")
    for expected in ["That is not the PIN"] * 10 + ["PINs rest"]:
        answer = ann.send(f"/people/{bo.id}/switch", pin="9999")
        assert answer.status_code == 422 and expected in answer.get_data(as_text=True)
    assert "PINs rest" in ann.send(f"/people/{bo.id}/switch", pin="1234").get_data(as_text=True)
    ann.send("/logout")
    ann.sign_in("bo")  # the password always works


@pytest.mark.slow
def test_fifty_wrong_pins_on_a_tablet_rest_for_everyone(ann, shop):
    store = factories.the_store()
    people = [factories.a_person(f"p{n}", store) for n in range(6)]
    numbers = [person.id for person in people]
    db.session.commit()
    for n in range(50):
        ann.send(f"/people/{numbers[n // 10]}/switch", pin="9999")
    assert "PINs rest" in ann.send(f"/people/{numbers[5]}/switch", pin="1234").get_data(as_text=True)


def test_a_pin_of_another_store_does_not_exist_here(ann):
    assert ann.send(f"/people/{factories.the_person('cy').id}/switch", pin="1234").status_code == 404


def test_in_production_an_assistant_opens_only_an_enrolled_tablet(app, visit):
    app.config["COUNTER_ENV"] = "production"
    try:
        visitor = visit()
        visitor.get("/login")
        data = {"username": "ann", "password": "counter-demo", "csrf_token": visitor.csrf}
        answer = visitor.post("/login", data=data)
        assert answer.status_code == 403 and "not enrolled" in answer.get_data(as_text=True)
        visitor.sign_in("bo")
        visitor.send("/logout")
        visitor.sign_in("ann")
        assert is_in(visitor)
    finally:
        app.config["COUNTER_ENV"] = "development"


def test_the_way_back_is_only_ever_one_of_ours(visit):
    for address in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        visitor = visit()
        visitor.get("/login")
        data = {"username": "ann", "password": "counter-demo", "csrf_token": visitor.csrf, "next": address}
        assert visitor.post("/login", data=data).location == "/today"


def test_head_office_acts_for_the_store_it_chooses(dee):
    store = factories.the_store("JJ")
    assert dee.send(f"/stores/{store.id}/presence").status_code == 303
    assert "JJ" in dee.get("/today").get_data(as_text=True)


def test_a_manager_cannot_act_for_a_store_they_do_not_work_in(bo):
    assert bo.send(f"/stores/{factories.the_store('JJ').id}/presence").status_code == 404


def test_a_person_chooses_their_language(ann):
    assert "Today" in ann.get("/today").get_data(as_text=True)
    ann.send("/me/language", language="zh_Hans")
    assert 'lang="zh-Hans"' in ann.get("/today").get_data(as_text=True)
