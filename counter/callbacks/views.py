from typing import Any

from flask import Blueprint
from flask_babel import gettext as _
from flask_login import current_user

from counter.access import staff
from counter.callbacks.completing import complete
from counter.callbacks.finding import before, following_of, in_hand, next_after
from counter.callbacks.forms import VersionForm, form_of
from counter.callbacks.listing import due_list
from counter.callbacks.models import Callback
from counter.callbacks.reopening import FollowingIsTouched, NotReopenable, reopen
from counter.callbacks.speaking import ACTS, near, said, spoken, wants_ticket
from counter.clock import now
from counter.customers.phones import shown as shown_phone
from counter.customers.wording import WHOSE
from counter.operations.once import done, once
from counter.pages import render

blueprint = Blueprint("callbacks", __name__)


@blueprint.get("/callbacks")
@staff
def index() -> Any:
    return render("callbacks/index.html", calls=due_list(current_user.store, now(), limit=200), near=near)


@blueprint.get("/callbacks/<int:number>")
@staff
def show(number: int) -> Any:
    return shown(in_hand(number))


@blueprint.post("/callbacks/<int:number>/completion")
@staff
@once
def create_completion(number: int) -> Any:
    call = in_hand(number, to_write=True)
    form = form_of(call, call.store.today(now()))
    if call.is_complete:
        return shown(call, 409, form=form, is_late=True)
    if form.version.data != call.version:
        return shown(
            call, 409, form=form, trouble=_("This page is older than the call. Check it, then save it again.")
        )
    if not form.validate_on_submit():
        return shown(call, 422, form=form)
    complete(
        call, form.outcome.data or "", current_user, now(),
        answers=form.answers, note=form.note.data or "", again_on=form.again_on.data,
    )  # fmt: skip
    return done("callbacks.show", number=number)


@blueprint.post("/callbacks/<int:number>/reopening")
@staff
@once
def create_reopening(number: int) -> Any:
    call = in_hand(number, to_write=True)
    if VersionForm().version.data != call.version:
        return shown(call, 409, trouble=_("This page is older than the call. Look at it again first."))
    try:
        reopen(call, current_user, now())
    except NotReopenable:
        return shown(call, 409, trouble=_("This call can't be taken back: it is open, or its day is over."))
    except FollowingIsTouched:
        return shown(call, 409, trouble=_("The next try was made already. Take that one back first."))
    return done("callbacks.show", number=number)


def shown(call: Callback, status: int = 200, **context: Any) -> Any:
    """The call in hand, open with its form, or over with what came of it."""
    around: dict[str, Any] = {"before": before(call, current_user), "script": spoken(call, current_user)}
    if call.is_complete:
        around |= {"following": following_of(call), "next_id": next_after(call, now())}
        around["wants_ticket"] = wants_ticket(call)
    today = call.store.today(now())
    context.setdefault("form", form_of(call, today))
    around |= {"is_reopenable": call.is_reopenable(now()), "today_on": today}
    around |= {"said": said, "acts": ACTS, "whose": WHOSE, "shown_phone": shown_phone}
    return render("callbacks/show.html", "callbacks/_callback.html", status, call=call, **around, **context)
