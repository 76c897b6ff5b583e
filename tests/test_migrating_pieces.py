"""Cards with several pieces on a line, as they were kept before."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask_migrate import downgrade, upgrade

from counter.cli import prepare
from counter.extensions import db
from counter.tickets import splitting
from counter.tickets.models import Ticket
from counter.warranty import parting
from counter.warranty.models import Card, Repair
from tests import factories
from tests.test_migrations import FOLDER
from tests.tickets import tickets
from tests.warranty import cards

pytestmark = pytest.mark.slow


def test_who_has_a_ticket_for_one_of_several_pieces_has_it_for_a_line_of_one(fresh):
    prepare(fresh)
    with fresh.app_context():
        factories.load_ground()
        factories.shops()
        card = cards.a_card(serials={})
        numbers = [
            tickets.a_ticket(card, **told).number for told in ({"kind": "exchange", "is_here": False}, {})
        ]
        card.lines[0].quantity = 3
        db.session.commit()
        covered = len(card.lines[0].coverages)
        db.session.rollback()
        downgrade(directory=FOLDER, revision="0026")
        upgrade(directory=FOLDER)
        db.session.expire_all()
        lines = db.session.get(Card, card.id).lines
        assert [line.quantity for line in lines] == [1, 1, 1]
        assert [line.parted_from_id for line in lines] == [None, lines[0].id, lines[0].id]
        assert [[one.ticket for one in line.repairs] for line in lines] == [[], [], [numbers[1]]]
        assert all(len(line.coverages) == covered for line in lines)
        asked = sa.select(Ticket.number, Ticket.line_id).order_by(Ticket.id)
        assert db.session.execute(asked).all() == [(numbers[0], lines[1].id), (numbers[1], lines[2].id)]
        db.session.rollback()


def test_of_several_pieces_that_are_here_one_stays_so_on_the_way_down(fresh):
    prepare(fresh)
    with fresh.app_context():
        factories.load_ground()
        factories.shops()
        line = cards.a_card(serials={}).lines[0]
        noted = {"noted_at": factories.NOW, "noted_by": line.card.issued_by, "line_id": line.id}
        for day in (2, 1):
            on = factories.NOW.date() - timedelta(day)
            db.session.add(Repair(kind="repair", here=1, taken_on=on, **noted))
            db.session.flush()
        db.session.commit()
        asked = sa.select(Repair.here).order_by(Repair.id)
        assert db.session.scalars(asked).all() == [1, 1]
        db.session.rollback()
        downgrade(directory=FOLDER, revision="0025")
        upgrade(directory=FOLDER)
        assert db.session.scalars(asked).all() == [1, None]
        db.session.rollback()


def test_tickets_that_were_split_learn_from_which_one(fresh):
    prepare(fresh)
    with fresh.app_context():
        factories.load_ground()
        factories.shops()
        card, me = cards.a_card(serials={}), cards.by()
        card.lines[0].quantity = 3
        db.session.commit()
        ticket = tickets.a_ticket(card, "return", is_here=True)
        for _ in range(2):
            back = parting.set_apart(ticket.line, 1, me, factories.NOW)
            splitting.split(ticket, back, me, factories.NOW)
        tickets.a_ticket(cards.a_card(serials={"sn": "OTHER12345"}))
        first = ticket.id
        db.session.commit()
        db.session.rollback()
        downgrade(directory=FOLDER, revision="0027")
        upgrade(directory=FOLDER)
        kept = db.session.scalars(sa.select(Ticket.split_from_id).order_by(Ticket.id)).all()
        assert kept == [None, first, first, None]
        db.session.rollback()
