from flask import Flask


def init(app: Flask) -> None:
    from counter.stores import sentences, weekdays

    app.jinja_env.filters |= {"hours": sentences.hours_of, "weekdays": weekdays.spelt}
