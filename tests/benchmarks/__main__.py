"""`make bench`: Counter beside bare pages, in one run, on one machine. Ratios, never a pass or a fail.

BENCH_CARDS="10000,100000,1000000" (the default) says how many cards: 10000000 on demand, half an hour and 40 GB free; on
SQLite 14 GB of memory, since its wheel keeps what it sorts there.
BENCH_ON="sqlite,postgresql"; BENCH_SAMPLES: samples of each side (2000; a quarter for each kind of text).
"""

import os
import re
import secrets
import subprocess
import sys
import urllib.parse
import urllib.request
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import cycle

from tests.benchmarks import asking, texts
from tests.benchmarks.servers import NoRoom, Servers, filled, running

CARDS = [int(one) for one in os.environ.get("BENCH_CARDS", "10000,100000,1000000").split(",")]
ON = os.environ.get("BENCH_ON", "sqlite,postgresql").split(",")
SAMPLES = int(os.environ.get("BENCH_SAMPLES", "2000"))
TICKS = os.environ.get("BENCH_TICKS", "1") == "1"
TEXTS = 100  # of each kind: each is a first touch once, then warm
SECONDS = float(os.environ.get("BENCH_SECONDS", "8"))


@dataclass(frozen=True)
class Fewest:
    """The smallest of the databases, whose servers stay up beside those of the others. cold: by kind of text, ours and bare at the
    first touch."""

    servers: Servers
    kinds: texts.Kinds
    cold: dict[str, list[float]] = field(default_factory=dict)


def main() -> None:
    for on in ON:
        fewest: Fewest | None = None
        with ExitStack() as running_until_then:
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
                servers = running_until_then.enter_context(running(found))
                look_up(servers, kinds)
                is_first = fewest is None
                fewest = fewest or Fewest(servers, kinds)
                by_kind(servers, kinds, fewest)
                if is_first and TICKS:
                    ticks(servers)
                told_plans = [sys.executable, "-m", "tests.benchmarks.plans"]
                subprocess.run(told_plans, env=found.environment(), check=True)


def look_up(servers: Servers, kinds: texts.Kinds) -> None:
    sides = sides_of(servers, kinds["phone"][:TEXTS], kinds["card number"][:TEXTS])
    one, other = asking.interleaved(sides, SAMPLES)
    print(f"Look-up by phone, {SAMPLES} samples of each, in turn")
    told("p50 ms", one.p50, other.p50, "at most 1.3")
    told("p99 ms", one.p99, other.p99, "at most 1.5")
    rates = [asking.rate(port, request, SECONDS)[0] for port, request in sides]
    told("answers a second, 8 clients", *rates, "at least 0.55")


def by_kind(servers: Servers, kinds: texts.Kinds, fewest: Fewest) -> None:
    """The first page for each kind of text, at the first touch of each text and warm, with the growth of ours to bare: warm in turn
    with the same among the fewest cards, since the ratio itself moves with the machine's pace. What is kept in memory of the
    files is given back before each kind."""
    print(
        f"By kind of text, {TEXTS} first touches, then {SAMPLES // 4} warm: ours, bare; growth of ours (alone, at the first touch),"
        " of ours to bare"
    )
    for kind, some in kinds.items():
        sides = sides_of(servers, some[-TEXTS:], kinds["card number"][-TEXTS:])
        few = fewest.kinds
        beside = sides_of(fewest.servers, few[kind][-TEXTS:], few["card number"][-TEXTS:])
        servers.chill()
        cold = [one.p50 for one in asking.interleaved(sides, TEXTS, lead=0)]
        once = fewest.cold.setdefault(kind, cold)
        alone, at_first = cold[0] / once[0], cold[0] / cold[1] / (once[0] / once[1])
        warm = asking.interleaved([*sides, *beside], SAMPLES // 4)
        ours, bare, was, bare_was = (one.p50 for one in warm)
        print(
            f"  {kind:<21} first p50 {cold[0]:7.2f} {cold[1]:6.2f}  x {alone:4.2f} {at_first:4.2f} (2)   warm p50 {ours:6.2f} {bare:5.2f}"
            f"  p99 {warm[0].p99:7.2f} {warm[1].p99:6.2f}  x {ours / bare / (was / bare_was):4.2f} (1.1)",
            flush=True,
        )


def sides_of(servers: Servers, some: list[str], numbers: list[str]) -> list[tuple[int, asking.Request]]:
    typed, asked = cycle(some), cycle(numbers)

    def ours() -> bytes:
        fields = urllib.parse.urlencode({"q": next(typed)})
        return asking.post("/warranty-cards/search", fields, servers.headers)

    def bare() -> bytes:
        return asking.post("/bare", f"q={next(asked)}", {})

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
