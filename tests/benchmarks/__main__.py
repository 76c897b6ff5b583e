"""`make bench`: Counter beside bare pages, in one run, on one machine. Ratios, never a pass or a fail.

BENCH_CARDS="10000,1000000" (the default) says how many cards, BENCH_SAMPLES how many samples of each side (2000).
"""

import os
import random
import re
import secrets
import sqlite3
import urllib.parse
import urllib.request
from pathlib import Path

from tests.benchmarks import asking
from tests.benchmarks.servers import Servers, filled, running

CARDS = [int(one) for one in os.environ.get("BENCH_CARDS", "10000,1000000").split(",")]
SAMPLES = int(os.environ.get("BENCH_SAMPLES", "2000"))
TICKS = os.environ.get("BENCH_TICKS", "1") == "1"
SECONDS = float(os.environ.get("BENCH_SECONDS", "8"))


def main() -> None:
    for cards in CARDS:
        folder = filled(cards)
        phones, numbers = sample(folder)
        with running(folder) as servers:
            look_up(cards, servers, phones, numbers)
            if cards == CARDS[0] and TICKS:
                ticks(servers)


def sample(folder: Path) -> tuple[list[str], list[str]]:
    """Phones and card numbers from all over the database."""
    with sqlite3.connect(folder / "counter.db") as connection:
        last = connection.execute("select max(id) from cards").fetchone()[0]
        chance = random.Random(1)
        wanted = sorted(chance.sample(range(1, last + 1), min(3000, last)))
        marks = ",".join(map(str, wanted))
        rows = connection.execute(
            f"select customer_phone, number from cards where id in ({marks})"
        ).fetchall()
    chance.shuffle(rows)
    return [phone[3:] for phone, _ in rows], [number for _, number in rows]


def look_up(cards: int, servers: Servers, phones: list[str], numbers: list[str]) -> None:
    def ours() -> bytes:
        return asking.post("/warranty-cards/search", f"q={random.choice(phones)}", servers.headers)

    def bare() -> bytes:
        return asking.post("/bare", f"q={random.choice(numbers)}", {})

    sides = [(servers.counter, ours), (servers.bare, bare)]
    one, other = asking.interleaved(sides, SAMPLES)
    print(f"\nLook-up among {cards:,} cards, {SAMPLES} samples of each, in turn")
    told("p50 ms", one.p50, other.p50, "at most 1.3")
    told("p99 ms", one.p99, other.p99, "at most 1.5")
    rates = [asking.rate(port, request, SECONDS)[0] for port, request in sides]
    told("answers a second, 8 clients", *rates, "at least 0.55")


def ticks(servers: Servers) -> None:
    """Each write is an operation of its own; one item of today's list is ticked again and again."""
    path, item = tick_form(servers)

    def ours() -> bytes:
        fields = {
            "csrf_token": servers.csrf,
            "operation_id": secrets.token_urlsafe(16),
            "state": "ok",
            **item,
        }
        return asking.post(path, urllib.parse.urlencode(fields), servers.headers)

    def bare() -> bytes:
        return asking.post("/bare-ticks", f"value={secrets.token_urlsafe(16)}", {})

    one, other = asking.interleaved([(servers.counter, ours), (servers.bare, bare)], SAMPLES // 4)
    print(f"\nOne tick, {SAMPLES // 4} samples of each")
    told("p50 ms", one.p50, other.p50, "at most 1.5")
    (mine, times), (its, base) = (
        asking.rate(servers.counter, ours, SECONDS),
        asking.rate(servers.bare, bare, SECONDS),
    )
    told("ticks a second, 8 writers", mine, its, "at least 0.5")
    told("p99 ms, 8 writers", times.p99, base.p99, "at most 1.5")


def tick_form(servers: Servers) -> tuple[str, dict[str, str]]:
    """The first item of today's opening list that is one tap, as its form would send it."""
    lists = re.search(r"/checklists/opening/\d{4}-\d\d-\d\d", get(servers, "/checklists"))
    assert lists, "there is no opening list"
    page = get(servers, lists[0])
    form = re.search(r'<form[^>]*action="(/checklists/opening/[^"]+/ticks)".*?</form>', page, re.S)
    assert form, "nothing on the opening list can be ticked"
    fields = dict(re.findall(r'<input type="hidden" name="(item|subject)" value="([^"]*)"', form[0]))
    return form[1], fields


def get(servers: Servers, path: str) -> str:
    request = urllib.request.Request(
        f"http://127.0.0.1:{servers.counter}{path}", headers={"Cookie": servers.headers["Cookie"]}
    )
    return urllib.request.urlopen(request).read().decode()


def told(what: str, ours: float, bare: float, goal: str) -> None:
    print(f"  {what:<30} {ours:10.2f}  bare {bare:10.2f}  ratio {ours / bare:5.2f}  ({goal})", flush=True)


if __name__ == "__main__":
    main()
