"""A number that comes with another name: of its earlier owner nothing shows under it, until a serial or card says so."""

import pytest
import sqlalchemy as sa

from counter.customers.models import Customer
from counter.extensions import db
from counter.warranty import repairing
from counter.warranty.models import Card
from tests import factories
from tests.warranty import cards
from tests.warranty.owners import found, hand_over, text_of

NUMBER, SPELLINGS = (
    "13800138000",
    ("13800138000", "138 0013 8000", "+86 138 0013 8000", "8000", "尾号8000", "1380013"),
)


pytestmark = pytest.mark.usefixtures("monday")


@pytest.fixture
def card(shop):
    return cards.a_card(invoice_number="INV-7")


def come(visitor, known="new_owner", name="周敏", whose="own"):
    """Somebody gives the number at the counter; gives their record's address."""
    answer = visitor.send(
        "/customers", name=name, phone=NUMBER, known=known, whose=whose, address="竹影巷12号"
    )
    assert answer.status_code == 303, answer.status_code
    return answer.location


def test_before_anybody_says_whose_it_is_nothing_changes(card, ann):
    answer = ann.send("/customers", name="周敏", phone=NUMBER, whose="own", address="竹影巷12号")
    assert answer.status_code == 422 and "This number is known" in text_of(answer)
    assert found(ann, NUMBER) == [card.id]


@pytest.mark.parametrize("q", SPELLINGS)
def test_under_the_number_of_a_new_owner_no_card_of_the_old_one_shows(card, ann, dee, q):
    page = come(ann)
    for visitor in (ann, dee):
        assert found(visitor, q) == []
    text = text_of(ann.get(page))
    assert "周敏" in text and "陈晓明" not in text and "INV-7" not in text


def test_nor_does_it_in_another_store(card, ann, cy):
    data = {"csrf_token": cy.csrf, "q": NUMBER}
    assert "In other stores" in text_of(cy.post("/warranty-cards/search", data=data))
    come(ann)
    text = text_of(cy.post("/warranty-cards/search", data=data))
    assert "In other stores" not in text and "陈" not in text


def test_the_old_owners_card_is_still_found_by_serial_card_number_name_and_invoice(card, ann):
    come(ann)
    for q in ("864207062184417", "YQX20B7H3K9M", "184417", card.number, "陈晓明", "cxm", "INV-7"):
        assert found(ann, q) == [card.id], q


def test_it_stays_so_when_the_card_is_written_anew(card, ann):
    come(ann)
    fault = repairing.Fault(words="no sound")
    serials = {"imei1": "490154203237518", "sn": "YQX20NEWONE1"}
    today = factories.NOW.date()
    made = db.session.get_one(Card, card.id)
    repairing.exchange(made.lines[0], fault, today, serials, cards.by(), factories.NOW, today)
    db.session.commit()
    assert found(ann, NUMBER) == found(ann, "8000") == [] and found(ann, "YQX20NEWONE1") == [card.id]


def test_the_new_owners_own_card_is_found_by_the_number_and_only_that(card, ann):
    come(ann)
    new = db.session.scalar(sa.select(Customer).where(Customer.name == "周敏"))
    from counter.warranty.issuing import Covered, issue

    things = [Covered(cards.a_phone("S9"), {"sn": "S9NEWOWNER"})]
    made = issue(
        cards.by().store, new, "+86" + NUMBER, things, cards.by(), factories.NOW, sold_on=factories.NOW.date()
    )
    db.session.commit()
    assert [found(ann, q) for q in SPELLINGS] == [[made.id]] * len(SPELLINGS)


def test_a_family_that_shares_the_number_keeps_both(card, ann):
    come(ann, known="family", name="陈小红", whose="child")
    assert found(ann, NUMBER) == [card.id]


def test_the_card_in_hand_brings_it_under_the_person_if_it_is_the_same_after_all(card, ann):
    """They were taken for a new owner, then show the phone: found by its serial, the card is put under their record."""
    page = come(ann, name="陈晓明")
    number = int(page.rsplit("/", 1)[1])
    assert found(ann, NUMBER) == [] and found(ann, "864207062184417") == [card.id]
    answer = hand_over(ann, card, name="陈晓明", phone=NUMBER, known=f"same-{number}")
    assert answer.status_code == 303 and found(ann, NUMBER) == found(ann, "8000") == [card.id]


def test_a_number_given_back_finds_the_cards_again_and_one_more_number_does_too(card, ann):
    owner = card.customer_id
    phone = db.session.get_one(Customer, owner).phones[0].id
    ann.send(f"/customers/{owner}/phones/{phone}/ending")
    assert found(ann, NUMBER) == [] and found(ann, "陈晓明") == [card.id]
    ann.send(f"/customers/{owner}/phones", phone=NUMBER, whose="own")
    ann.send(f"/customers/{owner}/phones", phone="139 0000 2219", whose="own")
    assert found(ann, NUMBER) == found(ann, "13900002219") == found(ann, "2219") == [card.id]


def test_the_sales_box_offers_the_new_owner_alone(card, ann):
    come(ann)
    answer = ann.post(
        "/customers/search", data={"csrf_token": ann.csrf, "q": NUMBER}, headers={"HX-Request": "true"}
    )
    assert "周敏" in text_of(answer) and "陈" not in text_of(answer)
