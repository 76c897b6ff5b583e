"""When a line of a playbook speaks: `if: {fact: wanted}`. Nothing is evaluated but what is written here.

    {fault.listed: true}                         the fact has this value
    {sale.channel: [distance, off_premises]}     it has one of these
    {item.price: {at_least: 200000}}             at_least, at_most, above, below; together they make a band
    {any: [{claim.first: true}, {...}]}          one of these holds
All lines must hold. A fact that nobody knows makes its line false: what is not known is never assumed.
A fact that has several values at once (a category and all above it) is given as a list, and any of them counts.
"""

from collections.abc import Callable, Iterator, Mapping
from operator import ge, gt, le, lt
from typing import Any

Condition = Mapping[str, Any]
BOUNDS: dict[str, Callable[[Any, Any], bool]] = {"at_least": ge, "at_most": le, "above": gt, "below": lt}


def holds(condition: Condition | None, facts: Mapping[str, object]) -> bool:
    """Do all lines hold? No condition always holds."""
    return all(_line_holds(fact, wanted, facts) for fact, wanted in (condition or {}).items())


def unknown_facts(condition: Condition | None, facts: Mapping[str, object]) -> list[str]:
    """The facts that the condition asks and nobody knows, each once, in the order asked: what a page has to ask for."""
    return [fact for fact in dict.fromkeys(asked(condition)) if facts.get(fact) is None]


def asked(condition: Condition | None) -> Iterator[str]:
    """Every fact that the condition asks."""
    for fact, wanted in (condition or {}).items():
        if fact == "any":
            for one in wanted:
                yield from asked(one)
        else:
            yield fact


def _line_holds(fact: str, wanted: Any, facts: Mapping[str, object]) -> bool:
    if fact == "any":
        return any(holds(one, facts) for one in wanted)
    known = facts.get(fact)
    if known is None:
        return False
    values = list(known) if isinstance(known, list | tuple | set | frozenset) else [known]
    if isinstance(wanted, Mapping):
        return any(_is_within(value, wanted) for value in values)
    choices = wanted if isinstance(wanted, list | tuple) else [wanted]
    return any(_is_same(value, choice) for value in values for choice in choices)


def _is_same(value: object, choice: object) -> bool:
    # True == 1 in Python; a yes is not a count of one here.
    return isinstance(value, bool) == isinstance(choice, bool) and value == choice


def _is_within(value: object, bounds: Mapping[str, Any]) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return all(BOUNDS[bound](value, limit) for bound, limit in bounds.items())
