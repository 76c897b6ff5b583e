"""A ticket is found by its slip or by the phone of its customer; the list of all goes on page by page."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from counter.extensions import db
from counter.tickets import listing, looking_up, numbers
from counter.tickets.models import Ticket, TicketMark
from tests import factories
from tests.support.queries import counted
from tests.tickets import tickets
from tests.warranty import cards

pytestmark = pytest.mark.usefixtures("shop", "monday")


def search(visitor, q):
    return visitor.post("/tickets/search", data={"csrf_token": visitor.csrf, "q": q})


def listed(answer):
    """Ids of the tickets in the list, in its order."""
    main = answer.get_data(as_text=True).split('aria-label="Which tickets"')[1]
    return [int(number) for number in re.findall(r'href="/tickets/(\d+)"', main)]


def said(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)).split())


def test_no_box_of_the_page_puts_what_is_typed_into_an_address(ann):
    page = ann.get("/tickets?number=13800138000").get_data(as_text=True)
    assert 'method="get"' not in page and 'action="/tickets/search" method="post"' in page
    assert "13800138000" not in page


def test_a_slips_number_opens_its_ticket(ann, cy):
    ticket = tickets.a_ticket()
    for spelt in (ticket.number, numbers.shown(ticket.number).lower(), f" {ticket.number} "):
        assert search(ann, spelt).location == f"/tickets/{ticket.id}"
    answer = search(cy, ticket.number)
    assert answer.status_code == 200 and "No ticket of this store has this number" in said(answer)


@pytest.mark.parametrize(
    "q",
    [
        "13800138000",
        "138 0013 8000",
        "+86 138-0013-8000",
        "１３８００１３８０００",
        "138OO138OOO",
        "8000",
        "尾号8000",
    ],
)
def test_a_phone_finds_the_tickets_of_whoever_has_it_open_ones_first(ann, q):
    card = cards.a_card()
    other = cards.a_card("周敏", "+8613900002219", serials={"sn": "SN00000001"})
    closed, open_one = tickets.a_ticket(card), tickets.a_ticket(card, kind="question", fault="")
    tickets.a_ticket(other)
    closed.closed_at = factories.NOW
    db.session.commit()
    answer = search(ann, q)
    assert listed(answer) == [open_one.id, closed.id]
    page = answer.get_data(as_text=True)
    assert f'value="{q}"' in page and "陈晓明" not in page and "q-error" not in page


def test_of_a_number_that_was_given_up_nothing_is_found(ann):
    card = cards.a_card()
    tickets.a_ticket(card)
    ann.send(
        "/customers", name="周敏", phone="13800138000", known="new_owner", whose="own", address="竹影巷12号"
    )
    answer = search(ann, "13800138000")
    assert listed(answer) == [] and "No ticket of this store is for this phone" in said(answer)


def test_another_stores_tickets_are_not_found_by_phone(ann, cy):
    tickets.a_ticket()
    for q in ("13800138000", "8000"):
        assert listed(search(cy, q)) == []


@pytest.mark.parametrize(
    "q", ["陈晓明", "138", "%", "'", "x" * 10_000, "👻", "0", "NM-6-4K2W-A", "138\x000013"]
)
def test_what_is_neither_is_kept_and_told_what_to_type(ann, q):
    tickets.a_ticket()
    answer = search(ann, q)
    assert answer.status_code == 200 and 'id="q-error"' in answer.get_data(as_text=True)
    assert "type all of it or the last four digits" in said(answer)


def test_nothing_typed_is_the_list(ann):
    ticket = tickets.a_ticket()
    assert listed(search(ann, "  ")) == [ticket.id]


def test_many_of_one_number_are_cut_and_it_is_said(ann, monkeypatch):
    monkeypatch.setattr(looking_up, "MOST", 2)
    card = cards.a_card()
    for _ in range(3):
        tickets.a_ticket(card, kind="question", fault="")
    answer = search(ann, "8000")
    assert len(listed(answer)) == 2 and "These are the first 2. Type the whole number" in said(answer)


class TestPages:
    """Seven open ones: two due at once, some at no time; pages of two."""

    @pytest.fixture
    def all_of_them(self, monkeypatch):
        monkeypatch.setattr(listing, "PAGE", 2)
        card, found = cards.a_card(), []
        for place in range(7):
            found.append(tickets.a_ticket(card, kind="question", fault=""))
            due = factories.NOW + timedelta(hours=place // 2, microseconds=1)
            of_it = TicketMark.ticket_id == found[-1].id
            db.session.execute(sa.update(TicketMark).where(of_it).values(due_at=due))
            if place > 4:
                db.session.execute(sa.delete(TicketMark).where(of_it))
        db.session.commit()
        return [one.id for one in found]

    def go_through(self, visitor, address):
        found, pages = [], 0
        while address:
            answer = visitor.get(address)
            found, pages = found + listed(answer), pages + 1
            more = re.search(r'href="([^"]+after=[^"]+)"[^>]*>More', answer.get_data(as_text=True))
            address = more and more[1].replace("&amp;", "&")
        return found, pages

    def test_all_that_are_open_are_come_to_once(self, ann, all_of_them):
        assert self.go_through(ann, "/tickets") == (all_of_them, 4)
        assert self.go_through(ann, "/tickets?group=ours") == (all_of_them, 4)

    def test_so_are_all_that_are_closed_the_latest_first(self, ann, all_of_them):
        for place, number in enumerate(all_of_them):
            at = factories.NOW + timedelta(seconds=place // 2)
            db.session.execute(sa.update(Ticket).where(Ticket.id == number).values(closed_at=at))
        db.session.commit()
        assert self.go_through(ann, "/tickets?group=closed") == (all_of_them[::-1], 4)

    def test_a_page_costs_the_same_wherever_it_begins(self, ann, all_of_them):
        with counted() as first:
            answer = ann.get("/tickets")
        place = re.search(r"after=([^\"&]+)", answer.get_data(as_text=True))[1]
        with counted() as second:
            page = ann.get(f"/tickets?after={place}").get_data(as_text=True)
        assert len(first) == len(second) and "From the beginning" in page
        assert "7 open" in said(answer)

    @pytest.mark.parametrize(
        "after",
        ["", ".", "x.1", "1.x", "1" * 40 + ".1", "1." + "9" * 40, "1." + "9" * 5000, "-1.2", "١.١", "5"],
    )
    def test_an_odd_place_is_the_beginning(self, ann, all_of_them, after):
        assert listed(ann.get("/tickets", query_string={"after": after})) == all_of_them[:2]

    def test_a_page_of_closed_ones_reads_along_an_index_as_many_as_it_may_show(self):
        if db.engine.dialect.name != "sqlite":
            pytest.skip("says how it reads in other words")
        with counted() as asked:
            listing.closed_ones(factories.the_store().id, (factories.NOW, 7))
        books, (text,) = db.session.connection(), [one for one in asked if "FROM tickets" in one]
        told = books.exec_driver_sql("explain query plan " + text, (1,) * text.count("?"))
        steps = [row[-1] for row in told]
        assert sum("INDEX ix_tickets_" in one and "closed_at<?" in one for one in steps) == 2
        assert "SEARCH tickets USING INTEGER PRIMARY KEY (rowid=?)" in steps
