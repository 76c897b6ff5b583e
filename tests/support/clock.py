"""The clock of a run's servers: in the shops it is 09:20 when the run begins, so that no run crosses the end of a day."""

import os
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

SHOPS = ZoneInfo("Asia/Shanghai")
DAY_STARTS = timedelta(hours=4)


def ahead() -> int:
    """Seconds to go forward, or back."""
    here = datetime.now(SHOPS)
    return int((datetime.combine(here.date(), time(9, 20), SHOPS) - here).total_seconds())


# In the environment, since the workers of a run are processes of their own and must agree.
AHEAD = timedelta(seconds=int(os.environ.setdefault("SHOP_CLOCK_AHEAD", str(ahead()))))


def now() -> datetime:
    return datetime.now(UTC) + AHEAD


def today() -> str:
    """The shops' day, as a date field takes it."""
    return (now().astimezone(SHOPS) - DAY_STARTS).date().isoformat()
