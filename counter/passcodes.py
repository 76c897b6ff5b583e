"""A passcode is never stored: words in which one stands are refused before anything keeps them.

The data-backup notice promises it. What counts is that something stands there that could open the thing; that a password is
forgotten, or its lock broken, may be written.
"""

import re
import unicodedata
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms.validators import ValidationError

NAMED = r"(?:密码|口令|锁屏码|解锁码|开机码|图案锁|pass\s?code|pass\s?wor[dt]|(?<![a-z])pin(?![a-z])|(?:un)?lock\s?code)"
LOCK = r"(?:锁屏|解锁|屏幕锁|开机)"
PATTERN = r"(?:(?:解锁|锁屏|开机)(?:图案|手势)|(?:图案|手势)(?:锁|解锁|密码)|(?:unlock|lock|swipe)\s?pattern|pattern\s?lock)"
SAYS = r"(?:\s*(?:[:=是为]|(?<![a-z])(?:is|was|ist)(?![a-z]))\s*)"  # "... is", "...:"
MAY_SAY = rf"{SAYS}?[\s:\"'“‘「]*"
SPOKEN = r"[一二三四五六七八九零〇幺两]"
COUNTED = r"(?![\s\-.]?\d)(?!\s*(?:年|元|块|次|mah))"  # what else a number may be
DIGITS = rf"(?!(?:19|20)\d\d[-/.]\d)\d(?:[\s\-.]?\d){{3,}}{COUNTED}"
ORDINARY = r"(?:not|no|wrong|right|correct|incorrect|unknown|lost|gone|broken|fine|ok|safe|set|there|\w+ed|\w+en|\w+ing)"

PASSCODE = re.compile(
    "|".join((
        rf"{NAMED}\D{{0,8}}{DIGITS}",  # PIN 1234
        rf"{LOCK}{MAY_SAY}{DIGITS}",  # 锁屏135790
        rf"(?:{NAMED}|{LOCK}){MAY_SAY}{SPOKEN}{{3,}}",  # 开机密码:一二三四
        rf"(?:{NAMED}|{LOCK}){MAY_SAY}(?:\d|{SPOKEN})\s*个\s*(?:\d|{SPOKEN})",  # 密码6个8
        rf"{NAMED}{MAY_SAY}(?=[a-z]*\d)(?=\d*[a-z])[a-z\d]{{4,}}",  # password is hello1
        rf"(?:密码|口令|(?:锁屏|解锁|开机)码){SAYS}[\s\"'“‘「]*(?!ok)[a-z\d]{{2,}}(?!\s*(?:[位次个秒天分\d]))",  # 密码是hello
        rf"{NAMED}{SAYS}[\s\"'“‘「]*(?!{ORDINARY}\b)[a-z]{{3,}}[\"'”’」]?\s*(?:[.,;!]|$)",  # password: hello
        rf"{PATTERN}{MAY_SAY}(?:[a-z](?![a-z])|[横竖斜左右上下从])",  # 解锁图案是Z
    )),
    re.I,
)  # fmt: skip


def no_passcode(form: Any, field: Any) -> None:
    """Of a field of words."""
    if field.data and PASSCODE.search(unicodedata.normalize("NFKC", field.data)):
        raise ValidationError(
            _("A passcode is never written down. Leave it out; the customer unlocks it here.")
        )
