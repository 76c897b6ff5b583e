"""Words as they are meant, whichever way they are written: without what takes no room between the letters, in the characters that
name a passcode on the mainland, and with digits where they are spelt out."""

import re
import unicodedata

TRADITIONAL = str.maketrans(
    "碼鎖開機圖勢宮螢驗證號數無應鍵盤門樓單電記設為畫劃發訂價費話聯繫來撥運營熱線專復個幾這輸後從橫豎連棟鑰",
    "码锁开机图势宫屏验证号数无应键盘门楼单电记设为画划发订价费话联系来拨运营热线专复个几这输后从横竖连栋钥",
)
UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]")
NAMES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
SPELT = {name: str(digit) for digit, name in enumerate(NAMES)} | {"oh": "0"}
A_DIGIT = f"(?:{'|'.join(SPELT)})"
ONE = re.compile(A_DIGIT, re.I)
RUN = re.compile(rf"(?<![a-z]){A_DIGIT}(?:[\s,.\-]{{1,3}}{A_DIGIT}){{2,}}(?![a-z])", re.I)  # one two three


def folded(text: str) -> str:
    if not text.isascii():
        text = UNSEEN.sub("", unicodedata.normalize("NFKC", text)).translate(TRADITIONAL)
    return RUN.sub(lambda run: "".join(SPELT[one.lower()] for one in ONE.findall(run[0])), text)
