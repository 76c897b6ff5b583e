"""Servers over a copy of the demo, to be treated badly."""

import pytest

from tests.support.live import of_this_run


@pytest.fixture(scope="session")
def demo(request, tmp_path_factory):
    return of_this_run(request, tmp_path_factory)


@pytest.fixture
def live(demo):
    live = demo.copy()
    live.start()
    yield live
    live.stop()
    live.assert_calm(may_be_busy=True)
