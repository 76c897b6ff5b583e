"""Guarantee policies: who promises what, for which part, how long, and what follows from a fault.

Policies are never merged: each answers alone, and the customer has the best of them.
"""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field as Keyed
from pydantic import ValidationInfo, model_validator

from counter.playbooks.durations import is_days, later
from counter.playbooks.schema.facts import PolicyCondition
from counter.playbooks.schema.shop import Named
from counter.playbooks.schema.words import (
    Count,
    Day,
    Days,
    Id,
    Line,
    Plain,
    Rows,
    Shape,
    Share,
    known,
    refuse,
)

_SOME_DAY = date(2026, 1, 1)


class InForce(Shape):
    from_: Day = Keyed(alias="from")
    until: Day | None = None


class Applies(Shape):
    """brands: whose things alone; none named are all."""

    jurisdictions: list[Line]
    categories: list[Annotated[str, known("policy_categories")]]
    brands: list[Plain] = []
    if_: PolicyCondition = Keyed(None, alias="if")


class Fallback(Shape):
    """Where the day of purchase can't be shown: another day, moved, and what is then left."""

    basis: Annotated[str, known("basis_days")]
    plus: Days
    remedies: list[Annotated[str, known("remedies")]]
    if_: PolicyCondition = Keyed(None, alias="if")


class Start(Shape):
    """The term starts on the latest of these days that is known."""

    basis: list[Annotated[str, known("basis_days")]]
    pick: Literal["latest"]
    fallback: Fallback | None = None


class PartTerm(Shape):
    """The term of one part; `whole` speaks for every part without a line of its own. No term: nothing is promised."""

    part: Annotated[str, known("parts")]
    label: Plain
    term: Days | None
    faults: list[Id] = []  # only for these faults
    doubt: Plain | None = None


class Window(Shape):
    """From one time to another, both counted from the start; `to: term` is the part's own end."""

    id: Id
    label: Plain
    from_: Days = Keyed(alias="from")
    to: str
    part: Annotated[str, known("part_names")] | None = None
    remedies: list[Annotated[str, known("remedies")]]
    no_reason: bool = False
    if_: PolicyCondition = Keyed(None, alias="if")

    @model_validator(mode="after")
    def _ends(self) -> "Window":
        if self.to != "term":
            if not is_days(self.to):
                raise refuse("'{value}' is neither a length such as P15D nor term", at=("to",), value=self.to)
            if later(_SOME_DAY, self.to) <= later(_SOME_DAY, self.from_):
                raise refuse("ends before it begins", at=("to",))
        return self


class Counter(Shape):
    """So many repairs (exchanges, days under repair) lead to something else."""

    id: Id
    label: Plain
    count: Annotated[str, known("counted")]
    over: Annotated[str, known("counted_over")]
    part: Annotated[str, known("part_names")]
    reach: Count
    then: list[Annotated[str, known("remedies")]]
    if_: PolicyCondition = Keyed(None, alias="if")


class Deadline(Shape):
    """What follows when something takes longer than it may."""

    id: Id
    label: Plain
    starts_at: Annotated[str, known("claim_days")]
    longer_than: Days
    then: list[Annotated[str, known("remedies")]]
    if_: PolicyCondition = Keyed(None, alias="if")


class Effects(Shape):
    """What a repair or an exchange does to the term. not_stated is shown as doubt, never guessed."""

    repair_time: Annotated[str, known("repair_time_effects")]
    replaced_unit: Annotated[str, known("renewal_effects")]
    replaced_part: Annotated[str, known("renewal_effects")]
    repaired_part: Annotated[str, known("renewal_effects")]
    repair_extends_once: Days | None = (
        None  # EU: the first repair lengthens the guarantee (2019/771 art. 10(2a))
    )
    works_at_least: Days | None = None


class Depreciation(Shape):
    share_per_day: Share
    starts_at: Annotated[str, known("basis_days")]
    ends_at: Annotated[str, known("claim_days")]
    less_repair_days: bool = False
    if_: PolicyCondition = Keyed(None, alias="if")


class Refund(Shape):
    base: Literal["invoice_price", "paid_price"]
    depreciation: Depreciation | None = None
    depreciation_forbidden: bool = False
    full_if: PolicyCondition = None


class Proof(Shape):
    bearer: Literal["seller", "buyer"]
    lasts: Days
    if_: PolicyCondition = Keyed(None, alias="if")


class Policy(Shape):
    id: Id
    layer: Annotated[str, known("layers")]
    label: Plain
    source: Line
    certainty: Annotated[str, known("certainty")]
    note: Plain | None = None
    in_force: InForce
    applies: Applies
    start: Start
    counting: Annotated[str, known("countings")]
    parts: list[PartTerm]
    part_groups: dict[Id, list[Annotated[str, known("parts")]]] = {}
    windows: Rows[Window] = []
    counters: Rows[Counter] = []
    deadlines: Rows[Deadline] = []
    effects: Effects
    refund: Refund | None = None
    burden_of_proof: Proof | None = None
    faults: Annotated[str, known("fault_lists")] | None = None
    tell_first: Plain | None = None  # what the customer has to hear before a repair or an exchange
    exclusions: Rows[Named] = []

    @model_validator(mode="after")
    def _holds_together(self, info: ValidationInfo) -> "Policy":
        _check_parts(self)
        _check_brands(self)
        if info.context:
            _check_faults(self, info.context["faults"])
        return self


def _check_parts(policy: Policy) -> None:
    if not policy.parts:
        raise refuse("a policy names at least one part, or 'whole'", at=("parts",))
    spoken = {line.part for line in policy.parts} | {"whole"} | set(policy.part_groups)
    if policy.in_force.until and policy.in_force.until < policy.in_force.from_:
        raise refuse("ends before it begins", at=("in_force", "until"))
    seen = set()
    for place, line in enumerate(policy.parts):
        key = (line.part, tuple(sorted(line.faults)))
        if key in seen:
            raise refuse("'{value}' stands here twice", at=("parts", place, "part"), value=line.part)
        seen.add(key)
    for kind, rows in (("windows", policy.windows), ("counters", policy.counters)):
        for place, row in enumerate(rows):
            part = getattr(row, "part", None)
            if part is not None and part not in spoken:
                raise refuse("the policy says nothing of '{value}'", at=(kind, place, "part"), value=part)


def _check_brands(policy: Policy) -> None:
    at = ("applies", "brands")
    if policy.layer == "brand" and not policy.applies.brands:
        raise refuse("a brand's promise names the brands whose it is", at=at)
    if policy.layer in ("law", "standard") and policy.applies.brands:
        raise refuse("a {layer} speaks of every brand", at=at, layer=policy.layer)


def _check_faults(policy: Policy, lists: dict[str, Any]) -> None:
    names = lists.get(policy.faults or "", ())
    for place, line in enumerate(policy.parts):
        for number, fault in enumerate(line.faults):
            if fault not in names:
                at: tuple[Any, ...] = ("parts", place, "faults", number)
                raise refuse("no fault '{value}' in the policy's list", at=at, value=fault)
