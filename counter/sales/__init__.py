from flask import Flask


def init(app: Flask) -> None:
    from counter.catalog.holding import HOLDERS
    from counter.sales.finding import is_on_an_open_slip

    HOLDERS.add(is_on_an_open_slip)
