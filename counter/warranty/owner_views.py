"""A card gets a new owner, also where another store has it open: whoever bought the thing second-hand may come to any. It is put
right only in its own store; neither once it is void."""

from collections.abc import Sequence
from typing import Any

from flask import redirect, url_for
from flask_babel import lazy_gettext as _
from flask_login import current_user

from counter.access import staff
from counter.clock import now
from counter.customers import phones
from counter.errors import page
from counter.extensions import db
from counter.history import models as history
from counter.languages import clock_time, words
from counter.operations.once import done, once
from counter.pages import render, wants_fragment
from counter.scope import find
from counter.stores.models import Store
from counter.warranty import correcting, entering, following, issuing, oldcards, promises, transferring
from counter.warranty.blueprint import blueprint
from counter.warranty.forms import CorrectForm, TransferForm
from counter.warranty.models import Card
from counter.warranty.revealing import readable

CHANGES = ("correct", "transfer", "void")


def store_of(card: Card) -> Store:
    return db.session.get_one(Store, card.store_id)


def is_void() -> Any:
    return page(
        409, _("This card is void: it is neither handed over nor corrected. Enter a new one for the thing.")
    )


@blueprint.get("/warranty-cards/<int:number>/transfer")
@staff
def new_owner(number: int) -> Any:
    today = current_user.store.today(now())
    card = readable(number, current_user, today)
    if card.voided_at is not None:
        return is_void()
    return asked(card, TransferForm(formdata=None, on=today, version=str(card.version)))


def asked(card: Card, form: TransferForm, status: int = 200) -> Any:
    return render(
        "warranty/transfer.html", status=status, card=card, form=form, phone=phones.shown(card.customer_phone),
        is_fresh=status == 200,
    )  # fmt: skip


@blueprint.post("/warranty-cards/<int:number>/transfer")
@staff
@once
def transfer(number: int) -> Any:
    following.hold_along(number)
    correcting.lock(number)
    card, form = readable(number, current_user, current_user.store.today(now())), TransferForm()
    if card.voided_at is not None:
        return is_void()
    if not is_sound(form, card):
        return asked(card, form, 422)
    if form.version.data != str(card.version):
        form.form_errors += [changed_by(card), _("Look at the owner above; send again if you are right.")]
        form.version.data = str(card.version)
        return asked(card, form, 409)
    owner, since = transferring.owner_of(form, current_user, now()), form.on.data or card.sold_on
    transferring.transfer(
        card, owner, form.e164, form.address.data or "", since, current_user, now(), goes_along=bool(form.along.data)
    )  # fmt: skip
    return done("warranty.show", number=number)


def is_sound(form: TransferForm, card: Card) -> bool:
    is_filled = form.validate_on_submit()
    is_known = bool(form.phone.data) and not form.phone.errors and form.read(current_user.store, current_user)
    if form.on.data and not form.on.errors:
        if form.on.data > current_user.store.today(now()):
            oldcards.say(form.on, _("This day is still to come."))
        elif form.on.data < card.sold_on:
            oldcards.say(form.on, _("That is before it was bought."))
    is_settled = is_known and form.is_settled()
    if form.known.data == f"same-{card.customer_id}":
        oldcards.say(form.known, _("The card is theirs already."))
    return is_filled and is_settled and not any(field.errors for field in form)


def changed_by(card: Card, verbs: Sequence[str] = CHANGES) -> str:
    entry = history.last(card, *verbs)
    if entry is None:
        return str(_("This card changed meanwhile."))
    return str(
        _("%(name)s changed this card at %(time)s.", name=words(entry.person_name), time=clock_time(entry.at))
    )


@blueprint.get("/warranty-cards/<int:number>/correction")
@staff
def correction(number: int) -> Any:
    card = find(Card, number)
    if refusal := refused(card):
        return refusal
    dialled = phones.shown(card.customer_phone, store_of(card).country)
    values = correcting.values_of(card) | {"phone": dialled}
    form = CorrectForm(formdata=None, version=str(card.version), owner=str(card.customer_id), **values)
    return filled(card, fitted(form, card).begun())


def refused(card: Card) -> Any:
    if card.voided_at is not None:
        return is_void()
    if not correcting.may_correct(card, store_of(card), current_user, now()):
        return page(
            403, _("It was issued on an earlier day; a manager corrects it. Ask one, or switch person.")
        )
    return None


def fitted(form: CorrectForm, card: Card) -> CorrectForm:
    store = store_of(card)
    book = promises.playbook_of(store)
    delivers = not issuing.is_handed_over_at_the_counter(book)
    activates = "activated_on" in promises.counts_from(book, store)
    return form.of(delivers, activates)


def filled(card: Card, form: CorrectForm, status: int = 200, theirs: Any = None, by: str = "") -> Any:
    return render(
        "warranty/correction.html", status=status, card=card, form=form, theirs=theirs or {}, changed_by=by
    )


@blueprint.post("/warranty-cards/<int:number>/correction")
@staff
@once
def correct(number: int) -> Any:
    following.hold_along(number)
    correcting.lock(number)
    card, at = find(Card, number), now()
    if refusal := refused(card):
        return refusal
    form = fitted(CorrectForm(), card)
    if not is_right(form, card):
        return filled(card, form, 422)
    values = form.values() | {"phone": form.e164}
    if form.owner.data != str(card.customer_id):
        return page(409, _("The card has a new owner now. Look at it before you correct it."))
    if form.version.data != str(card.version):
        return too_late(card, form, values)
    owner = entering.owner_of(form, card, current_user, at)
    if not correcting.correct(card, values, current_user, at, owner=owner):
        return as_it_is(number)
    return done("warranty.show", number=number)


def is_right(form: CorrectForm, card: Card) -> bool:
    is_filled = form.validate_on_submit()
    is_moved = form.sold_on.data != card.sold_on  # a day that stays was right when the card was issued
    bought = correcting.products_of(card) if is_moved else ()
    oldcards.check_days(form, current_user.store.today(now()), bought)
    is_settled = entering.is_settled(form, store_of(card), current_user, card)
    return is_filled and is_settled and not any(field.errors for field in form)


def too_late(card: Card, form: CorrectForm, values: dict[str, Any]) -> Any:
    """Theirs stands beside what was typed; saving once more is then meant."""
    now_is = correcting.values_of(card)
    theirs = {field: now_is[field] for field in values if values[field] != now_is[field]}
    if "phone" in theirs:
        theirs["phone"] = phones.shown(theirs["phone"], store_of(card).country)
    form.version.data = str(card.version)
    return filled(card, form, 409, theirs, changed_by(card))


def as_it_is(number: int) -> Any:
    """Nothing was to do."""
    from counter.warranty.views import show

    return show(number) if wants_fragment() else redirect(url_for("warranty.show", number=number), 303)
