"""Counter and the bare pages, each in a process of its own, on one filled database."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path

KEPT = Path(__file__).resolve().parents[2] / ".cache" / "bench"


@dataclass(frozen=True)
class Servers:
    counter: int
    bare: int
    headers: dict[str, str]
    csrf: str


def environment(folder: Path, port: int = 0) -> dict[str, str]:
    wanted = {"COUNTER_ENV": "development", "DATA_DIR": str(folder), "PORT": str(port)}
    return {**{k: v for k, v in os.environ.items() if k != "DATABASE_URL"}, **wanted}


def filled(cards: int) -> Path:
    """A folder with a database of so many cards; one that is there already serves again (rm -r .cache/bench: anew)."""
    folder = KEPT / str(cards)
    if not (folder / "ready").exists():
        folder.mkdir(parents=True, exist_ok=True)
        for file in folder.iterdir():
            file.unlink()
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "bench-fill", "--cards", str(cards)]
        subprocess.run(command, env=environment(folder), check=True)
        (folder / "ready").touch()
    return folder


@contextmanager
def running(folder: Path) -> Iterator[Servers]:
    ports = [free_port(), free_port()]
    commands = [["-m", "counter", "web"], ["-m", "tests.benchmarks.bare", str(ports[1])]]
    started = [
        subprocess.Popen(
            [sys.executable, *command],
            env=environment(folder, port),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for command, port in zip(commands, ports, strict=True)
    ]
    try:
        for port in ports:
            wait_for(port)
        yield sign_in(ports)
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
