"""Security headers on every answer: no inline script or style anywhere, so no nonce is needed."""

from typing import Any

from flask import Flask, Response, request

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)
# reader.js reads barcodes in a worker, by WebAssembly: it alone may, and it sees no page.
READER = "reader.js"
READER_POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"


def init(app: Flask) -> None:
    app.after_request(protect)


def protect(response: Response) -> Response:
    headers = response.headers
    is_reader = request.endpoint == "static" and request.path.endswith("/" + READER)
    headers["Content-Security-Policy"] = READER_POLICY if is_reader else POLICY
    headers["X-Content-Type-Options"] = "nosniff"
    headers.setdefault("Referrer-Policy", "same-origin")
    headers["Permissions-Policy"] = "camera=(self), microphone=(), geolocation=()"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if request.is_secure:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    if request.endpoint != "static":
        headers.setdefault("Cache-Control", "no-store")
    return response


def of_file(headers: Any, path: str, url: str) -> None:
    """For what is served outside the app."""
    if url.endswith("/" + READER):
        headers["Content-Security-Policy"] = READER_POLICY
