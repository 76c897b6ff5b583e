from flask import Flask


def init(app: Flask) -> None:
    from counter.customers.names import mask_name
    from counter.customers.phones import masked, shown
    from counter.customers.wording import birthday

    app.jinja_env.filters.update(mask_name=mask_name, masked=masked, phone=shown)
    app.jinja_env.globals["birthday"] = birthday
