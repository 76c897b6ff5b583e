import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.warranty.numbers import (
    ALPHABET,
    BASE,
    LAST,
    NumberError,
    check,
    make,
    normalise,
    shown,
    year_letter,
)

codes = st.text(ALPHABET, min_size=2, max_size=4)
years = st.integers(2021, 2043)
runnings = st.integers(1, LAST)
card_numbers = st.builds(make, codes, years, runnings)


def test_the_alphabet_has_a_prime_number_of_characters_and_none_that_is_misread():
    assert BASE == len(set(ALPHABET)) == 31
    assert all(BASE % factor for factor in range(2, BASE))
    assert not set("01ILO") & set(ALPHABET)


def test_a_number_holds_store_year_running_number_and_check_character():
    assert make("NM", 2026, 1) == "NMF2223G"
    assert make("NM", 2026, 31**4 - 1) == "NMFZZZZZ"
    assert shown("NMF2223G") == "NMF-2223-G"
    assert shown(make("BMX", 2025, 31**4)).split("-")[:2] == ["BMXE", "32222"]


@given(codes, years, runnings, codes, years, runnings)
def test_no_two_cards_share_a_number(code, year, running, other_code, other_year, other_running):
    same = (code, year, running) == (other_code, other_year, other_running)
    assert (make(code, year, running) == make(other_code, other_year, other_running)) == same


@given(codes, years, st.integers(31**4, LAST))
def test_a_wider_running_number_never_looks_like_a_longer_store_code(code, year, running):
    number = make(code, year, running)
    assert shown(number).split("-")[0] == code + year_letter(year)


def test_year_letters_come_again_only_after_23_years():
    letters = [year_letter(year) for year in range(2021, 2044)]
    assert len(set(letters)) == 23
    assert year_letter(2044) == letters[0]


@given(card_numbers)
def test_every_single_wrong_character_is_caught(number):
    for place in range(len(number)):
        for char in set(ALPHABET) - {number[place]}:
            assert _is_refused(number[:place] + char + number[place + 1 :])


@given(card_numbers)
def test_any_two_characters_that_changed_places_are_caught(number):
    for first in range(len(number)):
        for second in range(first + 1, len(number)):
            if number[first] != number[second]:
                swapped = list(number)
                swapped[first], swapped[second] = swapped[second], swapped[first]
                assert _is_refused("".join(swapped))


@given(card_numbers)
def test_a_number_in_any_spelling_is_the_same(number):
    wide = "".join(chr(ord(char) + 0xFEE0) for char in number)
    for text in (
        number,
        number.lower(),
        shown(number),
        shown(number).lower(),
        f" {' '.join(number)} ",
        wide,
        "卡号：" + number,
    ):
        assert check(text) == number == normalise(text)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("NMF-4K2O-A", "No card number has “O”; look again at character 7"),
        ("nmf 0k2w a", "No card number has “0”; look again at character 4"),
        ("NMF-4K2W-7", "One character of this card number is wrong; compare it with the card"),
        ("NMF4K2", "That is not a whole card number; it looks like NMF-4K2W-A"),
        ("", "That is not a whole card number; it looks like NMF-4K2W-A"),
        ("NMF4K2W\x00", "No card number has “\x00”; look again at character 8"),
    ],
)
def test_a_wrong_number_is_told_where_to_look_and_never_guessed(text, sentence):
    with pytest.raises(NumberError) as refused:
        check(text)
    assert str(refused.value.sentence) == sentence


def test_the_number_in_the_sentence_is_a_right_one():
    assert check("NMF-4K2W-A") == "NMF4K2WA"


@pytest.mark.parametrize(
    ("code", "running"), [("N", 1), ("NMFFF", 1), ("N0", 1), ("nm", 1), ("NM", 0), ("NM", LAST + 1)]
)
def test_a_number_is_not_made_of_what_does_not_fit(code, running):
    with pytest.raises(ValueError, match="store code|running number"):
        make(code, 2026, running)


def _is_refused(text):
    try:
        check(text)
    except NumberError:
        return True
    return False
