"""The pages of an import: who sees them, what is refused, columns by hand, giving up; and others work meanwhile."""

import re
import threading

import pytest
import sqlalchemy as sa

from counter.card_imports import making, unpacking
from counter.card_imports.models import CardImport, CardImportRow
from counter.extensions import db
from tests import factories
from tests.card_imports import files
from tests.warranty import cards

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("monday")]


@pytest.fixture(autouse=True)
def a_phone(shop):
    cards.a_phone()


def text_of(answer):
    return answer.get_data(as_text=True)


def imports():
    return db.session.scalar(sa.select(sa.func.count()).select_from(CardImport))


def test_the_look_up_leads_managers_to_it_and_nobody_else(ann, bo):
    assert "/card-imports" in text_of(bo.get("/warranty-cards"))
    assert "/card-imports" not in text_of(ann.get("/warranty-cards"))
    assert files.send(ann, files.as_csv(files.a_line())).status_code == 403 and imports() == 0


def test_another_store_has_no_such_import(bo, visit):
    other = factories.the_store("JJ")
    factories.a_person("eve", other, "manager")
    eve, path = visit("eve"), files.check(bo, files.as_csv(files.a_line(手机号="1")))
    assert "old.csv" not in text_of(eve.get("/card-imports"))
    for part in ("", "/wrong-lines.csv"):
        assert eve.get(path + part).status_code == 404
    for part in ("columns", "continuation", "approval", "abandonment"):
        assert eve.send(f"{path}/{part}").status_code == 404


@pytest.mark.parametrize(
    ("body", "name", "sentence"),
    [
        (b"", "old.csv", "This file is empty."),
        (b"\x89PNG" + bytes(99), "photo.png", "neither a CSV nor an Excel file"),
        (files.as_xlsx(files.a_line())[:-300], "old.xlsx", "may have been cut off"),
    ],
)
def test_what_can_not_be_taken_in_is_said_at_the_field(bo, body, name, sentence):
    answer = files.send(bo, body, name)
    page = text_of(answer)
    assert answer.status_code == 422 and imports() == 0
    assert sentence in re.search(r'id="file-error">.*?<span>(.*?)</span>', page, re.S)[1]
    assert files.send(bo, b"", "").status_code == 422  # no file at all


def test_a_file_that_is_too_big_is_told_how_big_it_may_be(bo, visit, monkeypatch):
    monkeypatch.setattr(unpacking, "MOST_BYTES", 1024**2)
    answer = files.send(bo, b"x" * (2 * 1024**2 + 1))
    assert answer.status_code == 413 and "bigger than 1 MB" in text_of(answer)
    monkeypatch.undo()
    stranger = visit()
    stranger.get("/login")
    assert (
        files.send(stranger, b"x" * (3 * 1024**2)).status_code == 413
    )  # no room for whoever is not signed in
    assert files.send(bo, b"0123456789\n" * 300_000).status_code == 303  # more than any form


def test_the_same_sending_and_the_same_file_are_one_import(bo):
    body = files.as_csv(files.a_line())
    first = files.send(bo, body, operation_id="x" * 22)
    assert files.send(bo, body, operation_id="x" * 22).location == first.location
    assert files.send(bo, body, "other name.csv").location == first.location
    assert files.send(bo, files.as_csv(files.a_line(1)), operation_id="x" * 22).status_code == 409
    assert imports() == 1


def test_columns_that_nobody_recognises_are_mapped_by_hand(bo):
    headings = ["a", "b", "c", "d", "e"]
    path = files.begin(bo, files.as_csv(files.a_line()[:5], headings=headings))
    page = text_of(bo.get(path))
    assert "Which column is what?" in page and "竹影巷12号" in page
    places = {"name": "0", "phone": "1", "address": "2", "sold_on": "3", "product": "4"}
    short = bo.send(f"{path}/columns", **{**places, "phone": ""})
    assert short.status_code == 422 and 'id="phone-error"' in text_of(short)
    twice = bo.send(f"{path}/columns", **{**places, "sn": "4"})
    assert twice.status_code == 422 and "chosen twice" in text_of(twice)
    for odd in ("9", "-1", "x", "0" * 99):
        assert bo.send(f"{path}/columns", **{**places, "phone": odd}).status_code == 422
    assert bo.send(f"{path}/columns", **places).status_code == 303
    files.go_on(bo, path)
    assert files.states(path) == {2: "fit"}
    late = bo.send(f"{path}/columns", **places)
    assert late.status_code == 409 and "taken this import further" in text_of(late)


def test_the_page_asks_for_the_next_chunk_by_itself_and_has_a_button_without_script(bo):
    path = files.begin(bo, files.as_csv(*(files.a_line(place) for place in range(600))))
    files.say_columns(bo, path)
    page = text_of(bo.get(path))
    form = re.search(r'<form id="go-on".*?</form>', page, re.S)[0]
    assert f'hx-post="{path}/continuation"' in form and "load" in form and "<noscript><button" in form
    next_one = bo.send(f"{path}/continuation", htmx=True)
    text = text_of(next_one)
    assert next_one.status_code == 200 and text.lstrip().startswith('<div class="fills" id="import">')
    assert 'max="600" value="500"' in text and "500 of 600 lines" in text
    key = re.search(r'name="operation_id" value="([^"]+)"', text)[1]
    done = bo.send(f"{path}/continuation", operation_id=key, htmx=True)
    assert "Every line is checked" in text_of(done) and "go-on" not in text_of(done)


def test_an_import_is_given_up_and_its_lines_are_taken_away(bo):
    path = files.check(bo, files.as_csv(files.a_line(), files.a_line(1, 手机号="1")))
    assert bo.send(f"{path}/abandonment").status_code == 303
    while files.the_import(path).is_running:
        files.go_on(bo, path)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(CardImportRow)) == 0
    assert bo.send(f"{path}/approval").status_code == 409 and files.cards() == 0
    assert "given up" in text_of(bo.get(path))
    assert bo.send(f"{path}/continuation").status_code == 303  # nothing is left to do, and that is no error


def test_approval_comes_after_the_check(bo):
    path = files.begin(bo, files.as_csv(files.a_line()))
    assert bo.send(f"{path}/approval").status_code == 409
    files.say_columns(bo, path)
    assert bo.send(f"{path}/approval").status_code == 409


def test_no_name_or_phone_of_the_file_gets_into_an_address_or_the_history(bo):
    files.bring_in(bo, files.as_csv(files.a_line(), files.a_line(1, 手机号="1390000")))
    entries = db.metadata.tables["history_entries"]
    for changes in db.session.scalars(sa.select(entries.c.changes)):
        assert "周敏" not in str(changes) and "2219" not in str(changes)


def test_tablets_go_on_writing_while_cards_are_made(bo, ann, monkeypatch):
    monkeypatch.setattr(making, "CHUNK", 20)
    path = files.check(bo, files.as_csv(*(files.a_line(place) for place in range(200))))
    bo.send(f"{path}/approval")
    old = {
        "name": "曹阳",
        "phone": "138 0000 7777",
        "address": "清泰街88号",
        "product": "X20",
        "sold_on": "2026-10-20",
        "unread": "y",
    }
    answers = []

    def write():
        answers.extend(ann.send("/warranty-cards", **old, sn=f"TABLET{place:04}") for place in range(10))

    tablet = threading.Thread(target=write)
    tablet.start()
    while files.the_import(path).is_running:
        files.go_on(bo, path)
    tablet.join()
    assert [answer.status_code for answer in answers] == [303] * 10
    assert files.cards() == 210 and set(files.states(path).values()) == {"made"}
