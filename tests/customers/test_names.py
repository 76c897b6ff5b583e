import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.customers.names import LONGEST, folded, keys, mask_name, normalise


def test_a_chinese_name_is_found_by_each_suffix_its_pinyin_and_initials():
    assert keys("陈晓明") == {"陈晓明", "晓明", "明", "chenxiaoming", "xiaoming", "cxm"}


def test_a_compound_surname_is_one_surname():
    assert {"欧阳娜", "娜", "ouyangna", "na", "oyn"} <= keys("欧阳娜")
    assert "yangna" not in keys("欧阳娜")


def test_a_latin_name_is_found_by_each_word_and_by_either_order():
    assert keys("Anna Schmidt") == {"annaschmidt", "schmidt", "schmidtanna"}
    assert keys("Ana de la Cruz") == {"anadelacruz", "delacruz", "lacruz", "cruz"}


RARE_READINGS = {
    "单": "shan", "曾": "zeng", "仇": "qiu", "解": "xie", "区": "ou", "查": "zha", "翟": "zhai", "盖": "ge", "覃": "qin",
    "缪": "miao", "员": "yun", "黑": "he", "秘": "bi", "折": "she", "种": "chong", "洗": "xian", "召": "shao", "朴": "piao",
    "卜": "bu", "阚": "kan", "牟": "mou", "薄": "bo", "乜": "nie", "都": "du", "隗": "wei", "祭": "zhai", "繁": "po",
    "么": "yao", "句": "gou", "乐": "yue", "佴": "nai", "粘": "nian", "炅": "gui", "能": "nai", "颉": "xie", "郇": "xun",
    "單": "shan", "樂": "yue", "區": "ou", "蓋": "ge", "員": "yun", "繆": "miao", "闞": "kan", "賁": "ben", "鈄": "tou",
}  # fmt: skip


@pytest.mark.parametrize(("surname", "reading"), RARE_READINGS.items())
def test_surnames_with_a_reading_of_their_own_are_found_by_it(surname, reading):
    assert {f"{reading}wei", f"{reading[0]}w"} <= keys(surname + "伟")


def test_a_surname_read_as_a_word_is_found_as_well():
    assert {"shanxiongxin", "danxiongxin"} <= keys("单雄信")


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("乐嘉", ("yuejia", "lejia", "yj", "lj")), ("盖叫天", ("gejiaotian", "gaijiaotian")), ("牟平", ("mouping", "muping")),
        ("谌龙", ("chenlong", "shenlong")), ("尉迟恭", ("yuchigong", "weichigong", "gong", "ycg", "wcg")), ("尉明", ("weiming", "yuming")),
        ("万俟卨", ("moqixie", "mqx", "xie")), ("萬俟卨", ("moqixie", "mqx", "xie")), ("尉遲恭", ("yuchigong", "ycg")),
        ("澹臺明", ("tantaiming", "ttm")), ("单于明", ("chanyuming", "shanyuming")),
    ],
)  # fmt: skip
def test_what_families_read_in_several_ways_is_found_by_each(name, typed):
    assert set(typed) <= keys(name)


def test_the_sound_of_ü_is_found_however_it_is_typed():
    assert {"lvbu", "lyubu", "lubu"} <= keys("吕布")
    assert folded("Lübu") in keys("吕布")


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("陈晓明🌸", "陈晓明"),
        ("🌸 陈晓明", "陈晓明"),
        ("陈 晓 明", "陈晓明"),
        ("陈晓明", "陈 晓明"),
        ("阿卜杜拉·买买提", "买买提"),
        ("Ｌｉ Ｎａ", "li na"),
        ("José O'Neil", "ONEIL"),
        ("Jean-Luc Picard", "jeanluc picard"),
        ("Straße", "STRASSE"),
        ("Tom陈晓明", "陈晓明"),
        ("김민수", "김민수"),
        ("Иванов Иван", "иван"),
        ("🌸", "🌸"),
    ],
)
def test_signs_spaces_case_and_accents_do_not_matter(name, typed):
    assert folded(typed) in keys(name)


def test_a_name_is_kept_tidy_and_short():
    assert normalise("  Ｌｉ\u3000Na\x00\n ") == "Li Na"
    assert normalise("陈晓明🌸") == "陈晓明🌸"
    assert len(normalise("陈" * 10_000)) == LONGEST
    assert keys("") == keys(" \x00 ") == set()


@pytest.mark.parametrize(
    ("name", "hidden"),
    [
        ("陈晓明", "陈**"),
        ("李雷", "李*"),
        ("🌸陈 晓明", "陈**"),
        ("欧阳娜娜", "欧阳**"),
        ("阿卜杜拉·买买提", "阿***"),
        ("陈", "陈"),
        ("김민수", "김**"),
        ("Li Na", "Li N."),
        ("Anna Maria Schmidt", "Anna M. S."),
        ("Anna", "A."),
        ("🌸", "*"),
        ("", ""),
    ],
)
def test_a_name_on_a_shared_screen_shows_only_its_beginning(name, hidden):
    assert mask_name(name) == hidden


def test_pinyin_is_loaded_only_when_a_chinese_name_is_written():
    seen = "import sys; from counter.customers import names; names.keys('Anna'); assert 'pypinyin' not in sys.modules"
    assert subprocess.run([sys.executable, "-c", seen], check=False).returncode == 0


@given(st.text(max_size=80))
def test_any_text_has_a_kept_form_that_stays_as_it_is(text):
    name = normalise(text)
    assert normalise(name) == name
    assert len(name) <= LONGEST
    assert folded(folded(text)) == folded(text)
    assert not name or folded(name) in keys(name)


@given(st.text(alphabet="陈李王欧阳晓明伟芳娜吕单曾", min_size=2, max_size=4))
def test_no_chinese_name_is_shown_whole_on_a_shared_screen(name):
    hidden = mask_name(name)
    assert hidden.endswith("*")
    assert len(hidden) == len(name)


@pytest.mark.parametrize(
    "name",
    ["欧阳明月" * 15, "庄" * 60, "Wolfeschlegelsteinhausenbergerdorff " * 2, "ß" * 60, "ﷺ" * 60],
    ids=list("abcde"),
)
def test_no_name_that_is_kept_has_a_key_too_long_for_its_column(name):
    from counter.customers.models import CustomerKey

    found = keys(normalise(name))
    assert found and max(map(len, found)) <= LONGEST < CustomerKey.__table__.c.value.type.length
