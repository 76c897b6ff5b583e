"""How a ticket may go on: from each state to which others, of those that its kind walks."""

from collections.abc import Collection

NEXT = {
    "received": ("inspected", "appointed", "in_repair", "sent", "waiting_customer", "ready", "closed"),
    "appointed": ("dispatched", "visited", "waiting_customer"),
    "dispatched": ("visited", "appointed", "waiting_customer"),
    "visited": ("inspected", "in_repair", "waiting_part", "waiting_customer", "sent", "ready", "appointed"),
    "inspected": ("in_repair", "waiting_part", "waiting_customer", "sent", "ready", "appointed"),
    "waiting_part": ("in_repair", "waiting_customer", "sent", "ready", "appointed"),
    "waiting_customer": ("inspected", "in_repair", "waiting_part", "sent", "ready", "appointed", "closed"),
    "in_repair": ("waiting_part", "waiting_customer", "sent", "ready", "appointed"),
    "sent": ("back",),
    "back": ("inspected", "in_repair", "waiting_part", "waiting_customer", "sent", "ready"),
    "ready": ("collected", "in_repair", "waiting_customer", "appointed", "closed"),
    "collected": ("closed",),
    "closed": ("received",),
}
AWAY = ("inspected", "in_repair", "waiting_part", "waiting_customer")  # of a thing that another store has
PAUSED = "waiting_customer"  # the clocks stand still
BY_DEED = {"collected", "closed", "received"}  # not by a tap alone: handed back, closed, opened again
GIVEN = ("ready", "collected")  # how it stood where it was closed with what was decided given
TRAVELS = {"sent", "back"}  # of a kind that walks both a thing can be sent and come home
WORK = {"in_repair", "waiting_part", "sent", "ready"}  # only once it is said who pays
LEADS = {
    "received": ("inspected", "appointed", "ready"),
    "appointed": ("dispatched", "visited"),
    "dispatched": ("visited",),
    "visited": ("inspected", "in_repair", "ready"),
    "inspected": ("in_repair", "sent", "ready", "appointed"),
    "waiting_part": ("in_repair", "ready", "sent"),
    "waiting_customer": ("in_repair", "sent", "inspected", "ready"),
    "in_repair": ("ready",),
    "sent": ("back",),
    "back": ("ready", "inspected"),
}  # what mostly comes next; from anywhere else no step leads
SETS = {
    "appointed": ("appointed",),
    "dispatched": ("dispatched",),
    "visited": ("dispatched", "visited"),
}  # the marks that a state sets; who was there was sent


def following(state: str, walked: Collection[str]) -> list[str]:
    """The states that a ticket of a kind that walks these may come to now, by deed or tap."""
    return [one for one in NEXT[state] if one in walked]


def by_tap(state: str, walked: Collection[str]) -> list[str]:
    return [one for one in following(state, walked) if one not in BY_DEED]


def leading(state: str, taps: Collection[str], needs_visit: bool, is_repaired: bool) -> str:
    """Of the taps the one that mostly comes next, which the page puts under the thumb; "" where none does.

    needs_visit: somebody goes there first. is_repaired: else, once that is decided, nothing goes to a bench.
    """
    wanted = LEADS.get(state, ())
    if state == "received" and needs_visit:
        wanted = ("appointed", *wanted)
    if not is_repaired:
        wanted = ("ready", *wanted) if "ready" in wanted else wanted
    return next((one for one in wanted if one in taps), "")


def may_close(state: str, walked: Collection[str], stays: bool) -> bool:
    """What was handed in is handed back first; else it ends once it is put right, or where nothing is to be put right."""
    if "closed" not in following(state, walked):
        return False
    return not stays or state == "collected"
