"""The door of the customer's page: the last four digits, what a stranger learns, how long it stays open."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa

from counter.customers import numbering
from counter.customers.models import Customer
from counter.customers.registering import register
from counter.extensions import db
from counter.links.models import Link
from counter.staff.models import Attempt
from counter.warranty import linking, repairing
from counter.warranty.correcting import correct
from counter.warranty.models import Card
from counter.warranty.transferring import transfer
from counter.warranty.voiding import void
from tests import factories
from tests.people.outside import Somebody, path_of, text_of
from tests.warranty import cards

HALF_AN_HOUR = timedelta(minutes=30)
PERSONAL = (
    "陈晓明",
    "8000",
    "138",
    "清泰街",
    "864207",
    "062184417",
    "YQX20B7H3K9M",
    "NMF",
    "Lark",
    "云雀",
    "2026-11",
    "Nov",
)


pytestmark = pytest.mark.usefixtures("monday")


@pytest.fixture
def card(shop):
    return cards.a_card()


@pytest.fixture
def chen(visit, card):
    return Somebody(visit(), path_of(card))


def tried():
    return db.session.scalar(sa.select(sa.func.count()).select_from(Attempt))


def test_before_the_digits_there_is_nothing_personal_in_any_byte(chen, card):
    for answer in (chen.look(), chen.type("0000"), chen.type("80")):
        said = text_of(answer).replace(chen.path, "") + str(answer.headers)
        said = re.sub(r'value="[^"]*"|Set-Cookie: .*|X-Request-ID: .*|\?v=\w+', "", said)
        assert said.count("tel:057188880000") == 1  # the store's own
        assert not [one for one in PERSONAL if one in said.replace("057188880000", "")]
    assert "NM store" in said and 'inputmode="numeric"' in said


def test_the_digits_open_it_and_a_reload_needs_them_not_again_for_half_an_hour(chen, monday):
    assert chen.look().status_code == 200 and "Lark X20" not in text_of(chen.look())
    answer = chen.type("8000")
    assert answer.status_code == 303 and answer.location == chen.path
    (cookie,) = [one for one in answer.headers.getlist("Set-Cookie") if one.startswith("pass=")]
    assert f"Path={chen.path};" in cookie and "HttpOnly" in cookie and "Max-Age=1800" in cookie
    assert "8000" not in cookie.partition(";")[0] and "Lark X20" in text_of(chen.look())
    monday.shift(HALF_AN_HOUR - timedelta(seconds=1))
    assert "Lark X20" in text_of(chen.look())
    monday.shift(1)
    assert "Lark X20" not in text_of(chen.look()) and "Last four digits" in text_of(chen.look())


def test_a_pass_opens_no_other_card_and_a_forged_one_nothing(chen, visit):
    other = cards.a_card("李雷", "+8613900001111", serials={"sn": "OTHER12345"})
    chen.enter()
    mine = chen.client.get_cookie("pass", path=chen.path).value
    for path, value in (
        (path_of(other), mine),
        (chen.path, mine + "x"),
        (chen.path, ""),
        (chen.path, "e30.x"),
    ):
        stranger = Somebody(visit(), path)
        stranger.client.set_cookie("pass", value, path=path)
        assert "Lark X20" not in text_of(stranger.look()), value


@pytest.mark.parametrize("typed", ["８０００", " 80 00 ", "8000\n"])
def test_digits_of_a_chinese_keyboard_are_digits(chen, typed):
    assert chen.type(typed).status_code == 303


@pytest.mark.parametrize("typed", ["", "800", "80000", "13800138000", "abcd", "٨٠٠٠", "8000\x00", "8" * 5000])
def test_what_is_not_four_digits_is_said_at_the_field_kept_and_not_counted(chen, typed):
    answer = chen.type(typed)
    assert answer.status_code == 422 and 'id="digits-error"' in text_of(answer) and tried() == 0
    assert not typed.isascii() or "\x00" in typed or f'value="{typed}"' in text_of(answer)


def test_wrong_digits_are_said_and_counted_and_after_five_it_rests(chen, monday):
    for _ in range(5):
        answer = chen.type("1234")
        assert answer.status_code == 422 and "Those are not the last four digits" in text_of(answer)
        assert 'value="1234"' in text_of(answer) and 'aria-invalid="true"' in text_of(answer)
    for digits in ("1234", "8000"):
        answer = chen.type(digits)
        assert answer.status_code == 429 and "rests for an hour" in text_of(answer)
        assert "Lark" not in text_of(answer) and "Set-Cookie: pass" not in str(answer.headers)
    assert tried() == 5
    monday.shift(timedelta(hours=1))
    assert "Lark X20" in chen.enter()


def test_who_tries_a_few_each_hour_is_not_through_in_weeks(chen, card, monday, visit):
    """Twenty wrong in thirty days: then the right ones open nothing either, and the store makes a new code."""
    for _hour in range(4):
        for _ in range(5):
            assert chen.type("1234").status_code == 422
        monday.shift(timedelta(hours=1))
    answer = chen.type("8000")
    assert answer.status_code == 429 and "Ask the store for a new code" in text_of(answer)
    linking.renew(db.session.get(Card, card.id), cards.by("bo"), factories.NOW + timedelta(hours=4))
    db.session.commit()
    assert "Lark X20" in Somebody(visit(), path_of(card)).enter()
    monday.shift(timedelta(days=30))
    assert tried() == 20


@pytest.mark.slow
def test_thirty_wrong_ones_from_one_address_rest_it_whatever_a_proxy_is_said_to_have_seen(visit, shop):
    paths = [
        path_of(cards.a_card("客人", f"+861390000{n}111", serials={"sn": f"SERIAL{n}111"})) for n in range(7)
    ]
    for place, path in enumerate(paths):
        somebody = Somebody(visit(), path)
        answers = [
            somebody.type("0000", **{"X-Forwarded-For": f"198.51.100.{place * 9 + n}"}) for n in range(5)
        ]
        assert [answer.status_code for answer in answers] == ([422] * 5 if place < 6 else [429] * 5)
    assert Somebody(visit(), paths[6], address="203.0.113.8").type("6111").status_code == 303


def test_of_many_who_guess_at_once_five_are_heard(visit, card):
    path = path_of(card)
    guessers = [Somebody(visit(), path, address=f"203.0.113.{n}") for n in range(12)]
    forms = [re.search(r'name="csrf_token" value="([^"]+)"', text_of(one.look()))[1] for one in guessers]

    def guess(number):
        data = {"csrf_token": forms[number], "digits": f"{number:04}"}
        return guessers[number].client.post(path, data=data).status_code

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(guess, range(12))) == [422] * 5 + [429] * 7


def closings(path):
    """(how it comes that the link does not open, the address one has then)"""
    link = db.session.scalars(sa.select(Link)).one()

    def expired():
        link.expires_at = factories.NOW

    def revoked():
        link.revoked_at = factories.NOW

    def other_purpose():
        link.purpose = "feedback"

    def other_kind():
        link.record_kind = "sales"

    return {one.__name__: one for one in (expired, revoked, other_purpose, other_kind)}


def test_wrong_unknown_expired_and_revoked_links_look_alike(visit, card):
    path, seen = path_of(card), set()
    for why in (None, "expired", "revoked", "other_purpose", "other_kind"):
        if why:
            closings(path)[why]()
            db.session.commit()
        stranger = Somebody(visit(), path if why else "/c/" + "A" * 26)
        stranger.client.get("/login")
        for answer in (stranger.look(), stranger.look("/coverage.ics"), stranger.type("8000")):
            headers = {k: v for k, v in answer.headers.items() if k not in ("Set-Cookie", "X-Request-ID")}
            seen.add((answer.status_code, answer.get_data(), str(sorted(headers.items()))))
    assert len(seen) == 1 and tried() == 0
    ((status, body, _),) = seen
    assert status == 404 and "This link does not open" in body.decode() and "NM" not in body.decode()


def test_a_pass_ends_with_its_link(chen):
    assert "Lark X20" in chen.enter()
    closings(chen.path)["revoked"]()
    db.session.commit()
    assert chen.look().status_code == chen.look("/coverage.ics").status_code == 404


def test_only_the_numbers_that_the_customer_has_now_open_it(visit, card):
    customer = db.session.get(Customer, card.customer_id)
    numbering.add(customer, "+8613900002219", "own", cards.by(), factories.NOW)
    numbering.end(customer, "+8613800138000", cards.by(), factories.NOW)
    db.session.commit()
    somebody = Somebody(visit(), path_of(card))
    assert somebody.type("8000").status_code == 422 and "Lark X20" in somebody.enter("2219")


def test_nothing_of_it_leaks_on_or_is_kept_or_found(chen):
    for answer in (
        chen.look(),
        chen.type("0000"),
        chen.type("8000"),
        chen.look(),
        chen.look("/coverage.ics"),
    ):
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert answer.headers["Cache-Control"] == "no-store"
    page = text_of(chen.look())
    assert 'content="noindex' in page and "<script" not in page and " hx-" not in page
    assert re.search("<title>(.*?)</title>", page)[1] == "Your warranty card"
    assert chen.client.get("/login").headers["Referrer-Policy"] == "same-origin"


def test_looking_writes_nothing(chen):
    def rows():
        tables = [table for table in db.metadata.sorted_tables]
        return [db.session.scalar(sa.select(sa.func.count()).select_from(table)) for table in tables]

    before = rows()
    chen.look(), chen.enter(), chen.look(), chen.look("/coverage.ics")
    assert rows() == before


def test_nobodys_sign_in_opens_it_and_it_opens_nobodys(chen, ann):
    assert "Last four digits" in text_of(Somebody(ann, chen.path).look())
    chen.enter()
    assert chen.client.get("/warranty-cards").status_code == 303


def corrected(card, phone):
    kept = db.session.get_one(Card, card.id)
    correct(kept, {"phone": phone}, cards.by(), factories.NOW)
    db.session.commit()


def handed_over(card, e164="+8613900002219"):
    """To somebody whose number ends alike or not."""
    new = register("周敏", e164, cards.by(), factories.NOW, address="竹影巷12号")
    kept, day = db.session.get_one(Card, card.id), factories.NOW.date()
    transfer(kept, new, e164, "竹影巷12号", day, cards.by(), factories.NOW)
    db.session.commit()


def test_a_number_that_is_put_right_on_the_card_opens_it_and_the_mistyped_one_no_more(chen, card):
    corrected(card, "+8613800138007")
    assert chen.type("8000").status_code == 422
    assert "Lark X20" in chen.enter("8007")


def test_a_number_of_the_customer_that_is_not_on_the_card_does_not_open_it(chen, card):
    numbering.add(
        db.session.get(Customer, card.customer_id), "+8613900002219", "own", cards.by(), factories.NOW
    )
    db.session.commit()
    assert chen.type("2219").status_code == 422 and "Lark X20" in chen.enter("8000")


@pytest.mark.parametrize("e164", ["+8613900002219", "+8613900008000"])
def test_a_new_owner_has_a_link_of_their_own_and_the_former_one_opens_nothing(chen, card, visit, ann, e164):
    """It does not even ask for digits: the seller knows those of who has it now."""
    assert "Lark X20" in chen.enter()
    handed_over(card, e164)
    assert {chen.look(more).status_code for more in ("", "/coverage.ics")} == {404}
    new = path_of(card)
    assert new != chen.path and "Lark X20" in Somebody(visit(), new).enter(e164[-4:])
    assert f'href="{new}"' in text_of(ann.get(f"/warranty-cards/{card.id}"))


def test_a_number_that_moves_within_its_owner_an_exchange_and_a_voiding_keep_the_link(chen, card):
    corrected(card, "+8613800138007")
    day = factories.NOW.date()
    kept = db.session.get_one(Card, card.id)
    repairing.exchange(kept.lines[0], repairing.Fault(), day, {"sn": "NEW1"}, cards.by(), factories.NOW, day)
    void(kept, "写错了", cards.by(), factories.NOW)
    db.session.commit()
    assert path_of(card) == chen.path and "void" in chen.enter("8007")


def test_a_pass_ends_with_the_number_that_it_was_opened_with(chen, card):
    assert "Lark X20" in chen.enter()
    corrected(card, "+8613800138007")
    assert "Last four digits" in text_of(chen.look())
