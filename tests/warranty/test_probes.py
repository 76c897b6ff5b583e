import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from counter.catalog.identifiers import completed_imei, shown_imei
from counter.customers import names, phones
from counter.warranty import numbers
from counter.warranty.probes import LONGEST_KEY, Filed, hits, keys_of, probes

CHEN = Filed(
    name="陈晓明",
    phones=("+8613800138000",),
    number=numbers.make("NM", 2026, 77),
    serials=("490154203237518", "861234567890128", "F2LX-OI19Q"),
    invoices=("23312000000012345678",),
)


def finds(text, card=CHEN):
    return any(hits(one, keys_of(card)) for one in probes(text).ranges)


@pytest.mark.parametrize(
    "text",
    [
        "IMEI/MEID 49 015420 323751 8",
        "IMEI/MEID: 490154203237518",
        "IMEI / MEID 490154203237518",
        "490154203237518/01",
        "49 015420 323751 8 / 01",
        "IMEI/MEID：490154203237518/01",
    ],
)
def test_an_imei_is_asked_for_as_it_stands_on_the_box(text):
    assert finds(text)


def test_what_was_filed_with_its_version_is_found_with_it():
    assert finds("490154203237518/01", Filed(serials=("490154203237518/01",)))


@pytest.mark.parametrize(
    "text",
    [
        "13800138000",
        "138-0013-8000",
        "+86 138 0013 8000",
        "0086 13800138000",
        "１３８００１３８０００",
        "手机：13800138000",
        "13800138000转801",
        "8000",
        "８０００",
        "尾号8000",
        "800",
        "38000",
        "0138000",
        "13 8000",
        "尾号138000",
        "3800138000",
        "13800",
        "138 0013 80",
        "+86 138 00",
        "8613800",
        "0086 138 001",
        "陈晓明",
        "陈 晓明",
        "陈晓",
        "陈",
        "晓明",
        "明",
        "chenxiaoming",
        "Chen Xiaoming",
        "CHEN XIAO",
        "xiaoming",
        "cxm",
        CHEN.number,
        CHEN.number.lower(),
        numbers.shown(CHEN.number),
        numbers.shown(CHEN.number).lower(),
        CHEN.number[:5],
        "卡号 " + CHEN.number,
        "490154203237518",
        "49 015420 323751 8",
        "IMEI: 490154203237518",
        "IMEI1:861234567890128",
        "861234567890128",
        "49015420323751",  # without the check digit
        "4901542032375101",  # with the software version
        "7518",
        "37518",
        "f2lx-oi19q",
        "F2LXOI19Q",
        "S/N F2LXOI19Q",
        "OI19Q",
        "23312000000012345678",
        "2331200",
    ],
)
def test_a_card_is_found_by(text):
    assert finds(text)


@pytest.mark.parametrize("text", ["", " ", "1", "c", "-", "()-", "\x00", "\u200b"])
def test_too_little_is_not_looked_up(text):
    probe = probes(text)
    assert all(len(low) > 2 for low, _ in probe.ranges)
    assert not finds(text)


@pytest.mark.parametrize(
    "text",
    [
        "13800138000",
        "138-0013-8000",
        "+86 138 0013 8000",
        "0086 13800138000",
        "１３８００１３８０００",
        "138 0013 8000（陈）",
    ],
)
def test_a_whole_phone_is_one_exact_key(text):
    assert probes(text).ranges == (("p+8613800138000", None),)


def test_four_digits_are_the_last_four_of_a_phone_first_and_then_the_end_of_a_serial():
    assert probes("8000").kind == "last4"
    assert probes("8000").ranges[:2] == (("48000", "48001"), ("s0008", "s0009"))


def test_a_whole_imei_is_one_exact_key():
    assert probes("490154203237518").ranges == (("s815732302451094", None),)


def test_a_whole_card_number_is_looked_for_as_one_first():
    assert probes(CHEN.number.lower()).kind == "card"
    assert probes(CHEN.number.lower()).ranges[0][0] == "c" + CHEN.number


def test_a_character_that_no_card_number_has_is_not_guessed_at():
    assert not any(low.startswith("c") for low, _ in probes("NMF4K2O").ranges)


def test_a_landline_typed_without_its_area_code_is_found_where_the_store_has_one():
    card = Filed(phones=("+8675588881234",))
    assert any(hits(one, keys_of(card)) for one in probes("8888 1234", area_code="0755").ranges)


@given(st.text(min_size=1, max_size=8), st.text(max_size=4))
def test_a_range_holds_every_continuation_in_bytes_and_nothing_that_begins_otherwise(typed, more):
    for low, high in probes("陈" + typed).ranges:
        if high is None:
            continue
        longer = (low + more).encode("utf-8", "surrogatepass")
        assert low.encode() <= longer < high.encode()
        assert (
            not low.encode()
            <= (low[:-1] + chr(ord(low[-1]) + 1) + more).encode("utf-8", "surrogatepass")
            < high.encode()
        )


@given(st.text(max_size=200))
def test_any_text_can_be_typed(text):
    probe = probes(text)
    assert len(probe.ranges) <= 6
    assert all(len(low) <= LONGEST_KEY for low, _ in probe.ranges)
    assert not any("\x00" in low for low, _ in probe.ranges)  # PostgreSQL takes none


mobiles = st.from_regex(r"\+861[3-9][0-9]{9}", fullmatch=True)
landlines = st.from_regex(r"\+86755[2-8][0-9]{7}", fullmatch=True).filter(lambda e164: _is_callable(e164))
imeis = st.from_regex(r"[0-9]{14}", fullmatch=True).map(completed_imei).filter(lambda imei: imei.strip("0"))
serials = st.from_regex(r"[A-Z0-9][A-Z0-9/-]{2,18}[A-Z0-9]", fullmatch=True)
invoices = st.from_regex(r"[0-9]{2,20}|[A-Z]{2}[0-9-]{3,10}[0-9]", fullmatch=True)
people = st.text("陈李单曾晓明伟芳欧阳吕", min_size=1, max_size=4) | st.from_regex(
    r"[A-Z][a-z]{1,9}( [A-Z][a-z']{1,8}[a-z]){0,2}", fullmatch=True
)


@given(people)
def test_every_name_is_found_by_itself_its_suffixes_its_pinyin_and_its_initials(name):
    card = Filed(name=name)
    typed = [name, name.upper(), name.replace(" ", "")]
    if name.isascii():
        words = name.split()
        typed += [" ".join(words[start:]) for start in range(len(words))]
    else:
        typed += [name[start:] for start in range(len(name))]
    typed += [key for key in names.keys(name) if len(key) > 1 or not key.isascii()]
    assert all(finds(text, card) for text in typed)


@given(mobiles | landlines)
def test_every_phone_is_found_in_every_spelling(e164):
    card = Filed(phones=(e164,))
    shown = phones.shown(e164)
    for text in (
        e164,
        shown,
        shown.replace(" ", "-"),
        "00" + e164[1:],
        "电话：" + shown,
        shown + "转12",
        e164[-4:],
        e164[:9],
    ):
        assert finds(text, card), text


@given(imeis | serials)
def test_every_serial_is_found_whole_and_by_its_end(serial):
    card = Filed(serials=(serial,))
    for text in (serial, serial.lower(), " " + serial, "S/N: " + serial):
        assert finds(text, card), text
    ending = "".join(char for char in serial if char.isalnum())[-4:]
    assert finds(ending, card)


@given(imeis)
def test_every_imei_is_found_in_its_parts(imei):
    card = Filed(serials=(imei,))
    assert finds(shown_imei(imei), card)
    assert finds("IMEI:" + imei, card)


@pytest.mark.parametrize(
    "number", ["172449111841244", "13800138000", "8000", "0755-88881234", "008613800138000", "12"]
)
def test_an_invoice_or_serial_that_looks_like_something_else_is_found_as_well(number):
    assert finds(number, Filed(invoices=(number,)))
    assert finds(number, Filed(serials=(number,)))


@given(invoices)
def test_every_invoice_is_found_by_its_number(invoice):
    assert finds(invoice, Filed(invoices=(invoice,)))


@given(
    st.text(numbers.ALPHABET, min_size=2, max_size=4), st.integers(2021, 2043), st.integers(1, numbers.LAST)
)
def test_every_card_number_is_found_in_every_spelling(code, year, running):
    number = numbers.make(code, year, running)
    for text in (number, number.lower(), numbers.shown(number), " ".join(number), number[:-1]):
        assert finds(text, Filed(number=number)), text


@given(mobiles, mobiles)
def test_a_whole_phone_never_finds_another(one, other):
    assume(one != other)
    assert not finds(phones.shown(one), Filed(phones=(other,)))


def _is_callable(e164):
    try:
        return phones.parse(e164).e164 == e164
    except phones.PhoneError:
        return False
