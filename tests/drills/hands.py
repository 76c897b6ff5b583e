"""A browser without a screen: keeps its cookies and its token over one connection, and is quick enough for a drill."""

import http.client
import re
import secrets
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.support.live import PASSWORD, Live

TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')


@dataclass
class Answer:
    status: int
    text: str
    location: str


@dataclass
class Hand:
    """One person at one tablet. Not to be shared between threads."""

    live: Live
    timeout: float = 30
    cookies: dict[str, str] = field(default_factory=dict)
    csrf: str = ""
    connection: http.client.HTTPConnection | None = None

    def ask(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> Answer:
        """Raises OSError or HTTPException where the server is gone: then nothing was acknowledged."""
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.live.port, timeout=self.timeout)
        sent = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if body is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        sent |= headers or {}
        try:
            self.connection.request(method, path, body, sent)
            response = self.connection.getresponse()
            text = response.read().decode("utf-8")
        except (OSError, http.client.HTTPException):
            self.hang_up()
            raise
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        if found := TOKEN.search(text):
            self.csrf = found.group(1)
        return Answer(response.status, text, response.headers.get("Location", ""))

    def hang_up(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def get(self, path: str) -> Answer:
        return self.ask("GET", path)

    def send(self, path: str, operation_id: str = "", htmx: bool = False, **fields: str) -> Answer:
        """A form as a browser would send it; the same operation id again is the same tap again."""
        fields = {
            "csrf_token": self.csrf,
            "operation_id": operation_id or secrets.token_urlsafe(16),
            **fields,
        }
        return self.ask("POST", path, urlencode(fields), {"HX-Request": "true"} if htmx else None)

    def upload(self, path: str, file: Path, operation_id: str = "") -> Answer:
        """A form with one file, sent piece by piece as a browser would."""
        mark = secrets.token_hex(16)
        fields = {"csrf_token": self.csrf, "operation_id": operation_id or secrets.token_urlsafe(16)}
        part = f'--{mark}\r\nContent-Disposition: form-data; name="'
        head = "".join(f'{part}{name}"\r\n\r\n{value}\r\n' for name, value in fields.items())
        head += f'{part}file"; filename="{file.name}"\r\nContent-Type: text/csv\r\n\r\n'
        ends = [head.encode(), f"\r\n--{mark}--\r\n".encode()]
        length = file.stat().st_size + sum(map(len, ends))
        headers = {"Content-Type": f"multipart/form-data; boundary={mark}", "Content-Length": str(length)}
        with file.open("rb") as opened:
            body = chain([ends[0]], iter(partial(opened.read, 1 << 16), b""), [ends[1]])
            return self.ask("POST", path, body, headers)

    def sign_in(self, username: str) -> "Hand":
        self.get("/login")
        fields = {"username": username, "password": PASSWORD, "csrf_token": self.csrf}
        answer = self.ask("POST", "/login", urlencode(fields))
        assert answer.status == 303, f"{answer.status} {answer.text[:300]}"
        self.get("/people")
        return self

    def twin(self) -> "Hand":
        """The same browser over another connection, as a second tap would come."""
        return Hand(self.live, self.timeout, dict(self.cookies), self.csrf)
