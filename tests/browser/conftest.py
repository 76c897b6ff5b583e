"""A real server, a real Chromium, tablets that complain of whatever goes wrong in them."""

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


def serving(demo):
    live = demo.copy()
    live.start()
    yield live
    live.stop()
    live.assert_calm()


@pytest.fixture(scope="session")
def live(demo):
    """A server for tests that leave no trace that another would stumble over."""
    yield from serving(demo)


@pytest.fixture
def own_live(demo):
    """A server of the test's own, with the demo as it was loaded: for what can be done once a day."""
    yield from serving(demo)


@pytest.fixture
def tablet(new_context):
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
