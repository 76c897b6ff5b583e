"""The customers of a store: found, registered, corrected; their numbers and what they agreed to."""

from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from counter.access import reads_only, staff
from counter.clock import now
from counter.customers import changing, consenting, finding, meeting, numbering
from counter.customers.forms import EditForm, MoreForm, NewForm
from counter.customers.models import PURPOSES, Customer, of_store
from counter.customers.wording import PURPOSE, customer_types, deed_of, purposes
from counter.customers.wording import WHOSE as WHOSE_WORDS
from counter.extensions import db
from counter.history.models import of
from counter.operations.once import done, once
from counter.pages import render, wants_fragment
from counter.staff.models import Person

blueprint = Blueprint("customers", __name__)
LARGEST = 2**31 - 1
PAGE = 50


def found(number: int) -> Customer:
    """A customer of the person's stores with all that the record shows, or 404."""
    loaded = selectinload(Customer.phones), selectinload(Customer.consents)
    asked = of_store(current_user).where(Customer.id == min(number, LARGEST)).options(*loaded)
    customer: Customer | None = db.session.scalar(asked)
    return customer or abort(404)


@blueprint.get("/customers")
@staff
def index() -> Any:
    before = request.args.get("before", type=int)
    return listed(finding.newest(current_user, min(before, LARGEST) if before else None, PAGE + 1))


def listed(customers: list[Customer], q: str = "") -> Any:
    more = customers[PAGE - 1].id if len(customers) > PAGE else None
    return render(
        "customers/index.html", "customers/_customers.html", customers=customers[:PAGE], q=q, more=more,
        types=customer_types(current_user.store), total=finding.count(current_user),
    )  # fmt: skip


@blueprint.post("/customers/search")
@staff
@reads_only
def search() -> Any:
    q = request.form.get("q", "").strip()
    if not q:
        return listed(finding.newest(current_user, None, PAGE + 1))
    return listed(finding.search(q, current_user), q)


@blueprint.get("/customers/new")
@staff
def new() -> Any:
    return render("customers/new.html", form=NewForm().offer(current_user.store))


@blueprint.post("/customers")
@staff
@once
def create() -> Any:
    form = NewForm().offer(current_user.store)
    sound = form.validate_on_submit()
    if not (form.read(current_user.store, current_user) and sound and form.is_settled()):
        return render("customers/new.html", status=422, form=form)
    return done("customers.show", number=enter(form).id)


def enter(form: NewForm) -> Customer:
    if same := form.same:
        return meeting.meet(same.customer.id, form.values, current_user, now())
    return meeting.admit(form.known.data or "", form.e164, form.whose.data, form.values, current_user, now())


@blueprint.get("/customers/<int:number>")
@staff
def show(number: int) -> Any:
    return shown(found(number), MoreForm())


def shown(customer: Customer, form: MoreForm, status: int = 200) -> Any:
    entries = of(customer) if current_user.is_manager else []
    return render(
        "customers/show.html", "customers/_customer.html", status, customer=customer, form=form, entries=entries,
        consents=consents(customer), whose=WHOSE_WORDS, types=customer_types(current_user.store), deed_of=deed_of,
    )  # fmt: skip


def consents(customer: Customer) -> list[dict[str, Any]]:
    """Each purpose that the store asks for or that was ever answered, with its last row and who noted it."""
    last = {row.purpose: row for row in customer.consents}
    people = {row.given_by for row in last.values()}
    asked = select(Person.id, Person.name).where(Person.id.in_(people))
    names = {number: name for number, name in db.session.execute(asked)} if people else {}
    order = dict.fromkeys([*purposes(current_user.store), *last])
    return [
        {
            "purpose": code,
            "label": PURPOSE[code],
            "row": (row := last.get(code)),
            "by": names.get(row.given_by) if row else None,
        }
        for code in order
    ]


@blueprint.get("/customers/<int:number>/edit")
@staff
def edit(number: int) -> Any:
    customer = found(number)
    form = EditForm(obj=customer).offer(current_user.store, customer.customer_type)
    return render("customers/edit.html", form=form, customer=customer, theirs={}, last=None)


@blueprint.post("/customers/<int:number>/edit")
@staff
@once
def update(number: int) -> Any:
    changing.lock(number)
    customer = found(number)
    form = EditForm().offer(current_user.store, customer.customer_type)
    if not form.validate_on_submit():
        return render("customers/edit.html", status=422, form=form, customer=customer, theirs={}, last=None)
    if form.version.data != str(customer.version):
        return too_late(form, customer)
    if not changing.change(customer, form.values, current_user, now()):
        return again(number)
    return done("customers.show", number=number)


def too_late(form: EditForm, customer: Customer) -> Any:
    """Theirs stands beside what was typed; saving once more is then meant."""
    theirs = {field: getattr(customer, field) for field, typed in form.values.items()}
    theirs = {field: value for field, value in theirs.items() if value != form.values[field]}
    form.version.data = str(customer.version)
    last = changing.last_edit(customer)
    return render("customers/edit.html", status=409, form=form, customer=customer, theirs=theirs, last=last)


def again(number: int) -> Any:
    """Nothing was to do: the record as it is."""
    return show(number) if wants_fragment() else redirect(url_for("customers.show", number=number), 303)


@blueprint.post("/customers/<int:number>/phones")
@staff
@once
def add_phone(number: int) -> Any:
    customer, form = found(number), MoreForm()
    sound = form.validate_on_submit() and form.read(current_user.store, current_user)
    form.holders = [one for one in form.holders if one.customer.id != customer.id]
    if not (sound and form.is_settled()):
        return shown(customer, form, 422)
    if form.known.data == meeting.NEW_OWNER:
        numbering.free(form.e164, current_user, now(), keep=customer.id)
    if not numbering.add(customer, form.e164, form.whose.data, current_user, now()):
        return again(number)
    return done("customers.show", number=number)


@blueprint.post("/customers/<int:number>/phones/<int:phone>/ending")
@staff
@once
def end_phone(number: int, phone: int) -> Any:
    customer = found(number)
    theirs = next((one for one in customer.phones if one.id == phone), None) or abort(404)
    if not numbering.end(customer, theirs.e164, current_user, now()):
        return again(number)
    return done("customers.show", number=number)


@blueprint.post("/customers/<int:number>/consents/<purpose>")
@staff
@once
def give(number: int, purpose: str) -> Any:
    return answered(consenting.give, number, purpose)


@blueprint.post("/customers/<int:number>/consents/<purpose>/withdrawal")
@staff
@once
def withdraw(number: int, purpose: str) -> Any:
    return answered(consenting.withdraw, number, purpose)


def answered(deed: Any, number: int, purpose: str) -> Any:
    customer = found(number)
    if purpose not in PURPOSES:
        abort(404)
    return (
        done("customers.show", number=number)
        if deed(customer, purpose, current_user, now())
        else again(number)
    )
