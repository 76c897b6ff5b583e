"""Old cards of what was brought and put up: their days and pieces come from the file as from the form."""

from datetime import date

import pytest
import sqlalchemy as sa

from counter.extensions import db
from counter.warranty import numbers, parting, voiding
from counter.warranty.models import Card
from tests import factories
from tests.card_imports import files
from tests.warranty import cards
from tests.warranty.owners import covers, text_of

pytestmark = pytest.mark.usefixtures("monday")

HEADINGS = [
    "姓名",
    "手机号",
    "地址",
    "购买日期",
    "送货日期",
    "安装日期",
    "商品名称",
    "商品数量",
    "序列号",
    "发票号",
]
LINE = ["许文静", "152 0000 9038", "桂花园3幢1102", "2026-10-20", "2026-10-25", "2026-11-04", "CHAIR", "6.0", "", "A-77"]  # fmt: skip
FORM = {
    "name": "许文静", "phone": "152 0000 9038", "address": "桂花园3幢1102", "product": "CHAIR", "invoice_number": "A-77",
    "sold_on": "2026-10-20", "delivered_on": "2026-10-25", "installed_on": "2026-11-04", "quantity": "6",
}  # fmt: skip


@pytest.fixture
def eve(visit, shop):
    factories.a_product("CHAIR", "chair", "furniture_cn", 59900, parts=["frame"], material="oak")
    factories.a_person("eve", factories.the_store("JJ"), "manager")
    db.session.commit()
    return visit("eve")


def a_line(**kw):
    return [str(value) for value in {**dict(zip(HEADINGS, LINE, strict=True)), **kw}.values()]


def the_cards():
    db.session.rollback()
    return db.session.scalars(sa.select(Card).order_by(Card.id)).all()


def told(card):
    return (
        covers(card),
        [line.quantity for line in card.lines],
        card.delivered_on,
        card.installed_on,
        card.ends_on,
    )


def test_they_are_covered_from_the_day_they_were_put_up_as_by_the_form(eve):
    path = files.bring_in(eve, files.as_csv(a_line(), headings=HEADINGS))
    assert files.states(path) == {2: "made"}, files.said(path, 2)
    assert eve.send("/warranty-cards", **FORM).status_code == 303
    imported, entered = the_cards()
    assert told(imported) == told(entered)
    assert imported.installed_on == date(2026, 11, 4) and imported.lines[0].quantity == 6
    starts = {row[3] for row in covers(imported) if row[0] == "cn_furniture_gbt_37652" and row[2] == "term"}
    assert starts == {date(2026, 11, 4)}


def test_two_of_one_kind_that_were_put_up_on_two_days_have_two_terms(eve):
    other = a_line(手机号="152 0000 9039", 安装日期="2026-11-10")
    files.bring_in(eve, files.as_csv(a_line(), other, headings=HEADINGS))
    assert len({card.ends_on for card in the_cards()}) == 2


def test_more_pieces_of_the_same_on_a_line_below_are_a_card_of_their_own_and_come_in_once(eve):
    six, two = a_line(), a_line(商品数量="2")
    for name in ("a.csv", "b.csv"):
        path = files.bring_in(eve, files.as_csv(six, two, two, six, headings=HEADINGS), name)
        assert [card.lines[0].quantity for card in the_cards()] == [6, 2]
        if name == "a.csv":
            assert files.states(path) == {2: "made", 3: "made", 4: "known", 5: "known"}
            assert "The same as line 3." in files.said(path, 4) and "as line 2." in files.said(path, 5)
    assert set(files.states(path).values()) == {"known"}


def test_further_pieces_that_come_with_a_later_file_are_never_said_to_be_there(eve):
    six, two = a_line(), a_line(商品数量="2")
    for name, line in (("a.csv", a_line(商品数量="2", 安装日期="下周")), ("b.csv", two), ("c.csv", two)):
        path = files.bring_in(eve, files.as_csv(six, line, headings=HEADINGS), name)
        assert files.states(path)[3] == {"a.csv": "wrong", "b.csv": "made", "c.csv": "known"}[name]
    assert [card.lines[0].quantity for card in the_cards()] == [6, 2]
    (first, _), eight = the_cards(), a_line(商品数量="8")
    path = files.bring_in(eve, files.as_csv(eight, eight, six, headings=HEADINGS))
    assert files.states(path) == {2: "wrong", 3: "wrong", 4: "known"} and len(the_cards()) == 2
    has_six = (
        f"quantity: Card {numbers.shown(first.number)} has 6 of these already. If these are further ones"
    )
    assert has_six in files.said(path, 2)
    assert all(heading in text_of(eve.get(path)) for heading in ("<td>商品数量</td>", "<td>8</td>"))


def test_of_pieces_that_were_parted_on_the_card_the_line_is_known_as_ever(eve):
    files.bring_in(eve, files.as_csv(a_line(), headings=HEADINGS), "a.csv")
    (card,) = the_cards()
    parting.part(card.lines[0], 1, cards.by("eve", "JJ"), factories.NOW)
    db.session.commit()
    path = files.bring_in(eve, files.as_csv(a_line(), a_line(商品数量="5"), headings=HEADINGS), "b.csv")
    assert files.states(path) == {2: "known", 3: "made"}
    voiding.void(the_cards()[1], "x", cards.by("eve", "JJ"), factories.NOW)
    db.session.commit()
    path = files.bring_in(eve, files.as_csv(a_line(), a_line(商品数量="5"), headings=HEADINGS), "c.csv")
    assert files.states(path) == {2: "known", 3: "made"}


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ({"安装日期": "2026-10-22"}, "That is before it was delivered."),
        ({"安装日期": "2026-12-24"}, "This day is still to come."),
        ({"安装日期": "下周"}, "This is not a day."),
        ({"商品数量": "0"}, "Between 1 and 99 pieces."),
        ({"商品数量": "几把"}, "A whole number is wanted here."),
        ({"序列号": "YQS9G69U12", "商品数量": "2"}, "Each of these has a number of its own"),
    ],
)
def test_what_is_wrong_is_said_under_its_heading(eve, cell, sentence):
    path = files.check(eve, files.as_csv(a_line(**cell), headings=HEADINGS))
    assert files.states(path) == {2: "wrong"} and sentence in files.said(path, 2)
    wrong = [heading for heading in cell if f"<td>{heading}</td>" in text_of(eve.get(path))]
    assert wrong == [[*cell][-1]]


def test_a_file_without_these_columns_is_taken_as_ever(eve):
    headings = [one for one in HEADINGS if one not in ("送货日期", "安装日期", "商品数量")]
    line = [cell for cell, one in zip(LINE, HEADINGS, strict=True) if one in headings]
    files.bring_in(eve, files.as_csv(line, headings=headings))
    (card,) = the_cards()
    assert (card.delivered_on, card.installed_on, card.lines[0].quantity) == (None, None, 1)


def test_where_nothing_is_put_up_no_column_is_offered_for_it(shop, bo):
    cards.a_phone()
    headings = [*files.HEADINGS, "安装日期", "数量", "激活日期"]
    path = files.begin(
        bo, files.as_csv([*files.a_line(), "2026-10-20", "1", "2026-10-20"], headings=headings)
    )
    page = text_of(bo.get(path))
    assert (
        'name="installed_on"' not in page
        and 'name="quantity"' not in page
        and 'name="activated_on"' not in page
    )
    assert "Left out: 安装日期, 数量, 激活日期" in page
    assert files.say_columns(bo, path).status_code == 303
    odd = bo.send(
        f"{path}/columns", name="0", phone="1", address="2", sold_on="3", product="4", installed_on="8"
    )
    assert odd.status_code == 303 and "installed_on" not in files.the_import(path).columns
