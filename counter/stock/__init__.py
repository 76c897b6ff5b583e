from flask import Flask


def init(app: Flask) -> None:
    from counter.catalog.holding import HOLDERS
    from counter.stock import moving

    HOLDERS.add(moving.holds)
