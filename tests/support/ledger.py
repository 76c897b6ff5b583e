"""The marker `ledger("PH-07", ...)`: which rows of the customer's documents a test would see broken.

A pytest plugin: the root conftest.py names it in `pytest_plugins`.
"""

import csv
import functools
from collections.abc import Generator, Iterable
from pathlib import Path
from typing import NamedTuple

import pytest

ROWS = Path(__file__).resolve().parents[1] / "ledger" / "rows.csv"


class Row(NamedTuple):
    id: str
    priority: str  # A, B, C (playbook data), G (guard); empty: the documents have a gap there
    words: str


@functools.cache
def rows() -> dict[str, Row]:
    with ROWS.open(encoding="utf-8", newline="") as file:
        return {line["id"]: Row(**line) for line in csv.DictReader(file)}


def ids(item: pytest.Item) -> list[str]:
    return [id for marker in item.iter_markers("ledger") for id in marker.args]


def covered(items: Iterable[pytest.Item]) -> dict[str, list[str]]:
    """Row id -> node ids of the tests that count: those that run and must pass."""
    found: dict[str, list[str]] = {}
    for item in items:
        if any(item.iter_markers("skip")) or any(item.iter_markers("xfail")):
            continue
        for id in ids(item):
            found.setdefault(id, []).append(item.nodeid)
    return found


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    items = [item for item in report.result or () if isinstance(item, pytest.Item)]
    unknown = [
        f"{item.nodeid}: {id} is not in {ROWS.name}" for item in items for id in ids(item) if id not in rows()
    ]
    if unknown:  # said here and not later, because xdist makes a riddle of it
        report.outcome, report.longrepr, report.result = "failed", "\n".join(unknown), []
    return report
