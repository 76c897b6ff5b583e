"""Claims back that were there when a ticket had one alone: what becomes of them by the migration, up and down."""

import pytest
import sqlalchemy as sa
from flask_migrate import downgrade, upgrade

from counter.cli import prepare
from counter.extensions import db
from tests import factories
from tests.supplier_claims import claims, rounds
from tests.test_migrations import FOLDER
from tests.tickets import tickets

pytestmark = pytest.mark.slow


def test_claims_back_that_are_there_know_what_they_claim_and_several_of_one_ticket_do_not_go_down(
    fresh, caplog
):
    prepare(fresh)
    with fresh.app_context():
        factories.load_ground()
        factories.shops()
        here = rounds.Counter()
        here.repair(38_000, 500)
        here.again()
        here.exchange()
        other = claims.repaired("S9", at=here.later())
        before = {one.ticket_id: (one.amount, one.parts, one.what) for one in here.claims()}
        db.session.commit()
        downgrade(directory=FOLDER, revision="0018")
        upgrade(directory=FOLDER)
        first, second = claims.the_claims()
        assert {one.ticket_id: (one.amount, one.parts, one.what) for one in (first, second)} == before
        assert (first.round, first.deeds[0]["amount"], second.ticket_id) == (1, first.amount, other.id)
        assert first.deeds[0]["exchange"] and [one["id"] for one in first.deeds[0]["parts"]] == here.parts
        here.ticket = tickets.the_ticket(here.ticket.id)
        here.send()
        here.claim()  # nothing twice
        assert len(here.claims()) == 2
        here.again()
        here.repair(700)
        db.session.commit()
        assert [(one.round, one.amount) for one in claims.the_claims()] == [
            (1, first.amount),
            (1, 38_000),
            (2, 700),
        ]
        number = here.ticket.number
        db.session.rollback()
        with pytest.raises(SystemExit):
            downgrade(directory=FOLDER, revision="0018")
        assert number in caplog.text
        assert len(claims.the_claims()) == 3
        db.session.rollback()
        db.session.delete(claims.the_claims()[2])
        db.session.commit()
        downgrade(directory=FOLDER, revision="0018")
        upgrade(directory=FOLDER)
        assert len(claims.the_claims()) == 2
        db.session.rollback()


def test_of_older_claims_the_amount_stands_when_a_part_goes_that_had_no_share_in_it(fresh):
    prepare(fresh)
    with fresh.app_context():
        factories.load_ground()
        factories.shops()
        swapped, paid = rounds.Counter(), rounds.Counter(serial="OLD00002")
        swapped.exchange(900)
        paid.decide("repair")
        paid.fit(700)
        paid.lower(5_000)
        for claim, amount in zip(claims.the_claims(), (rounds.PHONE, 5_000), strict=True):
            claim.amount = amount  # as it was then
        db.session.commit()
        asked = sa.text(
            "select id, ticket_id, label, quantity, price, person_id from ticket_parts order by id"
        )
        kept = db.session.execute(asked).all()
        db.session.rollback()
        downgrade(directory=FOLDER, revision="0018")
        upgrade(directory=FOLDER)
        assert db.session.execute(asked).all() == kept and len(kept) == 2
        for here in (swapped, paid):
            here.ticket = tickets.the_ticket(here.ticket.id)
            here.claim()
            here.again()
            here.take_off(here.ticket.parts_used[0])
        assert [one.amount for one in here.claims()] == [rounds.PHONE, 5_000]
        paid.lower(200)
        assert [one.amount for one in here.claims()] == [rounds.PHONE, 5_200]
        swapped.decide("repair")
        assert swapped.fit(100).id not in [row.id for row in kept]
        db.session.rollback()
