"""Handing over a phone: activation step by step, one card, the promised calls."""

import re

import pytest
import time_machine

from counter.callbacks.models import Callback
from counter.customers.models import Consent
from counter.extensions import db
from counter.sales.models import Payment
from counter.stock.moving import receive
from counter.warranty import numbers
from counter.warranty.models import Card, Identifier
from tests import factories
from tests.sales.counter_side import (
    IMEI,
    OTHER_IMEI,
    PHONE,
    begin,
    count,
    errors,
    paid,
    phone_shelf,
    ready,
    sold,
    step,
    text,
    the_sale,
    tick,
)  # fmt: skip
from tests.sales.test_paying import at_once


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(factories.NOW, tick=True):
        yield


@pytest.fixture
def shelf(shop):
    return phone_shelf()


def the_card(path):
    return db.session.query(Card).filter_by(sale_id=the_sale(path).id).one()


def handed(visitor, path, **fields):
    return visitor.send(path + "/handover", **{"address": "和平路18号", "invoice_number": "NM-1", **fields})


@pytest.mark.ledger("PH-22")
def test_an_open_required_step_keeps_the_sale_open_unless_a_manager_lets_it_go_with_a_reason(ann, bo, shelf):
    path = sold(ann)
    ready(path, but=("handover.account",))
    answer = handed(ann, path)
    assert answer.status_code == 422 and "The customer makes the account" in errors(answer)[0]
    waiver = f"{path}/steps/{step(path, 'handover.account').id}/waiver"
    assert ann.send(waiver, reason="没带身份证").status_code == 403
    assert bo.send(waiver, reason="").status_code == 422
    assert bo.send(waiver, reason="顾客回家自己注册").status_code == 303
    assert step(path, "handover.account").waived_because == "顾客回家自己注册"
    assert handed(ann, path).status_code == 303
    assert "left out: 顾客回家自己注册" in text(ann.get(path)) and count(Card) == 1


def test_an_optional_step_keeps_nothing_open_and_a_step_of_the_flow_can_t_be_waived(ann, bo, shelf):
    path = sold(ann)
    ready(path, but=("handover.data_moved", "handover.good_apps"))
    answer = bo.send(f"{path}/steps/{step(path, 'greet').id}/waiver", reason="x")
    assert answer.status_code == 422
    assert handed(ann, path).status_code == 303


@pytest.mark.ledger("PH-23")
@pytest.mark.slow
def test_no_field_takes_the_customer_s_password_and_none_is_kept_where_it_is_typed_anyway(ann, shelf):
    path = sold(ann)
    for one in the_sale(path).steps:
        page = text(ann.get(f"{path}?stage={one.stage}&step={one.id}"))
        names = re.findall(r'<(?:input|textarea)[^>]*name="([^"]+)"', page)
        assert not [name for name in names if "pass" in name.lower() or "pwd" in name.lower()]
        assert 'type="password"' not in page
    for typed in ("chen, 密码 abc123", "Password: hunter2", "pin 4711"):
        answer = tick(ann, path, "handover.account", **{"a.account_name": typed})
        assert answer.status_code == 422 and "Passwords are never kept" in text(answer)
    assert tick(ann, path, "handover.account", **{"a.account_name": "chen-xm"}).status_code == 303
    assert step(path, "handover.account").answers == {"account_name": "chen-xm"}
    assert tick(ann, path, "handover.account_told").status_code == 303
    slip = text(ann.get(path + "/account-slip"))
    assert "You write this yourself" in slip and "<input" not in slip.split("<main")[1]


@pytest.mark.ledger("PH-24")
def test_the_apps_that_were_installed_stand_with_the_hand_over(ann, shelf):
    path = sold(ann)
    answer = ann.post(
        f"{path}/steps/{step(path, 'handover.apps_by_qr').id}/completion",
        data={"csrf_token": ann.csrf, "operation_id": "q" * 22, "a.installed": ["chat", "maps"]},
    )
    assert answer.status_code == 303 and step(path, "handover.apps_by_qr").answers == {
        "installed": ["chat", "maps"]
    }
    assert tick(ann, path, "handover.apps_by_qr", **{"a.installed": "virus"}).status_code == 422


def test_without_wifi_the_apps_come_another_way(ann, shelf):
    factories.the_store("NM").capabilities = {"wifi": False}
    db.session.commit()
    path = sold(ann)
    codes = {one.code for one in the_sale(path).steps}
    assert "handover.apps_local" in codes and "handover.apps_by_qr" not in codes
    assert tick(ann, path, "handover.apps_local").status_code == 422  # how is not said
    assert tick(ann, path, "handover.apps_local", **{"a.method": "local_copy"}).status_code == 303


@pytest.mark.ledger("PH-25", "PH-30")
def test_teaching_is_a_tick_the_terms_are_of_this_very_thing_and_the_first_call_asks_again(ann, shelf):
    path = sold(ann)
    page = text(ann.get(f"{path}?stage=handover&step={step(path, 'handover.terms').id}"))
    assert re.search(r"<dt>Battery</dt><dd>6 months</dd>", page) and re.search(r"<dd>12 months</dd>", page)
    for one in list(the_sale(path).steps):
        if one.is_handover and one.code != "handover.card":
            assert tick(ann, path, one.code, **{"consent.service_callback": "y"}).status_code == 303
    assert step(path, "handover.terms").done_at and step(path, "handover.taught").done_at
    handed(ann, path)
    call = db.session.query(Callback).filter_by(plan="day_3").one()
    assert "can_download" in [question["id"] for question in call.body["questions"]]


@pytest.mark.ledger("PH-29")
def test_the_card_asks_for_what_it_lacks_right_there_and_is_issued_with_no_retyping(ann, shelf):
    path = begin(ann)
    ann.send(path + "/lines", code=IMEI)
    ann.send(path + "/lines", code="FILM")
    paid(ann, path, invoice_number="24-0017")
    ready(path, but=("handover.consents",))
    answer = tick(ann, path, "handover.consents")
    assert answer.status_code == 422 and "Whose sale is it?" in errors(answer)[0]
    assert ann.send(path + "/customer", **PHONE).location.endswith("stage=handover")
    ready(path)
    answer = ann.send(path + "/handover", address="", invoice_follows="y")
    assert answer.status_code == 422 and "The card needs this." in errors(answer) and count(Card) == 0
    assert handed(ann, path).status_code == 303
    card = the_card(path)
    assert (card.customer_name, card.customer_phone, card.customer_address) == (
        "陈晓明",
        "+8613800138000",
        "和平路18号",
    )
    assert card.sold_on == factories.the_store("NM").today(factories.NOW) and card.invoice_number == "24-0017"
    assert {one.value for one in db.session.query(Identifier)} == {IMEI, "864207062184425", "YQX20AAAAA01"}
    assert the_sale(path).customer.address == "和平路18号"


def test_the_card_has_the_number_of_the_invoice_or_it_is_said_to_follow(ann, shelf):
    path = sold(ann)
    ready(path)
    answer = handed(ann, path, invoice_number="")
    assert answer.status_code == 422 and count(Card) == 0
    assert "Type the number of the invoice, or tick that it follows." in errors(answer)
    assert "和平路18号" in text(answer)
    assert handed(ann, path, invoice_number="24-0018").status_code == 303
    assert the_card(path).invoice_number == "24-0018" == the_sale(path).invoice_number
    assert "The invoice number is not on the card yet." not in text(ann.get(path))


@pytest.mark.slow
def test_the_second_imei_that_stock_lacks_is_asked_for_or_it_is_said_that_there_is_none(ann, shelf):
    nm = factories.the_store("NM")
    for imei, sn in (("864207061018293", "YQX20AAAAA07"), ("864207061011454", "YQX20AAAAA08")):
        receive(nm.id, shelf["X20"], "shelf", factories.NOW, {"imei1": imei, "sn": sn})
    db.session.commit()
    path = sold(ann, imei="864207061018293")
    ready(path)
    field = f"imei2_{the_sale(path).live_lines[0].id}"
    assert "Second IMEI of" in text(ann.get(f"{path}?stage=handover")) and field in text(
        ann.get(f"{path}?stage=handover")
    )
    for typed, sentence in (
        ("", "its second IMEI is missing"), ("864207061018293", "the first IMEI again"),
        (IMEI, "Another piece in the books"), ("864207061018294", "The last digit should be"),
    ):  # fmt: skip
        answer = handed(ann, path, **{field: typed})
        assert answer.status_code == 422 and any(sentence in one for one in errors(answer)), errors(answer)
        assert count(Card) == 0 and (not typed or f'value="{typed}"' in text(answer))
    assert handed(ann, path, **{field: "864207061018301"}).status_code == 303
    kinds = {one.kind: one.value for one in the_card(path).lines[0].identifiers}
    assert kinds["imei2"] == "864207061018301" and kinds["imei1"] == "864207061018293"
    other = sold(ann, imei="864207061011454")
    ready(other)
    assert handed(ann, other, one_imei="y").status_code == 303
    assert "imei2" not in {one.kind for one in the_card(other).lines[0].identifiers}


def test_an_invoice_that_follows_is_asked_for_where_the_card_is_shown(ann, shelf):
    path = sold(ann)
    ready(path)
    assert handed(ann, path, invoice_number="", invoice_follows="y").status_code == 303
    card, page = the_card(path), text(ann.get(path))
    assert card.invoice_number == "" and "The invoice number is not on the card yet." in page
    assert f"/warranty-cards/{card.id}/correction" in page


def test_the_done_page_has_the_card_the_calls_and_the_total(ann, shelf):
    path = sold(ann)
    ready(path)
    handed(ann, path)
    page = text(ann.get(path))
    assert numbers.shown(the_card(path).number) in page and "¥3,699" in page
    assert "Three-day call" in page and "26 Nov" in page and "One-month call" in page
    assert f"/warranty-cards/{the_card(path).id}" in page


def test_consents_are_what_the_customer_said_yes_to_and_no_call_is_promised_without(ann, shelf):
    path = sold(ann)
    ready(path, consents=("marketing_sms",))
    handed(ann, path)
    assert [one.purpose for one in db.session.query(Consent)] == ["marketing_sms"]
    assert count(Callback) == 0 and "did not agree to be called" in text(ann.get(path))


def test_nothing_is_handed_over_before_it_is_paid(ann, shelf):
    path = begin(ann, **PHONE)
    ann.send(path + "/lines", code=IMEI)
    ready(path)
    answer = handed(ann, path)
    assert answer.status_code == 422 and "First the payment" in errors(answer)[0] and count(Card) == 0


def test_small_things_need_no_name_no_steps_and_no_card(ann, shelf):
    path = begin(ann)
    ann.send(path + "/lines", code="CASE")
    paid(ann, path)
    assert ann.send(path + "/handover").status_code == 303
    assert the_sale(path).is_handed_over and count(Card) == 0 and "No card" in text(ann.get(path))


def test_handing_over_twice_gives_the_same_card(ann, bo, shelf):
    path = sold(ann)
    ready(path)
    key = "h" * 22
    assert handed(ann, path, operation_id=key).status_code == 303
    assert handed(ann, path, operation_id=key).status_code == 303
    late = handed(bo, path)
    assert late.status_code == 200 and numbers.shown(the_card(path).number) in text(late)
    assert count(Card) == 1 and count(Callback) == 2


def test_two_people_who_hand_over_at_once_issue_one_card(app, ann, shelf):
    path = sold(ann)
    ready(path)
    answers = at_once(
        app, ["ann", "bo"], lambda v: v.send(path + "/handover", address="和平路18号", invoice_number="NM-1")
    )
    assert sorted(answer.status_code for answer in answers) in ([200, 303], [303, 303])
    assert count(Card) == 1 and count(Callback) == 2 and count(Payment) == 1


def test_a_serial_that_has_a_card_already_undoes_the_hand_over(ann, shelf):
    path = sold(ann)
    ready(path)
    handed(ann, path)
    second = sold(ann, imei=OTHER_IMEI)
    ready(second)
    unit = the_sale(second).lines[0].unit
    taken = db.session.query(Identifier).filter_by(value="YQX20AAAAA01").one()
    taken.value = next(serial.value for serial in unit.serials if serial.kind == "sn")
    db.session.commit()
    answer = handed(ann, second)
    assert answer.status_code == 422 and "on card" in errors(answer)[0]
    assert not the_sale(second).is_handed_over and count(Card) == 1


@pytest.mark.ledger("FU-32", "FU-17")
def test_the_after_sale_stage_begins_with_the_payment_and_the_visit_is_measured(ann, shelf):
    path = begin(ann, **PHONE)
    ann.send(path + "/lines", code=IMEI)
    assert 'id="stage-handover"' in text(ann.get(path)) and "Power on" not in text(ann.get(path))
    paid(ann, path)
    assert "Power on and inspect together" in text(ann.get(path))
    with time_machine.travel(factories.NOW.replace(hour=2, minute=25), tick=True):
        ready(path)
        handed(ann, path)
    with time_machine.travel(factories.NOW.replace(hour=9), tick=True):
        assert re.search(r"since 23 Nov 10:00, 2[45] minutes", text(ann.get(path)))


def test_a_finished_sale_takes_no_more_ticks(ann, shelf):
    path = sold(ann)
    ready(path)
    handed(ann, path)
    answer = ann.send(f"{path}/steps/{step(path, 'handover.kit').id}/reopening")
    assert answer.status_code == 422 and "handed over" in errors(answer)[0]
    assert ann.send(path + "/abandonment", reason="price").status_code == 422
