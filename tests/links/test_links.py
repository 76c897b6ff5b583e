"""A signed link: random, for one record and purpose, ends, can be revoked, can be printed again, and guessing rests."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from counter.extensions import db
from counter.history.models import of
from counter.links import addressing, codes, making, opening, revoking, tokens
from counter.links.models import Link
from counter.staff.models import Attempt
from tests import factories
from tests.warranty import cards

NOW, HOUR, YEAR = factories.NOW, timedelta(hours=1), timedelta(days=365)
PAGE = "customer_page"


@pytest.fixture
def store(shop):
    """Any record will do."""
    return factories.the_store("NM")


@pytest.fixture
def link(store):
    return a_link(store)


def a_link(record, purpose=PAGE, at=NOW, lasts=YEAR):
    return making.make(record, purpose, cards.by("bo"), at, at + lasts)


def found(token, kind="stores", purpose=PAGE, at=NOW):
    return opening.find(token, kind, purpose, at)


def test_a_token_has_128_bits_in_an_alphabet_without_look_alikes(link):
    token = addressing.token_of(link)
    assert len(tokens.ALPHABET) ** tokens.LENGTH > 2**128 and not set("01ILO") & set(tokens.ALPHABET)
    assert len(token) == tokens.LENGTH and set(token) <= set(tokens.ALPHABET)
    assert len(link.salt) == 32  # hexadecimal: 128 bits


@pytest.mark.parametrize(
    "other",
    [
        ("another", "salt", "cards", 1, PAGE),
        ("secret", "more", "cards", 1, PAGE),
        ("secret", "salt", "sales", 1, PAGE),
        ("secret", "salt", "cards", 2, PAGE),
        ("secret", "salt", "cards", 1, "feedback"),
        ("secret", "salt", "cards1", 1, PAGE),
    ],
)
def test_a_token_hangs_on_all_that_it_is_made_of(other):
    first = tokens.derived("secret", "salt", "cards", 1, PAGE)
    assert first == tokens.derived("secret", "salt", "cards", 1, PAGE) != tokens.derived(*other)


def test_two_links_of_one_record_have_nothing_in_common(store):
    one, two = (addressing.token_of(a_link(store)) for _ in range(2))
    assert sum(a == b for a, b in zip(one, two, strict=True)) < tokens.LENGTH // 2


def test_the_books_hold_no_token(link):
    row = db.session.execute(sa.select(Link.__table__)).one()
    assert addressing.token_of(link) not in " ".join(map(str, row)) and link.salt != link.token_hash


def test_it_opens_for_its_own_record_and_purpose_until_it_ends(link):
    token = addressing.token_of(link)
    assert found(token).id == link.id and found(f" {token.lower()} ").id == link.id
    assert found(token, at=NOW + YEAR - timedelta(seconds=1)) is not None


@pytest.mark.parametrize("odd", ["", "x", "Ａ" * 26, "A" * 26, "a" * 4000, "\ud800", "' or 1=1 --", "\x00"])
def test_what_is_no_token_opens_nothing(link, odd):
    assert found(odd) is None


@pytest.mark.parametrize(
    "asked", [{"purpose": "feedback"}, {"kind": "cards"}, {"at": NOW + YEAR}, {"at": NOW + 2 * YEAR}]
)
def test_another_purpose_another_kind_and_a_link_that_ended_open_nothing(link, asked):
    assert found(addressing.token_of(link), **asked) is None


def test_revoking_closes_all_links_of_the_record_and_purpose_and_no_other(store):
    links = [a_link(store), a_link(store)]
    others = [
        (a_link(store, "feedback"), "stores", "feedback"),
        (a_link(factories.the_store("JJ")), "stores", PAGE),
    ]
    assert revoking.revoke(store, PAGE, cards.by("bo"), NOW) == 2
    assert [found(addressing.token_of(link)) for link in links] == [None, None]
    assert all(found(addressing.token_of(link), kind, purpose) for link, kind, purpose in others)
    assert revoking.revoke(store, PAGE, cards.by("bo"), NOW) == 0
    assert [entry.verb for entry in of(store)] == ["revoke_link"]
    assert links[0].revoked_by == factories.the_person("bo").id


def test_the_newest_open_link_is_printed_again(store):
    first, second = a_link(store), a_link(store)
    assert addressing.current(store, PAGE, NOW).id == second.id
    assert addressing.current(store, PAGE, NOW + YEAR) is None
    assert addressing.current(store, "feedback", NOW) is None
    second.revoked_at = NOW
    assert addressing.current(store, PAGE, NOW).id == first.id


def test_after_a_change_of_the_secret_old_paper_opens_and_a_new_link_is_wanted(app, link, store, monkeypatch):
    token = addressing.token_of(link)
    monkeypatch.setitem(app.config, "SECRET_KEY", "another secret of thirty-two characters")
    assert addressing.token_of(link) is None and addressing.current(store, PAGE, NOW) is None
    assert found(token).id == link.id
    assert addressing.current(store, PAGE, NOW) is None
    assert a_link(store).id == addressing.current(store, PAGE, NOW).id


def test_the_address_is_the_public_one(app, link, monkeypatch):
    monkeypatch.setitem(app.config, "PUBLIC_URL", "https://counter.example/")
    assert addressing.address_of(link) == f"https://counter.example/c/{addressing.token_of(link)}"


def test_the_code_is_a_whole_qr_code_even_of_a_short_text():
    assert 'viewBox="0 0 29 29"' in codes.svg("A") and "style" not in codes.svg("A")


# guessing


def tries(link, digits="0000", source="203.0.113.7", at=NOW, right=("8000",)):
    try:
        return opening.prove(link, digits, right, source, at)
    except opening.Resting:
        return "rests"


def test_five_wrong_answers_in_an_hour_and_the_link_rests_for_the_right_one_too(link):
    assert [tries(link) for _ in range(5)] == [False] * 5
    assert tries(link) == tries(link, "8000") == "rests"
    assert tries(link, "8000", at=NOW + HOUR - timedelta(seconds=1)) == "rests"
    assert tries(link, "8000", at=NOW + HOUR) is True


def test_a_right_answer_does_not_wipe_the_wrong_ones_away(link):
    assert [tries(link) for _ in range(4)] == [False] * 4 and tries(link, "8000") is True
    assert tries(link) is False and tries(link, "8000") == "rests"


def test_what_is_right_or_rests_is_not_counted(link):
    assert tries(link, "8000") is True
    [tries(link) for _ in range(9)]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Attempt)) == 5


def test_each_link_rests_alone(store, link):
    [tries(link) for _ in range(6)]
    assert tries(a_link(store), "8000") is True


@pytest.mark.parametrize(
    ("source", "same", "other"),
    [
        ("203.0.113.7", "203.0.113.7", "203.0.113.8"),
        ("2001:db8:0:1::5", "2001:db8:0:1:ffff::9", "2001:db8:0:2::5"),
    ],
)
def test_thirty_wrong_answers_from_one_address_and_it_rests_for_every_link(store, source, same, other):
    for _ in range(6):
        link = a_link(store)
        assert [tries(link, source=source) for _ in range(5)] == [False] * 5
    link = a_link(store)
    assert tries(link, "8000", source=same) == "rests" and tries(link, "8000", source=other) is True


def test_no_address_is_kept_in_plain(link):
    tries(link)
    kept = db.session.scalars(sa.select(Attempt)).one()
    assert "203.0.113.7" not in kept.source and str(link.id) != kept.subject and len(kept.source) == 64


def test_every_right_answer_is_compared_and_in_constant_time(link, monkeypatch):
    compared, compare = [], opening.hmac.compare_digest
    monkeypatch.setattr(opening.hmac, "compare_digest", lambda a, b: compared.append((a, b)) or compare(a, b))
    assert tries(link, "8000", right=("8000", "4417", "2219")) is True
    assert compared == [(b"8000", b"8000"), (b"8000", b"4417"), (b"8000", b"2219")]


def test_with_no_number_left_nothing_is_right(link):
    assert tries(link, "8000", right=()) is False
