"""A client that costs little: kept connections, ready-made bytes, only the length of the answer is read."""

import socket
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import quantiles

Request = Callable[[], bytes]


class Connection:
    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.rest = b""

    def ask(self, request: bytes) -> tuple[int, bytes]:
        """(status, body)."""
        self.socket.sendall(request)
        head, _, body = self.until(b"\r\n\r\n").partition(b"\r\n\r\n")
        lower = head.lower()
        at = lower.find(b"content-length:")
        length = int(lower[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
        while len(body) < length:
            body += self.more()
        self.rest = body[length:]
        return int(head[9:12]), body[:length]

    def until(self, mark: bytes) -> bytes:
        found = self.rest
        while mark not in found:
            found += self.more()
        return found

    def more(self) -> bytes:
        found = self.socket.recv(65536)
        if not found:
            raise ConnectionError("the server hung up")
        return found


def post(path: str, body: str, headers: dict[str, str]) -> bytes:
    data = body.encode()
    lines = [
        f"POST {path} HTTP/1.1",
        "Host: 127.0.0.1",
        f"Content-Length: {len(data)}",
        "Accept-Encoding: br",
    ]
    lines += [
        "Content-Type: application/x-www-form-urlencoded",
        *(f"{key}: {value}" for key, value in headers.items()),
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + data


@dataclass
class Timed:
    """milliseconds"""

    p50: float
    p99: float

    @classmethod
    def of(cls, spent: Sequence[float]) -> "Timed":
        cuts = quantiles(spent, n=100)
        return cls(cuts[49] * 1000, cuts[98] * 1000)


def interleaved(
    sides: Sequence[tuple[int, Request]], samples: int, good: int = 200, lead: int = 50
) -> list[Timed]:
    """One client asks each side in turn, so that whatever else the machine does is shared. lead: asked before, untimed."""
    connections = [Connection(port) for port, _ in sides]
    spent: list[list[float]] = [[] for _ in sides]
    for sample in range(samples + lead):
        for place, (_, request) in enumerate(sides):
            asked = request()
            began = time.perf_counter()
            status, _ = connections[place].ask(asked)
            took = time.perf_counter() - began
            assert status == good, f"{status} of {asked[:60]!r}"
            if sample >= lead:
                spent[place].append(took)
    return [Timed.of(some) for some in spent]


def rate(
    port: int, request: Request, seconds: float, clients: int = 8, good: int = 200
) -> tuple[float, Timed]:
    """(answers a second, their times) with so many clients at once."""
    spent: list[float] = []
    failed: list[str] = []
    end = time.perf_counter() + seconds

    def work() -> None:
        connection = Connection(port)
        while (began := time.perf_counter()) < end:
            status, _ = connection.ask(request())
            spent.append(time.perf_counter() - began)
            if status != good:
                failed.append(str(status))

    workers = [threading.Thread(target=work) for _ in range(clients)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert not failed, f"{len(failed)} answers were not {good}: {set(failed)}"
    return len(spent) / seconds, Timed.of(spent)
