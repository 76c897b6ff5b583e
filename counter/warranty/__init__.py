from flask import Flask


def init(app: Flask) -> None:
    from counter.warranty import numbers

    app.jinja_env.filters["card_number"] = numbers.shown
