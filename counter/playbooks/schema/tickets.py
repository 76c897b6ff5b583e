"""What happens after the sale when something is wrong: kinds of ticket with their steps, causes, severities."""

from typing import Annotated, Literal

from pydantic import Field as Keyed
from pydantic import model_validator

from counter.playbooks.schema.facts import ClockCondition
from counter.playbooks.schema.shop import Named
from counter.playbooks.schema.words import Duration, Plain, Rows, Shape, known, refuse


class Mark(Shape):
    """hours: shop counts only while the store is open; all counts round the clock."""

    mark: Annotated[str, known("clock_marks")]
    within: Duration
    hours: Literal["shop", "all"] = "all"


class ResponseClock(Named):
    """A response time that runs from an event until each of its marks is set. What is late is the manager's at once, and
    head office's once it has been so for rises_after."""

    starts_at: Annotated[str, known("events")]
    marks: list[Mark]
    update_every: Duration | None = None
    rises_after: Duration = "PT24H"
    tells: list[Annotated[str, known("roles")]] = []
    if_: ClockCondition = Keyed(None, alias="if")


class TicketStep(Shape):
    """state: how far it is; label: what this trade calls it; told: what the customer reads of it."""

    state: Annotated[str, known("ticket_states")]
    label: Plain
    told: Plain | None = None


class TicketKind(Shape):
    """stays: whether the thing is handed in; decides: in or out of the guarantee; rates: it ends with a satisfied
    customer, or with a manager's reason; visits: somebody comes to the customer."""

    id: Annotated[str, known("ticket_kinds")]
    label: Plain
    stays: Literal["yes", "asked", "no"] = "no"
    decides: bool = False
    rates: bool = False
    visits: Literal["yes", "asked", "no"] = "no"
    notice: Plain | None = None  # said and ticked when the thing is handed in
    steps: list[TicketStep]

    @model_validator(mode="after")
    def _walks_from_start_to_end(self) -> "TicketKind":
        states = [step.state for step in self.steps]
        if len(set(states)) != len(states):
            raise refuse("a state stands here twice", at=("steps",))
        if not states or states[0] != "received" or states[-1] != "closed":
            raise refuse("the steps begin with 'received' and end with 'closed'", at=("steps",))
        return self


class Cause(Named):
    """What was found. covered: a fault of make or material; pays: who bears the cost; at_sale: something was not told
    or shown when it was sold."""

    covered: bool
    pays: Literal["maker", "carrier", "store", "customer"]
    at_sale: bool = False


class Severity(Named):
    """mode: how a complaint of this weight is handled."""

    mode: Literal["by_call", "on_site"]


class Wave(Shape):
    """So many tickets of one model with one fault within so long: head office is shown it. The number is the shop's own
    choice; no rule of the source names one."""

    at_least: Annotated[int, Keyed(ge=2, le=1000)] = 3
    within: Duration = "P30D"


class Tickets(Shape):
    kinds: Rows[TicketKind]
    accessories: Rows[Named] = []
    causes: Rows[Cause]
    severities: Rows[Severity]
    wave: Wave = Wave()
