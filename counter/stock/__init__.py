from flask import Flask


def init(app: Flask) -> None:
    from counter.catalog.holding import HOLDERS
    from counter.stock import moving

    HOLDERS.add(moving.holds)
    app.jinja_env.globals["left_anywhere"] = (
        moving.left_anywhere
    )  # for a form that knows nothing of stock itself
