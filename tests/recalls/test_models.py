"""A model in three colours is one model: its wave, its recall, what fails most."""

import re

import pytest

from counter.callbacks.completing import complete
from counter.catalog.models import Product
from counter.extensions import db
from counter.recalls import waves
from counter.recalls.models import Recall
from counter.reports import faults, periods
from tests import factories
from tests.recalls import recalls
from tests.recalls.test_calling import an_owner
from tests.recalls.test_remedying import put_right, things
from tests.recalls.test_views import ticks
from tests.recalls.test_warning import warned
from tests.support.answers import said
from tests.support.plans import compact, plan, whole_reads
from tests.support.queries import counted
from tests.tickets import tickets
from tests.warranty import cards

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]
NAME = {"zh": "云雀X20", "en": "Lark X20"}
COLOURS = ("black", "blue", "white")


def in_colours(name=NAME, begins="X20"):
    return [
        factories.a_product(f"{begins}-{one.upper()}", name=name, variant={"zh": one, "en": one})
        for one in COLOURS
    ]


def the_faults():
    store = factories.the_store()
    period = periods.read({}, store, store.today(factories.NOW))[0]
    return faults.by_model([store.id], period)


def test_three_tickets_in_three_colours_are_one_wave_and_one_row_of_what_fails(dee, bo):
    made = in_colours()
    for place, product in enumerate(made[:2]):
        tickets.a_ticket(an_owner(place, f"AB10{place}", product), fault="display")
    assert waves.rolling(factories.NOW) == []
    last = tickets.a_ticket(an_owner(2, "AB102", made[2]), fault="display")
    tickets.a_ticket(an_owner(3, "AB103", made[2]), fault="keys")
    pro = factories.a_product("X20P", name={"zh": "云雀X20 Pro", "en": "Lark X20 Pro"})
    tickets.a_ticket(an_owner(4, "AB104", pro), fault="display")
    (wave,) = waves.rolling(factories.NOW)
    assert (wave.fault, wave.tickets, wave.stores, wave.variants) == ("display", 3, 1, 3)
    assert wave.product_ids == [one.id for one in made] and wave.product == NAME
    assert waves.of_ticket(last, factories.NOW).tickets == 3
    page = said(dee.get("/recalls"))
    link = re.search(r'href="(/recalls/new\?[^"]*)"', page).group(1).replace("&amp;", "&")
    assert "3 variants" in page and "4 owners are called" in said(dee.get(link))
    assert "3 of this model with this fault" in said(bo.get(f"/tickets/{last.id}"))
    rows = [(row.product["en"], row.fault["en"], row.tickets, row.variants) for row in the_faults()]
    assert rows[0][0::2] == ("Lark X20", 3) and [row[3] for row in rows] == [3, 1, 1]
    report = said(bo.get("/reports/faults"))
    assert "3 variants" in report and "white" in report


def test_of_one_variant_its_own_words_stand_there(dee):
    product = in_colours()[1]
    for place in range(3):
        tickets.a_ticket(an_owner(place, f"AB10{place}", product), fault="display")
    (wave,) = waves.rolling(factories.NOW)
    assert (wave.variant["en"], wave.variants, len(wave.product_ids)) == ("blue", 1, 3)
    (row,) = the_faults()
    assert row.variant["en"] == "blue" and (row.tickets, row.stores, row.covered) == (3, 1, 0)


def test_a_model_is_named_as_a_whole_and_a_variant_by_its_code(dee):
    made = in_colours()
    in_colours({"zh": "云雀X20 Pro", "en": "Lark X20 Pro"}, "X20P")
    for place, product in enumerate(made):
        an_owner(place, f"AB10{place}", product)
    at = "/recalls/new?model="
    page = said(dee.get(f"{at}lark+x20"))
    assert "3 owners are called" in page
    assert ticks(page) == {f"Lark X20, {one}": True for one in COLOURS}
    for typed, label in (("X20-BLUE", "Lark X20, blue"), ("lark+blue+x20", None)):
        page = said(dee.get(at + typed))
        assert label is None or ticks(page) == {label: True} and "1 owner is called" in page
    assert "Several are called so" in page and len(ticks(page)) == 2  # of either model
    page = said(dee.get(f"{at}&product={made[0].id}&product={made[2].id}"))  # one was unticked
    assert "2 owners are called" in page


def test_what_was_exchanged_for_a_variant_that_is_not_recalled_leaves_the_list(ann):
    made = in_colours()
    card = an_owner(0, "AB100", made[0])
    an_owner(1, "AB101", made[0])
    number = recalls.a_recall([made[0]])
    recalls.work(number)
    assert len(recalls.the_lines(number)) == 2
    card.lines[0].product_id = made[1].id
    db.session.commit()
    assert "What stands on the card now is not of this recall any more." in said(
        ann.get(f"/warranty-cards/{card.id}")
    )
    recalls.work(number)
    assert len(recalls.the_lines(number)) == 1 and len(recalls.the_calls(number, is_open=True)) == 1


def test_more_models_cost_no_more_queries(dee):
    costs = []
    for place in range(3):  # at first the process learns what it keeps
        for turn in range(3 * (1 + 3 * (place > 1))):
            begins = f"M{place}{turn // 3}"
            name = {"zh": begins, "en": begins}
            product = factories.a_product(f"{begins}-{turn}", name=name, variant={"zh": str(turn)})
            tickets.a_ticket(an_owner(100 * place + turn, f"B{place}{turn:03}", product), fault="display")
        with counted() as queries:
            dee.get("/recalls")
            dee.get("/reports/faults")
        costs.append(len(queries))
    assert len(waves.rolling(factories.NOW)) == 6 and costs[1] == costs[2]


def test_neither_all_waves_nor_one_read_a_whole_table():
    for place in range(90):
        product = factories.a_product(f"P{place}", trade="furniture_cn" if place > 4 else "phone_cn")
        db.session.flush()
        if place < 5:
            tickets.a_ticket(an_owner(place, f"AB1{place:02}", product), fault="display")
    compact()
    db.session.execute(db.text("analyze"))
    if db.engine.dialect.name == "postgresql":
        for way in ("seqscan", "hashjoin", "mergejoin"):
            db.session.execute(db.text(f"set enable_{way} = off"))
    one = db.session.query(Product).filter_by(code="P1").one()
    for asked in (waves.asked("phone_cn", factories.NOW, 2), waves.alike(one.id, "display", factories.NOW)):
        found = plan(asked, {})
        assert found and whole_reads(found) == []
    db.session.rollback()
    db.session.close()


def test_the_tickets_of_a_model_are_counted_without_its_cards():
    """As it is in a shop, where nobody has told SQLite how much there is of anything."""
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL counts its tables by itself")
    asked = waves.alike(1, "display", factories.NOW).compile(
        db.engine, compile_kwargs={"literal_binds": True}
    )
    steps = [
        row[-1] for row in db.session.execute(db.text(f"explain query plan {asked}".replace(":", "\\:")))
    ]
    lines = [one for one in steps if "card_lines" in one]
    assert len(lines) == 1 and "PRIMARY KEY" in lines[0], steps


def test_a_variant_that_came_later_is_named_to_head_office_and_taken_in(dee, bo):
    black, blue, white = in_colours()
    for place, product in enumerate((black, blue, white)):
        an_owner(place, f"AB10{place}", product)
    number = recalls.a_recall([black, blue])
    recalls.work(number)
    assert len(recalls.the_calls(number)) == 2
    page = said(dee.get(f"/recalls/{number}"))
    assert "1 more variant of its models is not recalled" in page and "Lark X20, white" in page
    assert "not recalled" not in said(bo.get(f"/recalls/{number}"))
    path = f"/recalls/{number}/variants"
    for odd in ({}, {"variant": str(black.id)}, {"variant": "x"}, {"variant": "999999999999"}):
        assert dee.send(path, **odd).status_code == 422
    assert bo.send(path, variant=str(white.id)).status_code == 403
    assert dee.send(path, variant=str(white.id)).status_code == 303
    recall = db.session.get(Recall, number)
    assert recall.is_running and recall.product_ids == sorted([black.id, blue.id, white.id])
    another = factories.a_product("X20-GREEN", name=NAME, variant={"zh": "green", "en": "green"})
    db.session.commit()
    assert "not recalled" not in said(
        dee.get(f"/recalls/{number}")
    )  # the page changes as it goes on: no tick would stay
    recalls.work(number)
    assert len(recalls.the_calls(number)) == 3 and len(recalls.the_lines(number)) == 3
    assert "Lark X20, green" in said(dee.get(f"/recalls/{number}"))
    assert dee.send(path, variant=str(another.id)).status_code == 303 and recalls.work(number)
    assert "not recalled" not in said(dee.get(f"/recalls/{number}"))


@pytest.mark.parametrize("first", ["", "AB10"])
@pytest.mark.parametrize("is_said", [True, False, None])
def test_who_got_another_variant_for_it_is_called_again_once_that_one_is_of_it_too(dee, bo, is_said, first):
    black, _, white = in_colours()
    card, other = (an_owner(place, f"AB10{place}", black) for place in range(2))
    number = recalls.a_recall([black], first)
    recalls.work(number)
    for call in recalls.the_calls(number):
        complete(call, "reached", cards.by(), factories.NOW)
    db.session.commit()
    if is_said:
        put_right(number, card, kind="exchange")
    put_right(number, other)
    card.lines[0].product_id = white.id
    db.session.commit()
    if is_said is not None:  # else white is taken in on that very day
        recalls.work(number)
    assert recalls.the_calls(number, is_open=True) == []
    assert dee.send(f"/recalls/{number}/variants", variant=str(white.id)).status_code == 303
    assert [one.remedy for one in warned(card)] == [None]
    recalls.work(number)
    (call,) = recalls.the_calls(number, is_open=True)
    assert (call.customer_id, call.attempt) == (card.customer_id, 2) and things(number) == (2, 1)
    entry = "said that a recall is not done after all"
    assert (entry in said(bo.get(f"/warranty-cards/{card.id}"))) == bool(is_said)


def test_of_a_recall_that_was_stopped_nothing_more_is_taken_in(dee):
    black, blue, _ = in_colours()
    number = recalls.a_recall([black])
    assert dee.send(f"/recalls/{number}/stopping", because="a mistake").status_code == 303
    assert "not recalled" not in said(dee.get(f"/recalls/{number}"))
    assert dee.send(f"/recalls/{number}/variants", variant=str(blue.id)).status_code == 409
    assert db.session.get(Recall, number).product_ids == [black.id]
