"""Amounts as typed, and what of them is earnest money (Civil Code of China, art. 586)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.sales.models import Payment, Sale, SaleLine
from counter.sales.money import AmountError, earnest_limit, minor, plain, split_earnest

SUMS = st.integers(1, 10_000_000_00)


@pytest.mark.parametrize(
    "typed, amount",
    [("6400", 640000), ("6,400", 640000), ("¥6,400.50", 640050), ("６４００元", 640000), ("0.01", 1), ("6400.5", 640050),
     (" 12 800 ", 1280000), ("1,234,567.80", 123456780), ("6，400", 640000), ("¥ 6400 元", 640000), ("10000000", 10_000_000_00)],
)  # fmt: skip
def test_an_amount_is_read_as_people_write_it(typed, amount):
    assert minor(typed) == amount


@pytest.mark.parametrize(
    "typed",
    [
        "12,50",
        "1,5",
        "699,95",
        "12，50",
        "6400,",
        "1,2345",
        "1,00,000",
        "12 50",
        "6.400,50",
        "",
        "abc",
        "0",
        "-5",
        "1.234",
        "1.2.3",
        "1e5",
        "10000000.01",
        "NaN",
        "٣",
        "9" * 40,
        "½",
    ],
)
def test_what_is_no_amount_is_said_to_be_none(typed):
    with pytest.raises(AmountError) as caught:
        minor(typed)
    assert "6400.50" in str(caught.value.sentence) or typed in ("0", "10000000.01")


@given(SUMS)
def test_what_stands_in_the_field_is_read_back_as_the_same(amount):
    assert minor(plain(amount)) == amount


@pytest.mark.parametrize(
    "total, earlier, amount, split",
    [
        (3200000, 0, 640000, (640000, 0)),
        (3200000, 0, 640001, (640000, 1)),
        (3200000, 0, 3200000, (640000, 2560000)),
        (3200000, 640000, 100, (0, 100)),
        (3200000, 600000, 50000, (40000, 10000)),
        (999, 0, 200, (199, 1)),
        (4, 0, 4, (0, 4)),
    ],
)
def test_earnest_money_binds_up_to_a_fifth_and_the_rest_is_prepayment(total, earlier, amount, split):
    assert split_earnest(total, earlier, amount) == split


@given(SUMS, SUMS, SUMS)
def test_no_split_loses_a_cent_or_goes_above_the_fifth(total, earlier, amount):
    earnest, rest = split_earnest(total, earlier, amount)
    assert earnest >= 0 and rest >= 0 and earnest + rest == amount
    assert earnest == 0 or earlier + earnest <= earnest_limit(total) and earnest_limit(total) * 5 <= total


@given(
    st.lists(st.tuples(st.integers(1, 99), st.integers(0, 10**7), st.booleans())),
    st.lists(st.integers(1, 10**6)),
)
def test_the_total_is_of_the_lines_that_are_there_and_the_balance_what_is_left(lines, payments):
    sale = Sale()
    sale.lines = [
        SaleLine(quantity=q, unit_price=p, removed_at=None if is_live else 1) for q, p, is_live in lines
    ]
    sale.payments = [Payment(amount=amount) for amount in payments]
    assert sale.total == sum(q * p for q, p, is_live in lines if is_live)
    assert sale.balance == sale.total - sum(payments)
