"""What rises along the tree of stores; help from above without the thing; who goes to the customer; the clocks of the urgent."""

from datetime import timedelta

import pytest

from counter.extensions import db
from counter.playbooks.models import in_force
from counter.tickets import clocks, kinds, late
from counter.tickets.kinds import Book
from counter.tickets.models import Ticket, TicketMark
from tests import factories
from tests.support.answers import said
from tests.tickets import network, tickets
from tests.tickets.network import scan, send, shown
from tests.warranty import cards

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]


@pytest.fixture
def net(shop):
    return network.a_network()


def a_complaint(**kw):
    return tickets.a_ticket(kind="complaint", channel="phone", severity="minor", words="没人招呼", **kw)


def risen_to(username, code, at, **kw):
    person = cards.by(username, code)
    for name, value in (kw or {"is_manager": True}).items():
        setattr(person, name, value)
    return [due.ticket_id for due in late.risen(person, at).rows]


@pytest.mark.ledger("TX-09")
def test_what_is_late_rises_from_the_store_to_the_centre_to_the_hub_and_to_head_office(net, visit, monday):
    """Late after an hour; of the store for a day, then of each store above for a day, at last of head office."""
    ticket = a_complaint()
    late_at = factories.NOW + HOUR
    found = [
        [
            bool(risen_to("cen", "CC", late_at + days * DAY)),
            bool(risen_to("hub", "HU", late_at + days * DAY)),
            bool(risen_to("dee", "NM", late_at + days * DAY, sees_all=True)),
        ]
        for days in range(4)
    ]
    assert found == [[False] * 3, [True, False, False], [True, True, False], [True, True, True]]
    assert risen_to("bo", "NM", late_at + HOUR) == [ticket.id]  # of their own store they hear at once
    monday.shift(DAY + 2 * HOUR)
    db.session.commit()
    cen, hub = visit("cen"), visit("hub")
    assert "Late, and yours to see to" in said(cen.get("/today"))
    assert "Late, and yours to see to" not in said(hub.get("/today"))
    assert cen.get(f"/tickets/{ticket.id}").status_code == 200  # what rises to them they may open
    assert visit("eng").get(f"/tickets/{ticket.id}").status_code == 404
    assert visit("nab").get(f"/tickets/{ticket.id}").status_code == 404
    assert cen.send(f"/tickets/{ticket.id}/updates", words="中心已致电").status_code == 303


def test_what_came_to_the_centre_is_late_there_and_rises_from_there(net, ann, visit):
    ticket = tickets.a_ticket()
    send(ann, ticket)
    scan(visit("eng"), ticket)
    at = factories.NOW + 4 * DAY
    assert [due.ticket_id for due in late.soon(factories.the_store("CC"), at, 5)] == [ticket.id]
    assert late.soon(factories.the_store("NM"), at, 5) == []
    assert risen_to("hub", "HU", at) == risen_to("cen", "CC", at) == [ticket.id]
    assert not risen_to("bo", "NM", at)


@pytest.mark.ledger("TX-08")
def test_a_ticket_is_handed_up_with_a_reason_and_comes_down_with_what_was_decided(
    net, ann, cy, visit, monday
):
    eng, hub, ticket = visit("eng"), visit("hub"), tickets.a_ticket()
    path = f"/tickets/{ticket.id}"
    assert eng.get(path).status_code == 404
    refused = ann.send(f"{path}/help-request", reason="")
    assert refused.status_code == 422 and "Say what you need from above" in said(refused)
    assert ann.send(f"{path}/help-request", reason="主板进水，能不能保").status_code == 303
    assert "CC store was asked for help" in said(ann.get(path)) and "主板进水" in said(eng.get(path))
    assert shown(ticket) in said(eng.get("/tickets?group=ours"))
    assert network.where(ticket.id) == ("NM", False, "received")  # nothing travelled
    assert eng.send(f"{path}/steps", state="inspected", words="").status_code == 422
    assert "asked for help" not in said(cy.get("/tickets")) and cy.get(path).status_code == 404
    assert ann.send(f"{path}/help-answer", decided="我自己定").status_code == 422
    assert "Your store was not asked" in said(ann.send(f"{path}/help-answer", decided="我自己定"))
    assert eng.send(f"{path}/help-request", reason="型号太新").status_code == 303  # on to the hub
    assert ann.send(f"{path}/help-request", reason="还要").status_code == 422
    assert "No store stands above" in said(hub.send(f"{path}/help-request", reason="总部"))
    assert eng.get(path).status_code == 404
    helped = next(one for one in tickets.the_ticket(ticket.id).marks if one.mark == TicketMark.HELPED)
    assert (helped.store_id, helped.due_at) == (factories.the_store("HU").id, factories.NOW + DAY)
    monday.shift(HOUR)
    assert hub.send(f"{path}/help-answer", decided="").status_code == 422
    assert hub.send(f"{path}/help-answer", decided="按非人为处理，保内").status_code == 303
    found = tickets.the_ticket(ticket.id)
    assert found.help_store_id is None
    assert [(step.code, step.words) for step in found.steps][1:] == [
        ("handed_up", "主板进水，能不能保"), ("handed_up", "型号太新"), ("handed_down", "按非人为处理，保内")
    ]  # fmt: skip
    assert "按非人为处理" in said(ann.get(path)) and all(
        one.is_set for one in found.marks if one.mark == TicketMark.HELPED
    )


def test_an_answer_from_above_that_does_not_come_rises_from_there(net, ann):
    ticket = tickets.a_ticket()
    ann.send(f"/tickets/{ticket.id}/help-request", reason="缺图纸")
    for mark in tickets.the_ticket(ticket.id).marks:
        mark.set_at = None if mark.mark == TicketMark.HELPED else factories.NOW
    db.session.commit()
    assert not risen_to("hub", "HU", factories.NOW + DAY) and risen_to("hub", "HU", factories.NOW + 2 * DAY)


@pytest.mark.ledger("TX-11")
@pytest.mark.parametrize(
    ("address", "point"),
    [
        ("江苏省苏州市姑苏区平江路3号", "PT"),
        ("3 Pingjiang Road, gusu district, Suzhou", "PT"),
        ("苏州市虎丘区", "CC"),
        ("别处", "CC"),
    ],
)
def test_the_district_of_the_address_proposes_who_goes_there(net, ann, address, point):
    card = cards.a_card(address=address)
    kind = visiting_kind()
    page = said(ann.get(f"/warranty-cards/{card.id}/tickets/new?kind={kind}"))
    store = factories.the_store(point)
    assert f'<option selected value="{store.id}">{point} store' in page
    assert f"Nearest by the district of the address: {point} store" in page


def visiting_kind():
    found = in_force("playbook", "phone_cn").body["tickets"]["kinds"]
    return next(kind["id"] for kind in found if kind["visits"] != "no")


@pytest.mark.ledger("TX-11")
def test_the_visit_is_that_points_who_sees_it_and_goes(net, ann, visit):
    nab, eng = visit("nab"), visit("eng")
    card, kind = cards.a_card(address="苏州市姑苏区平江路3号"), visiting_kind()
    fields = {"kind": kind, "words": "上门看看", "what": f"{card.lines[0].id}:", "channel": "phone"}
    fields |= {"priority": "normal", "visit": "y", "severity": "minor", "fault": "keys"}
    path = f"/warranty-cards/{card.id}/tickets"
    refused = ann.send(path, point="99", **fields)
    assert refused.status_code == 422 and "Choose who goes there" in said(refused)
    assert ann.send(path, point=str(factories.the_store("PT").id), **fields).status_code == 303
    ticket = tickets.the_ticket()
    assert (ticket.store.code, ticket.with_store.code) == ("NM", "PT")
    assert "The visit is at: 苏州市姑苏区平江路3号" in said(nab.get(f"/tickets/{ticket.id}"))
    assert eng.get(f"/tickets/{ticket.id}").status_code == 404
    assert {mark.store_id for mark in ticket.marks} == {factories.the_store("PT").id}
    assert (
        ann.send(path, point=str(factories.the_store("CC").id), **fields).status_code == 303
    )  # another, by choice
    assert tickets.the_ticket().with_store.code == "CC"


def test_without_a_network_nobody_is_asked_who_goes(ann):
    card = cards.a_card()
    assert "Who goes there" not in said(
        ann.get(f"/warranty-cards/{card.id}/tickets/new?kind={visiting_kind()}")
    )


# The clocks of the tax-device network: its playbook's own rows.
SERVICENET = [
    {"if": {"ticket.priority": ["normal", "urgent"]}, "marks": {"answered": "PT1H", "dispatched": "PT24H"}, "every": "PT24H"},
    {"if": {"ticket.priority": "critical"}, "marks": {"answered": "PT30M", "dispatched": "PT4H"}, "every": "PT4H"},
]  # fmt: skip


def marks(book, **kw):
    store = factories.the_store()
    ticket = Ticket(store_id=store.id, with_store_id=store.id, kind="repair", priority="normal")
    for name, value in kw.items():
        setattr(ticket, name, value)
    with db.session.no_autoflush:
        clocks.lay(ticket, store, book, factories.NOW)
    return {mark.mark: mark.due_at - factories.NOW for mark in ticket.marks}


@pytest.mark.ledger("TX-01")
@pytest.mark.parametrize(
    ("priority", "answered", "dispatched"),
    [("normal", HOUR, DAY), ("urgent", HOUR, DAY), ("critical", HOUR / 2, 4 * HOUR)],
)
def test_by_the_playbook_of_the_service_network_critical_has_the_shorter_clock(
    shop, priority, answered, dispatched
):
    rows = [
        {
            "starts_at": "ticket_opened", "if": row["if"], "update_every": row["every"],
            "marks": [{"mark": name, "within": within} for name, within in row["marks"].items()],
        }
        for row in SERVICENET
    ]  # fmt: skip
    found = marks(Book(0, {}, rows), priority=priority)
    assert (found["answered"], found["dispatched"]) == (answered, dispatched)


@pytest.mark.ledger("TX-01")
def test_in_our_own_playbook_the_more_urgent_is_due_no_later_and_its_answer_sooner(net):
    book = kinds.of_store(factories.the_store())
    found = [marks(book, priority=one, needs_visit=True) for one in ("normal", "urgent", "critical")]
    for sooner, later in zip(found[1:], found, strict=False):
        assert all(sooner[name] <= later[name] for name in later)
    assert found[0]["answered"] > found[2]["answered"] == HOUR / 2
    assert (found[0]["dispatched"], found[2]["dispatched"]) == (DAY, 4 * HOUR)


@pytest.mark.parametrize("is_asked_first", [True, False])
def test_help_is_due_whether_or_not_the_customer_is_waited_for_meanwhile(net, ann, monday, is_asked_first):
    ticket = tickets.a_ticket()
    deeds = [
        ("help-request", {"reason": "缺料"}),
        ("steps", {"state": "waiting_customer", "words": "等答复"}),
    ]
    for deed, fields in deeds if is_asked_first else reversed(deeds):
        assert ann.send(f"/tickets/{ticket.id}/{deed}", **fields).status_code == 303
    due_at = factories.NOW + DAY
    assert [due.mark for due in late.soon(factories.the_store("CC"), due_at + HOUR, 5)] == ["helped"]
    assert ticket.id in risen_to("hub", "HU", due_at + 2 * DAY)
    monday.shift(3 * HOUR)
    ann.send(f"/tickets/{ticket.id}/steps", state="inspected", words="")
    (mark,) = [mark for mark in tickets.the_ticket(ticket.id).marks if mark.mark == "helped"]
    assert mark.due_at == due_at
