"""`python -m counter up|web|worker`: `up` sets up and serves, `web` serves what is set up, `worker` does what comes by
itself with the days."""

import ctypes
import logging
import sys
import time
from pathlib import Path

from config import THREADS
from counter import create_app
from counter.assets import press

ROOT = Path(__file__).parent.parent
HOUR = 3600
ARENA_MAX, ARENAS = -8, 2  # M_ARENA_MAX of glibc's malloc.h
READY = """
Counter is ready: http://{host}:{port}

  password counter-demo, names
  phone-assistant, phone-manager, furniture-assistant, furniture-manager, head-office
"""


def main(what: str) -> None:
    share_memory()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s", stream=sys.stderr)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    for name in ("alembic", "barcode"):
        logging.getLogger(name).setLevel(logging.WARNING)
    press_quietly(ROOT / "static")  # before the app is built: it notes the sizes of what it serves
    app = create_app()
    if what == "up":
        set_up(app)
    if what in ("up", "worker"):
        pass_of_the_day(app)
    if what == "worker":
        while True:
            time.sleep(HOUR)
            pass_of_the_day(app)
    serve(app)


def share_memory() -> bool:
    """glibc gives each thread a heap of its own, where what one thread reads and another gives back stays lying: a quarter of all
    the memory. False where there is no glibc."""
    try:
        return bool(ctypes.CDLL(None).mallopt(ARENA_MAX, ARENAS))
    except (AttributeError, OSError, TypeError):
        return False


def press_quietly(folder: Path) -> None:
    """A read-only installation serves its files unpressed."""
    try:
        press(folder)
    except OSError:
        logging.getLogger("counter").warning("static files can't be pressed here")


def set_up(app):  # type: ignore[no-untyped-def]
    from counter.cli import prepare
    from counter.demo.loading import load_demo, load_ground
    from counter.extensions import db

    prepare(app)
    with app.app_context():
        if app.config["COUNTER_ENV"] == "production":
            load_ground()
            db.session.commit()
        else:
            load_demo()


def pass_of_the_day(app):  # type: ignore[no-untyped-def]
    """Short writes, each by itself; run again it finds nothing left to do."""
    from counter.clock import now
    from counter.extensions import db
    from counter.recalls.cli import look_through
    from counter.upkeep.calling import promise_due

    with app.app_context():
        for work in (promise_due, look_through):
            try:
                for _ in work(now()):
                    db.session.commit()
            except Exception:  # a busy database, one store's broken playbook: who serves goes on serving
                db.session.rollback()
                logging.getLogger("counter").exception("the pass of the day was cut off")
            db.session.remove()


def serve(app):  # type: ignore[no-untyped-def]
    import waitress

    host, port = app.config["HOST"], app.config["PORT"]
    server = waitress.create_server(
        app, host=host, port=port, threads=THREADS, connection_limit=1000, channel_timeout=30, ident="counter"
    )
    if app.config["COUNTER_ENV"] != "production":
        print(READY.format(host=host, port=port), flush=True)
    server.run()


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in ("up", "web", "worker"):
        sys.exit("usage: python -m counter up|web|worker")
    main(sys.argv[1])
