"""The bar over a sale: its stages, and where the two of them stand."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from counter.columns import Words
from counter.sales.models import Sale, SaleStep

LAST = "handover"


@dataclass(frozen=True)
class Stage:
    code: str
    label: Words
    steps: list[SaleStep]
    is_done: bool
    is_here: bool

    @property
    def now(self) -> SaleStep | None:
        """The step to do next: what is required comes before what may be left."""
        waiting = [step for step in self.steps if not step.is_done]
        return next((step for step in waiting if step.is_required), next(iter(waiting), None))


def stages(sale: Sale, book: dict[str, Any], here: str = "") -> list[Stage]:
    """In the playbook's order. `here` is the stage looked at; unknown or empty is where the sale stands."""
    codes = [stage["id"] for stage in book["stages"]]
    here = here if here in codes else current(sale, codes)
    found = []
    for stage in book["stages"]:
        steps = of_stage(sale.steps, stage["id"])
        done = is_done(sale, steps, stage["id"])
        found.append(Stage(stage["id"], stage["label"], steps, done, stage["id"] == here))
    return found


def of_stage(steps: Iterable[SaleStep], code: str) -> list[SaleStep]:
    """What the assistant ticks; the step that stands for the hand-over as a whole is not one."""
    return [
        step for step in steps if step.stage == code and step.does != "hand_over" and not step.is_handover
    ]


def is_done(sale: Sale, steps: list[SaleStep], code: str) -> bool:
    if code == LAST:
        return sale.is_handed_over
    required = [step for step in steps if step.is_required]
    return bool(steps) and all(step.is_done for step in required or steps)


def current(sale: Sale, codes: list[str]) -> str:
    """The furthest stage with something done; when all of it is done, the next one. Paid: the hand-over."""
    if sale.is_paid or sale.is_handed_over:
        return LAST if LAST in codes else codes[-1]
    touched = [
        place for place, code in enumerate(codes) if any(s.is_done for s in of_stage(sale.steps, code))
    ]
    if not touched:
        return codes[0]
    furthest = touched[-1]
    if is_done(sale, of_stage(sale.steps, codes[furthest]), codes[furthest]):
        furthest = min(furthest + 1, len(codes) - 1)
    return codes[furthest]


def next_stage(found: list[Stage]) -> Stage | None:
    here = next(place for place, stage in enumerate(found) if stage.is_here)
    return found[here + 1] if here + 1 < len(found) else None
