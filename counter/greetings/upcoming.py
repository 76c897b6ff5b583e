"""What a store greets on next, through which channels its playbook says so, and how many that would reach."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from counter.greetings.audience import Audience
from counter.greetings.occasions import Occasion, occasions
from counter.playbooks.models import in_force
from counter.stores.models import Store

YEAR = 366
USUAL = ("sms", "wecom")  # for an occasion of which the playbook does not speak


@dataclass(frozen=True)
class Greeting:
    occasion: Occasion
    channels: dict[str, int]  # {channel: how many it would reach}


def year_of(store: Store, day: date) -> list[Occasion]:
    """Every occasion of the year that begins on `day`, the quiet ones too."""
    version = in_force("occasions")
    return occasions(version.body, day, YEAR, {"store.region": store.region}) if version else []


def next_occasions(store: Store, day: date, count: int) -> list[Occasion]:
    """The next ones that one greets on."""
    return [occasion for occasion in year_of(store, day) if not occasion.is_quiet][:count]


def greetings(store: Store, coming: Sequence[Occasion], audience: Audience) -> list[Greeting]:
    """Each occasion with its channels. A service message goes to who agreed to be called about what they bought."""
    version = in_force("playbook", store.playbook_code)
    plans: dict[str, tuple[str, list[str]]] = {}
    for plan in version.body["greetings"] if version else []:
        for name in plan["occasions"]:
            kind, channels = plans.get(name, ("", []))
            plans[name] = (kind or message_class(version, plan), [*channels, *plan["channels"]])
    usual = ("marketing", list(USUAL))
    return [
        Greeting(occasion, {channel: audience.through(channel, kind) for channel in channels})
        for occasion in coming
        for kind, channels in [plans.get(occasion.id, usual)]
    ]


def message_class(version: Any, plan: dict[str, Any]) -> str:
    return str(version.body["messages"][plan["message"]]["class"])
