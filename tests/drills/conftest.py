"""Servers over a copy of the demo, to be treated badly."""

import os
from pathlib import Path

import pytest

from tests.support.live import loaded


@pytest.fixture(scope="session")
def demo(request, tmp_path_factory):
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    return loaded(Path(tmp_path_factory.mktemp("drill")), request.config.getoption("--db"), f"drill_{worker}")


@pytest.fixture
def live(demo):
    live = demo.copy()
    live.start()
    yield live
    live.stop()
    live.assert_calm()
