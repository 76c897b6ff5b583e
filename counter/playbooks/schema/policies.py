"""A file of guarantee policies, with the words they use: parts, fault lists, the lines of the printed card."""

from typing import Annotated, Literal

from pydantic import Field as Keyed

from counter.playbooks.schema.guarantees import Policy
from counter.playbooks.schema.shop import Named
from counter.playbooks.schema.words import Day, Id, Line, Plain, Rows, Shape, Share, Version, known


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


class Policies(Shape):
    """A file of guarantee policies, with the words they use."""

    kind: Literal["policies"]
    id: Id
    version: Version
    checked_on: Day
    label: Plain
    rest_days: Id | None = None
    categories: list[Id]  # what its policies speak of; a playbook's tree gives them their place
    parts: Rows[Part]
    card_fields: dict[Id, Rows[CardField]] = {}
    fault_lists: dict[Id, Rows[Fault]] = {}
    payment_rules: Rows[PaymentRule] = []
    policies: Rows[Policy]
