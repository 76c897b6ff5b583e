"""What managers and head office look at after the day: of their own stores, or of all."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, request
from flask_babel import lazy_gettext as _
from flask_login import current_user
from sqlalchemy import select

from counter.access import managers
from counter.clock import now
from counter.extensions import db
from counter.pages import render
from counter.reports import faults, periods, remarks, responses, unexplained
from counter.stores.models import Store
from counter.stores.network import up_to

blueprint = Blueprint("reports", __name__)
PAGES = {
    "reports.show_faults": _("What fails"), "reports.show_responses": _("How quickly"),
    "reports.show_unexplained": _("Missed at the sale"), "reports.show_remarks": _("What customers say"),
}  # fmt: skip


def stores_of(with_below: bool) -> Sequence[Store]:
    """with_below: a city centre or hub answers for the stores under it too; what it reads of them are figures."""
    asked, own = select(Store).order_by(Store.id), Store.id.in_(current_user.store_ids)
    if with_below:
        own = Store.id.in_(select(up_to(own, 0).c.id))
    return db.session.scalars(asked if current_user.sees_all else asked.where(own)).all()


def reported(page: str, make: Any, *, with_below: bool = False) -> Any:
    """A page of the stores and days that were asked for. make: of (stores, their ids, period)."""
    stores, at = stores_of(with_below), now()
    period, form = periods.read(request.args, current_user.store, current_user.store.today(at))
    store = next((one for one in stores if str(one.id) == request.args.get("store")), None)
    of = [store] if store else stores
    more = make(of, [one.id for one in of], period)
    return render(page, stores=stores, store=store, period=period, form=form, pages=PAGES, at=at, **more)


@blueprint.get("/reports/faults")
@managers
def show_faults() -> Any:
    return reported(
        "reports/faults.html",
        lambda stores, ids, period: {"faults": faults.by_model(ids, period)},
        with_below=True,
    )


@blueprint.get("/reports/responses")
@managers
def show_responses() -> Any:
    def made(stores: Any, ids: Any, period: Any) -> dict[str, Any]:
        found = responses.by_store(stores, period, now())
        return {"responses": found, "together": responses.together(found) if len(found) > 1 else None}

    return reported("reports/responses.html", made, with_below=True)


@blueprint.get("/reports/unexplained")
@managers
def show_unexplained() -> Any:
    def made(stores: Any, ids: Any, period: Any) -> dict[str, Any]:
        found = unexplained.of_period(ids, period)
        return {"found": found, "commonest": unexplained.commonest(found)}

    return reported("reports/unexplained.html", made)


@blueprint.get("/reports/remarks")
@managers
def show_remarks() -> Any:
    return reported(
        "reports/remarks.html", lambda stores, ids, period: {"remarks": remarks.of_period(ids, period)}
    )
