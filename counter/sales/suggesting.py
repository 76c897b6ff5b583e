"""Which attachments go with a thing, and the sentence that says why. Pure: plain values in, plain values out."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from counter.playbooks.conditions import holds

Rule = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A product that could be offered. lineage: its category and all above. fits: codes of products; () = any."""

    product_id: int
    code: str
    lineage: tuple[str, ...]
    price: int
    suits: frozenset[str] = frozenset()
    not_for: frozenset[str] = frozenset()
    fits: frozenset[str] = frozenset()
    is_there: bool = True


@dataclass(frozen=True, slots=True)
class Offer:
    rule: str
    product_id: int
    reason: Mapping[str, str]


def offers(
    rules: Iterable[Rule],
    code: str,
    facts: Mapping[str, object],
    candidates: Collection[Candidate],
    taken: Collection[int] = (),
) -> list[Offer]:
    """What to offer beside the product `code`: for every rule that holds at most `max`, a category at most once.

    facts: those of the vocabulary, `item.category` as a list of the category and all above it; the customer's type
    is `visit.customer_type`. taken: product ids that the sale has or that were offered before.
    """
    found: list[Offer] = []
    gone = set(taken)
    kind = str(facts.get("visit.customer_type") or "")
    for rule in rules:
        if not holds(rule["if"], facts):
            continue
        room = rule["max"]
        for entry in rule["suggest"]:
            best = pick(entry["category"], code, kind, candidates, gone) if room else None
            if best:
                found.append(Offer(rule["id"], best.product_id, entry["reason"]))
                gone.add(best.product_id)
                room -= 1
    return found


def pick(
    category: str, code: str, kind: str, candidates: Iterable[Candidate], gone: Collection[int]
) -> Candidate | None:
    """Made for this very product before what fits anything, then what suits the customer, then the dearer one."""
    fit = [
        one
        for one in candidates
        if category in one.lineage
        and one.is_there
        and one.code != code
        and one.product_id not in gone
        and (not one.fits or code in one.fits)
        and (not kind or kind not in one.not_for)
    ]
    return max(
        fit, key=lambda one: (code in one.fits, kind in one.suits, one.price, -one.product_id), default=None
    )
