"""What is refused as a passcode, and what people write of one without telling it; and that every field of words asks."""

from importlib import import_module
from pkgutil import walk_packages
from sys import modules
from time import process_time

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, PasswordField, StringField

import counter
from counter.callbacks import forms as callbacks
from counter.extensions import db
from counter.forms import Form
from counter.passcodes import tells_passcode
from counter.sales.asking import sayable
from counter.sales.trouble import Trouble
from counter.tickets.forms import TellForm
from counter.upkeep.forms import list_form
from counter.warranty.models import Repair
from tests.support.answers import said
from tests.tickets import tickets
from tests.warranty import cards

TOLD = (
    "屏幕碎,锁屏密码 nova2020", "密码 vivo123", "锁屏密码 honor88", "密码 Xiaoming88", "password mate1988", "密码 iphone12",
    "大门密码是1357，手机密码2468", "他专门的密码1234",
    "锁屏135790", "锁屏密码 135790", "解锁图案是Z", "手势密码：从左上到右下", "开机密码:一二三四", "密码是六个八", "手机密码6个8",
    "密码是１２３４", "密码 1-3-5-7", "密码是hello", "密码abc123", "PIN码1234", "PIN 1234", "PIN is 0000.", "password is hello1",
    "Password: hello", "passcode 135790", "unlock pattern is L", "the pass word was  12 34 56", "请用解锁码=9876",
    "密码 hello", "Apple ID chen@qq.com 密码chenxm", "密码 Abc!234", "password qwerty", 'password "qwerty"', "password Sunny!23",
    "pwd: 1234", "screen lock 1234", "Pin number is 4071", "the passcode he told us: 2580", "密 码 1234", "密码壹贰叁肆",
    "手势 1235789", "九宫格 1-2-3-5-7", "password is golden", "password is wedding",
    "客户密码1234", "锁屏密码:我的生日0512", "手机密码为258000", "密码：aabbcc", "口令1234", "PIN=1234", "pin1234", "PIN no. 1234",
    "unlock with 1234", "lock screen 135790", "passcode: 一二三四五六", "密码六个零", "密码 112", "解锁画Z字", "画Z解锁",
    "图案密码：L形", "图案是个“7”字", "Her PIN: 12 34", "密码是Chen2020", "密码Chen@2020", "解锁：1234", "PUK 12345678",
    "密码后四位8000", "密码1２3４", "密码是no1cares", "password is correcthorse", "password is broken2", "mima 1234",
    "PIN码：1 3 7 9", "指纹失灵，用1234进", "pass code = 2580", "passwort: 1234", "密码,1234", "密码（1234）", "密码\n1234",
    "密\u200b码1234", "密码改成1234", "密码不对 1234", "密码好像是 chenxm88", "password 1234 on file", "密码1、2、3、4",
    "密码1/2/3/4", "密码①②③④", "图案锁画Z", "passwords 1234", "密码是13800138000", "密码: 2026-11-20", "密码锁1234", "pin 4711",
    "验证码 204816", "hinge pin 1234", "手势上下左", "图案 1235789", "PIN bent 1234",
    "1234 是密码", "1234是他的手机密码", "123456（锁屏密码）", "0000解锁", "屏碎，0000解锁", "密碼 1234", "密碼：abcd", "解鎖 1234", "鎖屏碼 1234", "螢幕鎖 1234",
    "手勢 1235789", "手机密123456", "手机密：123456", "code: 1234 to unlock", "图案 2031 解锁", "解锁的图案 2031", "swipe the pattern 2580", "pattern 14789",
    "密码数字1234 键盘坏了", "密码1234 按键失灵", "密码（尾号8000）", "密码是10086", "楼下密码2580，手机密码1234", "lobby pin 4455, phone pin 1234",
    "手机智能锁屏密码1234", "手机智能锁密码 1234", "手机的智能锁密码 1234", "手机 智能锁密码 1234", "智能锁密码 1234，手机密码2468", "李栋密码1234", "keypad PIN 1234", "phone lock password 1234",
    "4711 解锁", "4711 可以解锁", "4711可以解锁", "4711解锁", "屏碎，4711 解锁", "屏碎 4711 解锁", "4711  能解锁手机", "4711 解鎖", "换屏4711解锁",
    "解锁图形Z", "解锁图形是Z", "图形密码：L形", "锁屏图形 1235789", "解鎖圖形Z", "图形锁从左上到右下", "图形 2031 解锁", "开机图形画L",
    "passcode is one two three four", "Passcode: One, Two, Three, Four", "PIN four-seven-one-one", "screen lock two five eight oh",
    "the password he told us: nine nine nine nine", "unlock with one two three four", "code: one two three four to unlock",
)  # fmt: skip
NOT_TOLD = (
    "密码忘了 收费150", "忘密码刷机 价格 150", "密码解锁服务 报价 120", "password reset, fee 150", "忘记密码 iPhone12",
    "3幢2单元门密码 2580#", "门禁密码1234，家里有人", "大门密码是1357", "Gate code on request, door passcode 4711",
    "忘记密码，要求恢复出厂", "密码锁坏了", "指纹解锁失灵", "password forgotten", "PIN code lock broken", "密码输错3次后锁定",
    "密码是对的，进不去", "密码是6位数，忘了", "锁屏后黑屏", "开机3秒后黑屏", "解锁图案忘了", "图案锁划不开", "password is not accepted",
    "PIN is unknown.", "password: forgotten", "密码锁 1999元", "忘记密码，2026年买的", "密码锁坏了，2026-11-20送修", "沙发图案是A款",
    "一二三四楼都没信号", "pinned to 1234", "开机一次就死机", "解锁两个手指都不行",
    "the charging pin is loose.", "The pin is bent", "charger pin was burnt", "SIM tray pin is stuck.", "hinge pin is short;",
    "图案锁上半部分失灵", "图案锁下面触摸不灵", "解锁图案左上角划不动", "密码锁（型号8000）", "忘记密码，IMEI 864207062184417",
    "密码锁定，请联系13800138000", "忘记密码，发票号 20261234", "密码：none", "密码：Face ID",
    "密码锁型号DL-2000换电池", "智能锁密码面板1204批次坏了", "指纹锁换密码盘，订单号20261112", "忘记密码，三天前买的",
    "解锁后卡顿1234567", "解锁了5G套餐2026年", "开机要1分30秒", "开机显示错误1001", "开机 2000 次测试通过", "开机电流 1500mA",
    "密码错误5次，锁定1小时", "密码错误 1000次", "PIN 5 of connector bent", "pins 1-4 corroded", "pin 12 and 13 shorted",
    "connector 40 pin 2000 series", "SIM卡PIN码锁了，找运营商10086", "忘记密码，客户电话 138 0013 8000", "忘记密码 13800138000",
    "忘记密码 串号864207062184417", "忘记密码 型号 8000", "密码锁坏了，电话8888 0000", "password reset on 2026-11-20",
    "password reset, ticket 20261", "password forgotten. Phone 13800138000", "password lock broken, invoice 12345",
    "password: see manual", "password: customer knows it", "password: N/A", "Password: will unlock it here",
    "password is working", "passcode is unknown to us", "密码：无", "密码: ok", "密码：已告知不记录", "密码：未设置",
    "密码为iCloud锁", "口令红包打不开", "解锁一二三次才行", "开机四五次才能开", "密码2个都不对", "swipe pattern a bit slow",
    "pattern lock a mess", "解锁图案横竖都划不了", "锁屏图案右边不灵", "lock pattern: customer forgot", "pin is gold",
    "charging port pin is black.", "键盘密码灯12个都亮", "password is on file", "password is still wrong",
    "the pass code panel of the door 2000 yuan", "密码箱3000元", "密码锁 8000系列", "指纹密码锁A8 Pro", "密码锁X20不亮",
    "忘记密码 iPhone15", "忘记密码的手机是 Mate60", "忘记密码 chen@qq.com", "she forgot her password yesterday",
    "要密码锁的柜子", "收不到验证码，号码13800138000", "九宫格输入法打不出字", "手势返回不灵", "password forgotten since 2025",
    "9 pin plug", "screen lock does not work", "开机：2026-11-20", "passcode: not given", "图案磨花", "手势从左往右滑不动", "手势从下往上划无反应", "passport 1234",
    "沙发布料图案 2031", "布料图案 8802 色差", "地毯图案 1200", "fabric pattern No. 4512, seam open", "pattern 2031 fabric torn", "图案是 8802 色号",
    "楼下密码2580", "楼道密码2580", "院子密码锁 2580", "lobby password 4455", "Entry pin 4455", "樓下密碼2580", "大厅密码 2580",
    "输密码时 147 这一列没反应", "输入密码时数字 4 5 6 按不动", "密码键盘 123 三个键失灵", "PIN输入键盘147无反应", "Cannot type passcode: digits 7 8 9 dead",
    "password field: keys 4 5 6 do not react", "dock connector pin 123 dead", "連接器 pin 123 dead", "密码由张先生（尾号8000）取消",
    "密码由张先生（工号1002）协助取消", "密码取消 收据 20345", "验证码短信收不到 10086", "PUK码 找 10010 要", "PUK needed from 10010",
    "密碼忘了 收費150", "解鎖後卡頓1234567", "工单 20345解锁失败", "换屏 1280 解锁", "报价1280解锁", "20345（密码忘了）", "8000是密码错误的代码",
    "智能锁密码 1234", "电子锁密码 8888", "楼栋密码 1234", "3栋密码 1234", "钥匙盒密码 1234", "樓棟密碼 1234", "鑰匙盒密碼 1234", "3幢密码 1234", "3 栋密码 1234",
    "Door lock password 1234", "Lockbox PIN 1234", "Lock box PIN 1234", "Key box code 1234", "Entry keypad PIN 1234",
    "换电池 1280 可以解锁", "报价 1280 可以解锁", "电话 88880000 解锁", "4711 次解锁", "1280 可以解锁吗", "电话 138 0013 8000 解锁",
    "电话138 0013 8000解锁不了", "costs 1200 to unlock", "error code 1234, unlock fails",
    "解锁图形忘了", "图形验证码刷不出来", "图形锁划不开", "机身变形，解锁慢", "沙发图形是A款", "布料图形 2031", "图形磨花", "解锁图形左上角划不动",
    "password tried one, two, three times", "one of the two passcodes works", "passcode: none", "Cannot type passcode: digits seven eight nine dead",
    "screen lock fails one time in two", "charging port pin one two three bent", "gate code on request, door passcode four seven one one",
    "PIN unknown, three of four tries used", "two phones, one password forgotten", "passcode locked after one two three attempts",
)  # fmt: skip
UNLUCKY = (
    "密码",
    "密 码 ",
    "密码:",
    "密码忘记的",
    "密码1.",
    "PIN 1",
    "password is a ",
    "forgot the ",
    "用1",
    "图案是",
    "pass",
    "1 ",
    "1234 是",
    "图案1234 ",
    "密码键盘123 三个",
    "pin one two ",
    "one two three ",
    "解锁图形",
)

# A field of words that doesn't ask, and why.
NO_WORDS = {
    "a number, an amount or a code": (
        "CallForm.outcome", "TickForm.item", "TickForm.subject", "TickForm.version", "TickForm.state", "TickForm.value",
        "DetailsForm.postcode", "PhoneForm.phone", "DigitsForm.digits", "ReachForm.serial_from", "ReachForm.serial_until",
        "RecallForm.looked_at", "CustomerForm.phone", "LineForm.code", "PaymentForm.amount", "PaymentForm.invoice_number",
        "GroupForm.group", "HandoverForm.phone", "HandoverForm.invoice_number", "RefundForm.amount", "BatchForm.invoice_number",
        "BatchForm.serials", "CorrectionForm.amount", "CorrectionForm.their_number", "AnswerForm.amount", "DecisionForm.quote",
        "ExchangeForm.new", "ExchangeForm.imei2", "ExchangeForm.sn", "ExchangeForm.imei1", "PartForm.price", "PartRemovalForm.part",
        "ParcelForm.numbers", "ArrivalForm.number", "OldCardForm.phone", "OldCardForm.imei1", "OldCardForm.imei2",
        "OldCardForm.sn", "OldCardForm.invoice_number", "CorrectForm.phone", "CorrectForm.postcode", "CorrectForm.invoice_number",
    ),
    "one of a list, or looked up": (
        "ReasonForm.reason", "ReachForm.model", "OldCardForm.product", "BatchForm.product", "ExchangeForm.part", "PartForm.product",
    ),
    "of a recall, by head office": (
        "RecallForm.title_zh", "RecallForm.title_en", "RecallForm.words_zh", "RecallForm.words_en", "RecallForm.page_zh",
        "RecallForm.page_en",
    ),
    "of a product, by a manager": tuple(
        f"ProductForm.{name}"
        for name in ("brand_zh", "brand_en", "name_zh", "name_en", "variant_zh", "variant_en", "code", "price", "barcodes")
    ),
    "of the shop itself": ("TickForm.note", "PlaceForm.districts", "CorrectionForm.debtor", "NamingForm.debtor"),
    "who signs in": ("SignInForm.username",),
}  # fmt: skip
ITEM = {"id": "slats", "label": {"zh": "床板", "en": "Slats"}}
QUESTION = {"id": "why", "type": "text", "ask": {"zh": "为什么？", "en": "Why?"}}


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


@pytest.mark.parametrize("words", UNLUCKY)
def test_time_grows_with_the_length_alone(words):
    """60 characters behind each word that names one are read, however many there are."""
    text = words * (10_000 // len(words))
    began = process_time()
    tells_passcode(text)
    assert process_time() - began < 3


def fields_of_words(*made):
    """("Form.field", the field) of each form that stands in a module, and of those that were made here."""
    for module in walk_packages(counter.__path__, "counter."):
        if "migrations" not in module.name and not module.name.endswith("__main__"):
            import_module(module.name)
    asked = {callbacks.CallForm: {"q_why": callbacks.a_field(QUESTION)}}
    found, forms = [], [Form]
    while forms:
        form = forms.pop()
        forms += form.__subclasses__()
        if form not in made and getattr(modules.get(form.__module__), form.__name__, None) is not form:
            continue  # of another test, made for what was asked there
        fields = vars(form) | asked.get(form, {}) if form.__module__.startswith("counter.") else {}
        for name, field in fields.items():
            kind = getattr(field, "field_class", None)
            if kind and issubclass(kind, StringField) and not issubclass(kind, (HiddenField, PasswordField)):
                found.append((f"{form.__name__}.{name}", field))
    return found


def test_every_field_of_words_asks(app):
    """Or is named above, with why it doesn't: so that a new one can't be forgotten."""
    with app.test_request_context(headers={"Accept-Language": "en"}):
        fields = fields_of_words(type(list_form([ITEM], [], formdata=None)))
        silent = {name for name, field in fields if not asks(field)}
    excepted = [name for names in NO_WORDS.values() for name in names]
    asking = {name for name, _field in fields} - silent
    assert sorted(silent) == sorted(set(excepted) & silent), "asks nothing, and nobody says why"
    assert sorted(set(excepted) - silent) == [], "is named for nothing"
    assert {"CallForm.q_why", "VisitListForm.note_slats", "VoidForm.because", "DetailsForm.note"} <= asking
    assert len(asking) > 40


def asks(field):
    form = type("OneForm", (Form,), {"words": field})
    return any("never written down" in one for one in errors_of(form, "words", "密码135790"))


def test_a_sale_asks_too(app):
    with app.test_request_context(headers={"Accept-Language": "en"}):
        for words in ("Apple ID chen@qq.com 密码chenxm", "锁屏135790"):
            with pytest.raises(Trouble, match="Passwords are never kept"):
                sayable(words)
        assert sayable("要带密码锁的柜子") == "要带密码锁的柜子"


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
