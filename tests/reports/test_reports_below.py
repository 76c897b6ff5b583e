"""Reports up and down the network: a centre reads what is below it, and what a point has in hand counts there."""

from datetime import timedelta

import pytest

from counter.extensions import db
from counter.reports import periods, responses
from counter.tickets import stepping
from tests import factories
from tests.support.answers import said
from tests.tickets import tickets
from tests.tickets.network import a_network
from tests.warranty import cards

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]

MINUTE = timedelta(minutes=1)


def called(place, after):
    """A repair told by phone at 10:00, answered so many minutes later."""
    card = cards.a_card(f"陈{chr(0x4E00 + place)}", f"+8613800{place:06}", serials={"sn": f"S{place}"})
    ticket = tickets.a_ticket(card, channel="phone", is_here=False)
    if after is not None:
        stepping.tell(ticket, "来取件", cards.by("bo"), factories.NOW + after * MINUTE)
    db.session.commit()


@pytest.mark.ledger("TX-02")
def test_a_visit_that_another_point_has_in_hand_is_counted_there(ann):
    """Told in NM, whose customer lives near PT; how serious it is sends somebody, without a tick."""
    a_network()
    card = cards.a_card(address="苏州市姑苏区平江路3号")
    fields = {
        "kind": "complaint",
        "words": "没人招呼",
        "channel": "phone",
        "priority": "normal",
        "severity": "serious",
    }
    fields |= {"what": f"{card.lines[0].id}:", "fault": "keys", "point": str(factories.the_store("PT").id)}
    assert ann.send(f"/warranty-cards/{card.id}/tickets", **fields).status_code == 303
    me, ticket = cards.by("nab", "PT"), tickets.the_ticket()
    stepping.tell(ticket, "下午来", me, factories.NOW + 10 * MINUTE)
    stepping.go(ticket, "appointed", "", me, factories.NOW + 10 * MINUTE)
    stepping.go(ticket, "dispatched", "", me, factories.NOW + timedelta(hours=3))
    db.session.commit()
    store = factories.the_store("NM")
    period = periods.read({}, store, store.today(factories.NOW))[0]
    nm, pt = responses.by_store(
        [store, factories.the_store("PT")],
        period,
        factories.NOW + timedelta(days=2),
    )
    assert (pt.sent, pt.sent_in_time, pt.median) == (1, 1, 10)
    assert (nm.sent, nm.median, nm.waiting) == (0, None, 0)


@pytest.mark.ledger("TX-09")
def test_a_centre_and_a_hub_read_the_stores_below_them_with_their_sum(bo, visit, ann):
    a_network()
    for place, after in enumerate((5, 25, None)):
        called(place, after)
    for who, rows in (("cen", ("CC", "PT", "NM")), ("hub", ("HU", "CC", "PT", "NM")), ("bo", ("NM",))):
        reader = bo if who == "bo" else visit(who)
        page = said(reader.get("/reports/responses")).split("<tbody>")[1].split("</tbody>")[0]
        found = [line.split("<")[0] for line in page.split('<th scope="row">')[1:]]
        assert sorted(found) == sorted([f"{code} store" for code in rows] + ["Together"] * (len(rows) > 1)), (
            who
        )
        last = page.split('<th scope="row">')[-1]
        assert "15 minutes" in last and "2 of 2" in last, who
        faults_page = said(reader.get("/reports/faults"))
        assert "Lark X20" in faults_page and "JJ store" not in faults_page, who
    assert "Nothing came back" in said(
        visit("cen").get(f"/reports/faults?store={factories.the_store('PT').id}")
    )
    above = f"/reports/faults?store={factories.the_store('CC').id}"
    assert "Lark X20" in said(bo.get(above))  # not theirs: their own is shown
    assert visit("cen").get("/reports/remarks").status_code == 200
