from typing import Any

from flask import Blueprint
from flask_babel import lazy_gettext as _
from flask_login import current_user

from counter.access import staff
from counter.clock import now
from counter.greetings.audience import audience_of, birthdays
from counter.greetings.upcoming import greetings, year_of
from counter.pages import render

blueprint = Blueprint("greetings", __name__)

CHANNEL = {"sms": _("Text message"), "wecom": _("WeCom"), "phone": _("Phone"), "post": _("Post")}


@blueprint.get("/greetings")
@staff
def index() -> Any:
    store = current_user.store
    today, audience = store.today(now()), audience_of([store.id])
    year = year_of(store, today)
    coming = greetings(store, [one for one in year if not one.is_quiet][:8], audience)
    return render(
        "greetings/index.html",
        coming=coming,
        quiet=[one for one in year if one.is_quiet],
        audience=audience,
        channels=list(dict.fromkeys(channel for one in coming for channel in one.channels)),
        birthdays=birthdays([store.id], today, 14),
        channel_words=CHANNEL,
        today_on=today,
    )
