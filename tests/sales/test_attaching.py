"""Attachments are offered with a reason, taken or refused in one tap, and taken back."""

import pytest

from counter.sales.models import SaleLine, Suggestion
from tests.sales.counter_side import (
    IMEI,
    PHONE,
    begin,
    count,
    errors,
    furniture_floor,
    phone_shelf,
    step,
    suggested,
    text,
    the_sale,
    tick,
)  # fmt: skip


@pytest.fixture
def path(ann, shop):
    phone_shelf()
    path = begin(ann, **PHONE)
    tick(ann, path, "need", **{"a.customer_type": "photography"})
    ann.send(path + "/lines", code=IMEI)
    return path


def act(visitor, path, code, noun, **fields):
    return visitor.send(f"{path}/suggestions/{suggested(path)[code]}/{noun}", **fields)


@pytest.mark.ledger("PH-15")
def test_a_suggestion_stands_in_the_demonstration_too_and_what_becomes_of_it_is_kept(ann, path):
    assert set(suggested(path)) == {"FILM", "CASE", "COVER", "MEM"}
    page = text(ann.get(f"{path}?stage=demonstration&step={step(path, 'camera_sound').id}"))
    assert "Lark MEM" in page and "a year of them needs a place" in page and "Lark FILM" not in page
    assert act(ann, path, "MEM", "acceptance").status_code == 303
    assert act(ann, path, "CASE", "refusal").status_code == 303
    sale = the_sale(path)
    taken = {one.product.code: (one.is_accepted, one.is_declined) for one in sale.suggestions}
    assert (
        taken["MEM"] == (True, False) and taken["CASE"] == (False, True) and taken["FILM"] == (False, False)
    )
    line = next(line for line in sale.lines if line.product.code == "MEM")
    assert line.attached_to_id == sale.lines[0].id and sale.total == 369900 + 12900


def test_htmx_gets_the_suggestion_and_the_slip_and_a_second_sending_the_same(ann, path):
    at = f"{path}/suggestions/{suggested(path)['FILM']}/acceptance"
    first = ann.send(at, operation_id="a" * 22, htmx=True)
    again = ann.send(at, operation_id="a" * 22, htmx=True)
    for answer in (first, again):
        page = text(answer)
        assert answer.status_code == 200 and 'class="offer taken"' in page and "<html" not in page
        assert 'id="slip"' in page and 'hx-swap-oob="true"' in page and "¥3,828" in page
    assert count(SaleLine) == 2


def test_the_reason_for_a_no_is_one_more_tap_and_may_be_left_out(ann, path):
    act(ann, path, "CASE", "refusal")
    assert "not wanted. Why?" in text(ann.get(path + "?stage=attachments"))
    act(ann, path, "CASE", "refusal", reason="has_one")
    assert "not wanted: Has one" in text(ann.get(path + "?stage=attachments"))
    act(ann, path, "FILM", "refusal", reason="made-up")
    kept = {one.product.code: one.declined_because for one in the_sale(path).suggestions}
    assert kept["CASE"] == "has_one" and kept["FILM"] == ""


def test_taking_it_back_takes_the_line_off_and_offers_it_again(ann, path):
    act(ann, path, "FILM", "acceptance")
    act(ann, path, "FILM", "reopening")
    assert the_sale(path).total == 369900 and all(one.is_open for one in the_sale(path).suggestions)
    act(ann, path, "FILM", "acceptance")
    line = next(line for line in the_sale(path).live_lines if line.product.code == "FILM")
    ann.send(f"{path}/lines/{line.id}/removal")
    assert all(one.is_open for one in the_sale(path).suggestions)


def test_a_suggestion_is_shown_once_and_follows_the_kind_of_customer(ann, path):
    act(ann, path, "CASE", "refusal", reason="too_dear")
    tick(ann, path, "need", **{"a.customer_type": "gaming"})
    assert "MEM" not in suggested(path) and "BUDS" in suggested(path)
    assert count(Suggestion, Suggestion.declined_because == "too_dear") == 1
    ann.send(path + "/lines", code="CASE")
    assert count(SaleLine) == 2


def test_a_suggestion_with_a_serial_asks_which_one_first(ann, path):
    tick(ann, path, "need", **{"a.customer_type": "gaming"})
    answer = act(ann, path, "BUDS", "acceptance", htmx=True)
    assert answer.status_code == 422 and "000001" in text(answer) and answer.headers["HX-Retarget"] == "#sale"
    unit = text(answer).split('name="unit" value="')[1].split('"')[0]
    assert act(ann, path, "BUDS", "acceptance", unit=unit).status_code == 303
    assert next(one for one in the_sale(path).suggestions if one.product.code == "BUDS").is_accepted


def test_a_suggestion_that_sold_out_in_between_says_so(ann, path):
    other = begin(ann, **PHONE)
    ann.send(other + "/lines", code="MEM")
    line = the_sale(other).lines[0].id
    ann.send(f"{other}/lines/{line}/quantity", quantity="4")
    ann.send(other + "/payments", amount=str(the_sale(other).total / 100), method="cash")
    answer = act(ann, path, "MEM", "acceptance")
    assert answer.status_code == 422 and "None of these is on the shelf" in errors(answer)[0]


def test_a_suggestion_of_another_sale_is_not_there(ann, path):
    other = begin(ann)
    number = suggested(path)["FILM"]
    for noun in ("acceptance", "refusal", "reopening"):
        assert ann.send(f"{other}/suggestions/{number}/{noun}").status_code == 404
    assert ann.get(f"{other}/suggestions/{number}").status_code == 404


def test_what_is_accepted_may_bring_attachments_of_its_own(cy, shop):
    furniture_floor()
    path = begin(cy, name="许文静", phone="15200009038")
    cy.send(path + "/lines", code="BED")
    assert {"PILLOW", "UP"} <= set(suggested(path))
    offers = the_sale(path).suggestions
    assert sum(one.rule == "whole_bed" for one in offers) <= 3
    assert "Carried" not in text(cy.get(path + "?stage=demonstration"))
