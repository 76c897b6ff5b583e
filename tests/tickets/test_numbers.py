import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.tickets import numbers
from counter.warranty import numbers as cards

codes = st.text("ABCDEFGHJKMNPQRSTUVWXYZ23456789", min_size=2, max_size=4)
running = st.integers(1, numbers.LAST)
digit = st.sampled_from(numbers.DIGITS)


@given(codes, digit, running)
def test_a_number_is_read_in_any_spelling_and_is_never_a_card(code, year, count):
    number = numbers.make(code, year, count)
    assert numbers.read(numbers.shown(number).lower()) == number == numbers.read(f" {number} ")
    assert cards.is_of_a_ticket(numbers.shown(number).lower())
    with pytest.raises(cards.NumberError):
        cards.check(number)


@given(codes, st.integers(2021, 2043), st.integers(1, 900_000))
def test_a_card_is_never_a_ticket(code, year, count):
    number = cards.make(code, year, count)
    assert numbers.read(number) is None and not cards.is_of_a_ticket(number)


@given(codes, digit, running, st.data())
def test_one_wrong_character_or_two_that_changed_places_are_noticed(code, year, count, data):
    number = numbers.make(code, year, count)
    place = data.draw(st.integers(0, len(number) - 1))
    wrong = data.draw(st.sampled_from([char for char in cards.ALPHABET if char != number[place]]))
    assert numbers.read(number[:place] + wrong + number[place + 1 :]) is None
    other = data.draw(st.integers(0, len(number) - 1))
    swapped = list(number)
    swapped[place], swapped[other] = swapped[other], swapped[place]
    if swapped != list(number):
        assert numbers.read("".join(swapped)) is None


def test_no_number_is_made_beyond_the_last():
    with pytest.raises(ValueError, match="running"):
        numbers.make("NM", "7", numbers.LAST + 1)
