"""R7: another writer holds the books; reads are answered at once, writes wait or are calmly asked to come again."""

import contextlib
import itertools
import threading
import time

import pytest
import sqlalchemy as sa

from tests.drills.hands import Hand
from tests.drills.papers import cards

TABLES_WRITTEN = "operations, history_entries, cards, customers"


@contextlib.contextmanager
def held(live, seconds):
    """The books as a long import of another program would hold them."""
    ready = threading.Event()

    def hold():
        engine = live.engine()
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as books:
            if engine.dialect.name == "sqlite":
                books.exec_driver_sql("BEGIN IMMEDIATE")
            else:
                books.exec_driver_sql(f"BEGIN; LOCK TABLE {TABLES_WRITTEN} IN SHARE ROW EXCLUSIVE MODE")
            ready.set()
            time.sleep(seconds)
            books.exec_driver_sql("ROLLBACK")

    thread = threading.Thread(target=hold)
    thread.start()
    ready.wait(10)
    yield
    thread.join()


def reads(live, seconds):
    """How long each look took while nobody could write."""
    hand, spent, ends = Hand(live).sign_in("phone-assistant"), [], time.monotonic() + seconds
    with held(live, seconds):
        while time.monotonic() < ends:
            for path in ("/today", "/warranty-cards"):
                began = time.monotonic()
                assert hand.get(path).status == 200
                spent.append(time.monotonic() - began)
            began = time.monotonic()
            found = hand.send("/warranty-cards/search", htmx=True, q="8000")
            spent.append(time.monotonic() - began)
            assert found.status == 200 and "陈晓明" in found.text
    return spent


def writes(live, seconds, seed, count=3):
    """Answers to writes that began while the books were held, each with how long it took."""
    papers = list(itertools.islice(cards(seed), count))
    hands, answers = [Hand(live).sign_in("phone-assistant") for _ in papers], []

    def send(hand, paper):
        began = time.monotonic()
        answer = hand.send("/warranty-cards", paper.operation_id, **paper.fields)
        answers.append((answer, time.monotonic() - began))

    with held(live, seconds):
        threads = [threading.Thread(target=send, args=pair) for pair in zip(hands, papers, strict=True)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return papers, hands, answers


def kept(live, papers):
    asked = sa.text("select count(*) from identifiers where value in :values").bindparams(
        sa.bindparam("values", expanding=True)
    )
    with live.engine().connect() as books:
        return books.execute(asked, {"values": [paper.mark for paper in papers]}).scalar_one()


def test_reads_take_less_than_two_seconds_while_another_writer_holds_the_books(live):
    spent = reads(live, 3)
    print(f"\nR7: {len(spent)} reads while the books were locked for 3 s, longest {max(spent) * 1000:.0f} ms")
    assert len(spent) > 10 and max(spent) < 2


def test_writes_wait_for_the_books_and_then_are_kept(live):
    papers, _, answers = writes(live, 1.5, seed=31)
    waited = [spent for _, spent in answers]
    print(f"\nR7: {len(answers)} writes waited {min(waited):.1f} to {max(waited):.1f} s and were kept")
    assert [answer.status for answer, _ in answers] == [303] * len(papers)
    assert min(waited) > 0.5 and kept(live, papers) == len(papers)


@pytest.mark.drill
def test_locked_for_long_a_write_is_calmly_asked_to_come_again_and_then_goes_in_once(live, request):
    if request.config.getoption("--db") != "sqlite":
        pytest.skip("PostgreSQL waits as long as it takes")
    papers, hands, answers = writes(live, 20, seed=32)
    statuses = [answer.status for answer, _ in answers]
    assert statuses == [503] * len(papers), statuses
    assert all("Traceback" not in answer.text and "<h1" in answer.text for answer, _ in answers)
    again = [
        h.send("/warranty-cards", p.operation_id, **p.fields) for h, p in zip(hands, papers, strict=True)
    ]
    print(
        f"\nR7: locked for 20 s: {len(answers)} writes told 503 after {max(s for _, s in answers):.1f} s, all kept when sent again"
    )
    assert [answer.status for answer in again] == [303] * len(papers) and kept(live, papers) == len(papers)
