from flask import Flask


def init(app: Flask) -> None:
    from counter.staff import signed

    signed.init(app)
