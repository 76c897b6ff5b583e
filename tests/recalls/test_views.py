"""Head office looks, opens, watches and stops; a store sees its own owners; a wave of one fault is shown."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from counter.callbacks.models import Callback
from counter.catalog.models import Ean
from counter.extensions import db
from counter.recalls import waves
from counter.recalls.models import Recall
from counter.recalls.reaching import counted as counted_hits
from counter.recalls.reaching import read
from tests import factories
from tests.recalls import recalls
from tests.recalls.test_calling import an_owner
from tests.support.answers import said
from tests.support.plans import compact
from tests.support.queries import counted
from tests.tickets import tickets
from tests.warranty import cards
from tests.warranty.test_plans import plan, whole_reads

FIELDS = {
    "serial_from": "AB10", "serial_until": "", "looked_at": "|AB10|AB10", "title_zh": "X20电池召回", "title_en": "X20 battery",
    "words_zh": "您的手机电池要免费更换。", "words_en": "", "until_on": "2026-12-20",
}  # fmt: skip


pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]


def how_many(model):
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model))


def test_it_is_opened_only_after_one_saw_how_many_it_hits(dee, bo, ann):
    for place in range(3):
        an_owner(place, f"AB10{place}")
    assert "First look how many" in said(opened := dee.get("/recalls/new"))
    assert 'class="error"' not in said(opened)
    assert "Choose a model, or give a range of serials" in said(dee.get("/recalls/new?serial_from=&model="))
    looked = said(dee.get("/recalls/new?serial_from=ab10"))
    assert "3 owners are called" in looked and 'value="|AB10|AB10"' in looked
    assert "No live card has such a thing" in said(dee.get("/recalls/new?serial_from=ZZZZ"))
    assert "at least 4 signs" in said(dee.get("/recalls/new?serial_from=A"))
    for fields in (
        {"looked_at": ""},
        {"serial_from": "AB1", "looked_at": "|AB1|AB1"},
        {"title_zh": ""},
        {"until_on": "2026-11-01"},
        {"until_on": "x"},
    ):
        assert dee.send("/recalls", **(FIELDS | fields)).status_code == 422
    kept = said(dee.send("/recalls", **(FIELDS | {"until_on": "2026-11-01"})))
    assert "This day is over" in kept and "您的手机电池要免费更换" in kept
    assert (
        how_many(Recall) == 0
        and bo.send("/recalls", **FIELDS).status_code == 403 == ann.get("/recalls").status_code
    )
    answer = dee.send("/recalls", **FIELDS)
    assert answer.status_code == 303 and how_many(Callback) == 0
    for _ in range(3):
        assert "How far it is" in said(dee.send(f"{answer.location}/continuation", htmx=True))
    page = said(dee.get(answer.location))
    assert "Reached: 0 of 3 owners. Not called yet: 3." in page and 'id="go-on"' not in page


def test_the_call_is_made_in_the_store_and_the_page_follows(dee, bo, cy, ann):
    for place in range(3):
        an_owner(place, f"AB10{place}")
    number = recalls.a_recall(first="AB10")
    recalls.work(number)
    reached, wrong, later = (call.id for call in recalls.the_calls(number))
    assert "陈**" in said(ann.get("/callbacks")) or "陈*" in said(ann.get("/callbacks"))
    call = said(ann.get(f"/callbacks/{reached}"))
    assert "The battery of your phone is exchanged free." in call and "cost you nothing" in call
    for one, outcome in ((reached, "reached"), (wrong, "wrong_number"), (later, "no_answer")):
        assert ann.send(f"/callbacks/{one}/completion", outcome=outcome, version="1").status_code == 303
    for visitor in (dee, bo):
        page = said(visitor.get(f"/recalls/{number}"))
        assert "Reached: 1 of 3 owners. Not called yet: 0." in page and "To be called again" in page
    assert f"/callbacks/{wrong}" in said(dee.get(f"/recalls/{number}?group=wrong_number"))
    assert "1 to call" in said(dee.get("/recalls")) and "13800000" not in said(dee.get(f"/recalls/{number}"))
    assert cy.get(f"/callbacks/{reached}").status_code == 404
    assert (
        ann.send(
            f"/callbacks/{recalls.the_calls(number, is_open=True)[0].id}/completion",
            outcome="reached",
            version="1",
        ).status_code
        == 303
    )
    assert "1 not reached" in said(dee.get("/recalls"))


def test_a_stopped_recall_takes_its_open_calls_off_the_lists(dee):
    for place in range(3):
        an_owner(place, f"AB10{place}")
    number = recalls.a_recall(first="AB10")
    recalls.work(number)
    assert "Say why." in said(dee.send(f"/recalls/{number}/stopping", because=""))
    assert dee.send(f"/recalls/{number}/stopping", because="弄错了批次").status_code == 303
    assert dee.send(f"/recalls/{number}/stopping", because="弄错了批次").status_code == 409
    assert 'id="go-on"' in said(dee.get(f"/recalls/{number}"))
    recalls.work(number)
    assert recalls.the_calls(number, is_open=True) == [] and "弄错了批次" in said(
        dee.get(f"/recalls/{number}")
    )


def test_pages_cost_the_same_with_many_owners(dee):
    costs = []
    for few in (1, 2, 30):  # at first the process learns what it keeps
        for place in range(few):
            an_owner(place, f"A{few:02}{place:03}")
        number = recalls.a_recall(first=f"A{few:02}0")
        recalls.work(number)
        with counted() as queries:
            dee.get(f"/recalls/{number}")
            dee.get("/recalls")
        costs.append(len(queries))
    assert costs[1] == costs[2] <= 18


def test_a_wave_of_the_same_fault_is_shown_to_head_office_with_the_way_to_a_recall(dee, bo, monday):
    phone = cards.a_phone()
    for place in range(3):
        tickets.a_ticket(an_owner(place, f"AB10{place}"), fault="keys" if place else "display")
    assert waves.rolling(factories.NOW) == []
    tickets.a_ticket(an_owner(5, "AB105"), fault="keys")
    (wave,) = waves.rolling(factories.NOW)
    assert (wave.product_ids, wave.fault, wave.tickets, wave.stores) == ([phone.id], "keys", 3, 1)
    page = said(dee.get("/recalls"))
    assert "3 times in 30 days" in page and f"/recalls/new?product={phone.id}" in page
    assert "3 times in 30 days" not in said(bo.get("/recalls"))
    assert "4 owners are called" in said(dee.get(f"/recalls/new?product={phone.id}"))
    assert waves.rolling(factories.NOW + timedelta(31)) == []


def test_faults_that_are_on_no_list_are_not_the_same_fault(bo):
    """Nobody said that they are: a cracked lens and a loose hinge are both “not on the list”."""
    for place in range(4):
        ticket = tickets.a_ticket(an_owner(place, f"AB10{place}"), fault="unlisted" if place else "")
    assert waves.rolling(factories.NOW) == [] and waves.of_ticket(ticket, factories.NOW) is None
    assert "of this model with this fault" not in said(bo.get(f"/tickets/{ticket.id}"))


def test_neither_a_model_nor_a_range_reads_a_whole_table():
    for place in range(90):  # of fewer the planner reads all as soon as some
        an_owner(place, f"AB1{place:02}", cards.a_phone() if place < 3 else cards.a_phone("A7"))
    compact()
    db.session.execute(db.text("analyze"))
    if db.engine.dialect.name == "postgresql":
        for way in ("seqscan", "hashjoin", "mergejoin"):
            db.session.execute(db.text(f"set enable_{way} = off"))
    for reach in (
        read([], "AB100", "AB101"),
        read([cards.a_phone().id], "", ""),
        read([cards.a_phone().id], "AB100", "AB101"),
    ):
        found = plan(counted_hits(reach), {})
        assert found and whole_reads(found) == []
    db.session.rollback()
    db.session.close()


def test_the_command_goes_on_with_every_recall(app):
    an_owner(0, "AB100")
    number = recalls.a_recall(first="AB10")
    answer = app.test_cli_runner().invoke(args=["recall-again"])
    assert answer.exit_code == 0, answer.output
    assert f"Recall {number}: looked through in 3 chunks" in answer.output
    assert len(recalls.the_calls(number)) == 1


@pytest.mark.parametrize(
    "typed",
    ["%00", "'", "%25%25%25%25", "²²²²", "A" * 10_000, "&product=x&product=999999999", "%F0%9F%98%80" * 4],
)
def test_odd_serials_are_said_or_hit_nothing(dee, typed):
    an_owner(0, "AB100")
    answer = dee.get(f"/recalls/new?serial_from={typed}")
    assert answer.status_code == 200 and "are called" not in said(answer)


def ticks(page):
    """{label: whether it is ticked}"""
    found = re.findall(r'name="product" value="\d+"( checked)?[^>]*><span>([^<]*)', page)
    return {label: bool(checked) for checked, label in found}


def test_any_model_of_a_grown_catalogue_is_named_by_name_code_or_barcode(dee):
    for place in range(310):  # more than any list would hold, and before it in every order
        factories.a_product(f"A{place:03}", "case")
    phone, small = factories.a_product("X20"), factories.a_product("X20-S", variant={"en": "128 GB"})
    db.session.add(Ean(code="6990126001361", product_id=small.id))
    an_owner(0, "AB100", phone), an_owner(1, "AB101", small)
    one, other, at = phone.id, small.id, "/recalls/new?serial_from=&model="
    for typed in ("6990126001361", "x20-s", "lark+x20-s"):
        page = said(dee.get(at + typed))
        assert "1 owner is called" in page and ticks(page) == {"Lark X20-S, 128 GB": True}, typed
    page = said(dee.get(f"{at}x20&product={other}"))  # a code in full; the other stays
    assert "2 owners are called" in page and len(ticks(page)) == 2 and f'value="{one},{other}||"' in page
    several = said(dee.get(at + "lark+x2"))
    assert "Several are called so" in several and ticks(several) == {
        "Lark X20": False,
        "Lark X20-S, 128 GB": False,
    }
    assert 'name="looked_for" value="lark x2"' in several and "are called</" not in several
    again = f"{at}lark+x2&looked_for=lark+x2"
    assert "Several are called so" in said(dee.get(again))
    page = said(dee.get(f"{again}&product={other}&product={one}"))
    assert "2 owners are called" in page and re.search(r'name="model"[^>]* value=""', page)
    page = said(dee.get(f"{at}lark+x2&product={one}"))  # asked for more beside what was ticked before
    assert "Several are called so" in page and ticks(page)["Lark X20"]
    many = said(dee.get(at + "lark+a"))
    assert "More than 30 are called so" in many and len(ticks(many)) == 30


def test_what_is_no_model_is_said_at_its_field(dee):
    phone, at = cards.a_phone(), "/recalls/new?model="
    assert "There is no such product." in said(dee.get(at + "nokia"))
    for odd in ("%00", "'", "A" * 10_000, "👻"):
        assert dee.get(at + odd).status_code == 200
    for odd in ("x", "999999999", "99999999999999", "²"):
        page = said(dee.get(f"{at}&product={phone.id}&product={odd}"))
        assert (
            re.search(r'id="product-error">.*not in the catalogue', page, re.S) and len(ticks(page)) == 1
        ), odd
        assert "not in the catalogue" in said(dee.get(f"{at}&product={odd}"))
    refused = dee.send("/recalls", **{**FIELDS, "product": "999999999", "looked_at": "999999999|AB10|AB10"})
    assert refused.status_code == 422 and "not in the catalogue" in said(refused) and how_many(Recall) == 0
