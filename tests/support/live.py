"""The real server in a process of its own, with the demo loaded: what browser tests, drills and pictures talk to.

Loading the demo costs seconds, starting costs one: so it is loaded once, and each server gets a copy of it.
"""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa

import config

ROOT = Path(config.__file__).resolve().parent
PASSWORD = "counter-demo"
MARKED = (
    "13800138000",
    "+8613800138000",
    "138 0013 8000",
    "陈晓明",
)  # a customer of the demo: never in a log


class DidNotStart(RuntimeError):
    """With the end of what it said."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Live:
    """A server over `folder` (its database, secret and log), or over `database` where that is PostgreSQL."""

    folder: Path
    database: str = ""
    what: str = "up"
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    @property
    def said(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""

    def environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH")}
        own = {"COUNTER_ENV": "development", "DATA_DIR": str(self.folder), "PORT": str(self.port)}
        return kept | own | ({"DATABASE_URL": self.database} if self.database else {})

    def start(self, within: float = 60) -> float:
        """Starts it and waits until it answers; gives the seconds that took."""
        self.folder.mkdir(parents=True, exist_ok=True)
        began = time.monotonic()
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "counter", self.what],
                cwd=ROOT,
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        while not self.is_well(timeout=2):
            if self.process.poll() is not None or time.monotonic() - began > within:
                self.kill()
                raise DidNotStart(self.said[-2000:])
            time.sleep(0.02)
        return time.monotonic() - began

    def is_well(self, timeout: float = 5) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def kill(self) -> None:
        """As a power cut would end it: nothing is tidied up."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def stop(self) -> None:
        if self.process is None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.kill()
        self.process = None

    def engine(self) -> sa.Engine:
        """Straight to its database, for what only the books can show."""
        engine = sa.create_engine(config.database_url(self.database, self.folder), poolclass=sa.NullPool)
        if engine.dialect.name == "sqlite":
            sa.event.listen(
                engine, "connect", lambda connection, record: connection.execute("PRAGMA busy_timeout=5000")
            )
        return engine

    def assert_calm(self) -> None:
        """What its log must not hold: a crash, an answer of 5xx, a customer."""
        said = self.said
        assert said.count("route=") > 0, "the log has no requests: is it the right one?"
        assert "Traceback" not in said, said[said.index("Traceback") - 500 :][:4000]
        failed = [line for line in said.splitlines() if " status=5" in line]
        assert not failed, failed[:5]
        leaked = [word for word in MARKED if word in said]
        assert not leaked, f"a customer's own words in the log: {leaked}"


@dataclass
class Loaded:
    """The demo, loaded once; `copy` gives a server of its own over a copy."""

    folder: Path
    database: str = ""
    copies: int = 0

    def load(self) -> "Loaded":
        live = Live(self.folder / "loaded", self.database)
        live.start(within=120)
        live.stop()
        return self

    def copy(self, name: str = "") -> Live:
        self.copies += 1
        folder = self.folder / (name or f"copy-{self.copies}")
        shutil.copytree(self.folder / "loaded", folder)
        (folder / "server.log").unlink(missing_ok=True)
        return Live(folder, self.database and self.copy_database())

    def copy_database(self) -> str:
        url = sa.make_url(config.database_url(self.database, self.folder))
        engine = sa.create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
        name = f"{url.database}_{self.copies}"
        with engine.connect() as connection:
            connection.execute(sa.text(f'drop database if exists "{name}"'))
            connection.execute(sa.text(f'create database "{name}" template "{url.database}"'))
        return url.set(database=name, drivername="postgresql").render_as_string(hide_password=False)


def loaded(folder: Path, on: str = "sqlite", worker: str = "main") -> Loaded:
    """The demo on SQLite in `folder`, or on the tests' own PostgreSQL."""
    database = ""
    if on == "postgresql":
        from tests.support.postgres import database as new

        database = new(f"live_{worker}")
    return Loaded(folder, database).load()
