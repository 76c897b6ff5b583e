"""R13: two hundred slow connections, each sending a header line a second, and the shop stays open."""

import socket
import statistics
import threading
import time

import pytest


class Slow(threading.Thread):
    """Opens connections and keeps each alive by one header line a second."""

    def __init__(self, port: int, count: int) -> None:
        super().__init__(daemon=True)
        self.over = threading.Event()
        self.sockets = []
        for _ in range(count):
            connection = socket.create_connection(("127.0.0.1", port), timeout=5)
            connection.sendall(b"GET /login HTTP/1.1\r\nHost: slow\r\n")
            connection.setblocking(False)
            self.sockets.append(connection)
        self.lines_sent = 0

    def run(self) -> None:
        while not self.over.wait(1):
            for connection in self.sockets:
                try:
                    connection.send(b"X-Slow: yes\r\n")
                    self.lines_sent += 1
                except OSError:
                    continue

    def end(self) -> None:
        self.over.set()
        self.join(5)
        for connection in self.sockets:
            connection.close()


def probe(live, seconds, connections=200):
    slow = Slow(live.port, connections)
    slow.start()
    spent, lost, ends = [], 0, time.monotonic() + seconds
    while time.monotonic() < ends:
        began = time.monotonic()
        lost += not live.is_well(timeout=5)
        spent.append((time.monotonic() - began) * 1000)
        time.sleep(0.05)
    lines = slow.lines_sent
    slow.end()
    assert lines > connections * (seconds - 2) * 0.8, f"the slow ones sent only {lines} lines: no drill"
    p95 = statistics.quantiles(spent, n=20)[-1]
    print(f"\nR13: {connections} slow connections, {seconds} s: {len(spent) - lost} of {len(spent)} probes "
          f"answered, p50 {statistics.median(spent):.0f} ms, p95 {p95:.0f} ms, longest {max(spent):.0f} ms")  # fmt: skip
    return lost, len(spent), p95


def test_two_hundred_slow_connections_for_four_seconds_leave_every_probe_answered(live):
    lost, probes, p95 = probe(live, 4)
    assert probes >= 10 and lost == 0 and p95 < 500


@pytest.mark.drill
def test_two_hundred_slow_connections_for_a_minute_leave_every_probe_answered(live):
    lost, probes, p95 = probe(live, 60)
    assert probes >= 300 and lost == 0 and p95 < 500
