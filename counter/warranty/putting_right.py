"""What a ticket did to a thing goes into the repair record at once, with its day: it was put right where it stands, or a new part
went in.

A repair at the customer's is one like any other: two of the same fault open an exchange (furniture terms of 90 and 180 days), and
it holds for 30 days (Zhejiang's art. 15).
"""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from counter.warranty.models import CardLine, Repair
from counter.warranty.repairing import Fault, a_line, keep


def put_right(
    line: CardLine, fault: Fault, on: date, work: str, ticket: str, is_counted: bool, by: Any, at: datetime
) -> Repair:
    """On one day, while its customer had it. is_counted: no, where the customer paid for it."""
    made = a_line(line, "repair", replace(fault, is_thing_away=False), on, by, at)
    made.back_on, made.work, made.ticket, made.is_counted = on, work, ticket, is_counted
    keep(made, "put_right", by, at)
    return made


def fit(line: CardLine, fault: Fault, on: date, work: str, ticket: str, by: Any, at: datetime) -> Repair:
    """A new part went in while the thing was repaired: its term may start anew. fault: of that part."""
    made = a_line(line, "exchange", replace(fault, is_thing_away=False), on, by, at)
    made.back_on, made.work, made.ticket = on, work, ticket
    keep(made, "exchange", by, at)
    return made
