import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.customers.phones import Phone, PhoneError, masked, parse, shown

SPELLINGS_OF_A_MOBILE = """
13800138000
138-0013-8000
138 0013 8000
138.0013.8000
(138)0013-8000
【13800138000】
+86 138 0013 8000
+86-138-0013-8000
（+86）13800138000
+86 013800138000
86 13800138000
8613800138000
0086 13800138000
00 86 138 0013 8000
013800138000
１３８００１３８０００
１３８－００１３－８０００
٠٠٨٦١٣٨٠٠١٣٨٠٠٠
手机：13800138000
手机号码: 138 0013 8000
电话 13800138000
Tel. 138 0013 8000
tel:+86-138-0013-8000
tel:+8613800138000;ext=801
13800138000转801
13800138000 转 801 号
13800138000-801
13800138000 ext 801
13800138000 ext. 801
13800138000x801
13800138000,801
13800138000#801
13800138000 分机 801
13800138000（李雷）
李雷 13800138000
李雷（家里）13800138000
17951 13800138000
\u202d13800138000\u202c
138\u00a00013\u00a08000
""".strip().splitlines()


@pytest.mark.parametrize("text", SPELLINGS_OF_A_MOBILE)
def test_a_mobile_in_any_spelling_is_the_same_number(text):
    assert parse(text) == Phone("+8613800138000", "8000")


@pytest.mark.parametrize(
    ("text", "e164"),
    [
        ("0755-8888 1234", "+8675588881234"),
        ("(0755) 88881234", "+8675588881234"),
        ("0755-88881234-801", "+8675588881234"),
        ("0755-8888 1234转801", "+8675588881234"),
        ("+86 755 8888 1234", "+8675588881234"),
        ("+86 (0)10 8888 1234", "+861088881234"),
        ("010-88881234", "+861088881234"),
        ("400-600-1234", "+864006001234"),
        ("800-820-1234", "+868008201234"),
        ("+852 2345 6789", "+85223456789"),
        ("+44 20 7946 0958", "+442079460958"),
        ("0044 20 7946 0958", "+442079460958"),
        ("+1 (201) 555-0123", "+12015550123"),
        ("+1 201 555 0123 ext. 5", "+12015550123"),
    ],
)
def test_landlines_and_numbers_of_other_countries_are_read(text, e164):
    assert parse(text).e164 == e164


@pytest.mark.parametrize("text", ["8888 1234", "88881234", "8888-1234转801", "8888-1234-801"])
def test_a_landline_without_its_area_code_takes_the_stores(text):
    assert parse(text, area_code="0755").e164 == "+8675588881234"
    with pytest.raises(PhoneError, match="area code is missing"):
        parse(text)


def test_a_number_of_the_stores_own_country_needs_no_prefix():
    assert parse("(201) 555-0123", region="US").e164 == "+12015550123"
    assert parse("020 7946 0958", region="GB").e164 == "+442079460958"
    assert parse("+86 138 0013 8000", region="GB").e164 == "+8613800138000"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("138 0013 80", "2 digits missing; a mobile number has 11"),
        ("1380013800", "1 digit missing; a mobile number has 11"),
        ("+86 1380013800", "1 digit missing; a mobile number has 11"),
        ("138001380001", "1 digit too many; a mobile number has 11"),
        ("+86 1380013800012", "2 digits too many; a mobile number has 11"),
        ("", "Enter a phone number"),
        ("   ", "Enter a phone number"),
        ("李雷", "Enter a phone number"),
        ("13800138000 13900139000", "These are two numbers; enter one, and add the other after"),
        ("13800138000、13900139000", "These are two numbers; enter one, and add the other after"),
        ("13800138000/0755-88881234", "These are two numbers; enter one, and add the other after"),
        ("95533", "That is not a number that can be called"),
        ("12345678901", "That is not a number that can be called"),
        ("138****8000", "That is not a number that can be called"),
        ("13800138o00", "That is not a number that can be called"),
        ("138001380\x0000", "That is not a number that can be called"),
        ("+", "Enter a phone number"),
        ("+999 1234567", "That is not a number that can be called"),
        ("0755-8888123", "That is not a number that can be called"),
        ("1" * 5000, "That is not a number that can be called"),
    ],
)
def test_what_cannot_be_called_is_refused_with_what_to_do(text, sentence):
    with pytest.raises(PhoneError) as refused:
        parse(text)
    assert str(refused.value.sentence) == sentence


def test_a_mobile_range_that_is_issued_later_than_the_library_is_let_in():
    assert parse("16888888888").e164 == "+8616888888888"


@pytest.mark.parametrize(
    ("e164", "open_form", "hidden_form"),
    [
        ("+8613800138000", "138 0013 8000", "138 **** 8000"),
        ("+8675588881234", "0755 8888 1234", "0755 **** 1234"),
        ("+861088881234", "010 8888 1234", "010 **** 1234"),
        ("+864006001234", "400 600 1234", "400 *** 1234"),
        ("+442079460958", "+44 20 7946 0958", "+44 ** **** 0958"),
    ],
)
def test_numbers_are_shown_in_the_customary_form_and_hidden_in_the_middle(e164, open_form, hidden_form):
    assert shown(e164) == open_form
    assert masked(e164) == hidden_form


def test_a_number_of_ones_own_country_is_shown_without_its_country():
    assert shown("+12015550123", region="US") == "(201) 555-0123"
    assert masked("+12015550123", region="US") == "(201) ***-0123"
    assert shown("+8613800138000", region="US") == "+86 138 0013 8000"


def test_a_short_number_still_hides_three_digits():
    assert masked("+29022158").count("*") >= 3


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_every_mobile_survives_being_shown_and_typed_again(number):
    phone = parse(number)
    assert phone == Phone("+86" + number, number[-4:])
    assert parse(shown(phone.e164)) == phone
    assert masked(phone.e164) == f"{number[:3]} **** {number[-4:]}"


@given(st.text(max_size=120) | st.from_regex(r"[\d +()-]{0,30}", fullmatch=True))
def test_any_text_is_a_number_or_a_sentence(text):
    try:
        phone = parse(text)
    except PhoneError as refusal:
        sentence = str(refusal.sentence)
    else:
        sentence = "none"
        assert re.fullmatch(r"\+[1-9]\d{4,14}", phone.e164)
        assert phone.e164.endswith(phone.last4)
        assert parse(phone.e164) == phone
    assert sentence
