"""Puts the app together; `counter.FEATURES` is the table of contents."""

from importlib import import_module
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter

import config
from counter import FEATURES, access, cli, database, errors, extensions, headers, languages, pages, requests
from counter.assets import dress

ROOT = Path(__file__).parent.parent


class RecordNumber(IntegerConverter):
    """What fits a primary key; a bigger one is no record, not an error of the database."""

    def __init__(self, map: Any, *rest: Any, **kw: Any) -> None:
        super().__init__(map, *rest, **{"max": 2**31 - 1, **kw})


def build(settings: dict[str, Any] | None = None) -> Flask:
    app = Flask("counter", root_path=str(ROOT), template_folder="templates", static_folder="static")
    app.config.update(config.read() if settings is None else settings)
    if hops := app.config["TRUSTED_PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.url_map.converters["int"] = RecordNumber
    extensions.init(app)
    for part in (database, requests, languages, access, pages, errors, headers):
        part.init(app)
    for name in FEATURES:
        module = import_module(f"counter.{name}")
        import_module(f"counter.{name}.models") if has(name, "models") else None
        if has(name, "views"):
            app.register_blueprint(import_module(f"counter.{name}.views").blueprint)
        if hasattr(module, "init"):
            module.init(app)
    cli.init(app)
    dress(app)
    return app


def has(feature: str, module: str) -> bool:
    return (ROOT / "counter" / feature / f"{module}.py").exists()
