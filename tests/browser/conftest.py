"""A real server, a real Chromium, tablets that complain of whatever goes wrong in them."""

from contextlib import ExitStack, contextmanager

import pytest
from playwright.sync_api import expect

from tests.browser.tablets import SIZES, SLOWEST, Tablet
from tests.support import chromium
from tests.support.live import of_this_run

expect.set_options(timeout=SLOWEST / 2)


@pytest.fixture(scope="session")
def browser_type_launch_args():
    return chromium.launch_options()


@pytest.fixture(scope="session")
def demo(request, tmp_path_factory):
    return of_this_run(request, tmp_path_factory)


@contextmanager
def serving(demo):
    live = demo.copy()
    live.start()
    yield live
    live.stop()
    live.assert_calm()


@pytest.fixture(scope="session")
def live(demo):
    """A server for tests that leave no trace that another would stumble over."""
    with serving(demo) as live:
        yield live


@pytest.fixture
def servers():
    """They stop once every tablet is put away: what a page asks for at the last moment is answered."""
    with ExitStack() as running:
        yield running


@pytest.fixture
def own_live(servers, demo):
    """A server of the test's own, with the demo as it was loaded: for what can be done once a day."""
    return servers.enter_context(serving(demo))


@pytest.fixture
def tablet(servers, new_context):
    """`tablet(live)`, `tablet(live, "en", "phone", scheme="dark")`: a tablet that is watched to the end."""
    made = []

    def hand_out(live, language="zh", size="tablet", scheme="light", **kw):
        width, height = SIZES[size]
        context = new_context(
            viewport={"width": width, "height": height},
            has_touch=True,
            color_scheme=scheme,
            locale="en-GB" if language == "en" else "zh-CN",
            timezone_id="Asia/Shanghai",
            **kw,
        )
        made.append(Tablet(context, live, language))
        return made[-1]

    yield hand_out
    for one in made:
        one.assert_well()
