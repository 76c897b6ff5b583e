from flask import Flask


def init(app: Flask) -> None:
    from counter.card_imports import cli

    cli.init(app)
