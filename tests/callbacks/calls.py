"""What the tests of callbacks make: a customer who agreed, a person who acts, a promised call."""

from types import SimpleNamespace

from counter.callbacks.promising import promise
from counter.customers.models import Consent, Customer, Phone
from counter.extensions import db
from tests.factories import NOW, the_person, the_store

EVENTS = {"NM": "handover_done", "JJ": "delivered"}


def acting(username="ann", code="NM"):
    person = the_person(username)
    return SimpleNamespace(
        person_id=person.id, name=person.name["en"], names=person.name, tablet_id=None, store=the_store(code)
    )


def a_customer(name="陈晓明", e164="+8613800138000", agrees=("service_callback",)):
    customer = Customer(name=name, made_at=NOW)
    customer.phones = [Phone(e164=e164, last4=e164[-4:], made_at=NOW)] if e164 else []
    customer.consents = [Consent(purpose=p, given_at=NOW, given_by=the_person("ann").id) for p in agrees]
    db.session.add(customer)
    db.session.flush()
    return customer


def promised(on, code="NM", customer=None, source="sale-1", **kw):
    """The calls of the store's first event, by plan."""
    made = promise(
        EVENTS[code],
        the_store(code),
        customer or a_customer(),
        on,
        acting(code=code),
        NOW,
        source=source,
        **kw,
    )
    db.session.commit()
    return {call.plan: call for call in made}
