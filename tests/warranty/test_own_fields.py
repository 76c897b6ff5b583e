"""An IMEI is never kept as a serial, nor two numbers as one: each has its own field, and every paper shows each with its name."""

import re

import pytest
import sqlalchemy as sa

from counter.extensions import db
from counter.supplier_claims.exporting import line_of
from counter.warranty.models import Identifier
from tests import factories
from tests.card_imports import files
from tests.supplier_claims import claims
from tests.support.answers import said
from tests.tickets import tickets
from tests.tickets.test_claims import decide, exchanged
from tests.warranty import cards
from tests.warranty.test_cards_views import OLD

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]
IMEI, SECOND, THIRD, MEID = "864207062184417", "864207061018293", "864207061011454", "A0000012345678"
MOVED, LOOKS, TWO = "but is an IMEI. Look at it", "This looks like an IMEI", "These are two numbers"


def at(page, field):
    """What is said at a field, and what stands in it."""
    error = re.search(rf'id="{field}-error">.*?<span>(.*?)</span>', page, re.S)
    value = re.search(rf'<input[^>]*id="{field}"[^>]*value="([^"]*)"', page)
    return (error[1] if error else ""), (value[1] if value else "")


def kept():
    db.session.rollback()
    return sorted(map(tuple, db.session.execute(sa.select(Identifier.kind, Identifier.value))))


def old(**numbers):
    return {**OLD, "imei1": "", "sn": "", "unread": "y", **numbers}


@pytest.mark.parametrize(
    "typed",
    [
        "8642O7062184417",
        IMEI,
        "86-420706-2l844l.7",
        "IMEI: 864207062184417",
        "８６４２０７０６２１８４４１７",
    ],
)
def test_an_imei_in_the_field_of_the_serial_is_put_into_its_own_and_said(ann, typed):
    cards.a_phone()
    answer = ann.send("/warranty-cards", **old(sn=typed))
    page = said(answer)
    sentence, value = at(page, "imei1")
    assert answer.status_code == 422 and MOVED in sentence and value == IMEI and at(page, "sn") == ("", "")
    assert kept() == []
    assert ann.send("/warranty-cards", **old(imei1=value)).status_code == 303
    assert kept() == [("imei1", IMEI)]


def test_it_is_the_second_one_where_the_first_is_there(ann):
    cards.a_phone()
    page = said(ann.send("/warranty-cards", **old(imei1=IMEI, sn=SECOND)))
    assert MOVED in at(page, "imei2")[0] and at(page, "imei2")[1] == SECOND and at(page, "imei1")[1] == IMEI
    page = said(ann.send("/warranty-cards", **old(imei1=IMEI, imei2=SECOND, sn=THIRD)))
    assert LOOKS in at(page, "sn")[0] and at(page, "sn")[1] == THIRD


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("sn", "864207061011455", LOOKS),
        ("sn", "86420706101145", LOOKS),
        ("sn", "IMEISV: 8642070610114501", LOOKS),
        ("sn", f"{SECOND}/{THIRD}", TWO),
        ("sn", f"{SECOND}-{THIRD}", TWO),
        ("sn", f"YQX20B7H3K9M {THIRD}", TWO),
        ("imei1", f"{SECOND}/{THIRD}", TWO),
        ("imei1", "8642O7062184417", f"it is {IMEI}"),
        ("imei1", MEID, "This is a MEID"),
    ],
)
def test_what_only_looks_like_one_and_two_at_once_are_refused_where_they_stand(ann, field, typed, sentence):
    cards.a_phone()
    answer = ann.send("/warranty-cards", **old(**{field: typed}))
    told, value = at(said(answer), field)
    assert answer.status_code == 422 and sentence in told and value == typed and kept() == []


@pytest.mark.parametrize("typed", [IMEI, "864207061011455", "8642O7062184417", MEID, "864207061011455/6420"])
def test_what_is_not_known_by_an_imei_may_have_any_serial(cy, typed):
    factories.a_product("BED", "bed", "furniture_cn")
    db.session.commit()
    assert cy.send("/warranty-cards", **old(product="BED", sn=typed, is_right="y")).status_code == 303
    assert kept() == [("sn", typed)]


@pytest.mark.parametrize("typed", [MEID, "meid: a0000012345678"])
def test_a_meid_is_kept_as_one(ann, typed):
    cards.a_phone()
    answer = ann.send("/warranty-cards", **old(sn=typed))
    assert answer.status_code == 303 and kept() == [("meid", MEID)]
    assert f"MEID {MEID}" in said(ann.get(answer.location))


def test_what_was_looked_for_in_vain_begins_the_card_in_its_field(ann, cy):
    for typed in ("8642O7062184417", "IMEI: 86 420706 218441 7", "864207061011455"):
        assert at(said(ann.send("/warranty-cards/new", q=typed)), "imei1")[1] == typed
        assert f'value="{typed}"' in said(cy.send("/warranty-cards/new", q=typed))


def an_exchange(card, **numbers):
    fields = {"what": f"{card.lines[0].id}:", "fault": "", "on": "2026-11-23", "unread": "y", **numbers}
    return {f"new-{name}": value for name, value in fields.items()}


def test_nor_is_one_kept_as_the_serial_of_what_came_for_it(ann):
    card = cards.a_card(serials={"imei1": IMEI})
    path = f"/warranty-cards/{card.id}/exchanges"
    page = said(ann.send(path, **an_exchange(card, sn="8642O7061O18293")))
    assert MOVED in at(page, "new-imei1")[0] and at(page, "new-imei1")[1] == SECOND
    for typed, sentence in (("864207061011455", LOOKS), (f"{SECOND}/{THIRD}", TWO)):
        assert sentence in at(said(ann.send(path, **an_exchange(card, sn=typed))), "new-sn")[0]
    assert kept() == [("imei1", IMEI)]
    assert ann.send(path, **an_exchange(card, sn=MEID.lower())).status_code == 303
    assert kept() == [("meid", MEID)]


def test_nor_on_a_ticket(ann):
    ticket = tickets.a_ticket(cards.a_card(serials={"imei1": IMEI, "sn": "YQX20B7H3K9M"}))
    decide(ann, ticket, remedy="exchange")
    for fields, field, sentence in (
        ({"new": "8642O7061O18293"}, "new", f"it is {SECOND}"),
        ({"new": f"{SECOND}/{THIRD}"}, "new", TWO),
        ({"new": SECOND, "sn": THIRD}, "new-sn", LOOKS),
        ({"new": SECOND, "sn": "864207061011455"}, "new-sn", LOOKS),
        ({"new": "", "sn": SECOND}, "new", MOVED),
    ):
        answer = exchanged(ann, ticket, direct="y", unread="y", **fields)
        assert answer.status_code == 422 and sentence in at(said(answer), field)[0], fields
    assert kept() == [("imei1", IMEI), ("sn", "YQX20B7H3K9M")]
    assert exchanged(ann, ticket, new=MEID.lower(), direct="y", unread="y").status_code == 303
    assert kept() == [("meid", MEID)]


def test_of_a_shelf_it_is_found_with_the_letter_for_the_figure(ann):
    tickets.on_shelf(SECOND)
    ticket = tickets.a_ticket()
    decide(ann, ticket, remedy="exchange")
    assert exchanged(ann, ticket, new="IMEI: 8642O7061O18293").status_code == 303


@pytest.mark.parametrize(
    ("cell", "is_fit", "told"),
    [
        ("864207061018293", True, [("imei1", SECOND)]),
        (f"{SECOND}/{THIRD}", True, [("imei1", SECOND), ("imei2", THIRD)]),
        ("a0000012345678", True, [("meid", MEID)]),
        ("8642O7061O18293", False, f"it is {SECOND}"),
        ("864207061011455", False, "last digit should be 4"),
    ],
)
def test_in_a_file_of_old_cards_it_is_taken_or_told(bo, cell, is_fit, told):
    cards.a_phone()
    path = files.bring_in(bo, files.as_csv(files.a_line(序列号=cell)))
    assert files.states(path) == {2: "made" if is_fit else "wrong"}
    assert kept() == told if is_fit else told in files.said(path, 2)


def test_a_card_with_a_meid_alone_shows_it_everywhere(ann):
    card = cards.a_card(serials={"meid": MEID})
    paper = said(ann.get(f"/warranty-cards/{card.id}/print"))
    assert re.search(rf"<th>Serial number</th><td>MEID {MEID}</td>", paper)
    ticket = tickets.a_ticket(card)
    owned = f"/customers/{card.customer_id}"
    for path in (f"/warranty-cards/{card.id}", f"/tickets/{ticket.id}", f"/tickets/{ticket.id}/slip", owned):
        assert f"MEID {MEID}" in said(ann.get(path)), path
    assert 'name="new-imei1"' in said(ann.get(f"/warranty-cards/{card.id}"))


def test_all_kinds_stand_on_the_paper_each_with_its_name(ann):
    numbers = {"imei1": IMEI, "imei2": SECOND, "meid": MEID, "sn": "YQX20B7H3K9M"}
    card = cards.a_card(serials=numbers)
    paper = said(ann.get(f"/warranty-cards/{card.id}/print"))
    told = dict(re.findall(r"<th>([^<]+)</th><td>([^<]*)</td>", paper))
    assert (told["IMEI 1"], told["IMEI 2"]) == (IMEI, SECOND)
    assert MEID in told["Serial number"] and "YQX20B7H3K9M" in told["Serial number"]


def test_what_is_claimed_back_names_each_number(ann, bo):
    old = {"imei1": IMEI, "meid": MEID, "sn": "YQX20B7H3K9M"}
    ticket = tickets.a_ticket(cards.a_card(serials=old))
    decide(ann, ticket, remedy="exchange")
    assert exchanged(ann, ticket, new=SECOND, direct="y", unread="y").status_code == 303
    claim = claims.claim_of(ticket)
    page = said(bo.get(f"/supplier-claims/{claim.id}"))
    assert "IMEI 86 420706 218441 7" in page and f"MEID {MEID}" in page and "SN YQX20B7H3K9M" in page
    assert f"IMEI {IMEI}, MEID {MEID}, SN YQX20B7H3K9M" in line_of(claim)
