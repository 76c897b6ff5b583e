"""Which things of a card are offered for repair, exchange, ticket and what-if."""

import re

import pytest

from counter.customers.registering import register
from counter.extensions import db
from counter.warranty import repairing, returning
from counter.warranty.issuing import Covered, issue
from counter.warranty.models import Identifier
from counter.warranty.showing import told_apart
from tests import factories
from tests.support.answers import said
from tests.tickets import tickets
from tests.warranty import cards

pytestmark = pytest.mark.usefixtures("shop", "monday")


def a_card(*serials):
    """Equal phones for a couple, on one card."""
    me, phone = cards.by(), "+8613800138000"
    owner = register("陈晓明", phone, me, factories.NOW, address="清泰街88号")
    things = [Covered(cards.a_phone(), one) for one in serials]
    card = issue(me.store, owner, phone, things, me, factories.NOW, sold_on=factories.NOW.date())
    db.session.commit()
    return card


@pytest.fixture
def couple(monday):
    return a_card({"sn": "YQX20B7H3K9M"}, {"sn": "YQX20KA44JAV"})


def offered(page):
    return set(re.findall(r'<option[^>]* value="(\d+):"', page))


def test_of_two_equal_phones_each_is_offered_everywhere_told_apart_by_its_serial(ann, couple):
    ids = {str(line.id) for line in couple.lines}
    for path in ("", "/tickets/new", "/what-if"):
        page = said(ann.get(f"/warranty-cards/{couple.id}{path}"))
        assert offered(page) == ids, path
        assert "3K9M" in page and "4JAV" in page, path


def test_a_choice_says_whose_part_it_is_where_there_are_several_things(ann, couple):
    page = said(ann.get(f"/warranty-cards/{couple.id}/tickets/new"))
    assert re.search(r">Whole piece: [^<]+ 3K9M</option>", page) and ">Whole piece</option>" not in page
    one = a_card({"sn": "YQX20ALONE01"})
    assert ">Whole piece</option>" in said(ann.get(f"/warranty-cards/{one.id}/tickets/new"))


@pytest.mark.parametrize("which", [0, 1])
def test_each_of_them_can_be_chosen(ann, couple, which):
    what = f"{couple.lines[which].id}:"
    fields = {**tickets.FIELDS, "what": what}
    assert ann.get(f"/warranty-cards/{couple.id}/what-if?what={what}&days=7").status_code == 200
    assert ann.send(f"/warranty-cards/{couple.id}/tickets", **fields).status_code == 303
    assert tickets.the_ticket().line_id == couple.lines[which].id


@pytest.mark.parametrize(
    "serials",
    [({}, {}), ({"sn": "A1111"}, {"sn": "B1111"}), ({"sn": "X1"}, {}), ({"sn": "S2"}, {"sn": "2"}, {})],
)
def test_what_has_no_serial_or_ends_alike_is_told_apart_all_the_same(serials):
    card = a_card(*serials)
    names = [name for name, _ in told_apart(card.lines)]
    assert len(set(names)) == len(serials) and [line for _, line in told_apart(card.lines)] == card.lines


@pytest.fixture
def one_came_back(couple):
    """The first of the two was taken back for its money."""
    today = factories.NOW.date()
    returning.give_up(couple.lines[0], "return", cards.by(), factories.NOW, today)
    db.session.commit()
    return couple


def test_what_was_taken_back_is_offered_nowhere(ann, one_came_back):
    card = one_came_back
    for path in ("", "/tickets/new", "/what-if"):
        page = said(ann.get(f"/warranty-cards/{card.id}{path}"))
        assert offered(page) == {str(card.lines[1].id)}, path


def test_nor_is_it_taken_in_or_exchanged(ann, one_came_back):
    card, today = one_came_back, factories.NOW.date()
    line, fault, me = card.lines[0], repairing.Fault(), cards.by()
    with pytest.raises(repairing.WasReturned):
        repairing.take_in(line, fault, today, me, factories.NOW, today)
    with pytest.raises(repairing.WasReturned):
        repairing.exchange(line, fault, today, {"sn": "YQX20NEW0001"}, me, factories.NOW, today)
    what = f"{line.id}:"
    sent = {"what": what, "fault": "", "on": str(today), "sn": "YQX20NEW0001"}
    answers = [
        ann.send(f"/warranty-cards/{card.id}/repairs", **sent),
        ann.send(
            f"/warranty-cards/{card.id}/exchanges", **{f"new-{key}": value for key, value in sent.items()}
        ),
        ann.send(f"/warranty-cards/{card.id}/tickets", **{**tickets.FIELDS, "what": what}),
    ]
    assert [answer.status_code for answer in answers] == [422, 422, 422]
    assert not db.session.query(Identifier).filter_by(value="YQX20NEW0001").count()


def test_where_all_came_back_a_ticket_is_opened_for_the_customer(ann, one_came_back):
    card = one_came_back
    returning.give_up(card.lines[1], "return", cards.by(), factories.NOW, factories.NOW.date())
    for path in ("", "/tickets/new", "/what-if"):
        assert ann.get(f"/warranty-cards/{card.id}{path}").status_code in (200, 422), path
    fields = {**tickets.FIELDS, "kind": "question", "what": f"{card.lines[1].id}:"}
    answer = ann.send(f"/warranty-cards/{card.id}/tickets", **fields)
    assert answer.status_code == 422 and "Open a ticket for the customer instead" in said(answer)


@pytest.mark.parametrize("path", ["transfer", "correction"])
def test_who_hands_it_over_or_corrects_it_reads_of_all_that_is_on_it(ann, couple, path):
    name = couple.lines[0].label["en"]
    assert said(ann.get(f"/warranty-cards/{couple.id}/{path}")).count(name) == 2
    returning.give_up(couple.lines[0], "return", cards.by(), factories.NOW, factories.NOW.date())
    db.session.commit()
    assert said(ann.get(f"/warranty-cards/{couple.id}/{path}")).count(name) == 1
