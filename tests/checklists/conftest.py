import pytest
import time_machine

from tests.checklists.mornings import AT, on_shift


@pytest.fixture
def morning(shop):
    """09:00 in the shop; Ann and Bo are on shift."""
    with time_machine.travel(AT, tick=False):
        on_shift("ann", "bo")
        yield
