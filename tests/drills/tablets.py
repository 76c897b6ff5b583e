"""Tablets that write cards and look them up while something long goes on; and what the server weighs meanwhile."""

import http.client
import statistics
import threading
import time
from pathlib import Path

import sqlalchemy as sa

from tests.drills.hands import Hand
from tests.drills.papers import cards
from tests.support.live import Live

MEGABYTE = 1024**2


class Tablet(threading.Thread):
    """A card of paper, then its look-up, then a pause. What a kill cut off, or a busy server asked to come again with (503),
    is sent again with the same operation id."""

    def __init__(self, live: Live, seed: int, pause: float) -> None:
        super().__init__(daemon=True)
        self.hand, self.papers, self.pause = Hand(live).sign_in("phone-assistant"), cards(seed), pause
        self.over = threading.Event()
        self.sent, self.cut, self.busy, self.refused = [], 0, 0, []
        self.written, self.looked = [], []  # seconds each, without those that a kill cut off

    def run(self) -> None:
        while not self.over.wait(self.pause):
            paper = next(self.papers)
            self.sent.append(paper)
            answer = self.told(self.written, paper.path, paper.operation_id, **paper.fields)
            if answer.status != 303:
                self.refused.append((answer.status, answer.text[:300]))
            found = self.told(self.looked, "/warranty-cards/search", htmx=True, q=paper.fields["phone"])
            if found.status != 200 or paper.fields["name"] not in found.text:
                self.refused.append((found.status, found.text[:300]))

    def told(self, spent, path, operation_id="", htmx=False, **fields):
        while True:
            began = time.perf_counter()
            try:
                answer = self.hand.send(path, operation_id, htmx, **fields)
            except ConnectionRefusedError:  # not up again yet
                time.sleep(0.1)
            except (OSError, http.client.HTTPException):
                self.cut += 1
            else:
                spent.append(time.perf_counter() - began)
                if answer.status != 503:
                    return answer
                self.busy += 1


class Crew:
    def __init__(self, live: Live, seed: int, pause: float, how_many: int = 4) -> None:
        self.tablets = [Tablet(live, seed + number, pause) for number in range(how_many)]

    def __enter__(self) -> "Crew":
        for one in self.tablets:
            one.start()
        return self

    def __exit__(self, *rest: object) -> None:
        for one in self.tablets:
            one.over.set()
        for one in self.tablets:
            one.join(60)
            assert not one.is_alive(), "a tablet never came to its end"

    def all(self, name: str) -> list:
        return [value for one in self.tablets for value in getattr(one, name)]

    def said(self) -> str:
        told = []
        for what, spent in (("writes", self.all("written")), ("look-ups", self.all("looked"))):
            cuts = [1000 * one for one in statistics.quantiles(spent, n=20)]
            told.append(f"{len(spent)} {what}: p50 {cuts[9]:.0f} ms, p95 {cuts[18]:.0f} ms, "
                        f"longest {1000 * max(spent):.0f} ms")  # fmt: skip
        return "; ".join([*told, f"{self.busy} asked to come again"])

    @property
    def busy(self) -> int:
        return sum(one.busy for one in self.tablets)


class Scales(threading.Thread):
    """Weighs the server every so often: its memory (PSS), and what its files that have no name any more take on the disk."""

    def __init__(self, live: Live) -> None:
        super().__init__(daemon=True)
        self.live, self.over = live, threading.Event()
        self.memory, self.spilt = [], []  # bytes

    def run(self) -> None:
        while not self.over.wait(0.5):
            if (process := self.live.process) is not None:
                try:
                    self.memory.append(pss(process.pid))
                    self.spilt.append(spilt(process.pid))
                except OSError:  # it was killed in this moment
                    continue

    def __enter__(self) -> "Scales":
        self.start()
        return self

    def __exit__(self, *rest: object) -> None:
        self.over.set()
        self.join()

    def said(self) -> str:
        first, most, last = (
            one / MEGABYTE for one in (self.memory[0], max(self.memory), statistics.median(self.memory[-5:]))
        )
        return f"memory {first:.0f} MB, at most {most:.0f} MB, at last {last:.0f} MB; spilt at most {max(self.spilt) / MEGABYTE:.0f} MB"


def pss(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def spilt(pid: int) -> int:
    found = 0
    for one in Path(f"/proc/{pid}/fd").iterdir():
        try:
            if not (there := one.stat()).st_nlink:
                found += there.st_size
        except OSError:
            continue
    return found


def by_imei(live: Live) -> dict[str, int]:
    """How often each IMEI is on a card that counts."""
    asked = sa.text("select value, count(*) as many from identifiers where kind = 1 group by value")
    with live.engine().connect() as books:
        return {row.value: row.many for row in books.execute(asked)}
