"""O for 0 in a serial: asked once where it is written down, found whichever is typed."""

import pytest
import sqlalchemy as sa

from counter.extensions import db
from counter.warranty.filing import file_new
from counter.warranty.models import Card, LookupKey
from tests import factories
from tests.card_imports import files
from tests.support.queries import counted
from tests.warranty import cards
from tests.warranty.test_cards_views import OLD, text_of
from tests.warranty.test_lookup import ask, found

pytestmark = pytest.mark.usefixtures("shop", "monday")


@pytest.fixture
def enter(ann):
    cards.a_phone()
    return lambda sn, **more: ann.send(
        "/warranty-cards", **{**OLD, "imei1": "", "unread": "y", "sn": sn, **more}
    )


def count():
    return db.session.scalar(sa.select(sa.func.count()).select_from(Card))


def test_a_letter_o_beside_figures_is_asked_for_once_and_stands_if_somebody_looked(enter):
    asked = enter("ZKO55O77")
    page = text_of(asked)
    assert asked.status_code == 422 and count() == 0
    assert "Is the letter O in ZKO55O77 a 0?" in page and 'value="ZKO55O77"' in page
    assert 'name="is_right"' in page
    assert enter("ZKO55O77", is_right="y").status_code == 303 and count() == 1


def test_letters_among_letters_are_asked_for_nothing(enter):
    assert enter("SOFA-NOVO").status_code == 303


@pytest.mark.parametrize(
    ("first", "second"),
    [("SN001A", "SNOO1A"), ("SNOO1A", "SN001A"), ("AO1B0C", "A01BOC"), ("SN-NOVO-0X", "SN-N0VO-0X")],
)
def test_two_that_differ_by_o_and_0_alone_are_not_both_entered_without_a_word(enter, first, second):
    enter(first, is_right="y")
    asked = enter(second, name="曹阳", phone="139 0013 9000")
    assert asked.status_code == 422 and f"A card is for {first} already" in text_of(asked) and count() == 1
    assert enter(second, name="曹阳", phone="139 0013 9000", is_right="y").status_code == 303 and count() == 2


@pytest.mark.parametrize("saved", ["ZKO55O77", "ZK055O77", "ZK055077"])
@pytest.mark.parametrize("typed", ["ZK055077", "zko55o77", "ZKO55077", "55077", "55O77", "SN: ZK055O77"])
def test_it_is_found_by_either_in_two_queries(ann, saved, typed):
    card = cards.a_card(serials={"sn": saved})
    ask(ann, "8000")
    with counted() as asked:
        page = ask(ann, typed)
    assert found(page) == [card.id] and len(asked) <= 3


@pytest.mark.parametrize("typed", ["ZKO55O77", "ZK055077"])
def test_a_card_that_was_filed_by_its_letters_is_found_too(ann, typed):
    card = cards.a_card(serials={"sn": "ZKO55O77"})
    db.session.execute(sa.delete(LookupKey).where(LookupKey.card_id == card.id))
    card.filed = card.filed.replace("s770550KZ", "s77O55OKZ")
    assert "s77O55OKZ" in card.filed
    file_new([card], factories.the_store())
    db.session.commit()
    assert found(ask(ann, typed)) == [card.id]


def test_another_store_finds_it_by_the_whole_number_in_either_spelling(cy):
    card = cards.a_card(serials={"sn": "ZKO55O77"})
    for typed in ("ZK055077", "ZKO55O77"):
        page = ask(cy, typed)
        assert found(page) == [] and f"/warranty-cards/{card.id}/" in page


@pytest.mark.parametrize("name", ["guoxiaoming", "zhou bo", "SOFA-NOVO"])
def test_a_name_with_an_o_in_it_is_no_number_that_other_stores_are_asked_for(ann, cy, name):
    cards.a_card("郭小明", serials={"sn": name.upper().replace(" ", "")})
    ask(cy, "8000")
    with counted() as asked:
        page = ask(cy, name)
    assert "In other stores" not in page and len(asked) == 2
    assert len(found(ask(ann, name))) == 1


def test_a_serial_that_differs_by_its_dashes_is_another_one(enter):
    enter("SN-001A")
    assert enter("SN001A", name="曹阳", phone="139 0013 9000").status_code == 303 and count() == 2


@pytest.fixture
def known(shop):
    for sn in ("SN001A", "ZKO55O77"):
        cards.a_card(serials={"sn": sn})


@pytest.mark.usefixtures("known")
def test_in_a_file_they_are_to_be_looked_at_and_become_cards_once_somebody_did(bo):
    serials = ["SNOO1A", "ZKO55077", "SN001B", "SOFA-NOVO"]
    path = files.check(bo, files.as_csv(*(files.a_line(n, 序列号=sn) for n, sn in enumerate(serials))))
    assert files.states(path) == {2: "doubtful", 3: "doubtful", 4: "fit", 5: "fit"}
    page = text_of(bo.get(path))
    assert "To be looked at" in page and "Make 4 cards" in page
    for serial, other in (("SNOO1A", "SN001A"), ("ZKO55077", "ZKO55O77")):
        assert f'<b class="num">{serial}</b> A card is for {other} already, which differs' in page
    bo.send(f"{path}/approval")
    while files.the_import(path).is_running:
        files.go_on(bo, path)
    assert files.states(path) == dict.fromkeys(range(2, 6), "made") and files.the_import(path).fit == 0
    assert "To be looked at" not in text_of(bo.get(path))


@pytest.mark.usefixtures("known")
def test_two_of_one_file_are_to_be_looked_at_too(bo):
    serials = ["AB10X", "ABIOX", "CD0O7", "ABI0X", "AB1OX", "CDO07", "CD007", "AB10X", "EF1"]
    path = files.check(bo, files.as_csv(*(files.a_line(n, 序列号=sn) for n, sn in enumerate(serials))))
    first = {5: 3, 6: 2, 7: 4, 8: 4}
    states = dict.fromkeys(range(2, 11), "fit") | dict.fromkeys(first, "doubtful") | {9: "wrong"}
    assert files.states(path) == states
    page = text_of(bo.get(path))
    for line, other in first.items():
        told = f"The serial in line {other} differs from this by O and 0 alone. Look at the thing."
        assert f'<b class="num">{serials[line - 2]}</b> {told}' in page


@pytest.mark.usefixtures("known")
def test_many_lines_are_asked_about_in_one_query(bo, ann):
    ask(ann, "8000")

    def asked(how_many, name):
        lines = [files.a_line(n, 序列号=f"Z{name}0{n:03}O") for n in range(how_many)]
        path = files.begin(bo, files.as_csv(*lines))
        files.say_columns(bo, path)
        with counted() as queries:
            files.go_on(bo, path)
        assert files.the_import(path).fit == how_many
        return len(queries)

    assert asked(3, "A") >= asked(90, "B")


@pytest.mark.usefixtures("known")
def test_in_a_batch_they_are_to_be_looked_at_too(bo):
    customer = db.session.scalar(sa.select(Card.customer_id).limit(1))
    typed = {"product": "X20", "sold_on": "2026-11-20", "invoice_number": "A77", "serials": "SNOO1A\nSN001B"}
    answer = bo.send(f"/customers/{customer}/serial-batches", **typed)
    assert answer.status_code == 303
    page = text_of(bo.get(answer.location))
    assert "To be looked at" in page and "Issue 2 cards" in page
    assert '<b class="num">SNOO1A</b> A card is for SN001A already' in page and "line 2" not in page
