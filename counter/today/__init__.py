from flask import Flask


def init(app: Flask) -> None:
    from counter.today.rail import waiting

    app.jinja_env.globals["rail"] = waiting
