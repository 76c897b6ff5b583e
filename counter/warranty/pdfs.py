"""The card as PDF, by WeasyPrint where it is installed (make pdf): the page that the browser prints, with its fonts in it.

Nothing is fetched: the style sheet comes from our static files, the two codes from the hands of who asks.
"""

import io
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

BASE = "http://counter.invalid"  # what is written without a host; no request ever leaves for it
ONE_AT_A_TIME = Lock()  # pango's fonts are shared by the threads of a process


class NotOurs(ValueError):
    """An address that is neither a static file of ours nor one of the card's codes."""


@cache
def is_there() -> bool:
    """Whether WeasyPrint and the pango that it needs are on this machine; asked once, for the answer costs a second."""
    try:
        import weasyprint  # noqa: F401
    except (ImportError, OSError):
        return False
    return True


def read(address: str, static: Path, codes: Mapping[str, str]) -> tuple[bytes, str]:
    """What stands behind an address of the page, and its type. codes: SVG by path. Raises NotOurs."""
    parts = urlsplit(address)
    if f"{parts.scheme}://{parts.netloc}" != BASE:
        raise NotOurs(address)
    if parts.path in codes:
        return codes[parts.path].encode(), "image/svg+xml"
    file = (static / parts.path.removeprefix("/static/")).resolve()
    if not parts.path.startswith("/static/") or file.suffix != ".css" or not file.is_relative_to(static):
        raise NotOurs(address)
    return file.read_bytes(), "text/css"


def of(page: str, static: Path, codes: Mapping[str, str]) -> bytes:
    """The PDF of a page of ours."""
    from weasyprint import HTML  # type: ignore[import-not-found,unused-ignore]
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # type: ignore[import-not-found,unused-ignore]

    class Fetcher(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> Any:
            content, kind = read(url, static.resolve(), codes)
            return URLFetcherResponse(url, content, {"Content-Type": kind})

    drawn = io.BytesIO()
    with ONE_AT_A_TIME:
        HTML(string=page, base_url=BASE + "/", url_fetcher=Fetcher()).write_pdf(drawn)
    return drawn.getvalue()
