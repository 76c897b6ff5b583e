"""Static files: pressed once, served outside the app, cached for good under an address with their digest."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, request, url_for
from whitenoise import WhiteNoise
from whitenoise.compress import Compressor

from counter.headers import of_file

YEAR = 365 * 24 * 3600
PRESSED = {".css", ".js", ".svg", ".wasm"}


def press(folder: Path) -> int:
    """Puts .gz and .br beside each file that has none or an older one; gives how many were made."""
    compressor, made = Compressor(quiet=True), 0
    for file in folder.rglob("*"):
        beside = file.with_name(file.name + ".br")
        if file.suffix in PRESSED and not (
            beside.exists() and beside.stat().st_mtime >= file.stat().st_mtime
        ):
            made += len(list(compressor.compress(str(file))))
    return made


def dress(app: Flask) -> None:
    folder = Path(str(app.static_folder))

    @cache
    def address(name: str, root: str) -> str:
        digest = hashlib.sha256((folder / name).read_bytes()).hexdigest()[:8]
        return url_for("static", filename=name, v=digest)

    def asset(name: str) -> str:
        """A page has dozens of icons, so each address is put together once for each root that the app is served under."""
        return address(name, request.root_path)

    app.jinja_env.globals["asset"] = asset
    if not app.config.get("TESTING"):
        inner: Any = app.wsgi_app
        files = WhiteNoise(
            inner, root=str(folder), prefix="static/", max_age=YEAR, add_headers_function=of_file
        )
        app.wsgi_app = files  # type: ignore[method-assign]
