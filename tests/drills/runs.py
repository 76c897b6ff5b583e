"""A long run taken through its pages, chunk by chunk as the page asks for it, with the server killed in the middle."""

import http.client
import random
import re
import statistics
import threading
import time
from dataclasses import dataclass, field

from tests.drills.hands import Answer, Hand
from tests.support.live import Live

GOES_ON = 'id="go-on"'


@dataclass
class Run:
    """kills: at which chunks, counted through all stages. spent: seconds of each chunk by stage, without cut ones."""

    live: Live
    hand: Hand
    path: str
    kills: frozenset[int] = frozenset()
    dice: random.Random = field(default_factory=lambda: random.Random(3))
    chunks: int = 0
    cut: int = 0
    spent: dict[str, list[float]] = field(default_factory=dict)
    took: dict[str, float] = field(default_factory=dict)

    def go_through(self, stage: str) -> None:
        """Until the page asks for nothing any more."""
        began, spent = time.monotonic(), self.spent.setdefault(stage, [])
        page = self.hand.get(self.path)
        while GOES_ON in page.text:
            assert page.status == 200, (page.status, page.text[:300])
            time.sleep(0.02)  # as the page does
            self.chunks += 1
            killing = self.kill_soon(spent) if self.chunks in self.kills else None
            page = self.next_chunk(spent)
            if killing:
                killing.join()
        self.took[stage] = time.monotonic() - began

    def next_chunk(self, spent: list[float]) -> Answer:
        """Asked for again with the same operation id, where no answer came."""
        operation_id = f"chunk-{self.chunks:08}-{self.dice.getrandbits(64):016x}"
        while True:
            began = time.perf_counter()
            try:
                answer = self.hand.send(f"{self.path}/continuation", operation_id, htmx=True)
            except ConnectionRefusedError:
                time.sleep(0.1)
            except (OSError, http.client.HTTPException):
                self.cut += 1
            else:
                spent.append(time.perf_counter() - began)
                assert answer.status == 200, (answer.status, answer.text[:300])
                return answer

    def kill_soon(self, spent: list[float]) -> threading.Thread:
        usual = statistics.median(spent[-20:]) if spent else 0.2
        delay = self.dice.uniform(0.2, 0.8) * usual

        def kill() -> None:
            time.sleep(delay)
            self.live.kill()
            self.live.start()

        thread = threading.Thread(target=kill)
        thread.start()
        return thread

    def approve(self) -> None:
        self.hand.get(self.path)
        assert self.hand.send(f"{self.path}/approval").status == 303

    def said(self, stage: str, rows: int) -> str:
        """Whether a chunk takes longer towards the end is what the tenths tell."""
        spent = [1000 * one for one in self.spent[stage]]
        tenth = max(len(spent) // 10, 1)
        return (
            f"{stage} {rows:,} in {self.took[stage]:.1f} s ({rows / self.took[stage]:.0f} a second), {len(spent)} chunks: "
            f"p50 {statistics.median(spent):.0f} ms, first tenth {statistics.median(spent[:tenth]):.0f}, "
            f"last tenth {statistics.median(spent[-tenth:]):.0f}, longest {max(spent):.0f}"
        )


def figures(text: str) -> list[int]:
    return [int(one.replace(",", "")) for one in re.findall(r'class="fig">([\d,]+)<', text)]


def say_columns(hand: Hand, path: str) -> None:
    """As the page offers them."""
    found = {}
    for name, options in re.findall(r'<select[^>]*name="(\w+)".*?>(.*?)</select>', hand.get(path).text, re.S):
        chosen = re.search(r'<option selected value="(\d*)"', options)
        found[name] = chosen[1] if chosen else ""
    answer = hand.send(f"{path}/columns", **found)
    assert answer.status == 303, answer.text[:500]
