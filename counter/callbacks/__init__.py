from flask import Flask
from flask_login import current_user


def init(app: Flask) -> None:
    app.jinja_env.globals["calls_due"] = calls_due


def calls_due() -> int:
    """For the rail; base.html asks it on every page of somebody signed in."""
    from counter.callbacks.counting import due
    from counter.clock import now

    return due(current_user.store, now()) if current_user.is_authenticated else 0
