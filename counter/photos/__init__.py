from flask import Flask


def init(app: Flask) -> None:
    from counter.photos import taking

    taking.init(app)
