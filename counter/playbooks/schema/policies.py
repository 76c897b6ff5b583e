"""A file of guarantee policies, with the words they use: parts, fault lists, the lines of the printed card."""

from typing import Annotated, Literal

from pydantic import Field as Keyed
from pydantic import model_validator

from counter.playbooks.schema.guarantees import Policy
from counter.playbooks.schema.shop import Named
from counter.playbooks.schema.words import (
    Day,
    Id,
    Jurisdiction,
    Line,
    Plain,
    Rows,
    Shape,
    Share,
    Version,
    known,
    refuse,
)


class CardField(Named):
    """One line of the printed card, and where it comes from."""

    from_: Annotated[str, known("sources")] = Keyed(alias="from")
    columns: list[Id] = []


class Part(Named):
    """apart: handed in by itself; the customer goes on using the thing meanwhile."""

    apart: bool = False


class Fault(Named):
    part: Annotated[str, known("parts")]
    serious: bool = False


class PaymentRule(Named):
    """How much of what is paid ahead works as earnest money; the rest is a prepayment."""

    source: Line
    certainty: Annotated[str, known("certainty")]
    share_with_effect: Share


class Place(Shape):
    """Where a store may stand. within: whose rules bind it, too, as the EU's do its countries; a line above."""

    id: Jurisdiction
    label: Plain
    within: Jurisdiction | None = None


class Policies(Shape):
    """A file of guarantee policies, with the words they use."""

    kind: Literal["policies"]
    id: Id
    version: Version
    checked_on: Day
    label: Plain
    rest_days: Id | None = None
    jurisdictions: Rows[Place] = []  # where its policies speak; without a list they name places as they like
    categories: list[Id]  # what its policies speak of; a playbook's tree gives them their place
    parts: Rows[Part]
    card_fields: dict[Id, Rows[CardField]] = {}
    fault_lists: dict[Id, Rows[Fault]] = {}
    # the list of a kind of thing of which no rule names one of its own, as the laws of all goods do
    faults_of: dict[Annotated[str, known("categories")], Annotated[str, known("fault_lists")]] = {}
    payment_rules: Rows[PaymentRule] = []
    policies: Rows[Policy]

    @model_validator(mode="after")
    def _speaks_where_one_can_stand(self) -> "Policies":
        above: set[str] = set()
        for place, row in enumerate(self.jurisdictions):
            if row.within and row.within not in above:
                at: tuple[int | str, ...] = ("jurisdictions", place, "within")
                raise refuse("no place above is called '{value}'", at=at, value=row.within)
            above.add(row.id)
        for number, policy in enumerate(self.policies):
            for place, name in enumerate(policy.applies.jurisdictions):
                if above and name not in above:
                    at = ("policies", number, "applies", "jurisdictions", place)
                    raise refuse("'{value}' is not among the file's jurisdictions", at=at, value=name)
        return self
