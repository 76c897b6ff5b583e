"""Another point of the network goes: it sees the visit then, who went before does not, the card's store always does."""

from datetime import date

import pytest
import sqlalchemy as sa
import time_machine

from counter.deliveries.models import Appointment
from counter.extensions import db
from counter.history.models import HistoryEntry
from counter.upkeep.models import Visit
from tests import factories
from tests.sales.counter_side import text
from tests.upkeep.test_visits import MONDAY, laid, recorded


@pytest.fixture
def network(maker):
    """EQ under EC, beside EP; Moe manages EQ, Zoe EC, Pam EP, Pip works in EP."""
    with time_machine.travel(factories.NOW, tick=False):
        centre = factories.a_store("EC", "equipment")
        point = factories.a_store("EP", "equipment", parent_id=centre.id)
        factories.the_store("EQ").parent_id = centre.id
        for name, store, role in (
            ("moe", factories.the_store("EQ"), "manager"), ("zoe", centre, "manager"),
            ("pam", point, "manager"), ("pip", point, "assistant"),
        ):  # fmt: skip
            factories.a_person(name, store, role)
        db.session.commit()
        maker("KYN-001", MONDAY)
        yield


def give(visitor, one, to, because="离顾客近"):
    db.session.expire_all()
    one = db.session.get(Visit, one.id)
    point = str(factories.the_store(to).id)
    return visitor.send(f"/visits/{one.id}/point", point=point, because=because, version=str(one.version))


def agree(visitor, one, on="2027-02-10"):
    fields = {"on": on, "slot": "morning", "address": "清泰街88号", "words": ""}
    return visitor.send(f"/visits/{one.id}/appointment", version=str(laid()[0].version), **fields)


def test_the_other_point_sees_it_and_goes_there_with_the_day_that_was_agreed_on(network, visit):
    one = laid()[0]
    moe, pip = visit("moe"), visit("pip")
    assert pip.get(f"/visits/{one.id}").status_code == 404
    assert agree(moe, one).status_code == 303
    page = text(moe.get(f"/visits/{one.id}"))
    assert "EP store" in page and "EC store" in page and "Another point goes" in page
    assert give(moe, one, "EP").status_code == 303
    page = text(pip.get(f"/visits/{one.id}"))
    assert (
        "EP store goes" in page and "The card is of EQ store" in page and "离顾客近" in page and "Moe" in page
    )
    assert "陈晓明" in page and "Open the card" not in page and "Another point goes" not in page
    trip = db.session.scalars(sa.select(Appointment)).one()
    assert (trip.store_id, trip.on_date) == (factories.the_store("EP").id, date(2027, 2, 10))
    with time_machine.travel(factories.NOW.replace(year=2027, month=2, day=11), tick=False):
        pip, moe = visit("pip"), visit("moe")
        assert "Quarterly maintenance" in text(pip.get("/visits"))
        assert "Quarterly maintenance" not in text(moe.get("/visits"))
        assert "EP store goes" in text(moe.get(f"/visits/{one.id}"))  # the card's store
        answer = recorded(pip, laid()[0], date(2027, 2, 10), state_meters="not")
        assert answer.status_code == 303
        page = text(pip.get(f"/visits/{one.id}"))
        assert "tell EQ store, who opens a ticket" in page and "/tickets/new" not in page
    assert laid()[0].outcome == "done"


def test_who_went_before_sees_it_no_more_and_every_reason_is_in_the_history(network, visit):
    one = laid()[0]
    moe, pam, zoe = visit("moe"), visit("pam"), visit("zoe")
    give(moe, one, "EP")
    on = give(pam, one, "EC", "没有工程师")
    assert on.status_code == 303 and on.location.endswith("/visits")  # it is not hers to look at any more
    assert pam.get(f"/visits/{one.id}").status_code == 404 and give(pam, one, "EP").status_code == 404
    assert zoe.get(f"/visits/{one.id}").status_code == moe.get(f"/visits/{one.id}").status_code == 200
    assert give(zoe, one, "EQ", "退回").status_code == 303  # back to whose card it is
    asked = sa.select(HistoryEntry).filter_by(verb="send_on").order_by(HistoryEntry.id)
    told = [(each.person_name["en"], each.changes["because"][1]) for each in db.session.scalars(asked)]
    assert told == [("Moe", "离顾客近"), ("Pam", "没有工程师"), ("Zoe", "退回")]


def test_only_managers_give_it_on_with_a_reason_to_a_point_of_the_network_and_while_it_is_open(
    network, visit, eve
):
    one = laid()[0]
    moe = visit("moe")
    assert give(eve, one, "EP").status_code == 403 and "Another point goes" not in text(
        eve.get(f"/visits/{one.id}")
    )
    nothing = give(moe, one, "EP", because="")
    assert nothing.status_code == 422 and "Say why; it stays with the visit" in text(nothing)
    for code in ("NM", "EQ"):  # no point of this network; where it is already
        refused = give(moe, one, code, "近")
        assert refused.status_code == 422 and "Choose a point of the list" in text(refused)
        assert 'value="近"' in text(refused)
    stale = moe.send(
        f"/visits/{one.id}/point", version="99", point=str(factories.the_store("EP").id), because="近"
    )
    assert stale.status_code == 409 and "Somebody went on with this visit" in text(stale)
    moe.send(f"/visits/{one.id}/refusal", version=str(laid()[0].version), because="不要")
    assert give(moe, one, "EP").status_code == 409
    assert laid()[0].with_store_id == factories.the_store("EQ").id


def test_head_office_gives_on_the_visit_of_any_store(network, visit, dee):
    one = laid()[0]
    assert give(dee, one, "EP").status_code == 303 and laid()[0].with_store.code == "EP"
