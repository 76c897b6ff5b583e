"""Things travel between stores by scans: out, in, and back; who sees them meanwhile, and what is late on the way."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from counter.extensions import db
from counter.history.models import HistoryEntry
from counter.tickets import late, numbers, travelling
from counter.tickets.models import Parcel
from tests import factories
from tests.photos import pictures
from tests.support.answers import said
from tests.support.queries import counted
from tests.tickets import network, tickets
from tests.tickets.network import scan, send, shown, travels, where
from tests.warranty import cards

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def net(shop):
    return network.a_network()


def another(number):
    card = cards.a_card("李雷", f"+86139001390{number:02}", serials={"sn": f"SN00000{number:03}"})
    return tickets.a_ticket(card)


def test_out_in_repaired_back_and_collected(net, ann, visit):
    eng, ticket = visit("eng"), tickets.a_ticket()
    number = ticket.id
    due = {mark.mark: mark.due_at for mark in ticket.marks if mark.is_law}
    assert eng.get(f"/tickets/{number}").status_code == 404
    answer = send(ann, ticket, words="音量键，请修")
    assert answer.status_code == 303 and where(number) == ("CC", True, "sent")
    sheet = said(ann.get(answer.location))
    assert shown(ticket) in sheet and "NM store → CC store" in sheet and "P000001" in sheet
    assert "on its way from NM store to CC store" in said(ann.get(f"/tickets/{number}")).replace("On", "on")
    assert scan(eng, ticket).status_code == 303 and where(number) == ("CC", False, "sent")
    page = said(eng.get(f"/tickets/{number}"))
    assert "taken in at NM store" in page and "/customers/" not in page
    assert said(eng.get("/tickets?group=ours")).count(shown(ticket)) == 1
    assert said(ann.get("/tickets?group=others")).count(shown(ticket)) == 1
    refused = eng.send(f"/tickets/{number}/steps", state="in_repair", words="")
    assert refused.status_code == 422 and "First decide" in said(refused)
    assert eng.send(
        f"/tickets/{number}/decision", cause="workmanship", verdict="covered", remedy="repair", reason="", quote=""
    ).status_code == 303  # fmt: skip
    assert eng.send(f"/tickets/{number}/steps", state="in_repair", words="换按键").status_code == 303
    for state in ("ready", "back", "sent", "collected", "closed"):  # it goes home by a scan
        assert eng.send(f"/tickets/{number}/steps", state=state, words="").status_code == 422
    assert "Another store has it in hand" in said(
        ann.send(f"/tickets/{number}/steps", state="inspected", words="")
    )
    assert "NM store" in said(eng.get(f"/parcels/new?ticket={number}"))
    assert send(eng, ticket, to="NM").status_code == 303 and where(number) == ("NM", True, "sent")
    assert scan(ann, ticket).status_code == 303 and where(number) == ("NM", False, "back")
    assert eng.get(f"/tickets/{number}").status_code == 404
    assert "in_repair" not in tickets.the_ticket(number).state
    assert 'value="in_repair"' not in said(ann.get(f"/tickets/{number}"))  # NM repairs nothing
    ann.send(f"/tickets/{number}/steps", state="ready", words="")
    assert ann.send(f"/tickets/{number}/collection", work="换按键").status_code == 303
    ticket = tickets.the_ticket(number)
    assert [step.code for step in ticket.steps] == [
        "received", "sent", "arrived", "in_repair", "sent", "back", "ready", "collected"
    ]  # fmt: skip
    assert {mark.mark: mark.due_at for mark in ticket.marks if mark.is_law and mark.mark in due} == due
    (repair,) = ticket.line.repairs
    assert not repair.is_here
    verbs = db.session.scalars(select(HistoryEntry.verb).where(HistoryEntry.record_kind == "tickets"))
    assert list(verbs).count("send") == 2


def test_several_go_in_one_parcel_by_lines_that_a_scanner_types(net, ann, visit):
    eng, things = visit("eng"), [tickets.a_ticket(), another(1), another(2)]
    numbers = [one.id for one in things]
    assert send(ann, *things, things[0], shown(things[1]).lower().replace("-", " ")).status_code == 303
    (parcel,) = db.session.scalars(select(Parcel))
    assert [one.ticket_id for one in parcel.transfers] == numbers
    found = scan(eng, "p000001")
    assert found.status_code == 303 and found.location.endswith(f"/parcels/{parcel.id}")
    page = said(eng.get(found.location))
    assert page.count("on its way") == 3 and 'action="/arrivals"' in page
    scan(eng, things[1])
    page = said(eng.get(found.location))
    assert page.count("on its way") == 2 and "arrived 23 Nov" in page
    assert ann.get(found.location).status_code == 200
    assert eng.get(f"/parcels/{parcel.id}/barcode.svg").mimetype == "image/svg+xml"


def test_a_parcel_is_seen_at_its_ends_only(net, ann, cy, visit):
    send(ann, tickets.a_ticket())
    for stranger in (cy, visit("hub"), visit("nab")):
        assert stranger.get("/parcels/1").status_code == 404
        assert scan(stranger, "P000001").status_code == 404
        assert stranger.send("/transfers/1/withdrawal").status_code == 404
    assert visit("eng").send("/transfers/1/withdrawal").status_code == 404  # it left NM, not CC


def test_what_can_not_leave_is_said_line_by_line_and_nothing_leaves(net, ann, visit):
    good, gone = tickets.a_ticket(), another(1)
    question = tickets.a_ticket(good.card, kind="question", channel="phone")
    send(ann, gone)
    refused = send(ann, good, gone, question, "NM-7-2299-9", words="小心轻放")
    assert refused.status_code == 422 and "is no ticket&#39;s number" in said(refused)
    assert f"{shown(gone)} is on its way to CC store already" in said(refused)  # each wrong line at once
    wrong = [f"X{one}X" for one in range(5)]
    unknown = numbers.shown(numbers.make("NM", "7", 77))
    refused = said(send(ann, good, unknown, *wrong))
    assert ", ".join(wrong) in refused and f"No ticket has the number {unknown}" in refused
    refused = send(ann, good, gone, question, words="小心轻放")
    page = said(refused)
    assert f"{shown(gone)} is on its way to CC store already" in page
    assert f"{shown(question)}: nothing of it is with us" in page
    assert "小心轻放" in page and shown(good) in page and where(good.id) == ("NM", False, "received")
    assert "Scan the slips" in said(ann.send("/parcels", numbers="", to="1"))
    assert "Choose where it goes" in said(ann.send("/parcels", numbers=shown(good), to="99"))
    many = [numbers.shown(numbers.make("NM", "7", one)) for one in range(1, 52)]
    assert "No more than 50" in said(send(ann, *many))
    eng = visit("eng")
    assert "No ticket has the number" in said(send(eng, good, to="HU"))  # another store's is none for them
    send(ann, good)
    assert f"{shown(good)} is on its way" in said(send(eng, good, to="HU"))
    scan(eng, good)
    assert f"{shown(good)} is at CC store by the books" in said(send(ann, good))


def test_a_scan_at_the_wrong_place_says_where_it_should_be(net, ann, cy, visit):
    eng, nab, ticket = visit("eng"), visit("nab"), tickets.a_ticket()
    number = ticket.id
    assert "is here already; nothing changed" in said(scan(ann, ticket))
    assert f"{shown(ticket)} should be at NM store" in said(scan(eng, ticket))
    send(ann, ticket)
    for visitor in (nab, cy, visit("hub")):
        refused = scan(visitor, ticket)
        assert refused.status_code == 422 and f"{shown(ticket)} belongs at CC store. Send it on" in said(
            refused
        )
        assert "陈" not in said(refused)
    assert "If it did not leave, take it back below" in said(scan(ann, ticket))
    assert where(number) == ("CC", True, "sent") and travels(number) == 1
    scan(eng, ticket)
    assert f"{shown(ticket)} should be at CC store" in said(scan(nab, ticket))
    assert "No ticket has this number" in said(scan(eng, "NM-7-2222-2"))
    assert "Scan what has arrived" in said(scan(eng, ""))
    assert where(number) == ("CC", False, "sent") and travels(number) == 1


def test_a_double_scan_changes_nothing(net, ann, visit):
    eng, ticket = visit("eng"), tickets.a_ticket()
    number = ticket.id
    send(ann, ticket)
    assert "is on its way to CC store already" in said(send(ann, ticket)) and travels(number) == 1
    scan(eng, ticket)
    before = [step.at for step in tickets.the_ticket(number).steps]
    assert "is here already; nothing changed" in said(scan(eng, ticket))
    assert [step.at for step in tickets.the_ticket(number).steps] == before and travels(number) == 1


def test_one_that_did_not_leave_is_as_it_was(net, ann, visit):
    ticket = tickets.a_ticket()
    number = ticket.id
    ann.send(f"/tickets/{number}/steps", state="inspected", words="")
    send(ann, ticket)
    assert ann.send("/transfers/1/withdrawal").status_code == 303
    assert where(number) == ("NM", False, "inspected")
    assert ann.send("/transfers/1/withdrawal").status_code == 422
    assert scan(visit("eng"), ticket).status_code == 422
    assert send(ann, ticket).status_code == 303 and travels(number) == 2


def test_on_to_the_hub_and_straight_home(net, ann, visit):
    eng, hub, ticket = visit("eng"), visit("hub"), tickets.a_ticket()
    number = ticket.id
    send(ann, ticket)
    scan(eng, ticket)
    send(eng, ticket, to="HU")
    assert "JJ store" not in said(hub.get("/parcels/new"))  # another network
    scan(hub, ticket)
    assert (
        eng.get(f"/tickets/{number}").status_code == 404 and ann.get(f"/tickets/{number}").status_code == 200
    )
    send(hub, ticket, to="NM")
    scan(ann, ticket)
    assert where(number) == ("NM", False, "back") and travels(number) == 3


def test_after_three_days_on_the_way_it_is_late_at_both_ends_and_rises(net, ann, dee, visit, monday):
    eng, ticket = visit("eng"), tickets.a_ticket()
    number = ticket.id
    send(ann, ticket)
    for visitor in (ann, eng):
        assert "on its way for 0 minutes" in said(visitor.get("/transfers"))
    at = factories.NOW + 3 * DAY + HOUR
    monday.shift(3 * DAY + HOUR)
    db.session.commit()
    ann.enter("ann")
    eng.enter("eng")
    for visitor in (ann, eng):
        assert "on its way for 3 days, should have arrived" in said(visitor.get("/transfers"))
    leave_only(number, "arrived", "under_way")
    assert [due.mark for due in late.soon(factories.the_store("NM"), at, 10)] == [
        "under_way"
    ]  # who has the proof
    assert "What was sent is to be scanned in there" in said(ann.get("/today"))
    centre = factories.the_store("CC")
    assert [due.mark for due in late.soon(centre, at, 10)] == ["arrived"]
    boss, top = cards.by("hub", "HU"), cards.by("dee", "NM")
    boss.is_manager = top.sees_all = True
    risen = [
        [due.mark for due in late.risen(who, at + n * DAY).rows] for who in (boss, top) for n in range(4)
    ]
    late_one = ["arrived"]
    assert risen == [
        [],
        late_one,
        late_one,
        late_one,
        [],
        [],
        late_one,
        late_one,
    ]  # the hub stands above the centre
    scan(eng, ticket)
    assert late.soon(centre, at, 10) == late.risen(top, at + 3 * DAY).rows == []
    assert late.soon(factories.the_store("NM"), at, 10) == []


def test_who_sent_it_on_sees_it_until_it_is_scanned_in(net, ann, visit):
    """The centre sends it to the hub: nobody else there has it, and they have the proof that it left."""
    eng, ticket = visit("eng"), tickets.a_ticket()
    send(ann, ticket)
    scan(eng, ticket)
    send(eng, ticket, to="HU")
    assert eng.get(f"/tickets/{ticket.id}").status_code == 200
    scan(visit("hub"), ticket)
    assert eng.get(f"/tickets/{ticket.id}").status_code == 404


def leave_only(number, *names):
    """Everything else of the ticket is done."""
    for mark in tickets.the_ticket(number).marks:
        mark.set_at = None if mark.mark in names else factories.NOW
    db.session.commit()


def test_the_lists_ask_the_same_number_of_queries_for_many(net, ann, visit):
    eng = visit("eng")

    def asked():
        with counted() as found:
            for path in ("/transfers", "/tickets", "/parcels/1"):
                eng.get(path)
        return len(found)

    send(ann, tickets.a_ticket())
    few = asked()
    send(ann, *(another(number) for number in range(8)))
    assert asked() == few <= 14


def test_the_pictures_go_along_with_the_ticket(net, ann, cy, visit):
    card = cards.a_card()
    fields = {**tickets.FIELDS, "what": f"{card.lines[0].id}:"}
    fields["photos"] = [pictures.sendable(pictures.a_jpeg(), "a.jpg")]
    assert ann.send(f"/warranty-cards/{card.id}/tickets", **fields).status_code == 303
    ticket, eng = tickets.the_ticket(), visit("eng")
    path = f"/tickets/{ticket.id}/photos/{ticket.photos[0].id}"
    assert ann.get(path).status_code == 200 and eng.get(path).status_code == 404
    send(ann, ticket)
    assert eng.get(path).status_code == 200 and eng.get(path + "/small").status_code == 200
    assert path in said(eng.get(f"/tickets/{ticket.id}"))
    assert cy.get(path).status_code == 404 and eng.get(f"/tickets/{ticket.id}/photos/999").status_code == 404


def test_an_exchange_and_money_back_wait_until_it_is_home(net, ann, visit):
    ticket, unit = tickets.a_ticket(), tickets.on_shelf()
    ann.send(
        f"/tickets/{ticket.id}/decision", cause="workmanship", verdict="covered", remedy="exchange", reason="", quote=""
    )  # fmt: skip
    send(ann, ticket)
    refused = ann.send(f"/tickets/{ticket.id}/exchange", new="864207061018293")
    assert refused.status_code == 422 and "It comes home first" in said(refused)
    assert db.session.get(type(unit), unit.id).place == "shelf"


def test_travelling_says_who_is_on_the_way(net, ann):
    send(ann, tickets.a_ticket())
    (one,) = travelling.of_store(factories.the_store("CC").id)
    assert one.is_ours_to_take and one.start["en"] == "NM store" and one.name == "陈**"
    assert travelling.of_store(factories.the_store("HU").id) == []
