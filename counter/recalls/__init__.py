from flask import Flask


def init(app: Flask) -> None:
    from counter.recalls import cli

    cli.init(app)
