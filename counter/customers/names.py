"""A customer's name: how it is kept, by what it is found, and how it is hidden.

Look-up keys carry no spaces, case, accents or signs, so that "Li Na", "lina" and 李娜 meet; what is typed is folded
the same way.
"""

import re
import unicodedata
from functools import lru_cache

LONGEST = 60  # characters of a name that are kept
UNSEEN = ("Cc", "Cf", "Cn", "Co", "Cs")  # controls, marks without a width, what no font has
JOINERS = "\u200c\u200d"  # belong to Persian words and to emoji of several people
HAN = r"\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
UNIT = re.compile(rf"[{HAN}]|[^\W_{HAN}]+")
IS_HAN = re.compile(rf"[{HAN}]")
UNCASED_RUN = re.compile(rf"[{HAN}\u3040-\u30ff\uac00-\ud7a3][{HAN}\u3040-\u30ff\uac00-\ud7a3\s·•・]*")
# Read as a surname these sound otherwise than as words, and the dictionary knows the word; or families read them in several
# ways (牟 mou, mu), which all find them. In both spellings. Whoever has filed names already: `flask --app wsgi file-again`.
SURNAMES_BY_READING = {
    "ben": "贲賁", "bi": "秘", "bo": "薄", "bu": "卜", "chi": "郗", "chong": "种", "du": "都", "ge": "盖蓋", "gou": "句",
    "gui": "炅", "he": "黑", "kan": "阚闞", "miao": "缪繆", "mou": "牟", "mu": "牟", "nai": "佴能", "nian": "粘",
    "nie": "乜", "ou": "区區", "piao": "朴", "po": "繁", "qin": "覃", "qiu": "仇", "shan": "单單", "shao": "召", "she": "折",
    "shen": "谌諶", "tou": "钭鈄", "wei": "隗", "xi": "郄", "xian": "洗", "xie": "解颉頡", "xun": "郇", "yao": "么",
    "yu": "尉蔚", "yue": "乐樂", "yun": "员員贠貟", "zeng": "曾", "zha": "查", "zhai": "翟祭",
}  # fmt: skip
COMPOUNDS_BY_READING = {
    "mo qi": ("万俟", "萬俟"), "tan tai": ("澹台", "澹臺"), "yu chi": ("尉迟", "尉遲"), "wei chi": ("尉迟", "尉遲"),
}  # fmt: skip
PAIRS = [
    (surname, spelt.split())
    for spelt, surnames in (*SURNAMES_BY_READING.items(), *COMPOUNDS_BY_READING.items())
    for surname in surnames
]
SURNAME_READINGS = {surname: [one for other, one in PAIRS if other == surname] for surname, _ in PAIRS}
COMPOUND_SURNAMES = frozenset(
    re.findall(
        "..",
        "欧阳司马上官诸葛东方皇甫尉迟公孙慕容令狐夏侯司徒长孙宇文端木轩辕独孤南宫西门东郭呼延澹台申屠太史闻人"
        "鲜于濮阳淳于赫连钟离闾丘漆雕拓跋万俟公冶太叔"
        "歐陽司馬諸葛東方尉遲公孫長孫軒轅獨孤南宮西門東郭澹臺聞人鮮于濮陽赫連鍾離閭丘萬俟",
    )
)


def normalise(name: str) -> str:
    """The name as it is kept: full-width letters narrowed, no controls, single spaces, at most 60 characters."""
    text = unicodedata.normalize("NFKC", name[: LONGEST * 4])
    text = "".join(
        " " if unicodedata.category(char) in UNSEEN and char not in JOINERS else char for char in text
    )
    return " ".join(text.split())[:LONGEST].rstrip()


def folded(text: str) -> str:
    """The form in which names are compared: letters and digits only, no case, no accents. Of a name of nothing but
    signs (an emoji) the signs."""
    units = _units(text)
    return "".join(units) if units else re.sub(rf"[\s{JOINERS}]", "", normalise(text))


def keys(name: str) -> set[str]:
    """All the beginnings by which the name may be typed: 陈晓明 晓明 明 chenxiaoming xiaoming cxm; Anna Schmidt: annaschmidt
    schmidt schmidtanna. Of a long name's pinyin as much as anybody types, at most 60 characters."""
    units = _units(name)
    if not units:
        return {whole[:LONGEST]} if (whole := folded(name)) else set()
    found = {"".join(units[start:]) for start in range(len(units))}
    if len(units) == 2 and not _is_han(units[0]) and not _is_han(units[1]):
        found.add(units[1] + units[0])  # the family name first, or last
    characters = "".join(unit for unit in units if _is_han(unit))
    return {key[:LONGEST] for key in (found | _sounds(characters) if characters else found)}


def mask_name(name: str) -> str:
    """For shared screens: 陈晓明 → 陈**, 欧阳娜 → 欧阳*, Li Na → Li N., Anna → A."""
    name = normalise(name)
    words = re.findall(r"[^\W_]+", name)
    if not words:
        return "*" if name else ""
    if run := UNCASED_RUN.search(name):
        characters = re.sub(r"[\s·•・]", "", run[0])
        surname = 2 if characters[:2] in COMPOUND_SURNAMES and len(characters) > 2 else 1
        return characters[:surname] + "*" * min(3, len(characters) - surname)
    if len(words) == 1:
        return words[0][0] + "."
    return " ".join([words[0], *(word[0] + "." for word in words[1:3])])


@lru_cache(maxsize=4096)
def _units(text: str) -> tuple[str, ...]:
    """Words, and Chinese characters each by itself. Kept, since a line of an import asks half a dozen times."""
    text = unicodedata.normalize("NFKD", normalise(text).casefold())
    text = "".join(char for char in text if unicodedata.category(char) not in ("Mn", "Me", "Cf"))
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    text = re.sub(r"(?<=\w)['’`ʼ](?=\w)", "", text)
    return tuple(UNIT.findall(text))


def _is_han(unit: str) -> bool:
    return IS_HAN.match(unit) is not None


@lru_cache(maxsize=4096)
def _sounds(characters: str) -> frozenset[str]:
    from pypinyin import lazy_pinyin  # +50 MB and a third of a second: only where a name is written

    syllables = [folded(spelt) for spelt in lazy_pinyin(characters, errors="ignore", v_to_u=False)]
    if len(syllables) != len(characters):  # a character that the dictionary does not know
        syllables = [folded("".join(lazy_pinyin(char, errors="ignore"))) for char in characters]
    readings = [syllables]
    for surname in (characters[:1], characters[:2]):
        for other in SURNAME_READINGS.get(surname, ()):
            readings.append([*other, *syllables[len(other) :]])
    given = 2 if characters[:2] in COMPOUND_SURNAMES and len(characters) > 2 else 1
    sounds: set[str] = set()
    for one in readings:
        spelt = ["".join(one), "".join(one[given:]), "".join(syllable[:1] for syllable in one)]
        # ü: "lv" on keyboards, "lyu" in passports, "lu" where people type what they see
        sounds |= {sound.replace("v", u) for sound in spelt for u in ("v", "yu", "u")}
    return frozenset(sounds - {""})
