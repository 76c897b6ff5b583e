"""What happened in the demo's shops before today."""

from datetime import datetime

from counter.demo.imports import begin_imports
from counter.demo.openings import open_days
from counter.demo.repairs import repair
from counter.demo.sales import replay


def tell(at: datetime) -> None:
    """The sales and what came of them, repairs, two weeks of opening checklists and this morning's; old cards from a file."""
    replay(at)
    repair(at)
    open_days(at)
    begin_imports(at)
