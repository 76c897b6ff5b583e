"""R5: the server is killed in the middle of writes, again and again; what was acknowledged is in the books, once."""

import http.client
import random
import statistics
import threading
import time

import pytest
import sqlalchemy as sa

from tests.drills.hands import Hand
from tests.drills.papers import both, kept


class Writer(threading.Thread):
    """Sends one form after the other; an answer that did not come is asked for again with the same operation id."""

    def __init__(self, live, papers):
        super().__init__(daemon=True)
        self.hand, self.papers = Hand(live, timeout=20).sign_in("phone-assistant"), papers
        self.acknowledged, self.cut, self.refused = [], 0, []

    def run(self):
        for paper in self.papers:
            while (answer := self.send(paper)) is None or answer.status == 503:
                time.sleep(0.1)
            if answer.status == 303:
                self.acknowledged.append(paper)
            else:
                self.refused.append((answer.status, answer.text[:300]))

    def send(self, paper):
        try:
            return self.hand.send(paper.path, paper.operation_id, **paper.fields)
        except ConnectionRefusedError:  # not up again yet
            return None
        except (OSError, http.client.HTTPException):  # killed while it worked at this very form
            self.cut += 1
            return None


def drill(live, kills, writes, seed, writers=3):
    """Kills while rows are being written; gives the writers and how long each start took."""
    papers = both(live, seed, writes)
    crew = [Writer(live, papers[which::writers]) for which in range(writers)]
    dice, starts = random.Random(seed), []
    for one in crew:
        one.start()
    for number in range(1, kills + 1):
        due = number * writes / (kills + 1)  # spread over the writes, each at an odd moment
        while sum(len(one.acknowledged) for one in crew) < due and any(one.is_alive() for one in crew):
            time.sleep(0.005)
        time.sleep(dice.random() * 0.05)
        live.kill()
        starts.append(live.start())
    for one in crew:
        one.join(120)
        assert not one.is_alive(), "a writer never came to its end"
    return papers, crew, starts


def check(live, kills, writes, seed, up_within):
    papers, crew, starts = drill(live, kills, writes, seed)
    refused = [line for one in crew for line in one.refused]
    cut = sum(one.cut for one in crew)
    with live.engine().connect() as books:
        there = kept(books)
        is_sound = (
            books.engine.dialect.name != "sqlite"
            or books.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
            and not books.exec_driver_sql("PRAGMA foreign_key_check").all()
        )
        halves = books.execute(
            sa.text(
                "select count(*) from cards where not exists (select 1 from card_lines where card_id = cards.id)"
            )
        ).scalar_one()
    acknowledged = [paper for one in crew for paper in one.acknowledged]
    lost = sum(paper.mark not in there for paper in acknowledged)
    double = sum(there.get(paper.mark, 0) > 1 for paper in papers)
    print(f"\nR5: killed {len(starts)} times in {writes} writes: {len(acknowledged)} acknowledged, {lost} lost, "
          f"{double} double, {cut} cut off and sent again; up again in {statistics.median(starts):.1f} s, "
          f"{max(starts):.1f} s at most")  # fmt: skip
    assert not refused, refused[:2]
    assert len(starts) == kills and cut > 0, "no kill hit a write: no drill"
    assert len(acknowledged) == writes and (lost, double, halves) == (0, 0, 0)
    assert is_sound and statistics.median(starts) < up_within


def test_killed_twice_in_forty_writes_nothing_acknowledged_is_lost(live):
    check(live, kills=2, writes=40, seed=5, up_within=20)  # the machine may be busy with the other tests


@pytest.mark.drill
def test_killed_two_hundred_times_in_five_thousand_writes_nothing_acknowledged_is_lost(live):
    check(live, kills=200, writes=5000, seed=7, up_within=5)
