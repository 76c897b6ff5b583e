"""An old card, or a correction, under a number that somebody has: the same name is they, another one asks who it is."""

import re

import pytest
import sqlalchemy as sa

from counter.customers.models import Customer, Phone
from counter.customers.registering import register
from counter.extensions import db
from counter.links.models import Link
from counter.warranty.models import Card
from tests import factories
from tests.card_imports import files
from tests.tickets.tickets import a_ticket
from tests.warranty import cards
from tests.warranty.owners import correct, error_at, found, fresh, text_of
from tests.warranty.test_cards_views import OLD

NUMBER, OTHERS = "13800138000", "+8613900002219"
THEIRS = {**OLD, "name": "周敏", "phone": NUMBER}
SLIP = {"imei1": "490154203237518"}

pytestmark = pytest.mark.usefixtures("monday")


@pytest.fixture
def card(shop):
    return cards.a_card()


def holders():
    live = sa.select(Customer.name).join(Phone).where(Phone.e164 == "+86" + NUMBER, Phone.ended_at.is_(None))
    return db.session.scalars(live.order_by(Customer.id)).all()


def live_of(customer_id):
    live = sa.select(Phone.e164).where(Phone.customer_id == customer_id, Phone.ended_at.is_(None))
    return live.order_by(Phone.id)


def numbers_of(card):
    return db.session.scalars(live_of(fresh(card).customer_id)).all()


def newest():
    return db.session.scalars(sa.select(Card).order_by(Card.id.desc())).first()


@pytest.mark.ledger("EQ-51")
def test_an_old_card_of_another_name_asks_and_keeps_what_was_typed(card, ann):
    answer = ann.send("/warranty-cards", **THEIRS)
    page = text_of(answer)
    assert answer.status_code == 422 and "Choose one" in error_at(answer, "known")
    assert f'value="same-{card.customer_id}"' in page and "The same person: 陈晓明" in page
    assert 'value="周敏"' in page and 'value="864207221800093"' in page
    assert found(ann, NUMBER) == [card.id] and holders() == ["陈晓明"]


def test_of_the_one_who_had_the_number_nothing_shows_to_its_new_owner(card, ann, bo):
    assert ann.send("/warranty-cards", **THEIRS, known="new_owner").status_code == 303
    assert found(ann, NUMBER) == [newest().id] and holders() == ["周敏"]
    assert card.number not in text_of(bo.get(f"/customers/{newest().customer_id}"))
    assert found(ann, "864207062184417") == [card.id]


def test_a_family_shares_it_once_it_is_said_whose_it_is(card, ann):
    own = ann.send("/warranty-cards", **THEIRS, known="family")
    assert own.status_code == 422 and "Say whose number it is" in error_at(own, "whose-0") + text_of(own)
    assert ann.send("/warranty-cards", **THEIRS, known="family", whose="spouse").status_code == 303
    assert set(found(ann, NUMBER)) == {card.id, newest().id} and holders() == ["陈晓明", "周敏"]


def test_a_name_that_was_written_otherwise_is_the_one_who_is_known(card, ann):
    answer = ann.send("/warranty-cards", **{**THEIRS, "name": "陈小明"}, known=f"same-{card.customer_id}")
    assert answer.status_code == 303
    assert (newest().customer_id, newest().customer_name) == (card.customer_id, "陈晓明")


def test_what_fails_afterwards_takes_nobodys_number(card, ann):
    taken = {"imei1": "864207062184417", "sn": ""}
    answer = ann.send("/warranty-cards", **{**THEIRS, **taken}, known="new_owner")
    assert answer.status_code == 422 and "is for this one already" in error_at(answer, "imei1")
    db.session.rollback()
    assert holders() == ["陈晓明"] and found(ann, NUMBER) == [card.id]


def test_a_number_that_nobody_has_asks_nothing_whatever_else_is_wrong(card, ann):
    answer = ann.send("/warranty-cards", **{**OLD, "address": ""})
    assert answer.status_code == 422 and "This number is known" not in text_of(answer)


@pytest.mark.ledger("EQ-51")
def test_in_another_store_of_the_chain_number_and_name_are_the_same_person(card, visit):
    factories.a_person("eve", factories.a_store("SZ"))
    db.session.commit()
    eve = visit("eve")
    assert eve.send("/warranty-cards", **{**THEIRS, "name": "陈 晓明"}).status_code == 303
    assert newest().customer_id == card.customer_id
    page = text_of(visit("dee").get(f"/customers/{card.customer_id}"))
    assert "YQX20B7H3K9M" in page and "YQS9G69UTMF5" in page
    assert eve.get(f"/customers/{card.customer_id}").status_code == 200


def test_another_store_is_told_no_name_and_takes_nobody_for_who_they_are_not(card, visit):
    factories.a_person("eve", factories.a_store("SZ"))
    db.session.commit()
    eve = visit("eve")
    for known in ({}, {"known": f"same-{card.customer_id}"}):
        answer = eve.send("/warranty-cards", **THEIRS, **known)
        assert answer.status_code == 422 and "陈晓明" not in text_of(answer) and "陈**" in text_of(answer)
    assert "under another name" in error_at(answer, "name")
    assert eve.get(f"/customers/{card.customer_id}").status_code == 404


def test_an_import_finds_who_is_known_in_another_store_by_number_and_name(shop, bo):
    cards.a_phone()
    sz = factories.a_store("SZ")
    factories.a_person("eve", sz)
    known = register("陈晓明", "+86" + NUMBER, cards.by("eve", "SZ"), factories.NOW)
    db.session.commit()
    files.bring_in(bo, files.as_csv(files.a_line(0, 姓名="陈晓明", 手机号=NUMBER)))
    assert newest().customer_id == known.id


def test_what_was_said_of_one_number_is_said_of_no_other(card, ann):
    other = cards.a_card("许文静", OTHERS, serials=SLIP)
    page = text_of(ann.send("/warranty-cards", **THEIRS))
    asked_of = re.search(r'name="asked_of"[^>]*value="([^"]*)"', page)[1]
    assert asked_of == "+86" + NUMBER
    said = {"known": "new_owner", "asked_of": asked_of}
    answer = ann.send("/warranty-cards", **{**THEIRS, "phone": "13900002219"}, **said)
    assert answer.status_code == 422 and "Choose one" in error_at(answer, "known")
    assert (
        f'value="same-{other.customer_id}"' in text_of(answer)
        and "checked" not in text_of(answer).split("whose")[0].split('name="known"', 1)[1]
    )
    assert found(ann, "13900002219") == [other.id]
    assert ann.send("/warranty-cards", **THEIRS, **said).status_code == 303 and holders() == ["周敏"]


@pytest.mark.parametrize("path", ["/customers", "/warranty-cards/{}/transfer"])
def test_nor_where_a_customer_or_a_new_owner_is_written_down(card, ann, path):
    other = cards.a_card("许文静", OTHERS, serials=SLIP)
    said = {"known": "new_owner", "asked_of": "+86" + NUMBER, "whose": "own", "version": card.version}
    typed = {"name": "周敏", "phone": "13900002219", "address": "竹影巷12号", "on": "2026-11-23"}
    answer = ann.send(path.format(card.id), **typed, **said)
    assert answer.status_code == 422 and "Choose one" in error_at(answer, "known")
    assert found(ann, "13900002219") == [other.id]


def test_a_landline_is_read_as_one_dials_in_the_store_however_its_own_is_written(card, ann):
    factories.the_store("NM").phone = "(0571) 8888 0000"
    db.session.commit()
    assert ann.send("/warranty-cards", **{**OLD, "phone": "8123 4567"}).status_code == 303
    assert newest().customer_phone == "+8657181234567" and found(ann, "8123 4567") == [newest().id]


class TestCorrection:
    """周敏's card gets the number that 陈晓明 has."""

    @pytest.fixture
    def mine(self, card):
        return cards.a_card("周敏", OTHERS, serials=SLIP, invoice_number="INV-8")

    def put_right(self, visitor, mine, **more):
        return correct(visitor, mine, **{"name": "周敏", "phone": NUMBER, "invoice_number": "INV-8", **more})

    def test_another_number_asks_and_keeps_what_was_typed(self, card, mine, ann):
        answer = self.put_right(ann, mine, address="清泰街90号")
        assert answer.status_code == 422 and "Choose one" in error_at(answer, "known")
        assert 'value="清泰街90号"' in text_of(answer) and found(ann, NUMBER) == [card.id]

    def test_the_number_that_stays_asks_nothing(self, card, mine, ann):
        assert correct(ann, card, name="陈小明").status_code == 303
        assert fresh(card).customer_name == "陈小明"

    def test_one_of_their_own_asks_nothing(self, card, mine, ann):
        db.session.add(
            Phone(customer_id=mine.customer_id, e164="+86" + NUMBER, last4="8000", made_at=factories.NOW)
        )
        db.session.commit()
        assert self.put_right(ann, mine).status_code == 303

    def test_its_new_owner_has_it_alone(self, card, mine, ann):
        assert self.put_right(ann, mine, known="new_owner").status_code == 303
        assert found(ann, NUMBER) == found(ann, "13900002219") == [mine.id] and holders() == ["周敏"]
        assert fresh(mine).customer_phone == "+86" + NUMBER and numbers_of(mine) == [OTHERS, "+86" + NUMBER]

    def test_a_family_shares_it(self, card, mine, ann):
        assert self.put_right(ann, mine, known="family", whose="spouse").status_code == 303
        assert set(found(ann, NUMBER)) == {card.id, mine.id} and holders() == ["陈晓明", "周敏"]

    @pytest.mark.parametrize("answer", [{"name": "陈晓明"}, {"name": "陈小明", "known": "same"}])
    def test_whose_it_was_all_along_has_the_card_and_what_is_open_for_it(self, card, mine, ann, bo, answer):
        ticket, was = a_ticket(mine), mine.customer_id
        link = db.session.scalars(sa.select(Link).filter_by(record_kind="cards", record_id=mine.id)).one()
        if "known" in answer:
            answer = {**answer, "known": f"same-{card.customer_id}"}
        assert self.put_right(ann, fresh(mine), **answer).status_code == 303
        now_is = fresh(mine)
        assert (now_is.customer_id, now_is.customer_name) == (card.customer_id, answer["name"])
        assert db.session.get_one(type(ticket), ticket.id).customer_id == card.customer_id
        assert db.session.get_one(Link, link.id).revoked_at is not None
        assert set(found(ann, NUMBER)) == {card.id, mine.id} and found(ann, "13900002219") == []
        page = text_of(bo.get(f"/warranty-cards/{mine.id}/versions/1"))
        assert "周敏" in page and "139 0000 2219" in page and "陈" not in page
        db.session.execute(sa.text("delete from personal_changes where customer_id = :was"), {"was": was})
        db.session.commit()
        assert "erased with its customer" in text_of(bo.get(f"/warranty-cards/{mine.id}/versions/1"))

    def test_a_number_that_nobody_has_becomes_the_customers_and_finds_them_the_next_time(self, card, ann):
        assert correct(ann, card, phone="13900002219").status_code == 303
        assert numbers_of(card) == ["+86" + NUMBER, OTHERS]
        assert found(ann, NUMBER) == found(ann, "13900002219") == [card.id]
        old = {**OLD, "name": "陈 晓明", "phone": "139 0000 2219"}
        assert ann.send("/warranty-cards", **old).status_code == 303
        assert newest().customer_id == card.customer_id
        assert set(found(ann, "13900002219")) == {card.id, newest().id}

    def test_the_one_before_ends_where_it_is_said_to_be_wrong(self, card, ann):
        page = text_of(ann.get(f"/warranty-cards/{card.id}/correction"))
        assert 'name="was_wrong"' in page and "Another number becomes the customer" in page
        assert correct(ann, card, phone="13900002219", was_wrong="y").status_code == 303
        assert numbers_of(card) == [OTHERS]
        assert found(ann, NUMBER) == [] and found(ann, "13900002219") == [card.id]

    def test_a_number_that_stays_does_not_end(self, card, ann):
        assert correct(ann, card, address="清泰街90号", was_wrong="y").status_code == 303
        assert numbers_of(card) == ["+86" + NUMBER] and found(ann, NUMBER) == [card.id]

    def test_a_wrong_one_ends_for_whom_the_card_was_not(self, card, mine, ann):
        was = mine.customer_id
        assert self.put_right(ann, mine, name="陈晓明", was_wrong="y").status_code == 303
        assert fresh(mine).customer_id == card.customer_id and numbers_of(card) == ["+86" + NUMBER]
        assert db.session.scalars(live_of(was)).all() == []

    def test_one_that_stands_on_another_card_of_theirs_is_no_wrong_one_of_theirs(self, card, mine, ann):
        assert ann.send("/warranty-cards", **{**THEIRS, "phone": OTHERS}).status_code == 303
        other = newest()
        assert other.customer_id == mine.customer_id
        assert self.put_right(ann, mine, name="陈晓明", was_wrong="y").status_code == 303
        assert fresh(mine).customer_id == card.customer_id and numbers_of(other) == [OTHERS]
        assert found(ann, "13900002219") == [other.id]
