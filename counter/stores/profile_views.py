"""The page on which a store says of itself what its playbook asks: its manager its hours, head office what it promises."""

from functools import partial
from typing import Any

from flask import abort, redirect, url_for
from flask_login import current_user

from counter.access import managers
from counter.clock import now
from counter.extensions import db
from counter.history import models as history
from counter.operations.once import done, once
from counter.pages import render
from counter.stores import profile_forms, profiling, wording
from counter.stores.blueprint import blueprint
from counter.stores.listing import seen
from counter.stores.models import Store
from counter.stores.profile import of_playbook
from counter.stores.profile_forms import ProfileForm


def the_store(number: int) -> Store:
    found: Store | None = db.session.scalar(seen(current_user).where(Store.id == number))
    return found or abort(404)


def form_of(store: Store, **kw: Any) -> ProfileForm:
    asked = of_playbook(store.playbook_code)
    return profile_forms.form_of(store, asked, current_user.sees_all, **kw)


@blueprint.get("/stores/<int:number>/profile")
@managers
def edit_profile(number: int) -> Any:
    return asking(form_of(the_store(number), formdata=None).show())


def asking(form: ProfileForm, status: int = 200, **more: Any) -> Any:
    more = {"theirs": {}, "last": None, "is_late": False, **more}
    more["entries"] = history.of(form.store, "open", "place", profiling.VERB)
    profile, bound = form.profile, form.store.jurisdictions
    has, spelt = profile.has(form.store), partial(profile_forms.spelt, profile=profile)
    return render(
        "stores/profile.html", status=status, store=form.store, form=form,
        stands_in=spelt(bound), deed_of=partial(wording.deed_of, spelt=spelt),
        promised=[one for one in profile.promises if one["id"] in has and not profile.elsewhere(one, bound)], **more,
    )  # fmt: skip


@blueprint.post("/stores/<int:number>/profile")
@managers
@once
def say_profile(number: int) -> Any:
    profiling.lock(number)
    store = the_store(number)
    form = form_of(store)
    if not form.read():
        return asking(form, 422)
    if form.version.data != str(store.version):
        theirs = profile_forms.now_is(form, form_of(store, formdata=None).show())
        form.version.data = str(store.version)
        last = history.last(store, "place", profiling.VERB)
        return asking(form, 409, theirs=theirs, last=last, is_late=True)
    is_changed = profiling.say(store, form.values, current_user, now())
    return done("stores.index") if is_changed else redirect(url_for("stores.index"), 303)
