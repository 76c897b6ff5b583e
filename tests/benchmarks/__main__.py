"""`make bench`: Counter beside bare pages, in one run, on one machine. Ratios, never a pass or a fail.

BENCH_CARDS="10000,100000,1000000" (the default) says how many cards: 10000000 on demand, half an hour and 40 GB free.
BENCH_ON="sqlite,postgresql"; BENCH_SAMPLES: samples of each side (2000; a quarter for each kind of text).
"""

import os
import random
import re
import secrets
import subprocess
import sys
import urllib.parse
import urllib.request

from tests.benchmarks import asking, texts
from tests.benchmarks.servers import NoRoom, Servers, filled, running

CARDS = [int(one) for one in os.environ.get("BENCH_CARDS", "10000,100000,1000000").split(",")]
ON = os.environ.get("BENCH_ON", "sqlite,postgresql").split(",")
SAMPLES = int(os.environ.get("BENCH_SAMPLES", "2000"))
TICKS = os.environ.get("BENCH_TICKS", "1") == "1"
SECONDS = float(os.environ.get("BENCH_SECONDS", "8"))


def main() -> None:
    for on in ON:
        first: dict[str, float] = {}  # by kind of text, the ratio among the fewest cards
        for cards in CARDS:
            try:
                found = filled(cards, on)
            except (NoRoom, RuntimeError) as why:
                print(f"\nNOT RUN: {why}", flush=True)
                continue
            size = found.size() / cards
            print(
                f"\n{cards:,} cards on {on}: {size:,.0f} bytes a card, filled in {found.seconds:.0f} s",
                flush=True,
            )
            kinds = texts.sample(found)
            with running(found) as servers:
                look_up(servers, kinds)
                first = by_kind(servers, kinds, first)
                if cards == CARDS[0] and TICKS:
                    ticks(servers)
            subprocess.run(
                [sys.executable, "-m", "tests.benchmarks.plans"], env=found.environment(), check=True
            )


def look_up(servers: Servers, kinds: texts.Kinds) -> None:
    sides = sides_of(servers, kinds["phone"], kinds["card number"])
    one, other = asking.interleaved(sides, SAMPLES)
    print(f"Look-up by phone, {SAMPLES} samples of each, in turn")
    told("p50 ms", one.p50, other.p50, "at most 1.3")
    told("p99 ms", one.p99, other.p99, "at most 1.5")
    rates = [asking.rate(port, request, SECONDS)[0] for port, request in sides]
    told("answers a second, 8 clients", *rates, "at least 0.55")


def by_kind(servers: Servers, kinds: texts.Kinds, first: dict[str, float]) -> dict[str, float]:
    """The first page for each kind of text; growth: its ratio to bare, beside the same among the fewest cards."""
    ratios = {}
    print(
        f"By kind of text, {SAMPLES // 4} samples of each: ours, bare, ratio; p50 beside that of the fewest cards"
    )
    for kind, some in kinds.items():
        one, other = asking.interleaved(sides_of(servers, some, kinds["card number"]), SAMPLES // 4)
        ratios[kind] = one.p50 / other.p50
        growth = ratios[kind] / first.get(kind, ratios[kind])
        print(
            f"  {kind:<22} p50 {one.p50:7.2f} {other.p50:7.2f} {ratios[kind]:5.2f}   "
            f"p99 {one.p99:7.2f} {other.p99:7.2f} {one.p99 / other.p99:5.2f}   x {growth:4.2f}  (at most 1.1)",
            flush=True,
        )
    return first or ratios


def sides_of(servers: Servers, some: list[str], numbers: list[str]) -> list[tuple[int, asking.Request]]:
    def ours() -> bytes:
        fields = urllib.parse.urlencode({"q": random.choice(some)})
        return asking.post("/warranty-cards/search", fields, servers.headers)

    def bare() -> bytes:
        return asking.post("/bare", f"q={random.choice(numbers)}", {})

    return [(servers.counter, ours), (servers.bare, bare)]


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
