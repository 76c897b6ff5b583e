"""The real server in a process of its own, with the demo loaded: what browser tests, drills and pictures talk to.

Loading the demo costs seconds, starting costs one: so it is loaded once, and each server gets a copy of it.
"""

import http.client
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa

import config
from tests.support import clock
from tests.support.postgres import cluster, database

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
    program: str = "tests.support.served"
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def today(self) -> str:
        return clock.today()

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    @property
    def said(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""

    def environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH")}
        kept["SHOP_CLOCK_AHEAD"] = os.environ["SHOP_CLOCK_AHEAD"]
        own = {"COUNTER_ENV": "development", "DATA_DIR": str(self.folder), "PORT": str(self.port)}
        return kept | own | ({"DATABASE_URL": self.database} if self.database else {})

    def start(self, within: float = 60) -> float:
        """Starts it and waits until it answers; gives the seconds that took."""
        self.folder.mkdir(parents=True, exist_ok=True)
        began = time.monotonic()
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", self.program, self.what],
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

    def assert_calm(self, may_be_busy: bool = False) -> None:
        """What its log must not hold: a crash, an answer of 5xx (a 503 is one that asks to come again), a customer."""
        said = self.said
        assert said.count("route=") > 0, "the log has no requests: is it the right one?"
        assert "Traceback" not in said, said[said.index("Traceback") - 500 :][:4000]
        failed = [line for line in said.splitlines() if " status=5" in line]
        failed = [line for line in failed if not (may_be_busy and " status=503 " in line)]
        assert not failed, failed[:5]
        leaked = [word for word in MARKED if word in said]
        assert not leaked, f"a customer's own words in the log: {leaked}"


@dataclass
class Loaded:
    """The demo, loaded once; `copy` gives a server of its own over a copy."""

    folder: Path
    database: str = ""

    def load(self) -> "Loaded":
        live = Live(self.folder / "loaded", self.database)
        live.start(within=120)
        live.stop()
        return self

    def copy(self) -> Live:
        name = f"copy_{secrets.token_hex(4)}"
        shutil.copytree(self.folder / "loaded", self.folder / name)
        (self.folder / name / "server.log").unlink(missing_ok=True)
        return Live(self.folder / name, self.database and self.copy_database(name))

    def copy_database(self, name: str) -> str:
        url = sa.make_url(config.database_url(self.database, self.folder))
        engine = sa.create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
        name = f"{url.database}_{name}"
        with engine.connect() as connection:
            connection.execute(sa.text(f'create database "{name}" template "{url.database}"'))
        engine.dispose()
        return url.set(database=name, drivername="postgresql").render_as_string(hide_password=False)


def loaded(folder: Path, on: str = "sqlite") -> Loaded:
    """The demo in `folder`, loaded by whoever of the workers comes first; the others wait for it."""
    url = (
        cluster().rpartition("/")[0] if on == "postgresql" else ""
    )  # a cluster of the run's, or of each worker's own
    demo = Loaded(folder / f"demo-{on}{url.rpartition(':')[2]}", url and f"{url}/live_demo")
    try:
        demo.folder.mkdir(parents=True)
    except FileExistsError:
        return waited_for(demo)
    try:
        if url:
            database("live_demo")
        return demo.load()
    except BaseException:
        (demo.folder / "failed").touch()
        raise
    finally:
        (demo.folder / "over").touch()


def waited_for(demo: Loaded, within: float = 180) -> Loaded:
    began = time.monotonic()
    while not (demo.folder / "over").exists():
        if time.monotonic() - began > within:
            raise DidNotStart("another worker loads the demo and does not come to an end")
        time.sleep(0.1)
    if (demo.folder / "failed").exists():
        raise DidNotStart("another worker could not load the demo; its test says why")
    return demo


def of_this_run(request: Any, tmp_path_factory: Any) -> Loaded:
    """The demo that all tests of a run share, on the database that the run is for."""
    top = Path(tmp_path_factory.getbasetemp())
    shared = top.parent if "PYTEST_XDIST_WORKER" in os.environ else top
    return loaded(shared, request.config.getoption("--db"))
