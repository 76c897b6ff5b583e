"""Who could not be reached is called once more, until the list is at its end."""

import pytest

from counter.extensions import db
from counter.recalls import remedying
from counter.recalls.models import Recall
from counter.warranty.models import CardLine
from tests import factories
from tests.recalls import recalls
from tests.recalls.test_calling import an_owner
from tests.support.answers import said
from tests.warranty import cards

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]


@pytest.fixture
def number():
    for place in range(2):
        an_owner(place, f"AB10{place}")
    number = recalls.a_recall(first="AB10")
    recalls.work(number)
    return number


def called(visitor, call, outcome):
    answer = visitor.send(f"/callbacks/{call.id}/completion", outcome=outcome, version="1")
    assert answer.status_code == 303


def once_more(visitor, number, call, **kw):
    return visitor.send(f"/recalls/{number}/calls/{call.id}/repetition", **kw)


def test_who_had_a_wrong_number_is_called_by_another_one_and_the_list_comes_to_its_end(ann, bo, number):
    wrong, other = recalls.the_calls(number)
    called(ann, wrong, "wrong_number")
    called(ann, other, "reached")
    page = said(bo.get(f"/recalls/{number}?group=wrong_number"))
    assert "Call again" in page and "Look for another number" in page
    assert once_more(bo, number, wrong).status_code == 303
    (again,) = recalls.the_calls(number, is_open=True)
    assert (again.attempt, again.body["tried"], again.customer_id) == (2, 0, wrong.customer_id)
    assert again.due_on == factories.the_store().today(factories.NOW)
    page = said(bo.get(f"/recalls/{number}"))
    assert "To be called again" in page and "Call again" not in page
    called(ann, again, "reached")
    assert "Every owner is reached." in said(bo.get(f"/recalls/{number}"))


@pytest.mark.parametrize("htmx", [True, False])
def test_who_works_through_a_group_stays_in_it(ann, bo, number, htmx):
    first, second = recalls.the_calls(number)
    for call in (first, second):
        called(ann, call, "wrong_number")
    address = f"/recalls/{number}/calls/{first.id}/repetition?group=wrong_number"
    assert address in said(bo.get(f"/recalls/{number}?group=wrong_number"))
    answer = bo.send(address, htmx=htmx)
    page = said(answer if htmx else bo.get(answer.location))
    assert f"calls/{second.id}/repetition" in page and f"calls/{first.id}/repetition" not in page


def test_when_no_try_is_left_there_are_as_many_again(ann, bo, number):
    first, _ = recalls.the_calls(number)
    for _ in range(first.body["tries"]["max"]):
        (call,) = [
            one for one in recalls.the_calls(number, is_open=True) if one.customer_id == first.customer_id
        ]
        called(ann, call, "no_answer")
    last = recalls.the_calls(number)[-1]
    assert "Call again" in said(bo.get(f"/recalls/{number}?group=unreached"))
    assert once_more(bo, number, last).status_code == 303
    (again,) = [
        one for one in recalls.the_calls(number, is_open=True) if one.customer_id == first.customer_id
    ]
    called(ann, again, "no_answer")
    assert len(recalls.the_calls(number, is_open=True)) == 2


@pytest.mark.parametrize("why", ["open", "reached", "twice", "stopped", "put right"])
def test_who_is_not_left_is_not_called_once_more(ann, bo, dee, number, why):
    call, _ = recalls.the_calls(number)
    if why != "open":
        called(ann, call, "reached" if why == "reached" else "wrong_number")
    if why == "twice":
        assert once_more(bo, number, call).status_code == 303
    if why == "stopped":
        dee.send(f"/recalls/{number}/stopping", because="弄错了批次")
    if why == "put right":
        line = db.session.get(CardLine, recalls.the_lines(number)[0].line_id)
        me = cards.by("bo")
        remedying.remedy(db.session.get(Recall, number), line, "exchange", "", me, factories.NOW)
        db.session.commit()
    before = len(recalls.the_calls(number))
    answer = once_more(bo, number, call)
    assert answer.status_code == 409 and "They are reached, or to be called already" in said(answer)
    assert len(recalls.the_calls(number)) == before


def test_only_managers_of_a_store_that_calls_them_and_only_calls_of_this_recall(ann, visit, cy, number):
    call, _ = recalls.the_calls(number)
    called(ann, call, "wrong_number")
    other = recalls.a_recall(first="ZZ99")
    assert once_more(ann, number, call).status_code == 403
    assert once_more(visit("bo"), other, call).status_code == 404
    eve = factories.a_person("eve", factories.the_store("JJ"), "manager")
    assert eve and once_more(visit("eve"), number, call).status_code == 404
