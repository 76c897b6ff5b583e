"""Making: the rows are those of issue(), nothing comes twice, and whatever stops it only stops it for a while."""

import pytest
import sqlalchemy as sa

from counter.card_imports import making, starting
from counter.card_imports.models import CardImportKey, CardImportPiece, CardImportRow
from counter.customers import meeting, numbering
from counter.customers.models import Customer
from counter.customers.registering import register
from counter.extensions import db
from counter.warranty import entering, oldcards
from counter.warranty.models import Card
from counter.warranty.voiding import void
from tests import factories
from tests.card_imports import files
from tests.support.queries import counted
from tests.warranty import cards

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("monday")]

OF = {
    "customer_id": "customers", "card_id": "cards", "line_id": "card_lines", "clause_id": "clauses",
    "description_id": "descriptions",
}  # fmt: skip
TABLES = (
    "customers", "customers_of_stores", "customer_keys", "phones", "cards", "card_lines", "identifiers", "coverages",
    "clauses", "descriptions",
    "lookup_keys", "card_numberings", "history_entries", "personal_changes",
)  # fmt: skip
LINES = [
    files.a_line(0), files.a_line(1, IMEI=files.IMEIS[0], 购买日期="2024-02-29"),
    files.a_line(2, 姓名="Anna Schmidt", 手机号="0571 8888 1234", 地址="别墅"), files.a_line(3, 手机号="139 0000 2219"),
    files.a_line(4, 手机号="139 0000 2219", 姓名="曹阳"), files.a_line(5, 手机号="13800138000", 姓名="陈 晓明"),
    files.a_line(6, 序列号="", 发票号=""),
]  # fmt: skip


@pytest.fixture(autouse=True)
def there(shop):
    """A phone to sell, and a customer who is known with two numbers."""
    cards.a_phone()
    card = cards.a_card()
    numbering.add(
        db.session.get_one(Customer, card.customer_id), "+8613800138001", "own", cards.by(), factories.NOW
    )
    db.session.commit()


def books():
    """Everything that stands in the books; a row is named by its place in its table, since no number comes back."""
    kept = {name: db.session.execute(sa.select(db.metadata.tables[name])).mappings().all() for name in TABLES}
    places = {
        name: {row["id"]: place for place, row in enumerate(sorted(rows, key=lambda row: row["id"]))}
        for name, rows in kept.items()
        if rows and "id" in rows[0]
    }

    def told(name, row):
        for column, value in row.items():
            table = (
                name if column == "id" else row["record_kind"] if column == "record_id" else OF.get(column)
            )
            yield column, places[table].get(value) if table in places and value else value

    return {name: sorted((tuple(told(name, row)) for row in rows), key=repr) for name, rows in kept.items()}


def test_the_rows_are_those_of_the_form(bo):
    path = files.check(bo, files.as_csv(*LINES))
    lines = [row.card for row in files.rows(path).values()]
    assert set(files.states(path).values()) == {"fit"}
    me = cards.by("bo")
    for line in lines:
        old = oldcards.OldCard(
            line["name"], line["e164"], line["address"], cards.a_phone(), line["serials"],
            making.day_of(line["sold_on"]), making.day_of(line["delivered_on"]), line["invoice_number"],
        )  # fmt: skip
        same = meeting.named(old.name, meeting.holders(old.e164, me))
        customer = (
            same.customer if same else register(old.name, old.e164, me, factories.NOW, address=old.address)
        )
        entering.enter(old, customer, me.store, me, factories.NOW)
    one_by_one = books()
    db.session.rollback()
    making.cards_of(lines, me.store, me, factories.NOW)
    at_once = books()
    db.session.rollback()
    assert len(one_by_one["cards"]) == 1 + len(LINES) and len(one_by_one["lookup_keys"]) > 50
    # who is new is written before what is issued, so that only the order of these two differs
    for book in (one_by_one, at_once):
        book["history_entries"] = sorted((row[1:] for row in book["history_entries"]), key=repr)
        book["personal_changes"] = sorted((row[2:] for row in book["personal_changes"]), key=repr)
    for name in TABLES:
        assert at_once[name] == one_by_one[name], name


def test_nothing_is_made_before_the_manager_says_so_and_then_all_of_it(bo, ann):
    path = files.check(bo, files.as_csv(*LINES))
    files.go_on(bo, path)
    assert files.cards() == 1
    bo.send(f"{path}/approval")
    assert files.cards() == 1 and "<progress" in bo.get(path).get_data(as_text=True)
    files.go_on(bo, path)
    page = bo.get(path).get_data(as_text=True)
    assert files.cards() == 1 + len(LINES) and "The cards are in the books" in page
    found = ann.post(
        "/warranty-cards/search", data={"csrf_token": ann.csrf, "q": "YQS9G69U0001"}, headers={"HX-Request": "true"}
    )  # fmt: skip
    assert "周敏" in found.get_data(as_text=True)


def test_an_import_leaves_no_words_of_the_file_behind(bo):
    path = files.bring_in(bo, files.as_csv(*LINES, files.a_line(8, 手机号="1")))
    kept = files.rows(path)
    assert {row.state for row in kept.values()} == {"made", "wrong"}
    assert all(row.card is None and row.cells is None for row in kept.values() if row.state == "made")
    for table in (CardImportPiece, CardImportKey):
        assert db.session.scalar(sa.select(sa.func.count()).select_from(table)) == 0
    assert files.the_import(path).cleared_at and not files.the_import(path).is_running


def test_the_same_file_again_makes_no_second_card(bo):
    files.bring_in(bo, files.as_csv(*LINES))
    before = files.cards()
    again = files.bring_in(bo, files.as_csv(*LINES))
    assert files.cards() == before and set(files.states(again).values()) == {"known"}
    assert "was imported before" in files.said(again, 8)  # the one without a serial
    other_order = files.bring_in(bo, files.as_csv(*reversed(LINES)))
    assert files.cards() == before and set(files.states(other_order).values()) == {"known"}


def test_a_card_that_was_voided_may_be_imported_again(bo):
    files.bring_in(bo, files.as_csv(files.a_line(6, 序列号="")))
    card = db.session.scalars(sa.select(Card).order_by(Card.id.desc()).limit(1)).one()
    void(card, "typed wrong", cards.by("bo"), factories.NOW)
    path = files.bring_in(bo, files.as_csv(files.a_line(6, 序列号=""), files.a_line(7)))
    assert files.cards() == 4 and set(files.states(path).values()) == {"made"}


def test_a_chunk_sent_twice_is_made_once(bo, monkeypatch):
    monkeypatch.setattr(making, "CHUNK", 2)
    path = files.check(bo, files.as_csv(*LINES))
    bo.send(f"{path}/approval")
    for _time in range(3):
        assert bo.send(f"{path}/continuation", operation_id="x" * 22).status_code == 303
    assert files.cards() == 3
    files.go_on(bo, path)
    assert files.cards() == 5


def test_what_is_cut_off_in_the_middle_is_taken_up_where_it_was(bo, monkeypatch):
    """As if the server were killed: the transaction of the chunk is gone, the import stands where it stood."""
    monkeypatch.setattr(making, "CHUNK", 3)
    path = files.check(bo, files.as_csv(*LINES))
    bo.send(f"{path}/approval")
    files.go_on(bo, path)
    one, me = files.the_import(path), cards.by("bo")
    starting.go_on(one, me.store, me, factories.NOW)
    db.session.rollback()
    assert files.cards() == 4
    while files.the_import(path).is_running:
        files.go_on(bo, path)
    assert files.cards() == 1 + len(LINES)
    numbers = db.session.scalars(sa.select(Card.number)).all()
    assert len(set(numbers)) == len(numbers)


def test_a_tablet_that_was_first_meanwhile_keeps_its_card_and_the_others_go_on(bo):
    path = files.check(bo, files.as_csv(files.a_line(0), files.a_line(1), files.a_line(2)))
    mine = cards.a_card("周敏", "+8613900002220", serials={"sn": "YQS9G69U0001"})
    cards.a_card("别人", "+8613900008888", serials={"sn": "YQS9G69U0002"})
    bo.send(f"{path}/approval")
    files.go_on(bo, path)
    assert files.states(path) == {2: "made", 3: "known", 4: "wrong"}
    assert files.rows(path)[3].card_id == mine.id
    assert files.rows(path)[4].cells[0] == "周敏" and "another phone" in files.said(path, 4)


def test_a_tablet_that_is_first_by_a_moment_costs_only_its_own_line(bo, monkeypatch):
    """What PostgreSQL allows: between the look and the write somebody else issues a card for the same serial."""
    path = files.check(bo, files.as_csv(files.a_line(0), files.a_line(1)))
    bo.send(f"{path}/approval")
    looks = []

    def blind_once(store_id, lines):
        looks.append(1)
        return {} if len(looks) == 1 else there_already(store_id, lines)

    there_already = making.there_already
    monkeypatch.setattr(making, "there_already", blind_once)
    cards.a_card("周敏", "+8613900002220", serials={"sn": "YQS9G69U0001"})
    files.go_on(bo, path)
    assert len(looks) == 2 and files.states(path) == {2: "made", 3: "known"}


def test_two_imports_of_one_line_make_one_card(bo):
    line = files.a_line(6, 序列号="")
    first, second = files.check(bo, files.as_csv(line)), files.check(bo, files.as_csv(line, files.a_line(1)))
    for path in (first, second):
        bo.send(f"{path}/approval")
        files.go_on(bo, path)
    assert files.states(second) == {2: "known", 3: "made"} and files.cards() == 3
    made = sa.select(sa.func.count()).select_from(CardImportRow).where(CardImportRow.made == 1)
    assert db.session.scalar(made) == 2


def test_a_chunk_costs_the_same_with_10_lines_and_with_200(bo):
    spent = []
    for start, how_many in ((0, 10), (1000, 200)):
        lines = (files.a_line(place) for place in range(start, start + how_many))
        path = files.check(bo, files.as_csv(*lines))
        bo.send(f"{path}/approval")
        with counted() as asked:
            files.go_on(bo, path)
        spent.append(len(asked))
        assert files.cards() > how_many
    assert abs(spent[0] - spent[1]) <= 2 and spent[1] < 60, spent
