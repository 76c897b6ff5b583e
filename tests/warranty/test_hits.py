"""What a hit of the look-up says: what can be asked for today and until when, as the clock says it."""

import re
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from counter.customers.registering import register
from counter.extensions import db
from counter.warranty import coverage, covering, hits, promises, repairing, returning
from counter.warranty.issuing import Covered, issue
from counter.warranty.models import Coverage
from tests import factories
from tests.warranty import cards
from tests.warranty.test_lookup import ask, found

pytestmark = pytest.mark.usefixtures("monday")


ROW = r'<th scope="row">([^<]+)</th>.*?<td[^>]*>([^<]+)(?:<span class="sub">([^<]*)</span>)?</td></tr>'


def rows_in(text):
    return [(label, ends + may_move) for label, ends, may_move in re.findall(ROW, text)]


@pytest.fixture
def card(shop):
    return cards.a_card()


def test_a_hit_says_what_can_be_asked_for_today_and_how_long_each_part_is_covered(card, ann):
    text = ask(ann, "8000")
    assert (
        "138 0013 <mark>8000</mark>" in text
        and "Lark X20, 256 GB, mist blue" in text
        and "NMF-2223-G" in text
    )
    assert '<span class="chip covered">Today: exchange, repair</span>' in text  # day 11: no more return
    rows = rows_in(text)
    assert rows == [
        ("Exchange", "4 days left"),
        ("Main unit", "12 Nov 2027 for now"),  # nobody announced the rest days of that year yet
        ("Battery", "12 May 2027 for now"),
        ("Charger", "12 Nov 2027 for now"),
    ]


def by_rows(made, today):
    rows = db.session.scalars(sa.select(Coverage).order_by(Coverage.line_id, Coverage.place)).all()
    assert rows
    return dict(hits.remedies_of(rows, today, [*promises.of_version(made.policies_version_id).parts]))


def by_clock(made, ends, today):
    told = coverage.today(ends, today, parts=made.lines[0].facts["parts"])
    return {one.remedy: one.until for one in told.main_remedies}


@pytest.mark.parametrize("days", [0, 3, 7, 8, 15, 16, 100, 181, 364, 365, 400])
@pytest.mark.parametrize("kind", ["phone", "wardrobe"])
def test_the_hit_says_of_each_day_what_the_clock_says(shop, ann, days, kind):
    """From the rows that are kept, the same remedies until the same day as reckoned anew from the policies."""
    if kind == "wardrobe":
        jj = factories.the_store("JJ")
        jj.capabilities = {**jj.capabilities, "cn_mall_three_years": True}
        product = factories.a_product(
            "WARD", "wardrobe", "furniture_cn", parts=["panels", "doors", "glass_mirror"]
        )
        day = date(2025, 3, 1)
        made = cards.a_card(product=product, serials={}, store="JJ", sold_on=day, delivered_on=day)
    else:
        made = cards.a_card()
    store, today = factories.the_store("JJ" if kind == "wardrobe" else "NM"), made.sold_on + timedelta(days)
    ends = covering.ends_of(made.lines[0], made, promises.rest_days(store))
    assert by_rows(made, today) == by_clock(made, ends, today)


@pytest.mark.parametrize("places", [("CN", "CN-ZJ"), ("EU",), ("GB",)], ids="-".join)
@pytest.mark.parametrize("repairs", [0, 1, 2])
@pytest.mark.parametrize("part", [None, "battery"])
def test_the_hit_says_what_the_clock_says_in_other_places_and_after_repairs(shop, places, repairs, part):
    store = factories.the_store("NM")
    store.jurisdictions = list(places)
    made = cards.a_card(sold_on=date(2026, 8, 3))
    at = factories.NOW
    for taken_on in (date(2026, 9, 1), date(2026, 10, 8))[:repairs]:
        one = repairing.take_in(made.lines[0], repairing.Fault(part), taken_on, cards.by(), at, at.date())
        repairing.give_back(one, taken_on + timedelta(6), "", cards.by(), at, at.date())
    db.session.commit()
    ends = covering.ends_of(made.lines[0], made, promises.rest_days(store))
    for days in range(0, 900, 11):
        today = made.sold_on + timedelta(days)
        assert by_rows(made, today) == by_clock(made, ends, today), today


def test_where_the_law_sets_no_term_each_right_has_a_line(ann):
    """UK: 30 days to reject; what is put right is claimed within six years, which is no guarantee."""
    factories.the_store().jurisdictions = ["GB"]
    cards.a_card(sold_on=date(2026, 11, 12))
    text = ask(ann, "8000")
    rows = rows_in(text)
    assert rows == [
        ("Right to ask for return", "19 days left"),
        ("Right to ask for exchange", "12 Nov 2032"),
        ("Right to ask for repair", "12 Nov 2032"),
    ]
    assert "Today: return, exchange, repair" in text


def test_where_the_law_sets_no_term_too_all_that_is_left_is_named_and_nothing_that_came_back(ann):
    factories.the_store().jurisdictions = ["GB"]
    me = cards.by()
    owner = register("郭明", "+8618700001175", me, factories.NOW, address="x")
    things = [Covered(cards.a_phone(f"Y{n}"), {"sn": f"PAIR{n}"}) for n in range(3)]
    made = issue(me.store, owner, "+8618700001175", things, me, factories.NOW, sold_on=date(2026, 11, 12))
    db.session.commit()
    for said, gone in (("Lark Y0 and 2 more", 0), ("Lark Y1 and 1 more", 1), ("Lark Y2, 256 GB", None)):
        text = ask(ann, "1175")
        assert said in text and ("Right to ask for return", "19 days left") in rows_in(text)
        if gone is not None:
            returning.give_up(made.lines[gone], "return", me, factories.NOW, factories.NOW.date())
            db.session.commit()


def test_of_several_things_the_chip_says_what_any_of_them_gives(shop, cy):
    """The bed is over after a year, the mattress is not; each has its own line."""
    me = cards.by("cy", "JJ")
    customer = register("郭明", "+8618700001175", me, factories.NOW, address="x")
    bed = factories.a_product("BED", "bed", "furniture_cn", parts=["frame"], material="oak")
    mattress = factories.a_product(
        "MAT", "mattress", "furniture_cn", parts=["springs"], material="upholstery"
    )
    days = {"sold_on": date(2025, 10, 1), "delivered_on": date(2025, 10, 9)}
    made = issue(me.store, customer, "+8618700001175", [Covered(bed), Covered(mattress, {"sn": "M1234567"})], me,
                 factories.NOW, **days)  # fmt: skip
    db.session.commit()
    text = ask(cy, "1175")
    assert found(text) == [made.id] and "Today: repair" in text and "Lark BED and 1 more" in text
    rows = rows_in(text)
    assert [label for label, _ in rows] == ["Lark BED", "Lark MAT"] and rows[0][1].startswith("ended")


def a_row(policy, part, remedies, until, since=date(2026, 1, 1)):
    return SimpleNamespace(
        kind="term", policy=policy, part=part, remedies=remedies, starts_on=since, ends_on=until
    )


@pytest.mark.parametrize(
    ("main", "said"),
    [
        (a_row("brand", "main_unit", "exchange", date(2027, 1, 1)), {"exchange": date(2027, 1, 1)}),
        (
            a_row("brand", "main_unit", "exchange", date(2026, 3, 1)),
            {"repair": date(2028, 1, 1)},
        ),  # it is over
        (
            a_row("brand", "main_unit", "exchange", date(2029, 1, 1), date(2026, 12, 1)),
            {"repair": date(2028, 1, 1)},
        ),  # it is still to begin
    ],
    ids=["running", "over", "to come"],
)
def test_the_main_part_speaks_for_the_thing_whichever_part_a_law_names_first(main, said):
    rows = [a_row("law", "battery", "repair", date(2028, 1, 1)), main]
    assert dict(hits.remedies_of(rows, date(2026, 6, 1), ["main_unit", "battery"])) == said
