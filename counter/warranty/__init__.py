from flask import Flask


def init(app: Flask) -> None:
    from counter.customers.numbering import FOLLOWERS
    from counter.warranty import numbers, transferring

    app.jinja_env.filters["card_number"] = numbers.shown
    FOLLOWERS.add(transferring.follow)
