"""What is refused as a passcode, and what people write of one without telling it; and that every field of words asks."""

import pytest
from werkzeug.datastructures import MultiDict

from counter.extensions import db
from counter.tickets import forms as of_tickets
from counter.tickets import parcel_forms, part_forms
from counter.tickets.forms import TellForm
from counter.warranty import forms as of_cards
from counter.warranty.models import Repair
from tests.support.answers import said
from tests.tickets import tickets
from tests.warranty import cards

TOLD = (
    "锁屏135790", "锁屏密码 135790", "解锁图案是Z", "手势密码：从左上到右下", "开机密码:一二三四", "密码是六个八", "手机密码6个8",
    "密码是１２３４", "密码 1-3-5-7", "密码是hello", "密码abc123", "PIN码1234", "PIN 1234", "PIN is 0000.", "password is hello1",
    "Password: hello", "passcode 135790", "unlock pattern is L", "the pass word was  12 34 56", "请用解锁码=9876",
)  # fmt: skip
NOT_TOLD = (
    "忘记密码，要求恢复出厂", "密码锁坏了", "指纹解锁失灵", "password forgotten", "PIN code lock broken", "密码输错3次后锁定",
    "密码是对的，进不去", "密码是6位数，忘了", "锁屏后黑屏", "开机3秒后黑屏", "解锁图案忘了", "图案锁划不开", "password is not accepted",
    "PIN is unknown.", "password: forgotten", "密码锁 1999元", "忘记密码，2026年买的", "密码锁坏了，2026-11-20送修", "沙发图案是A款",
    "一二三四楼都没信号", "pinned to 1234", "开机一次就死机", "解锁两个手指都不行",
)  # fmt: skip

ASKED = {
    of_cards.RepairForm: ("words",),
    of_cards.GiveBackForm: ("cause", "work"),
    of_cards.ExchangeForm: ("words", "cause"),
    of_tickets.StepForm: ("words",),
    of_tickets.TellForm: ("words",),
    of_tickets.PlanForm: ("plan",),
    of_tickets.DecisionForm: ("reason",),
    part_forms.PartForm: ("label",),
    of_tickets.WithdrawalForm: ("because",),
    of_tickets.CollectionForm: ("work",),
    of_tickets.ClosingForm: ("answer", "opinion", "because"),
    of_tickets.ReopeningForm: ("because", "condition", "accessory_words"),
    parcel_forms.ParcelForm: ("words",),
}  # fmt: skip


def errors_of(form, name, words):
    """form: a class; what is said at the field."""
    typed = form(MultiDict({name: words}), meta={"csrf": False})
    typed[name].validate(typed)
    return [str(one) for one in typed[name].errors]


@pytest.mark.parametrize("words", TOLD)
def test_a_passcode_in_words_is_refused(app, words):
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert any("never written down" in one for one in errors_of(TellForm, "words", words))


@pytest.mark.parametrize("words", NOT_TOLD)
def test_words_about_a_passcode_pass(app, words):
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert errors_of(TellForm, "words", words) == []


def test_every_field_of_words_asks(app):
    with app.test_request_context(headers={"Accept-Language": "en"}):
        for form, names in ASKED.items():
            for name in names:
                refused = errors_of(form, name, "密码135790")
                assert any("never written down" in one for one in refused), (form, name)


@pytest.mark.usefixtures("shop", "monday")
def test_neither_card_nor_ticket_keeps_it(ann):
    """Through the pages: the take-in of a card, a part and the work of a ticket."""
    card = cards.a_card()
    typed = {"what": f"{card.lines[0].id}:keys", "fault": "keys", "words": "锁屏135790", "on": "2026-11-23"}
    ticket = tickets.a_ticket(card)
    found = {"cause": "workmanship", "verdict": "covered", "remedy": "repair"}
    assert ann.send(f"/tickets/{ticket.id}/decision", **found).status_code == 303
    for path, fields in (
        (f"/warranty-cards/{card.id}/repairs", typed),
        (f"/tickets/{ticket.id}/decision", found | {"reason": "开机密码:一二三四"}),
        (f"/tickets/{ticket.id}/parts", {"label": "密码6个8", "price": "1"}),
        (f"/tickets/{ticket.id}/plan", {"plan": "解锁图案是Z", "on": "2026-11-25"}),
    ):
        answer = ann.send(path, **fields)
        assert answer.status_code == 422 and "A passcode is never written down" in said(answer), path
    assert tickets.the_ticket(ticket.id).plan == ""
    assert [one.words for one in db.session.query(Repair)] == [ticket.words]
