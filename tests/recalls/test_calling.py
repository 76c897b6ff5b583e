"""Every owner of every store is called once, whatever they agreed to; in chunks, again without doubling, to the end."""

import pytest

from counter.callbacks.completing import complete
from counter.callbacks.counting import due
from counter.customers.models import Customer
from counter.extensions import db
from counter.recalls import calling, progress, reaching
from counter.recalls.models import Recall
from counter.warranty import transferring
from counter.warranty.issuing import Covered, issue
from counter.warranty.models import Card
from counter.warranty.voiding import void
from tests import factories
from tests.recalls import recalls
from tests.support.queries import counted
from tests.warranty import cards

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]


def an_owner(place, serial, product=None, store="NM", **kw):
    who = {"NM": "ann", "JJ": "cy"}[store]
    return cards.a_card(
        f"陈{chr(0x4E00 + place)}",
        f"+8613800{place:06}",
        product=product,
        serials={"sn": serial},
        store=store,
        who=who,
        **kw,
    )


def another(card, serial):
    """A card more for its owner."""
    me, owner = cards.by(), db.session.get(Customer, card.customer_id)
    covered = [Covered(cards.a_phone(), {"sn": serial})]
    issue(me.store, owner, card.customer_phone, covered, me, factories.NOW, sold_on=card.sold_on)
    db.session.commit()


def test_a_range_gives_the_owners_of_all_stores_outside_any_consent():
    for place, serial in enumerate(("AB100", "AB150", "AB199", "AB200", "ZZ150")):
        an_owner(place, serial)
    an_owner(7, "AB177", store="JJ", product=factories.a_product("BED", "bed", "furniture_cn"))
    number = recalls.a_recall(first="AB100", last="AB199")
    assert recalls.work(number) == 3
    calls = recalls.the_calls(number)
    assert [call.store.code for call in calls] == ["NM", "NM", "NM", "JJ"] or len(calls) == 4
    assert {call.customer.phone.e164[-1] for call in calls} == {"0", "1", "2", "7"}
    assert all(not call.customer.consents and call.is_welcome for call in calls)
    assert (
        due(factories.the_store("NM"), factories.NOW) == 3
        and due(factories.the_store("JJ"), factories.NOW) == 1
    )
    assert calls[0].body["script"]["opening"] == recalls.WORDS
    assert not [one for one in calls[0].body["outcomes"] if one["withdraws"]]


def test_a_beginning_a_model_or_both():
    other = cards.a_phone("A7")
    an_owner(0, "AB100")
    an_owner(1, "AB200", other)
    an_owner(2, "AC100", other)
    for products, first, found in (
        ((), "AB10", 1),
        ((), "AB200", 1),
        ((other,), "", 2),
        ((other,), "AC10", 1),
    ):
        reach = reaching.read([one.id for one in products], first, "")
        assert sum(hit.things for hit in reaching.count(reach)) == found
        number = recalls.a_recall(products, first)
        recalls.work(number)
        assert len(recalls.the_calls(number)) == found


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        ("", "", "Choose a model"),
        ("", "AB200", "first serial is missing"),
        ("AB1", "", "at least 4 signs"),
        ("AB100", "AB1000", "same length"),
        ("AB200", "AB100", "comes before the first"),
        ("864207061018290", "864207061018293", "last digit should be"),
        ("AB'100", "", "cannot be part of a serial"),
    ],
)
def test_what_is_no_range_is_said(first, last, sentence):
    with pytest.raises(reaching.NotARange) as wrong:
        reaching.read([], first, last)
    assert sentence in str(wrong.value.sentence)


def test_an_owner_of_several_is_called_once_and_again_for_what_they_buy_after_they_were_reached():
    card = an_owner(0, "AB100")
    another(card, "AB101")
    number = recalls.a_recall(first="AB10")
    recalls.work(number)
    (call,) = recalls.the_calls(number)
    assert call.card_id is None and len(recalls.the_lines(number)) == 2
    complete(call, "reached", cards.by(), factories.NOW)
    another(card, "AB102")
    recalls.work(number)
    first, second = recalls.the_calls(number)
    assert (first.outcome, second.attempt, second.is_complete) == ("reached", 2, False)
    recalls.work(number)
    assert len(recalls.the_calls(number)) == 2


def test_chunks_are_resumed_and_done_again_they_double_nothing(monkeypatch):
    monkeypatch.setattr(calling, "CHUNK", 4)
    for place in range(11):
        an_owner(place, f"AB1{place:02}")
    by_range, by_model = recalls.a_recall(first="AB100", last="AB199"), recalls.a_recall((cards.a_phone(),))
    for number in (by_range, by_model):
        calling.go_on(db.session.get(Recall, number), cards.by("dee"), factories.NOW)
        db.session.commit()
        assert len(recalls.the_calls(number)) == 4  # stopped here, it goes on here
        calling.go_on(db.session.get(Recall, number), cards.by("dee"), factories.NOW)
        db.session.rollback()  # killed in the middle of the next one
        recalls.work(number)
        assert len(recalls.the_calls(number)) == len(recalls.the_lines(number)) == 11
        recalls.work(number)
        recall = db.session.get(Recall, number)
        recall.place = {}  # and from the very beginning
        recalls.work(number)
        assert len(recalls.the_calls(number)) == len(recalls.the_lines(number)) == 11


@pytest.mark.parametrize("has_range", [True, False])
def test_what_is_sold_or_registered_later_comes_onto_the_list(has_range):
    phone = cards.a_phone()
    an_owner(0, "AB105")
    number = recalls.a_recall(first="AB10") if has_range else recalls.a_recall((phone,))
    recalls.work(number)
    an_owner(1, "AB102")  # before the first one in the order of serials
    recalls.work(number)
    assert len(recalls.the_calls(number)) == 2


def test_a_void_card_drops_out_at_once_and_a_new_owner_takes_the_call_over():
    kept, voided, passed = (an_owner(place, f"AB10{place}").id for place in range(3))
    number = recalls.a_recall(first="AB10")
    recalls.work(number)
    void(db.session.get(Card, voided), "写错了", cards.by(), factories.NOW)
    db.session.commit()
    assert len(recalls.the_calls(number, is_open=True)) == 2
    card, me = db.session.get(Card, passed), cards.by()
    new = an_owner(9, "XX1")
    transferring.transfer(
        card,
        db.session.get(Customer, new.customer_id),
        "+8613800000009",
        "新地址",
        factories.NOW.date(),
        me,
        factories.NOW,
    )
    db.session.commit()
    recalls.work(number)
    still = recalls.the_calls(number, is_open=True)
    assert {call.customer_id for call in still} == {db.session.get(Card, kept).customer_id, new.customer_id}
    assert len(recalls.the_lines(number, is_dropped=True)) == 1
    figures = progress.together(progress.by_store(db.session.get(Recall, number), None))
    assert (figures.owners, figures.open, figures.dropped) == (2, 2, 2)


def test_a_chunk_costs_the_same_however_many_there_are():
    asked = []
    for few in (2, 40):
        for place in range(few):
            an_owner(place, f"A{few:02}{place:03}")
        number = recalls.a_recall(first=f"A{few:02}0")
        with counted() as queries:
            calling.go_on(db.session.get(Recall, number), cards.by("dee"), factories.NOW)
            db.session.flush()
        db.session.commit()
        asked.append(len(queries))
    assert asked[1] <= asked[0] + 1 and asked[1] < 40
