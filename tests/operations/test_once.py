"""Exactly once, through a real route: setting one's language is a write like any other."""

import threading

import sqlalchemy as sa

from counter.extensions import db
from counter.history.models import HistoryEntry
from counter.operations.models import Operation
from tests import factories

KEY = "0123456789abcdef0123"


def entries():
    found = db.session.scalar(sa.select(sa.func.count()).select_from(HistoryEntry))
    db.session.rollback()
    return found


def test_the_same_sending_twice_has_one_effect_and_one_answer(ann):
    first = ann.send("/me/language", KEY, language="en")
    second = ann.send("/me/language", KEY, language="en")
    assert (first.status_code, first.location) == (second.status_code, second.location) == (303, "/me")
    assert entries() == 1


def test_the_same_id_with_other_words_is_refused_and_changes_nothing(ann):
    ann.send("/me/language", KEY, language="en")
    answer = ann.send("/me/language", KEY, language="zh_Hans")
    assert answer.status_code == 409
    assert factories.the_person("ann").language == "en"
    assert entries() == 1


def test_the_id_of_somebody_else_is_refused(ann, bo):
    ann.send("/me/language", KEY, language="en")
    assert bo.send("/me/language", KEY, language="en").status_code == 409
    assert entries() == 1


def test_the_id_of_another_route_is_refused(ann):
    ann.send("/me/language", KEY, language="en")
    assert ann.send("/shifts", KEY, language="en").status_code == 409


def test_a_failed_validation_leaves_the_id_free(ann):
    assert ann.send("/me/pin", KEY, password="counter-demo", pin="12").status_code == 422
    assert ann.send("/me/pin", KEY, password="counter-demo", pin="2580").status_code == 303


def test_the_back_button_shows_the_form_as_typed_with_a_fresh_id(ann):
    ann.send("/me/pin", KEY, password="counter-demo", pin="2580")
    answer = ann.send("/me/pin", KEY, password="counter-demo", pin="1357")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 409 and "already sent" in text
    assert KEY not in text and text.count('name="operation_id"') >= 1


def test_six_equal_sendings_at_once_have_one_effect_and_six_equal_answers(app, visit):
    visitors = [visit("ann") for _ in range(6)]
    db.session.commit()
    answers, ready = [], threading.Barrier(6)

    def send(visitor):
        ready.wait()
        answers.append(visitor.send("/shifts", KEY).status_code)

    threads = [threading.Thread(target=send, args=(visitor,)) for visitor in visitors]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert answers == [303] * 6
    assert entries() == 1
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Operation)) == 1


def test_history_knows_person_store_tablet_and_operation(ann):
    ann.send("/me/language", KEY, language="en")
    entry = db.session.scalar(sa.select(HistoryEntry))
    assert (entry.person_name["en"], entry.verb, entry.operation_key) == ("Ann", "set_language", KEY)
    assert entry.store_id == factories.the_store().id and entry.tablet_id
    db.session.rollback()
