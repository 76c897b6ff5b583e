"""A passcode is never stored: words in which one stands are refused before anything keeps them.

The data-backup notice promises it. What counts is that something stands there that could open the thing; that a password is
forgotten, or its lock broken, may be written. Of each word that names a passcode the next 60 characters are read, so the time
is linear in the length of the text: digits behind it tell it, unless they count or number something else; a word tells it
where it stands alone and is no state of a password.
"""

import re
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms.validators import ValidationError

from counter.folding import folded

REACH = 60  # characters
NEVER = _("A passcode is never written down. Leave it out; the customer unlocks it here.")
HINTS = re.compile("[码令势宫案形锁屏机用]|pass|pw|pin|puk|mima|lock|pattern", re.I)  # most have none
NAMES = re.compile(
    r"""(?P<pattern>(?:解锁|锁屏|开机)(?:图[案形]|手势)|(?:图[案形]|手势)(?:锁|密码|解锁)|手势|九宫格|(?:(?:un)?lock|swipe)\s?pattern|pattern\s?lock)
    |(?P<word>密\s{0,2}码|口\s{0,2}令|(?:锁屏|解锁|开机|验证)码|(?:锁屏|开机|手机)密(?=[\s:]*\d)|(?<![a-z])(?:pass[\s-]?(?:codes?|words?|wort)|passwd|pwd?|mima|
            (?:un)?lock\s?code|verification\s?code|code(?=\W{0,3}(?:is\s)?\d{4,10}\sto\sunlock))(?![a-z]))
    |(?P<number>(?<![a-z])(?:pin\s?(?:code|number)|(?-i:PIN)|puk)(?![a-z]))
    |(?P<pin>(?<![a-z])pin(?![a-z]))
    |(?P<drawn>图[案形]|(?<![a-z])pattern(?![a-z]))
    |(?P<lock>锁屏|解锁|屏幕锁|开[机屏]|(?<![a-z])(?:screen\s?lock|lock\s?screen|unlock(?:s|ed)?)(?![a-z]))""",
    re.I | re.X,
)  # fmt: skip
SAYS = re.compile(r"[:=是为叫→]|(?<![a-z])(?:is|was|ist)(?![a-z])", re.I)
JOINS = re.compile(
    r"(?:[\s:=是为叫就画划→\-—~*#\"'“”‘’「」『』(\[<【《|/]|[设改][为成]|码|(?<![a-z])(?:is|was|ist|number|no|nr|with|by)(?![a-z])\.?)*",
    re.I,
)
STOPS = re.compile(r"[\s,.;!?。、)\]】》…]*")
ENDS = re.compile(r"[,;!?。、\n]|\.(?!\d)")
DOOR = re.compile(
    r"(?:(?<![专部热])门|[楼禁]|楼[上下道梯]|(?<=[楼\d一二三四五六七八九十a-z\s])[栋幢]|(?<!手机)(?<!手机[的上里\s])(?:智能|电子)(?=锁)|钥匙[盒箱]|院子|[大前后]院|[大门]厅|大堂|"
    r"走廊|过道|单元|小区|车库|电梯|(?<![a-z])(?:key|lock)\s?box|(?:door|gate|building|entrance|garage|(?<![a-z])(?:lobby|entry|hall|hallway|"
    r"yard|porch|lift|elevator|staircase))(?:\s?(?:lock|keypad))?)[的锁口\s]{0,2}$",
    re.I,
)  # the crew needs it
PLUG = re.compile(
    r"(?:(?<![a-z])(?:connector|dock|port|socket|plug|jack|flex|fpc|bga)|连接器|接口|尾插|排线)\s*$", re.I
)
THING = re.compile(r"\s?(?:锁(?![定住了死屏])|[箱柜盘灯器门卡]|键盘|面板)")

DIGITS = re.compile(r"\d(?:[、,/_·]\d(?!\d)){2,}|\d(?:[\s\-.]{0,2}\d)*")
DATE = re.compile(r"(?:19|20)\d\d(?:[-/.]\d{1,2}(?!\d)|\s?年)")
YEAR = re.compile(r"(?:19|20)\d\d")
COUNTED = re.compile(  # what the number is of, behind it
    r"\s*(?:[年月天次个秒分元块位款型批度%℃°$€£]|小时|系列|毫安|(?:times?|attempts?|tries|days?|weeks?|months?|years?|hours?|min|"
    r"minutes?|sec|seconds?|digits?|yuan|rmb|cny|usd|eur|euros?|dollars?|series|percent|m?ah?|mm|m?v|m?w|hz|gb?|mb|kb)(?![a-z]))",
    re.I,
)
NUMBERED = re.compile(  # what the number is of, before it
    r"(?:imei|meid|serial|(?<![a-z])s/?n|串号|串码|序列号|发票|收据|小票|(?<=\w)\([尾工]号|invoice|receipt|订单|工单|单据|order|ticket|型号|机型|编号|货号|model|报错|"
    r"(?:错误|故障)?代码|错误码|error(?:\scode)?|版本|version|ios|android|批号|batch|qq|微信号?|邮编|postcode|身份证号?|收费|收|价格?|报价|售价|费用?|[押定]金|[¥￥$]|(?<![a-z])(?:fee|price|costs?|charged?|quoted?))"
    r"\s*\d?\s*(?:号码?|(?<![a-z])(?:number|no|nr)(?![a-z]))?[\s:.#]*$",
    re.I,
)
CALLED = re.compile(
    r"(?:电话|手机号码?|联系|致电|来电|拨打|运营商|客服|热线|(?<![a-z])(?:call|phone(?=\s?n)|tel|telephone|contact|hotline))"
    r"(?:是|号码?|[\s:.#]|(?<![a-z])(?:number|no|nr|on|at)(?![a-z]))*$",
    re.I,
)
HOTLINE = re.compile(r"100(?:00|10|86|99)")  # of the carriers
CALLABLE = re.compile(r"\d{7,}|1[02]\d{3}|9[56]\d{3}")
MOBILE_OR_IMEI = re.compile(r"1[3-9]\d{9}|\d{14,16}")
DATED = re.compile(r"(?<![a-z])(?:in|since|from|until|till|before|after|of|自从?|于|到)\s*$", re.I)

SPOKEN = r"[一二三四五六七八九零〇幺两壹贰叁肆伍陆柒捌玖]"
COUNT_UP = re.compile(
    rf"{SPOKEN}(?:[\s\-.]?{SPOKEN}){{2,}}(?!\s*[次个天年月楼层])|(?:\d|{SPOKEN})\s*个\s*(?:\d|{SPOKEN})"
)
DRAWN = re.compile(r"个?[\s\"'“”‘’]*[a-z\d][\s\"'“”‘’]*字", re.I)
SHAPE = re.compile(r"[a-z](?![a-z\d])[\s\"'”’]*(?:[字形型]|$|[,.;!。])", re.I)
ROUTE = re.compile(  # 从左上到右下
    r"从.{1,4}[到至往向][左右上下中角]{1,2}(?!.{0,3}[不无没失卡慢])|(?:[先再后往向到画划]{0,2}[左右上下横竖撇捺斜折][,\s]?){3,}(?![都均也不])"
)
WAY = re.compile(r"(?!.*(.).*\1)[1-9]{5,9}")  # through the nine points
LOCKS = re.compile(r"解锁|锁屏|屏幕锁|手势|(?<![a-z])(?:(?:un)?lock|swipe)", re.I)
KEYS = re.compile(r"(?:数字|键盘?|(?<![a-z])(?:digit|key|button)s?)\s*$", re.I)
DEAD = re.compile(
    r"\s?(?P<row>[这那][一二两三几]?[列排行])?(?:[一二两三四五六七八九几]个)?键?[都也全均]?\s?(?:按不[动了下出]|[没无]有?反应|失灵|不灵|坏|"
    r"(?:(?:are|is)\s)?(?:dead|stuck|broken|not\swork)|do(?:es)?(?:n't|\snot)\s(?:react|respond|work))",
    re.I,
)
CODE_FIRST = re.compile(
    r"(?<![a-z\d.\-/])(?<!\d\s)\d{4,10}(?:\s*(?:就?是|为|\()\s*(?:客户|手机|锁屏|开机|解锁|屏幕|[他她的新]){0,3}(?:密\s?码|口令)"
    r"(?=$|[\s,;.!?。、)])|\s{0,3}(?:可以?|[就才]?能)?\s{0,3}解锁(?=$|[\s,;.!?。、)了就即手进]))",
    re.I,
)
PAID = re.compile(
    r"(?:换(?:[外内]?屏幕?|电池|后盖|主板|尾插|总成)|维修|共|合计|[付花]了?)\s*$"
)  # 换屏 1280 解锁
DRAWN_FIRST = re.compile(
    r"(?:画|用)\s*[a-z\d]\s*解锁|解锁\s*画|[a-z\d]字形?解锁|用\s*\d{4,10}\s*(?:解锁|解开|进|开机)", re.I
)

WORD = re.compile(r"[!-~]+")
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.A)
DEVICE = re.compile(
    r"(?:iphone|ipad|ipod|mate|nova|redmi|galaxy|honor|oppo|vivo|xiaomi|huawei|macbook|ios|android)[\w+-]*",
    re.I | re.A,
)
MENTION = re.compile(r"(?:forg[eo]t\w*|lost|reset\w*|remember\w*|chang\w*|know\w*|enter\w*|typ(?:e|es|ed|ing)|any|no|without|忘[记了掉]?|重置|修改|改|换|知道|记得|输入|输错|没有?|无)\s*(?:(?:the|his|her|their|my|your|its|a|new|old|了|的)\s*){0,3}$", re.I)  # fmt: skip
OF_A_STATE = """
    a account active again also and any app apple asked available back bad being blank bio biometric box broken bug bypass
    cancelled changing cleared code correct cracked customer dead default digit digits disabled dialog done down dunno empty enabled entry error
    erased expired face faceid failing failed failure fault faulty field fine fingerprint forgot forgotten found function
    given gone good gmail google handed hard here herself hidden himself hint icloud id in incorrect input invalid issue issues it
    itself key keyboard keypad keys known later left length lock locked lockout login logo lost manager missing manual me mode
    mine myself n/a na needed never new nil no none nope not nothing now null off ok okay old on open or outdated page pad
    panel pending please policy private problem problems prompt protected protection qq recovery refused rejected reminder removal
    removed required reset resetting right safe same screen secret set settings shown sim simple sn stolen strong stuck taken
    tbd tested them themselves there today told too touch touchid twice unavailable unchanged unclear unknown unlocked unset
    unsure us used useless valid visible weak wechat wifi withheld working works written wrong yes yesterday yet you
"""
STATES = frozenset(OF_A_STATE.split())
ORDINARY = re.compile(r"\w{3,}ed|\w{3,}ly|\w+n't|\w+'s", re.I)


def no_passcode(form: Any, field: Any) -> None:
    """Of a field of words."""
    if isinstance(field.data, str) and tells_passcode(field.data):
        raise ValidationError(NEVER)


def tells_passcode(text: str) -> bool:
    """text: as typed."""
    text = folded(text)
    if not HINTS.search(text):
        return False
    return (
        bool(DRAWN_FIRST.search(text))
        or any(not is_numbered(text, one) for one in CODE_FIRST.finditer(text))
        or any(tells(text, name) for name in NAMES.finditer(text))
    )


def names_passcode(text: str) -> bool:
    """Whether it speaks of one at all."""
    return NAMES.search(folded(text)) is not None


def tells(text: str, name: re.Match[str]) -> bool:
    """What stands behind the word that names one."""
    kind, rest = name.lastgroup, text[name.end() : name.end() + REACH]
    before = text, max(0, name.start() - REACH), name.start()
    if kind in ("word", "number", "pin") and (
        DOOR.search(*before) or (kind != "word" and PLUG.search(*before))
    ):
        return False
    if kind == "word" and (thing := THING.match(rest)):
        return is_code(rest, joined(rest, thing.end()), thing.end())
    at = joined(rest, 0)
    if kind == "drawn":
        is_lock = LOCKS.search(text, max(0, name.start() - 12), name.end() + 16)
        return is_drawn(rest, at, kind) or (is_code(rest, at, 0, 4) and bool(is_lock or is_way(rest)))
    if is_code(rest, at, 0 if kind != "lock" else at, 4 if kind == "lock" else 3) or COUNT_UP.match(rest, at):
        return True
    if kind in ("word", "number", "pattern") and has_code(clause_of(rest)):
        return True
    if kind == "pattern":
        return is_drawn(rest, at, kind)
    if kind != "word":
        return False
    mention = MENTION.search(text[max(name.start() - 30, 0) : name.start()])
    return is_secret(rest, at, mention is not None) or has_mixed(clause_of(rest))


def joined(rest: str, begin: int) -> int:
    """Where it goes on behind "is", a colon, a quotation mark."""
    found = JOINS.match(rest, begin)
    return found.end() if found else begin


def is_code(rest: str, at: int, begin: int, fewest: int = 3) -> bool:
    """Digits stand there at once, if need be behind a comma, that count nothing. begin: from where on an "is" makes even a
    day or a phone number one."""
    stopped = STOPS.match(rest, at)
    at = joined(rest, stopped.end()) if stopped else at
    found = DIGITS.match(rest, at)
    if not found or not is_free(rest, found) or len(digits_only(found[0])) < fewest:
        return False
    if SAYS.search(rest, begin, at):
        return True
    return not DATE.match(rest, at) and not MOBILE_OR_IMEI.fullmatch(digits_only(found[0]))


def clause_of(rest: str) -> str:
    ended = ENDS.search(rest)
    return rest[: ended.start()] if ended else rest


def has_code(clause: str) -> bool:
    """Further on: digits that are no other number, nor a part of a word."""
    return any(
        is_free(clause, one)
        and len(digits_only(one[0])) <= 10
        and not DATE.match(clause, one.start())
        and not is_named_otherwise(clause[: one.start()], digits_only(one[0]))
        for one in DIGITS.finditer(clause)
    )


def is_free(rest: str, digits: re.Match[str]) -> bool:
    around = rest[max(digits.start() - 2, 0) : digits.start()], rest[digits.end() : digits.end() + 1]
    is_part = re.search(r"[A-Za-z][-_/.]?$", around[0]) or re.match(r"[A-Za-z_]", around[1])
    is_other = is_part or COUNTED.match(rest, digits.end()) or is_dead(rest, digits)
    return len(digits_only(digits[0])) >= 3 and not is_other


def is_dead(rest: str, digits: re.Match[str]) -> bool:
    """They are keys: "digits 7 8 9 dead", 147 这一列没反应."""
    dead = DEAD.match(rest, digits.end())
    return bool(dead and (dead["row"] or KEYS.search(rest, 0, digits.start())))


def is_way(rest: str) -> bool:
    digits = DIGITS.search(rest)
    return bool(digits and WAY.fullmatch(digits_only(digits[0])))


def is_named_otherwise(before: str, digits: str) -> bool:
    if YEAR.fullmatch(digits) and DATED.search(before):
        return True
    if HOTLINE.fullmatch(digits):
        return True
    return bool(NUMBERED.search(before) or (CALLABLE.fullmatch(digits) and CALLED.search(before)))


def is_numbered(text: str, code: re.Match[str]) -> bool:
    """Of what begins there it is said before what it counts or numbers; 换屏 1280 解锁 has a price, 电话 88880000 解锁 a phone."""
    before = text, max(0, code.start() - REACH), code.start()
    if NUMBERED.search(*before) or not re.search(r"\s\D*解锁$", code[0]):
        return bool(NUMBERED.search(*before))
    is_called = CALLABLE.match(code[0]) and CALLED.search(*before)
    return bool(PAID.search(*before) or is_called)


def is_drawn(rest: str, at: int, kind: str) -> bool:
    """A letter, or a way from corner to corner."""
    if DRAWN.match(rest, at):
        return True
    return kind == "pattern" and bool(SHAPE.match(rest, at) or ROUTE.match(rest, at))


def is_secret(rest: str, at: int, mention: bool) -> bool:
    """One word alone that says nothing of a password's state. mention: "forgot the ..." stands before it."""
    found = WORD.match(rest, at)
    if not found:
        return False
    word, is_said = bared(found[0]), bool(SAYS.search(rest, 0, at))
    if is_mixed(word) and (is_said or not mention or not DEVICE.fullmatch(word)):
        return True
    if word.lower() in STATES or ORDINARY.fullmatch(word) or not word.replace("-", "").isalpha():
        return False
    is_alone = not re.match(r"[\s\"']*[A-Za-z]", rest[found.end() :])
    is_device = DEVICE.fullmatch(word) and not is_said
    return is_alone and not is_device and len(word) > 1 and (is_said or (len(word) > 2 and not mention))


def has_mixed(clause: str) -> bool:
    """Further on, behind "is" or a colon."""
    for said in SAYS.finditer(clause) if clause.lower() != clause.upper() else ():
        found = WORD.match(clause, joined(clause, said.end()))
        word = bared(found[0]) if found else ""
        if is_mixed(word) and not DEVICE.fullmatch(word) and not NUMBERED.search(clause[: said.start()]):
            return True
    return False


def is_mixed(word: str) -> bool:
    """Letters with digits or signs, as in no other word; neither an address nor 1500mA."""
    has_both = re.search(r"[a-z]", word, re.I) and re.search(r"[\d!@#$%^&*+=_]", word)
    is_other = ADDRESS.fullmatch(word) or COUNTED.fullmatch(word.lstrip("0123456789"))
    return len(word) > 3 and bool(has_both) and not is_other


def bared(word: str) -> str:
    return word.strip(".,;:!?()[]\"'")


def digits_only(text: str) -> str:
    return re.sub(r"\D", "", text)
