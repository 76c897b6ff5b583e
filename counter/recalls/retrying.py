"""Who could not be reached is called once more: by another number that was found, or at another time. So the list is worked
to its end."""

from datetime import datetime
from typing import Any

from counter.callbacks import promising
from counter.extensions import db
from counter.recalls import calling, progress
from counter.recalls.models import Recall, RecallCall
from counter.recalls.owners import last_of

LEFT = ("wrong_number", "unreached")  # nobody calls them any more by itself


class NotLeft(ValueError):
    """They are reached, or on the list of calls, or have nothing of it any more; or nobody is called any more."""


def call_once_more(recall: Recall, call: RecallCall, by: Any, at: datetime) -> None:
    """With all tries that a recall has. Of two who tap at once the second raises NotLeft."""
    calling.lock(recall)
    last = last_of(call)
    if recall.stopped_at is not None or last is None or progress.state_of(call) not in LEFT:
        raise NotLeft
    promising.promise_again(last, last.store.today(at), 0, by, at)
    db.session.flush()
