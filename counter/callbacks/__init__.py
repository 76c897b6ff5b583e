from flask import Flask


def init(app: Flask) -> None:
    app.jinja_env.globals["calls_due"] = lambda: 0
