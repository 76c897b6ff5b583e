"""The customer's page at the counter: made with the card, made for an old card, made anew by a manager."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from counter.extensions import db
from counter.history.models import of
from counter.links.addressing import path_of
from counter.links.models import Link
from counter.warranty import linking, repairing
from tests import factories
from tests.warranty import cards

pytestmark = pytest.mark.usefixtures("monday")


@pytest.fixture
def card(shop):
    return cards.a_card()


@pytest.fixture
def old(card):
    """A card from before there were such pages."""
    db.session.execute(sa.delete(Link))
    db.session.commit()
    return card


def text_of(answer):
    return answer.get_data(as_text=True)


def links():
    return db.session.scalars(sa.select(Link).order_by(Link.id)).all()


def test_a_card_is_issued_with_its_link_which_outlives_the_coverage(card):
    (link,) = links()
    assert (link.record_kind, link.record_id, link.purpose) == ("cards", card.id, "customer_page")
    assert link.made_by == card.issued_by and linking.current(card, factories.NOW).id == link.id
    assert [entry.verb for entry in of(card)] == ["issue"]
    assert (link.expires_at - factories.NOW) > timedelta(days=718)  # a year after 12 Nov 2027


def test_a_card_that_covers_long_has_a_link_that_lasts_longer(shop):
    bed = factories.a_product("BED", "bed", "furniture_cn", material="oak", parts=["frame"])
    nm, jj = cards.a_card(), cards.a_card(product=bed, serials={}, store="JJ", phone="+8613900001111")
    two_years, longer = (linking.current(one, factories.NOW).expires_at for one in (nm, jj))
    assert two_years == factories.NOW + linking.LEAST <= longer


def test_the_cards_page_shows_the_code_and_leads_to_the_page(card, ann, bo):
    page = text_of(ann.get(f"/warranty-cards/{card.id}"))
    assert f'src="/warranty-cards/{card.id}/qr.svg"' in page and f'href="{path_of(links()[0])}"' in page
    assert "/customer-page" not in page
    assert f'action="/warranty-cards/{card.id}/customer-page/renewal"' in text_of(
        bo.get(f"/warranty-cards/{card.id}")
    )
    answer = ann.get(f"/warranty-cards/{card.id}/qr.svg")
    assert answer.mimetype == "image/svg+xml" and text_of(answer).startswith("<svg")


@pytest.mark.slow
def test_an_old_card_gets_its_link_by_a_button_and_only_one(old, ann, bo):
    path = f"/warranty-cards/{old.id}"
    assert f'action="{path}/customer-page"' in text_of(ann.get(path))
    assert ann.get(f"{path}/qr.svg").status_code == 404
    assert "no QR code yet" in text_of(ann.get(f"{path}/print"))
    answers = [ann.send(f"{path}/customer-page", operation_id="x" * 22) for _ in range(2)]
    answers.append(bo.send(f"{path}/customer-page"))
    assert [(answer.status_code, answer.location) for answer in answers] == [(303, path)] * 3
    assert len(links()) == 1 and [entry.verb for entry in of(old)] == ["make_link", "issue"]
    assert "/qr.svg" in text_of(ann.get(f"{path}/print"))
    assert "made the customer's page" in text_of(bo.get(path)).replace("&#39;", "'")


def test_a_manager_makes_a_new_one_and_the_old_one_opens_no_more(card, ann, bo, visit):
    path, first = f"/warranty-cards/{card.id}/customer-page/renewal", path_of(links()[0])
    assert ann.send(path).status_code == 403 and visit().get(first).status_code == 200
    assert bo.send(path).status_code == 303
    second = path_of(linking.current(card, factories.NOW))
    assert (
        first != second and visit().get(first).status_code == 404 and visit().get(second).status_code == 200
    )
    assert [entry.verb for entry in of(card)] == ["make_link", "revoke_link", "issue"]


def test_another_store_makes_and_sees_none(card, cy, dee):
    path = f"/warranty-cards/{card.id}"
    assert cy.send(f"{path}/customer-page").status_code == cy.get(f"{path}/qr.svg").status_code == 404
    assert dee.get(f"{path}/qr.svg").status_code == 200


def test_a_link_lasts_as_long_as_the_cover_that_an_exchange_makes_longer(card):
    """Exchanged on 1 November 2027, it is covered until 1 November 2028, and its page opens a year longer."""
    before = links()[0].expires_at
    day, at = date(2027, 11, 1), datetime(2027, 11, 1, 2, tzinfo=UTC)
    repairing.exchange(card.lines[0], repairing.Fault(), day, {"sn": "NEW1"}, cards.by(), at, day)
    db.session.commit()
    (link,) = links()
    assert link.expires_at > before and link.expires_at.date() == date(2029, 11, 1)
    repairing.withdraw(card.lines[0].repairs[0], cards.by(), at)
    db.session.commit()
    assert links()[0].expires_at.date() == date(2029, 11, 1)  # never shorter: it is printed
