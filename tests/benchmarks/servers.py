"""Counter and the bare pages, each in a process of its own, on one filled database."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.cookiejar import CookieJar
from pathlib import Path

from sqlalchemy import Engine, create_engine, text

import config
from tests.support.postgres import database

KEPT = Path(os.environ.get("BENCH_FOLDER") or Path(__file__).resolve().parents[2] / ".cache" / "bench")


ROOM = {"sqlite": 3_500, "postgresql": 5_000}  # bytes a card while it is filled
SPARE = 10 * 2**30


class NoRoom(Exception):
    """So many cards would fill the disk."""


@dataclass(frozen=True)
class Servers:
    counter: int
    bare: int
    headers: dict[str, str]
    csrf: str
    file: Path | None = None

    def chill(self) -> None:
        """The system forgets what it keeps in memory of SQLite's file (as after idling); PostgreSQL's it keeps."""
        if self.file:
            with open(self.file, "rb") as books:
                os.posix_fadvise(books.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


@dataclass(frozen=True)
class Filled:
    """A database of so many cards. url: of PostgreSQL; none for SQLite, which lies in the folder. seconds: to fill it."""

    cards: int
    folder: Path
    url: str
    seconds: float

    def environment(self, port: int = 0) -> dict[str, str]:
        wanted = {"COUNTER_ENV": "development", "DATA_DIR": str(self.folder), "PORT": str(port)}
        rest = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        return {**rest, **wanted, **({"DATABASE_URL": self.url} if self.url else {})}

    def engine(self) -> Engine:
        return create_engine(config.database_url(self.url, self.folder))

    def size(self) -> int:
        """Bytes, all tables and indexes."""
        if not self.url:
            return (self.folder / "counter.db").stat().st_size
        asked = "select sum(pg_total_relation_size(oid)) from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"
        with self.engine().connect() as connection:
            return int(connection.scalar(text(asked)) or 0)


def filled(cards: int, on: str) -> Filled:
    """SQLite's serves again the next time (rm -r .cache/bench: anew); PostgreSQL's goes with this run. Raises NoRoom."""
    folder = KEPT / (str(cards) if on == "sqlite" else f"{cards}-postgresql")
    if on == "sqlite" and (folder / "ready").exists():
        return Filled(cards, folder, "", float((folder / "ready").read_text() or 0))
    folder.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(folder).free - SPARE < cards * ROOM[on]:
        raise NoRoom(f"{cards:,} cards on {on}: less than {cards * ROOM[on] / 2**30:.0f} GB free")
    for file in folder.iterdir():
        file.unlink()
    found = Filled(cards, folder, database(f"bench_{cards}") if on == "postgresql" else "", 0)
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "bench-fill", "--cards", str(cards)]
    began = time.perf_counter()
    subprocess.run(command, env=found.environment(), check=True, stdout=subprocess.DEVNULL)
    spent = time.perf_counter() - began
    if on == "sqlite":
        (folder / "ready").write_text(f"{spent:.1f}")
    return replace(found, seconds=spent)


@contextmanager
def running(found: Filled) -> Iterator[Servers]:
    ports = [free_port(), free_port()]
    commands = [["-m", "counter", "web"], ["-m", "tests.benchmarks.bare", str(ports[1])]]
    started = [
        subprocess.Popen(
            [sys.executable, *command],
            env=found.environment(port),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for command, port in zip(commands, ports, strict=True)
    ]
    try:
        for port in ports:
            wait_for(port)
        yield replace(sign_in(ports), file=None if found.url else found.folder / "counter.db")
    finally:
        for process in started:
            process.terminate()
            process.wait(20)


def sign_in(ports: list[int]) -> Servers:
    jar = CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    base = f"http://127.0.0.1:{ports[0]}"

    def token(path: str) -> str:
        page = browser.open(base + path).read().decode()
        return re.search(r'name="csrf-token" content="([^"]+)"', page)[1]  # type: ignore[index]

    who = {"username": "phone-assistant", "password": "counter-demo", "csrf_token": token("/login")}
    browser.open(base + "/login", urllib.parse.urlencode(who).encode())
    csrf = token("/warranty-cards")
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)
    return Servers(ports[0], ports[1], {"Cookie": cookies, "HX-Request": "true", "X-CSRFToken": csrf}, csrf)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"nothing listens on {port}")
