"""A network for tests: NM under the city centre CC under the provincial hub HU; Eng and Cen work in CC, Hub in HU, Nab at
another point of the city."""

from counter.extensions import db
from counter.stores import network as stores
from counter.tickets import numbers, sending
from counter.tickets.models import TicketTransfer
from tests import factories
from tests.tickets import tickets


def a_network(**kw):
    hub = factories.a_store("HU", level="hub", sells=False, districts=[{"zh": "江苏省", "en": "Jiangsu"}])
    centre = factories.a_store(
        "CC", level="centre", sells=False, parent_id=hub.id, districts=[{"zh": "苏州市", "en": "Suzhou"}]
    )
    point = factories.a_store(
        "PT", level="store", parent_id=centre.id, districts=[{"zh": "姑苏区", "en": "Gusu District"}]
    )
    nm = factories.the_store("NM")
    nm.parent_id, nm.level, nm.services = centre.id, "store", False
    for name, value in kw.items():
        setattr(nm, name, value)
    factories.a_person("eng", centre)
    factories.a_person("cen", centre, "manager")
    factories.a_person("hub", hub, "manager")
    factories.a_person("nab", point)
    db.session.commit()
    return stores.read()


def shown(ticket):
    return numbers.shown(ticket.number)


def send(visitor, *sent, to="CC", words=""):
    typed = "\n".join(one if isinstance(one, str) else shown(one) for one in sent)
    return visitor.send("/parcels", numbers=typed, to=str(factories.the_store(to).id), words=words)


def scan(visitor, ticket):
    return visitor.send("/arrivals", number=ticket if isinstance(ticket, str) else shown(ticket))


def where(number):
    """(store that has it in hand, whether it is on its way, state)"""
    ticket = tickets.the_ticket(number)
    return ticket.with_store.code, ticket.travel is not None, ticket.state


def travels(number):
    return db.session.query(TicketTransfer).filter_by(ticket_id=number).count()


def carried(ticket, to, me, at):
    """Sent by the deed itself, from where it is."""
    parcel = sending.pack(ticket.with_store_id, factories.the_store(to).id, "", me, at)
    sending.send(ticket, parcel, me, at)
    db.session.commit()
    return parcel
