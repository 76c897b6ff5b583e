"""What managers read afterwards: of their own stores, head office of all; figures that can be checked by hand."""

from datetime import timedelta

import pytest

from counter.extensions import db
from counter.reports import faults, periods, responses
from counter.sales.models import Sale, SaleStep
from counter.tickets import closing, deciding, stepping
from counter.tickets.opening import Told, open_ticket
from tests import factories
from tests.supplier_claims.claims import manager
from tests.support.answers import said
from tests.support.queries import counted
from tests.tickets import tickets
from tests.warranty import cards

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]

PAGES = ("faults", "responses", "unexplained", "remarks")
MINUTE = timedelta(minutes=1)


def a_card(place, **kw):
    return cards.a_card(f"陈{chr(0x4E00 + place)}", f"+8613800{place:06}", serials={"sn": f"S{place}"}, **kw)


def called(place, after=None, at=factories.NOW, **kw):
    """A repair told by phone at 10:00, answered so many minutes later."""
    ticket = tickets.a_ticket(a_card(place), at=at, channel="phone", is_here=False, **kw)
    if after is not None:
        stepping.tell(ticket, "来取件", manager(), at + after * MINUTE)
    db.session.commit()
    return ticket


def the_period():
    store = factories.the_store()
    return periods.read({}, store, store.today(factories.NOW))[0]


@pytest.mark.ledger("TX-02")
def test_median_and_worst_answer_of_each_store(dee, bo, ann):
    """Counted in open hours (10:00 to 21:30): what is told at 21:00 and answered at 10:10 took 40 minutes."""
    for place, after in enumerate((5, 20, 65)):
        called(place, after)
    called(3, 13 * 60 + 10, at=factories.NOW - timedelta(hours=13))
    called(4)  # nobody answered
    tickets.a_ticket(a_card(5))  # at the counter, on the spot
    nm, jj = responses.by_store(
        [factories.the_store("NM"), factories.the_store("JJ")], the_period(), factories.NOW + 2 * 60 * MINUTE
    )
    assert (nm.median, nm.worst, nm.in_time, len(nm.answers), nm.waiting, nm.on_the_spot) == (
        30,
        65,
        3,
        4,
        1,
        1,
    )
    assert (jj.median, jj.worst, jj.waiting) == (None, None, 0)
    page = said(dee.get("/reports/responses"))
    assert "30 minutes" in page and "1 hour" in page and "JJ store" in page and "3 of 4" in page
    assert (
        "JJ store" not in said(bo.get("/reports/responses"))
        and ann.get("/reports/responses").status_code == 403
    )


@pytest.mark.ledger("TX-02")
def test_somebody_is_sent_within_a_day_or_not():
    me = manager("JJ")
    bed = factories.a_product("BED", "bed", "furniture_cn")
    for hours in (3, 30, None):
        card = cards.a_card(product=bed, serials={}, store="JJ", who="cy")
        ticket = open_ticket(
            me.store, cards_owner(card), Told("repair", "晃", channel="phone", needs_visit=True), me, factories.NOW, factories.NOW.date(),
            line=card.lines[0],
        )  # fmt: skip
        if hours:
            stepping.go(ticket, "appointed", "", me, factories.NOW)
            stepping.go(ticket, "dispatched", "", me, factories.NOW + timedelta(hours=hours))
    db.session.commit()
    (jj,) = responses.by_store([me.store], the_period(), factories.NOW + timedelta(hours=20))
    assert (jj.sent, jj.sent_in_time) == (2, 1)  # the third one still has four hours
    (jj,) = responses.by_store([me.store], the_period(), factories.NOW + timedelta(hours=25))
    assert (jj.sent, jj.sent_in_time) == (3, 1)


@pytest.mark.ledger("GO-44")
@pytest.mark.parametrize("is_told", [True, False])
def test_what_only_the_end_ended_was_not_answered_in_time(is_told):
    """As an earlier version left it: closed, and nobody had told the customer anything. Nobody was sent either."""
    me = manager()
    ticket = tickets.a_ticket(kind="complaint", channel="phone", severity="serious")
    stepping.go(ticket, "ready", "", me, factories.NOW)
    closing.close(ticket, 5, "", "", "已道歉", me, factories.NOW + 10 * MINUTE)
    if not is_told:
        db.session.delete(next(step for step in ticket.steps if step.code == "told"))
    db.session.commit()
    (nm,) = responses.by_store([me.store], the_period(), factories.NOW + timedelta(days=2))
    assert (len(nm.answers), nm.in_time, nm.waiting) == ((1, 1, 0) if is_told else (0, 0, 1))
    assert (nm.sent, nm.sent_in_time) == (0, 0)


def cards_owner(card):
    from counter.customers.models import Customer

    return db.session.get(Customer, card.customer_id)


def test_a_ticket_that_was_opened_again_is_counted_from_then():
    ticket = called(0, 5)
    me = manager()
    stepping.go(ticket, "inspected", "", me, factories.NOW)
    deciding.decide(ticket, "workmanship", "covered", "repair", "", None, me, factories.NOW)
    stepping.go(ticket, "ready", "", me, factories.NOW)
    closing.close(ticket, 5, "", "", "", me, factories.NOW + timedelta(hours=1))
    closing.reopen(ticket, "又坏了", me, factories.NOW + timedelta(hours=2))
    stepping.tell(ticket, "明天来", me, factories.NOW + timedelta(hours=2, minutes=7))
    db.session.commit()
    (nm,) = responses.by_store([factories.the_store()], the_period(), factories.NOW + timedelta(hours=3))
    assert nm.worst == 7


def test_what_fails_most_by_model_and_fault(dee, bo):
    other = cards.a_phone("A7")
    for place, (fault, product) in enumerate(
        (("keys", None), ("keys", None), ("display", None), ("keys", other))
    ):
        tickets.a_ticket(a_card(place, product=product), fault=fault)
    ticket = tickets.the_ticket()
    deciding.decide(ticket, "drop", "not_covered", "repair", "摔的", 100, manager(), factories.NOW)
    db.session.commit()
    page = said(dee.get("/reports/faults"))
    assert page.index("Lark X20") < page.index("Lark A7") and "Most often: Lark X20" in page
    assert said(bo.get("/reports/faults")).count("<tr>") == 4
    assert "Nothing came back" in said(dee.get(f"/reports/faults?store={factories.the_store('JJ').id}"))
    assert "Nothing came back" in said(dee.get("/reports/faults?since=2026-01-01&until=2026-02-01"))


def test_a_claim_counts_for_its_model_also_where_nobody_named_a_fault_or_no_list_has_it(bo):
    """And in words: the code for “on no list” is nobody's."""
    for place, fault in enumerate(("unlisted", "unlisted", "unlisted", "", "", "keys")):
        tickets.a_ticket(a_card(place), fault=fault)
    tickets.a_ticket(a_card(6), kind="question", channel="phone")
    found = faults.by_model([factories.the_store().id], the_period())
    rows = [(row.tickets, row.is_named) for row in found]
    assert rows == [(3, False), (2, False), (1, True)]
    page = said(bo.get("/reports/faults"))
    assert "unlisted" not in page and "Not on the list" in page and "No fault named" in page
    assert "Most often: Lark X20, Keys fail." in page


@pytest.mark.ledger("GO-40")
def test_what_was_not_explained_points_back_to_the_sale_its_assistant_and_the_steps_left_out(bo, ann):
    me = manager()
    sale = Sale(
        store_id=me.store.id,
        person_id=factories.the_person("ann").id,
        currency="CNY",
        started_at=factories.NOW,
    )
    from counter.playbooks.models import in_force

    sale.playbook_version_id = in_force("playbook", "phone_cn").id
    label = {"zh": "讲防水限度", "en": "Explain what water does"}
    done = SaleStep(
        stage="x", code="a", label={"zh": "试机", "en": "Try it"}, position=0, done_at=factories.NOW
    )
    waived = SaleStep(stage="x", code="b", label=label, position=1, waived_because="顾客赶时间")
    out = SaleStep(
        stage="x", code="c", label={"zh": "教备份", "en": "Teach the backup"}, position=2, is_required=False
    )
    sale.steps = [done, waived, out]
    db.session.add(sale)
    db.session.flush()
    ticket = tickets.a_ticket(a_card(0, sale_id=sale.id), words="进水后不知道不保")
    assert "Nothing of these days points back" in said(bo.get("/reports/unexplained"))
    answer = bo.send(
        f"/tickets/{ticket.id}/decision",
        cause="not_explained",
        verdict="goodwill",
        remedy="repair",
        reason="售前没讲清",
        quote="",
    )
    assert answer.status_code == 303
    page = said(bo.get("/reports/unexplained"))
    assert "sold by Ann on" in page and f"/sales/{sale.id}" in page and f"/tickets/{ticket.id}" in page
    assert "Explain what water does" in page and "let go: 顾客赶时间" in page
    assert "Teach the backup" in page and "left out" in page and "Try it" not in page
    plain = tickets.a_ticket(a_card(1))
    bo.send(
        f"/tickets/{plain.id}/decision",
        cause="not_explained",
        verdict="goodwill",
        remedy="repair",
        reason="x",
        quote="",
    )
    assert "Its sale is not in the books" in said(bo.get("/reports/unexplained"))
    assert ann.get("/reports/unexplained").status_code == 403


@pytest.mark.ledger("EQ-53")
def test_a_remark_on_the_service_order_reaches_the_offices_list_and_the_order_prints_to_be_signed(
    ann, bo, dee, cy
):
    ticket = tickets.a_ticket()
    empty = said(ann.get(f"/tickets/{ticket.id}/slip"))
    assert "Signature of the customer" in empty and "What could be better" in empty and "data-print" in empty
    ann.send(
        f"/tickets/{ticket.id}/decision",
        cause="workmanship",
        verdict="covered",
        remedy="repair",
        reason="",
        quote="",
    )
    for state in ("inspected", "ready"):
        ann.send(f"/tickets/{ticket.id}/steps", state=state)
    ann.send(f"/tickets/{ticket.id}/collection", work="换键")
    assert (
        ann.send(
            f"/tickets/{ticket.id}/closing", satisfaction="3", opinion="等太久，希望当天能修好"
        ).status_code
        == 303
    )
    for visitor in (bo, dee):
        page = said(visitor.get("/reports/remarks"))
        assert (
            "等太久，希望当天能修好" in page and f"/tickets/{ticket.id}/slip" in page and "陈晓明" not in page
        )
    assert "等太久，希望当天能修好" in said(ann.get(f"/tickets/{ticket.id}/slip"))
    assert cy.get("/reports/remarks").status_code == 403


@pytest.mark.parametrize("path", PAGES)
def test_odd_days_are_said_and_pages_cost_the_same(bo, path):
    for days, sentence in (
        ("since=2026-11-20&until=2026-11-01", "comes before the first one"),
        ("since=2020-01-01&until=2026-01-01", "At most a year"),
        ("since=gestern", "This is not a day"),
        ("since=0001-01-01&until=0001-01-02", "Nothing was written down then"),
        ("until=9999-12-31", "Nothing was written down then"),
        ("since=%00&until=9999-99-99", "This is not a day"),
    ):
        assert sentence in said(bo.get(f"/reports/{path}?{days}"))
    costs = []
    for few in (1, 12):
        for place in range(few):
            ticket = called(few * 20 + place, 5)
            deciding.decide(
                ticket, "not_explained", "goodwill", "repair", "x", None, manager(), factories.NOW
            )
            stepping.go(ticket, "ready", "", manager(), factories.NOW)
            closing.close(ticket, 5, "好", "", "", manager(), factories.NOW)
        db.session.commit()
        bo.get(f"/reports/{path}")
        with counted() as asked:
            bo.get(f"/reports/{path}")
        costs.append(len(asked))
    assert costs[0] == costs[1] <= 9
