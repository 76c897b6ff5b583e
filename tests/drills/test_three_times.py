"""R1: each form of a card or a claim arrives three times, and the shop has one of it."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.drills.hands import Hand
from tests.drills.papers import both, kept


class Desk(threading.local):
    """Each worker's three connections of one browser."""

    def __init__(self, live):
        self.hands = [Hand(live).sign_in("phone-assistant")]
        self.hands += [self.hands[0].twin(), self.hands[0].twin()]


def drill(live, forms, seed, gaps, workers):
    """`gaps`: seconds between the three sendings: 0 a tap that bounced, 0.05 a double tap, 0.8 one sent again."""
    desk, papers = Desk(live), both(live, seed, forms)

    def work(numbered):
        number, paper = numbered
        hands = desk.hands
        answers = [None, None, None]

        def send(which):
            time.sleep(gaps[number % len(gaps)] * which)
            answers[which] = hands[which].send(paper.path, paper.operation_id, **paper.fields)

        threads = [threading.Thread(target=send, args=(which,)) for which in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return answers

    began = time.monotonic()
    with ThreadPoolExecutor(workers) as pool:
        all_answers = list(pool.map(work, enumerate(papers)))
    spent = time.monotonic() - began
    answers = [answer for three in all_answers for answer in three]
    differing = [three for three in all_answers if len({answer.location for answer in three}) != 1]
    return papers, answers, differing, spent


def count(live, papers):
    """(missing, double) of what was sent, by the books."""
    with live.engine().connect() as books:
        there = kept(books)
    sent = [paper.mark for paper in papers]
    return sum(mark not in there for mark in sent), sum(there.get(mark, 0) > 1 for mark in sent)


def check(live, forms, seed, gaps, workers):
    papers, answers, differing, spent = drill(live, forms, seed, gaps, workers)
    live.stop()
    live.start()  # the books survive a restart, and so does what was sent
    after = Hand(live).sign_in("phone-assistant")
    late = [after.send(paper.path, paper.operation_id, **paper.fields) for paper in papers[-5:]]
    missing, double = count(live, papers)
    refused = [answer for answer in [*answers, *late] if answer.status != 303]
    print(f"\nR1: {forms} forms sent three times in {spent:.1f} s ({3 * forms / spent:.0f} answers a second): "
          f"{missing} missing, {double} double, {len(differing)} with differing answers, {len(refused)} not 303")  # fmt: skip
    assert not refused, [(a.status, a.text[:300]) for a in refused[:2]]
    assert len(answers) == 3 * forms and not differing
    assert (missing, double) == (0, 0)


def test_a_dozen_forms_each_sent_three_times_at_once_are_a_dozen_in_the_books(live):
    check(live, forms=12, seed=11, gaps=(0.0, 0.05), workers=3)


@pytest.mark.drill
def test_ten_thousand_forms_each_sent_three_times_are_ten_thousand_in_the_books(live):
    check(live, forms=10_000, seed=1, gaps=(0.0, 0.0, 0.0, 0.0, 0.05, 0.05, 0.05, 0.8), workers=8)
