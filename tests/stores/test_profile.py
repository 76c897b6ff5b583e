"""What a store says of itself: where it stands and what it promises (head office), its hours and what it has (its manager)."""

import re
from datetime import date, time

import pytest

from counter.customers import numbering
from counter.extensions import db
from counter.history.models import HistoryEntry
from counter.staff.hiring import NotPossible, open_store
from counter.stores import profile
from tests import factories
from tests.support.answers import said
from tests.support.at_once import at_once
from tests.support.queries import counted
from tests.warranty import cards
from tests.warranty.owners import text_of

pytestmark = pytest.mark.usefixtures("shop", "monday")


def say(visitor, code="NM", version=None, **fields):
    """As the page has it, but for what is named; None leaves a tick empty."""
    db.session.expire_all()
    store = factories.the_store(code)
    asked = profile.of_playbook(store.playbook_code)
    as_it_is = {
        "version": str(version or store.version), "opens_at": f"{store.opens_at:%H:%M}",
        "closes_at": f"{store.closes_at:%H:%M}", "stands_in": asked.place_of(store.jurisdictions),
        **({"closed_days": store.closed_days} if store.closed_days else {}),
        **{f"tick_{one}": "y" for one in asked.has(store)},
        **{f"figure_{row['id']}": store.fields.get(row["id"], "") for row in asked.fields},
    }  # fmt: skip
    wanted = {name: value for name, value in {**as_it_is, **fields}.items() if value is not None}
    return visitor.send(f"/stores/{store.id}/profile", **wanted)


def the_store(code="NM"):
    db.session.expire_all()
    return factories.the_store(code)


def entries():
    return db.session.query(HistoryEntry).filter_by(verb="profile").all()


@pytest.mark.ledger("FU-45")
def test_head_office_ticks_the_mall_s_promise_and_new_cards_have_it(cy, dee):
    bed = factories.a_product("BED", category="bed", trade="furniture_cn", material="wood")
    kw = {"product": bed, "serials": {}, "store": "JJ", "who": "cy", "delivered_on": date(2026, 11, 9)}
    before = cards.a_card(**kw)
    assert (
        say(dee, "JJ", tick_cn_mall_three_years="y", figure_mall_name="枫林家居广场 / Fenglin").status_code
        == 303
    )
    after = cards.a_card("周敏", "+8613900002219", **kw)
    pages = [
        "Mall promise of three years" in text_of(cy.get(f"/warranty-cards/{one.id}"))
        for one in (before, after)
    ]
    assert pages == [False, True]
    assert the_store("JJ").fields == {"mall_name": {"zh": "枫林家居广场", "en": "Fenglin"}}
    (entry,) = entries()
    assert set(entry.changes) == {"capabilities", "fields"} and entry.person_name["en"] == "Dee"
    page = said(dee.get(f"/stores/{the_store('JJ').id}/profile"))
    assert "枫林家居广场 / Fenglin" in page and "promises and what it has, particulars" in page


def test_a_store_in_zhejiang_has_its_law_and_cards_of_before_keep_theirs(ann, dee):
    before = cards.a_card(serials={"sn": "BEFORE1"})
    assert say(dee, stands_in="CN-ZJ").status_code == 303
    assert the_store().jurisdictions == ["CN-ZJ", "CN"]
    assert "country or province China → China, Zhejiang" in said(dee.get(f"/stores/{the_store().id}/profile"))
    after = cards.a_card("周敏", "+8613900002219", serials={"sn": "AFTER01"})
    named = [one.lines[0].facts["policies"] for one in (before, after)]
    assert ["cn_zj_2017" in one for one in named] == [False, True]
    assert all("cn_phone_2001" in one for one in named)


@pytest.mark.parametrize(
    ("place", "typed", "e164"),
    [("CN-ZJ", "139 0000 2219", "+8613900002219"), ("CN-ZJ", "8888 0001", "+8657188880001"), ("DE", "030 901820", "+4930901820")],
)  # fmt: skip
def test_numbers_are_read_as_one_dials_where_the_store_stands(dee, place, typed, e164):
    say(dee, stands_in=place)
    assert numbering.read(typed, the_store()).e164 == e164


@pytest.mark.parametrize(("place", "bound"), [("DE", ["DE", "EU"]), ("GB", ["GB"]), ("US", ["US"])])
def test_a_store_stands_in_another_country_with_that_country_s_law_alone(dee, place, bound):
    before = cards.a_card(serials={"sn": "BEFORE1"})
    say(dee, stands_in=place)
    assert the_store().jurisdictions == bound
    after = cards.a_card("周敏", "+8613900002219", serials={"sn": "AFTER01"})
    kept = after.lines[0].facts["policies"]
    assert kept and not [one for one in kept if one.startswith("cn_")]
    assert "cn_phone_2001" in before.lines[0].facts["policies"]


def test_a_promise_that_speaks_elsewhere_alone_is_not_shown_as_promised(bo, dee):
    say(dee, tick_brand_devices_year="y")
    assert "Smart devices (example)</li>" in said(bo.get(f"/stores/{the_store().id}/profile"))
    assert "do not have it" not in said(dee.get(f"/stores/{the_store().id}/profile"))
    say(dee, stands_in="DE")
    assert the_store().capabilities["brand_devices_year"]  # and is again, should the store come back
    page = said(bo.get(f"/stores/{the_store().id}/profile"))
    assert "Smart devices" not in page and "Nothing is promised beside the law." in page
    page = said(dee.get(f"/stores/{the_store().id}/profile"))
    assert page.count("Only where China is the place: this store’s cards do not have it.") == 2


def test_a_manager_says_hours_and_what_it_has_and_promises_nothing(bo, dee):
    say(dee, tick_brand_devices_year="y")
    page = said(bo.get(f"/stores/{the_store().id}/profile"))
    assert "Head office changes these" in page and 'name="stands_in"' not in page and "tick_brand" not in page
    answer = say(
        bo, opens_at="09:30", closes_at="20:00", tick_drinks=None, tick_brand_battery_year="y", stands_in="GB"
    )
    store = the_store()
    assert answer.status_code == 303 and (store.opens_at, store.closes_at) == (time(9, 30), time(20))
    assert store.capabilities == {"wifi": True, "drinks": False, "brand_devices_year": True}
    assert store.jurisdictions == ["CN"]
    assert entries()[-1].changes["opens_at"] == ["10:00", "09:30"]
    assert "09:30–20:00" in said(bo.get("/stores"))


def test_what_nobody_changed_is_not_written(dee):
    before = the_store("JJ").version
    assert say(dee, "JJ").status_code == 303
    assert the_store("JJ").version == before and the_store("JJ").capabilities == {
        "wifi": True,
        "drinks": True,
    }
    assert not entries()


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("opens_at", "", "When does it open?"),
        ("opens_at", "25:00", "This is no time"),
        ("opens_at", "03:59", "Its business day begins at 04:00"),
        ("closes_at", "soon", "This is no time"),
        ("closed_days", [*range(1, 8)], "Leave a day of the week"),
        ("stands_in", "CN-XX", "Choose a place of the list"),
        ("figure_booth", "B" * 201, "longer than 200 characters"),
        ("figure_booth", "B\x00", "can&#39;t be stored"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_changes(dee, field, typed, sentence):
    before = the_store("JJ").version
    answer = say(dee, "JJ", **{"figure_dealer": "Kapok & Co", field: typed})
    page = said(answer)
    assert answer.status_code == 422 and sentence in page and f'id="{field}-error"' in page
    assert "Kapok &amp; Co" in page and the_store("JJ").version == before


def test_another_s_store_is_none_and_assistants_have_no_such_page(ann, bo):
    path = f"/stores/{the_store('JJ').id}/profile"
    assert bo.get(path).status_code == 404 and say(bo, "JJ").status_code == 404
    assert ann.get(f"/stores/{the_store().id}/profile").status_code == 403


def test_who_comes_too_late_sees_theirs_beside_what_was_typed(bo, dee):
    seen = the_store().version
    say(dee, stands_in="CN-ZJ", opens_at="09:00", version=seen)
    late = say(bo, opens_at="08:30", version=seen)
    page = said(late)
    assert late.status_code == 409 and "Dee changed this record at" in page
    assert 'value="08:30"' in page and "Now on record: 09:00" in page and the_store().opens_at == time(9)
    assert say(bo, opens_at="08:30").status_code == 303 and the_store().jurisdictions == ["CN-ZJ", "CN"]


def test_of_two_in_the_same_instant_one_wins(bo, dee):
    store = the_store()
    fields = {
        "version": str(store.version),
        "closes_at": "21:30",
        "stands_in": "CN",
        "tick_wifi": "y",
        "tick_drinks": "y",
    }
    forms = [{**fields, "opens_at": at} for at in ("08:00", "09:00")]
    answers = at_once([bo, dee], f"/stores/{store.id}/profile", forms)
    assert sorted(answer.status_code for answer in answers) == [303, 409] and len(entries()) == 1


def test_a_store_of_an_odd_place_stays_as_it_is_until_a_place_is_chosen(dee):
    store = the_store()
    store.jurisdictions = ["CN", "GB"]
    db.session.commit()
    assert "China, United Kingdom</option>" in said(dee.get(f"/stores/{store.id}/profile"))
    say(dee, opens_at="09:00")
    assert the_store().jurisdictions == ["CN", "GB"] and the_store().opens_at == time(9)


def test_a_store_is_opened_where_it_stands_and_with_its_hours():
    told = {"jurisdiction": "CN-ZJ", "opens_at": "9:00", "closes_at": "20:30"}
    store = open_store("HZ", "杭州店", "路1号", "phone_cn", told)
    assert (store.jurisdictions, store.opens_at, store.closes_at) == (["CN-ZJ", "CN"], time(9), time(20, 30))
    told = {"jurisdiction": "DE", "time_zone": "Europe/Berlin", "currency": "EUR"}
    berlin = open_store("BE", "柏林店", "", "phone_cn", told)
    assert (berlin.jurisdictions, berlin.time_zone, berlin.currency) == (["DE", "EU"], "Europe/Berlin", "EUR")
    plain = open_store("QX", "桥西店", "", "phone_cn")
    assert (plain.jurisdictions, plain.opens_at, plain.currency) == (["CN"], time(10), "CNY")


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"jurisdiction": "CN-XX"}, "There is no such place"),
        ({"opens_at": "noon"}, "This is no time"),
        ({"opens_at": "03:00"}, "begins at 04:00"),
        ({"time_zone": "Berlin"}, "There is no “Berlin”"),
        ({"time_zone": "../../etc"}, "There is no “../../etc”"),
        ({"currency": "EURO"}, "There is no “EURO”"),
    ],
)
def test_a_store_that_says_what_can_t_be_is_not_opened(told, sentence):
    with pytest.raises(NotPossible, match=re.escape(sentence)):
        open_store("ZZ", "店", "", "phone_cn", told)


def test_the_page_costs_the_same_however_many_stores_there_are(dee):
    path = f"/stores/{the_store().id}/profile"
    dee.get(path)
    with counted() as few:
        dee.get(path)
    for letter in "ABCDEFGH":
        factories.a_store(f"Q{letter}")
    with counted() as many:
        dee.get(path)
    assert len(many) == len(few) <= 6, "\n".join(many)
