"""The form for an old card, as it is begun."""

from counter.catalog import identifiers
from counter.customers.numbering import place_of
from counter.stores.models import Store
from counter.warranty import issuing, promises
from counter.warranty.forms import EntryForm
from counter.warranty.probes import probes


def begun(typed: str, store: Store, has_imei: bool) -> EntryForm:
    """A form with what was looked for in the field that it fits. has_imei: there are fields for IMEIs."""
    form, typed = EntryForm(formdata=None), typed.strip()[:60]
    kind = probes(typed, *place_of(store)).kind
    field = {
        "phone": form.phone,
        "name": form.name,
        "digits": form.phone,
        "serial": form.sn,
        "code": form.sn,
    }.get(kind)
    if has_imei and kind in ("serial", "code", "digits") and identifiers.holds_imei(typed):
        field = form.imei1
    if field is not None:
        field.data = typed
    return form


def fitted(form: EntryForm, store: Store) -> EntryForm:
    """With the fields that the trade needs."""
    for field in unneeded(store):
        if field in form:  # it comes back with its errors
            del form[field]
    return form


def unneeded(store: Store) -> set[str]:
    """The fields of an old card that the trade does not need: it needs them where goods are put up, where a term begins with
    the activation, where several without a number share a card."""
    book = promises.playbook_of(store)
    needs = {
        "activated_on": "activated_on" in promises.counts_from(book, store),
        "installed_on": not issuing.is_handed_over_at_the_counter(book),
        "quantity": any(kind.get("durable") and kind["track"] == "none" for kind in book["categories"]),
    }
    return {field for field, is_needed in needs.items() if not is_needed}
