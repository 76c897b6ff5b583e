"""What brands and carriers owe: the list by debtor, one claim, and the lists that were sent."""

from typing import Any

from flask import Blueprint, Response, abort, request, stream_with_context
from flask_babel import lazy_gettext as _
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from counter import amounts
from counter.access import managers
from counter.clock import now
from counter.extensions import db
from counter.history import models as history
from counter.languages import words
from counter.operations.beginning import deeds_on
from counter.operations.once import done, once
from counter.pages import render
from counter.scope import find
from counter.supplier_claims import answering, exporting, listing, making, naming, sending, wording
from counter.supplier_claims.forms import AnswerForm, ChosenForm, ClaimForm, CorrectionForm, NamingForm
from counter.supplier_claims.models import SupplierClaim, SupplierClaimBatch

blueprint = Blueprint("supplier_claims", __name__)
STALE = _("Somebody went on with this claim meanwhile. Look at it, then do it again.")
NOT_TO_SEND = {
    sending.NothingChosen: _("Tick what goes into the list."),
    sending.SentAlready: _("Somebody has just sent one of these. Look at the list again."),
    sending.SeveralDebtors: _("A list goes to one debtor, in one currency. Choose whose it is first."),
    sending.NobodyNamed: _(
        "Of one of these nobody said who owes it. Name the brand or the carrier first, then send it."
    ),
    sending.NothingOwed: _("Of one of these nobody said how much is owed. Open it and say so."),
}
NOT_TO_NAME = {
    making.SentAlready: _("Somebody has just sent one of these. Look at the list again."),
    making.NamedAlready: _("Somebody has just said who owes one of these. Look at the list again."),
    making.SeveralPayers: _("A brand and a carrier are not one debtor. Tick those of one of them."),
}


@blueprint.get("/supplier-claims")
@managers
def index(debtor: str = "", currency: str | None = None) -> Any:
    """debtor, currency: where the page is the answer to a deed; None: in whichever they owe."""
    return listed(key=debtor, money=currency or "")


def listed(
    status: int = 200, trouble: Any = None, form: NamingForm | None = None, key: str = "", money: str = ""
) -> Any:  # fmt: skip
    """Of all stores of the person, or of one; of all debtors, or of one, in all its currencies or in one; open or settled. form: the
    naming, as it came back."""
    mine = None if current_user.sees_all else current_user.store_ids
    stores = listing.stores(mine)
    store = next((one for one in stores if str(one.id) == request.values.get("store")), None)
    asked = mine if store is None else (store.id,)
    debtors = listing.debtors(asked, now())
    key, money = (
        given or request.values.get(name, "") for given, name in ((key, "debtor"), (money, "currency"))
    )
    chosen = [one for one in debtors if one.key == key and money in ("", one.currency)]
    is_settled = request.values.get("group") == "settled"
    rows = listing.claims(asked, () if is_settled else chosen, is_settled)
    unnamed = [] if is_settled else [one for one in rows if not one.is_named and one.stage == "made"]
    return render(
        "supplier_claims/index.html", status=status, debtors=debtors, chosen=chosen, rows=rows, stores=stores,
        store=store, is_settled=is_settled, trouble=trouble, wording=wording, at=now(), unnamed=unnamed,
        naming=form or NamingForm(formdata=None), names=names_for(*{one.payer for one in unnamed}),
        ticked=request.form.getlist("claim"),
    )  # fmt: skip


def names_for(*payers: str) -> list[str]:
    """What is offered where a debtor is typed."""
    mine = None if current_user.sees_all else current_user.store_ids
    return sorted({words(one) for one in naming.known(*payers, store_ids=mine)}) if payers else []


@blueprint.post("/supplier-claims/batches")
@managers
@once
def create_batch() -> Any:
    try:
        batch = sending.send(listing.chosen(ChosenForm().numbers), current_user, now())
    except sending.NotToSend as trouble:
        return listed(422, NOT_TO_SEND[type(trouble)])
    return done("supplier_claims.show_batch", number=batch.id)


@blueprint.post("/supplier-claims/namings")
@managers
@once
def create_naming() -> Any:
    form = NamingForm()
    if not form.validate():
        return listed(422, form=form)
    claims = listing.chosen(form.numbers)
    if not claims:
        return listed(422, _("Tick what is owed by them."), form)
    try:
        key = making.name(claims, form.debtor.data or "", current_user, now())
    except tuple(NOT_TO_NAME) as trouble:
        return listed(422, NOT_TO_NAME[type(trouble)], form)
    currencies = {claim.currency for claim in claims}
    return done(
        "supplier_claims.index", debtor=key, currency=currencies.pop() if len(currencies) == 1 else None
    )


def batch_of(number: int) -> SupplierClaimBatch:
    loaded = selectinload(SupplierClaimBatch.claims).joinedload(SupplierClaim.store)
    found: SupplierClaimBatch | None = db.session.scalar(listing.batches(number).options(loaded))
    return found or abort(404)


@blueprint.get("/supplier-claims/batches/<int:number>")
@managers
def show_batch(number: int) -> Any:
    batch = batch_of(number)
    total = sum(claim.amount for claim in batch.claims)
    return render("supplier_claims/batch.html", batch=batch, total=total, out=out_of(batch), wording=wording)


def out_of(batch: SupplierClaimBatch) -> list[history.HistoryEntry]:
    """What was taken out of it since, as far as the person sees its stores."""
    mine = None if current_user.sees_all else current_user.store_ids
    entries = history.of(batch, "withdraw")
    return [one for one in entries if mine is None or one.changes["store_id"][0] in mine]


@blueprint.get("/supplier-claims/batches/<int:number>/list.csv")
@managers
def batch_csv(number: int) -> Any:
    response = Response(stream_with_context(exporting.lines(batch_of(number))), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="claims-{number}.csv"'
    return response


@blueprint.get("/supplier-claims/<int:number>")
@managers
def show(number: int) -> Any:
    return shown(find(SupplierClaim, number, joinedload(SupplierClaim.store)))


def shown(claim: SupplierClaim, status: int = 200, trouble: Any = None, **forms: Any) -> Any:
    name = next((name for name in claim.debtor.values()), "")
    told = {"debtor": name, "amount": amounts.plain(claim.amount), "their_number": claim.their_number}
    fresh: dict[str, Any] = {"correction": CorrectionForm(formdata=None, data=told)}
    fresh["answer"] = AnswerForm(formdata=None, data={"amount": amounts.plain(claim.amount)})
    entries, has_list = (
        [
            one for one in history.of(claim) if one.at >= claim.made_at
        ],  # its number may have been another's before
        bool(claim.batch_id and db.session.scalar(listing.batches(claim.batch_id))),
    )
    return render(
        "supplier_claims/show.html", status=status, claim=claim, trouble=trouble, wording=wording, entries=entries,
        has_list=has_list, names=names_for(claim.payer) if claim.stage == "made" else [], **(fresh | forms),
    )  # fmt: skip


def in_hand(number: int) -> SupplierClaim:
    """To be written: two who go on at once go one after the other."""
    db.session.execute(
        select(SupplierClaim.id).where(SupplierClaim.id == number).with_for_update(key_share=True)
    )
    return find(SupplierClaim, number)


TOO_LATE = dict.fromkeys(
    (answering.NotThisStage, sending.NotSent), lambda refusal, name, form: {"status": 409, "trouble": STALE}
)
on_a_claim = deeds_on(in_hand, shown, STALE, "supplier_claims.show", TOO_LATE)


@blueprint.post("/supplier-claims/<int:number>/correction")
@managers
@once
@on_a_claim("correction", lambda claim: CorrectionForm())
def correct(claim: SupplierClaim, form: CorrectionForm) -> Any:
    given = form.debtor.data or "", form.minor, form.their_number.data or ""
    try:
        making.correct(claim, *given, current_user, now())
    except making.SentAlready:
        form.amount.errors = [_("It was sent already; only their own number can still be added.")]
        return {}
    return None


@blueprint.post("/supplier-claims/<int:number>/answer")
@managers
@once
@on_a_claim("answer", lambda claim: AnswerForm())
def answer(claim: SupplierClaim, form: AnswerForm) -> Any:
    accepted = 0 if form.answer.data == "refused" else claim.amount if form.minor is None else form.minor
    try:
        answering.answer(claim, accepted, form.because.data or "", current_user, now())
    except answering.TooMuch:
        form.amount.errors = [_("That is more than was claimed.")]
    except answering.ReasonNeeded:
        form.because.errors = [_("Why less, or nothing? It stays with the claim.")]
    return {} if form.amount.errors or form.because.errors else None


@blueprint.post("/supplier-claims/<int:number>/payment")
@managers
@once
@on_a_claim("payment", lambda claim: ClaimForm())
def pay(claim: SupplierClaim, form: ClaimForm) -> Any:
    answering.pay(claim, current_user, now())


@blueprint.post("/supplier-claims/<int:number>/reopening")
@managers
@once
@on_a_claim("reopening", lambda claim: ClaimForm())
def take_back(claim: SupplierClaim, form: ClaimForm) -> Any:
    answering.take_back(claim, current_user, now())


@blueprint.post("/supplier-claims/<int:number>/withdrawal")
@managers
@once
@on_a_claim("withdrawal", lambda claim: ClaimForm())
def withdraw(claim: SupplierClaim, form: ClaimForm) -> Any:
    sending.withdraw(claim, current_user, now())
