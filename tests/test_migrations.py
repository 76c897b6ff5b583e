"""The migrations make what the models say, CHECKs included (alembic's own comparison does not see those)."""

from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade, upgrade

from counter.cli import prepare
from counter.customers.models import Phone
from counter.extensions import db
from counter.history.models import HistoryEntry, PersonalChange
from counter.recalls import remedying
from counter.recalls.models import Recall
from counter.staff.models import Person
from counter.tickets import deciding
from counter.warranty import describing
from counter.warranty.models import Card, CardLine, Coverage, Identifier, LookupKey, Repair
from counter.warranty.repairing import Fault, exchange
from counter.warranty.voiding import void
from tests import factories
from tests.recalls import recalls
from tests.tickets import tickets
from tests.warranty import cards

pytestmark = pytest.mark.slow
FOLDER = str(Path("migrations").resolve())


def checks(connection):
    look = sa.inspect(connection)
    tables = [t for t in look.get_table_names() if t != "alembic_version"]
    return {(t, c["name"]) for t in tables for c in look.get_check_constraints(t)}


def test_the_migrations_make_what_the_models_say(fresh):
    prepare(fresh)
    with fresh.app_context(), db.engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), db.metadata)
        wanted = {
            (table.name, constraint.name)
            for table in db.metadata.sorted_tables
            for constraint in table.constraints
            if isinstance(constraint, sa.CheckConstraint)
        }
        assert differences == []
        assert len(wanted) > 10 and checks(connection) == wanted


def test_a_store_and_its_people_outlive_a_step_down_and_up_of_nothing(fresh):
    prepare(fresh)
    with fresh.app_context():
        factories.load_ground()
        factories.shops()
        db.session.commit()
        upgrade(directory=FOLDER)
        assert factories.the_person("ann") is not None
        db.session.rollback()


def test_history_gets_the_names_of_its_people_in_both_languages_and_keeps_what_hangs_on_it(fresh):
    with fresh.app_context():
        upgrade(directory=FOLDER, revision="0001")
        person = Person(
            username="ann", name={"zh": "安", "en": "Ann"}, password_hash="-", hired_at=factories.NOW
        )
        db.session.add(person)
        db.session.flush()
        names = ["Ann", "安", "Somebody else"]
        entry = sa.text(
            "insert into history_entries (person_id, person_name, verb, record_kind, record_id, changes, at)"
            " values (:person, :name, 'tick', 'people', 1, '{}', '2026-11-23 02:00:00') returning id"
        )
        ids = [db.session.scalar(entry, {"person": person.id, "name": name}) for name in names]
        customer = sa.text(
            "insert into customers (name, address, postcode, is_birthday_lunar, customer_type, note, made_at, version)"
            " values ('陈晓明', '', '', false, '', '', '2026-11-23 02:00:00', 1) returning id"
        )
        whose = db.session.scalar(customer)
        db.session.add(PersonalChange(entry_id=ids[0], customer_id=whose, changes={"name": [None, "陈"]}))
        db.session.commit()
        upgrade(directory=FOLDER)
        both = {"zh": "安", "en": "Ann"}
        kept = db.session.scalars(sa.select(HistoryEntry.person_name).order_by(HistoryEntry.id)).all()
        assert kept == [both, both, {"zh": names[2], "en": names[2]}]
        assert db.session.scalar(sa.select(PersonalChange.entry_id)) == ids[0]
        db.session.rollback()
        downgrade(directory=FOLDER, revision="0001")
        plain = db.session.scalars(sa.text("select person_name from history_entries order by id")).all()
        assert plain == ["安", "安", "Somebody else"]
        db.session.rollback()


def test_tickets_that_are_there_are_in_the_hands_of_the_store_that_took_them_in(fresh):
    prepare(fresh)
    with fresh.app_context():
        factories.load_ground()
        factories.shops()
        number = tickets.a_ticket().id
        db.session.rollback()
        downgrade(directory=FOLDER, revision="0008")
        upgrade(directory=FOLDER)
        ticket = tickets.the_ticket(number)
        assert ticket.with_store_id == ticket.store_id and len(ticket.marks) > 1
        assert (ticket.store.sells, ticket.store.services, ticket.store.districts) == (True, True, [])
        db.session.rollback()


def test_repairs_that_are_there_learn_their_cause_from_their_ticket(fresh):
    prepare(fresh)
    with fresh.app_context():
        factories.load_ground()
        factories.shops()
        for serial in ("FIRST12345", "SECOND1234"):
            tickets.a_ticket(cards.a_card(serials={"sn": serial}))
        ticket = tickets.the_ticket()
        deciding.decide(ticket, "liquid", "not_covered", "repair", "x", 100, cards.by("bo"), factories.NOW)
        db.session.commit()
        downgrade(directory=FOLDER, revision="0013")
        upgrade(directory=FOLDER)
        causes = db.session.scalars(sa.select(Repair.cause).order_by(Repair.id)).all()
        assert causes == [{}, {"zh": "进液、受潮", "en": "Liquid or damp"}]
        db.session.rollback()


def test_exchanges_that_are_there_learn_when_they_were_asked_for(fresh):
    """A quarter past two at night on the 24th is the 23rd yet, in the shop's day."""
    prepare(fresh)
    with fresh.app_context():
        factories.load_ground()
        factories.shops()
        ticket = tickets.a_ticket(kind="exchange", at=factories.NOW + timedelta(hours=16, minutes=15))
        today = date(2026, 11, 25)
        for number in (ticket.number, ""):
            one = exchange(ticket.line, Fault(), today, {}, cards.by(), factories.NOW, today)
            one.ticket = number
        db.session.commit()
        downgrade(directory=FOLDER, revision="0023")
        upgrade(directory=FOLDER)
        kept = db.session.scalars(sa.select(Repair.told_on).order_by(Repair.id)).all()
        assert kept == [date(2026, 11, 23), None]
        db.session.rollback()


def test_calls_of_a_recall_that_are_open_end_when_the_thing_is_dealt_with(fresh):
    prepare(fresh)
    with fresh.app_context():
        factories.load_ground()
        factories.shops()
        card, number = cards.a_card(serials={"sn": "AB100"}), recalls.a_recall(first="AB10")
        recalls.work(number)
        (call,) = recalls.the_calls(number)
        before = [one for one in call.body["ended_by"] if one != "recall_remedied"]
        call.body = {**call.body, "ended_by": before}
        db.session.commit()
        downgrade(directory=FOLDER, revision="0016")
        upgrade(directory=FOLDER)
        remedying.remedy(
            db.session.get(Recall, number), db.session.get(Card, card.id).lines[0], "repair", "", cards.by("bo"), factories.NOW
        )  # fmt: skip
        assert [one.outcome for one in recalls.the_calls(number)] == ["recall_remedied"]
        db.session.rollback()


def test_everything_can_be_taken_down_again(fresh):
    prepare(fresh)
    with fresh.app_context():
        downgrade(directory=FOLDER, revision="base")
        with db.engine.connect() as connection:
            assert set(sa.inspect(connection).get_table_names()) <= {"alembic_version"}


def test_wal_is_on_after_set_up(fresh):
    prepare(fresh)
    with fresh.app_context():
        if db.engine.dialect.name != "sqlite":
            pytest.skip("PostgreSQL here")
        assert db.session.execute(sa.text("pragma journal_mode")).scalar() == "wal"
        db.session.rollback()


def told_of_cards():
    """What stands in the coverage and in the lines, whichever rows it is kept in."""
    names = (
        "line_id",
        "place",
        "policy",
        "part",
        "kind",
        "remedies",
        "starts_on",
        "ends_on",
        "is_provisional",
    )
    ends = db.session.scalars(sa.select(Coverage).order_by(Coverage.line_id, Coverage.place))
    lines = db.session.scalars(sa.select(CardLine).order_by(CardLine.id))
    serials = sa.select(Identifier).order_by(Identifier.line_id, Identifier.kind)
    return (
        [tuple(getattr(end, name) for name in names) for end in ends],
        [(line.id, line.product_id, line.label, line.category_code, line.facts) for line in lines],
        [(one.line_id, one.kind, one.value, one.live) for one in db.session.scalars(serials)],
    )


def test_keys_that_are_there_learn_until_when_their_card_covers_anything(fresh):
    asked = sa.select(LookupKey.card_id, LookupKey.until).distinct().order_by(LookupKey.card_id)
    prepare(fresh)
    with fresh.app_context():
        factories.load_ground()
        factories.shops()
        cards.a_card()
        void(cards.a_card(serials={"sn": "SECOND1234"}), "typed twice", cards.by("bo"), factories.NOW)
        cards.a_card(serials={"sn": "THIRD12345"}, product=factories.a_product("GIFT", "service"))
        db.session.commit()
        last = sa.select(sa.func.max(Phone.id)).scalar_subquery()
        db.session.execute(sa.update(Phone).where(Phone.id == last).values(ended_at=factories.NOW))
        db.session.commit()
        kept, before = [tuple(row) for row in db.session.execute(asked)], told_of_cards()
        db.session.rollback()
        downgrade(directory=FOLDER, revision="0002")
        upgrade(directory=FOLDER)
        assert [tuple(row) for row in db.session.execute(asked)] == kept
        assert told_of_cards() == before and len(before[0]) >= 10
        mine = set(db.session.scalars(sa.select(LookupKey.value).where(LookupKey.card_id == kept[2][0])))
        assert (
            "n陈晓明" in mine and not {"p+8613800138000", "48000310083168"} & mine
        )  # the number was given up
        keys = [key[0] for key in db.session.scalars(sa.select(LookupKey.value))]
        assert keys.count("p") == keys.count("4") == 2
        if db.engine.dialect.name == "sqlite":  # a table by itself, without a second copy of its key
            made = sa.text(
                "select sql from sqlite_master where name in ('lookup_keys', 'coverages', 'identifiers')"
            )
            assert all("WITHOUT ROWID" in sql for sql in db.session.scalars(made))
        assert kept[0][1] == LookupKey.day_of(date(2027, 11, 12)) and [until for _, until in kept[1:]] == [
            LookupKey.VOID,
            LookupKey.LIFELESS,
        ]
        db.session.rollback()


def test_cards_that_are_there_learn_on_which_day_their_main_part_ends(fresh):
    asked = sa.select(Card.id, Card.ends_on).order_by(Card.id)
    prepare(fresh)
    with fresh.app_context():
        factories.load_ground()
        factories.shops()
        cards.a_card()
        bed = factories.a_product("BED", "bed", "furniture_cn", 698000, parts=["frame"], material="oak")
        cards.a_card(product=bed, serials={}, store="JJ", who="cy")
        cards.a_card(serials={"sn": "THIRD12345"}, product=factories.a_product("GIFT", "service"))
        kept = [tuple(row) for row in db.session.execute(asked)]
        db.session.rollback()
        downgrade(directory=FOLDER, revision="0008")
        upgrade(directory=FOLDER)
        assert [tuple(row) for row in db.session.execute(asked)] == kept
        assert [ends_on and ends_on.isoformat() for _, ends_on in kept] == ["2027-11-12", "2027-11-12", None]
        db.session.rollback()


def test_cards_that_are_there_have_no_day_of_activation_and_stay_as_they_are(fresh):
    prepare(fresh)
    with fresh.app_context():
        factories.load_ground()
        factories.shops()
        card = cards.a_card()
        kept = card.number, card.delivered_on, card.ends_on
        db.session.rollback()
        downgrade(directory=FOLDER, revision="0030")
        upgrade(directory=FOLDER)
        db.session.expire_all()
        (card,) = db.session.scalars(sa.select(Card))
        assert (card.number, card.delivered_on, card.ends_on) == kept and card.activated_on is None
        db.session.rollback()


def test_cards_that_are_there_keep_what_a_list_of_many_says_of_them(fresh):
    prepare(fresh)
    with fresh.app_context():
        factories.load_ground()
        factories.shops()
        one, several, left = (cards.a_card(serials={"sn": f"YQX20B7H3K9{place}"}) for place in range(3))
        for zh in ("壳，黑", "壳，白"):
            said = describing.keep(describing.told({"zh": zh, "en": "case"}, "case", {}))
            for card in (several, left):
                card.lines.append(CardLine(product_id=None, description=said))
        left.lines[0].returned_on = factories.NOW.date()
        db.session.commit()
        told = (one, 0, 0), (several, 0, 1), (left, 1, 0)
        wanted = [(card.id, card.lines[first].description_id, others) for card, first, others in told]
        db.session.rollback()
        downgrade(directory=FOLDER, revision="0032")
        upgrade(directory=FOLDER)
        asked = sa.select(Card.id, Card.description_id, Card.others).order_by(Card.id)
        assert db.session.execute(asked).all() == wanted
        db.session.rollback()
