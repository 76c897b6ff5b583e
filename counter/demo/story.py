"""What happened in the demo's shops before today."""

from datetime import datetime

from counter.demo.imports import begin_imports
from counter.demo.openings import open_days
from counter.demo.repairs import repair
from counter.demo.sales import replay
from counter.demo.tickets import serve_after
from counter.demo.upkeep import look_after


def tell(at: datetime) -> None:
    """The sales and what came of them, repairs and tickets, visits and moves, two weeks of opening checklists and this morning's; old cards from a file."""
    replay(at)
    repair(at)
    serve_after(at)
    look_after(at)
    open_days(at)
    begin_imports(at)
