"""How far a recall is, by store; who of its owners is still to be reached; all recalls with their figures. One query each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, exists, func, select
from sqlalchemy.orm import aliased, joinedload

from counter.callbacks.models import Callback
from counter.columns import Words
from counter.customers.models import Customer
from counter.customers.names import mask_name
from counter.extensions import db
from counter.recalls.models import Recall, RecallCall, RecallLine, RecallRemedy
from counter.recalls.owners import STOPPED, VOID, is_put_right, to_do
from counter.recalls.saying import PLAN
from counter.stores.models import Store

# What came of an owner's last call. open: nobody called yet; tried: called, and to be called again; told: reached, and something
# of theirs is still to be put right; done: all of it is; unreached: no try is left; dropped: nothing of it is theirs
# any more, and nothing was put right.
STATES = ("open", "tried", "told", "done", "wrong_number", "unreached", "dropped")


@dataclass(frozen=True)
class Figures:
    open: int = 0
    tried: int = 0
    told: int = 0
    done: int = 0
    wrong_number: int = 0
    unreached: int = 0
    dropped: int = 0

    @property
    def owners(self) -> int:
        return sum(getattr(self, name) for name in STATES) - self.dropped

    @property
    def reached(self) -> int:
        return self.told + self.done

    @property
    def called(self) -> int:
        return self.owners - self.open

    @property
    def to_do(self) -> int:
        return self.open + self.tried

    @property
    def has_doubts(self) -> int:
        """Somebody has to find another way to them."""
        return self.wrong_number + self.unreached


def state() -> Any:
    call, has_more = Callback, to_do(RecallCall.id).correlate(RecallCall)
    return case(
        (call.completed_at.is_(None) & (call.attempt > 1), "tried"),
        (call.completed_at.is_(None), "open"),
        (call.outcome == STOPPED, "dropped"),
        (~has_more & is_put_right(RecallCall.id).correlate(RecallCall), "done"),
        (~has_more | (call.outcome == VOID), "dropped"),
        (call.outcome == "reached", "told"),
        (call.outcome == "wrong_number", "wrong_number"),
        else_="unreached",
    )


def last_calls(*columns: Any) -> Any:
    """Each owner with the last of their calls."""
    later = aliased(Callback)
    follows = exists().where(
        later.source == Callback.source, later.plan == Callback.plan, later.attempt > Callback.attempt
    )
    asked = select(*columns).select_from(RecallCall).join(Callback, Callback.source == RecallCall.source)
    return asked.where(Callback.plan == PLAN, ~follows)


def state_of(call: RecallCall) -> str | None:
    found: str | None = db.session.scalar(last_calls(state()).where(RecallCall.id == call.id))
    return found


def owner_of(recall: Recall, callback_id: int, store_ids: Any) -> RecallCall | None:
    """To whom a call of this recall was made; None for one of another store's."""
    asked = select(RecallCall).join(Callback, Callback.source == RecallCall.source)
    asked = asked.where(RecallCall.recall_id == recall.id, Callback.id == callback_id)
    found: RecallCall | None = db.session.scalar(seen(asked, store_ids))
    return found


def seen(asked: Any, store_ids: Any) -> Any:
    return asked if store_ids is None else asked.where(RecallCall.store_id.in_(store_ids))


def by_store(recall: Recall, store_ids: Any) -> list[tuple[Words, Figures]]:
    """store_ids: None for whoever sees all."""
    found = last_calls(RecallCall.store_id, state().label("state"), func.count().label("how_many"))
    found = seen(found.where(RecallCall.recall_id == recall.id), store_ids).group_by(
        RecallCall.store_id, "state"
    )
    some = found.subquery()
    asked = select(Store.id, Store.name, some.c.state, some.c.how_many).join(
        some, some.c.store_id == Store.id
    )
    stores: dict[int, tuple[Words, dict[str, int]]] = {}
    for store_id, name, one, how_many in db.session.execute(asked.order_by(Store.id)):
        stores.setdefault(store_id, (name, {}))[1][one] = how_many
    return [(name, Figures(**figures)) for name, figures in stores.values()]


def together(rows: Sequence[tuple[Words, Figures]]) -> Figures:
    return Figures(**{name: sum(getattr(figures, name) for _, figures in rows) for name in STATES})


@dataclass(frozen=True)
class Things:
    """remedied: those of them that are put right, also before anybody looked for them."""

    all: int
    remedied: int


def things(recall: Recall) -> Things:
    line, done = RecallLine, RecallRemedy
    is_done = exists().where(done.recall_id == line.recall_id, done.line_id == line.line_id).correlate(line)
    left = (
        select(func.count()).select_from(line).where(line.recall_id == recall.id, line.dropped_at.is_(None))
    )
    remedied = select(func.count()).select_from(done).where(done.recall_id == recall.id)
    row = db.session.execute(select(left.where(~is_done).scalar_subquery(), remedied.scalar_subquery())).one()
    return Things(row[0] + row[1], row[1])


@dataclass(frozen=True)
class Owner:
    call_id: int
    name: str
    store: Words
    about: Words | None
    attempt: int


def owners(recall: Recall, which: str, store_ids: Any, limit: int = 100) -> list[Owner]:
    """Those whose last call stands so; masked, the call itself shows them."""
    about = Callback.body["about"].label("about")
    asked = last_calls(Callback.id, Customer.name, Store.name.label("store"), about, Callback.attempt)
    asked = asked.join(Customer, Customer.id == RecallCall.customer_id)
    asked = asked.join(Store, Store.id == RecallCall.store_id).where(
        RecallCall.recall_id == recall.id, state() == which
    )
    rows = db.session.execute(seen(asked, store_ids).order_by(RecallCall.id).limit(limit))
    return [Owner(row.id, mask_name(row.name), row.store, row.about, row.attempt) for row in rows]


def recalls(store_ids: Any) -> list[tuple[Recall, Figures]]:
    """The latest first. A store sees those in which it has somebody to call."""
    found = last_calls(RecallCall.recall_id, state().label("state"), func.count().label("how_many"))
    some = seen(found, store_ids).group_by(RecallCall.recall_id, "state").subquery()
    asked = select(Recall, some.c.state, some.c.how_many).options(joinedload(Recall.opener))
    asked = asked.join(some, some.c.recall_id == Recall.id, isouter=store_ids is None)
    figures: dict[int, tuple[Recall, dict[str, int]]] = {}
    for recall, one, how_many in db.session.execute(asked.order_by(Recall.id.desc()).limit(300)):
        kept = figures.setdefault(recall.id, (recall, {}))[1]
        if one:
            kept[one] = how_many
    return [(recall, Figures(**kept)) for recall, kept in figures.values()]
