"""What happened in the demo's shops before today."""

from datetime import datetime

from counter.demo.batches import register_many
from counter.demo.claims import claim_back
from counter.demo.corrections import put_right
from counter.demo.imports import begin_imports
from counter.demo.openings import open_days
from counter.demo.recall import recall
from counter.demo.repairs import repair
from counter.demo.sales import replay
from counter.demo.tickets import serve_after
from counter.demo.upkeep import look_after


def tell(at: datetime) -> None:
    """The sales and what came of them, repairs, a correction, tickets and claims back, visits and moves, a recall, many serials for one customer, two weeks of opening checklists and this morning's; old cards from a file."""
    replay(at)
    repair(at)
    put_right(at)
    serve_after(at)
    look_after(at)
    claim_back(at)
    recall(at)
    register_many(at)
    open_days(at)
    begin_imports(at)
