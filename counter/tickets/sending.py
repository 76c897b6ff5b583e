"""Things travel between the stores of the network: scanned out at one end, scanned in at the other.

A thing is in one store or on one way; a scan at the wrong place, or a second one, changes nothing.
"""

from datetime import datetime
from typing import Any

from counter.extensions import db
from counter.history.models import note
from counter.stores.network import Network, Place
from counter.tickets import clocks, kinds, losing, states, stepping
from counter.tickets.models import Parcel, Ticket, TicketMark, TicketStep, TicketTransfer


class NotToSend(ValueError):
    """It can't leave this store so. where: the store that has it, or that it is on its way to."""

    def __init__(self, where: int | None = None) -> None:
        super().__init__(where)
        self.where = where


class NothingHandedIn(NotToSend):
    """Its ticket is without a thing, or the customer has it again."""


class IsLost(NotToSend):
    """It never arrived where it was sent."""


class OnItsWay(NotToSend):
    """It left already."""


class IsNotHere(NotToSend):
    """Another store has it."""


class NotInThisState(NotToSend):
    """A ticket that is ready, or of a kind that does not travel."""


class WrongPlace(NotToSend):
    """It does not belong here by the books; is_on_way: to there, else it is there."""

    def __init__(self, where: int, is_on_way: bool) -> None:
        super().__init__(where)
        self.is_on_way = is_on_way


class HereAlready(NotToSend):
    """It was scanned in before."""


def destinations(network: Network, store_id: int, tickets: list[Ticket]) -> list[Place]:
    """Home first, for what is another store's; then who repairs: above, then the others of the same top."""
    homes = dict.fromkeys(one.store_id for one in tickets if one.store_id != store_id)
    found = [network.places[one] for one in homes]
    return found + [one for one in network.servicing(store_id) if one.id not in (store_id, *homes)]


def refuse_unfit(ticket: Ticket, store_id: int) -> None:
    """Raises NotToSend. Who bears it may be found out where it is sent to, so it need not be decided."""
    if not ticket.is_open or not ticket.is_here:
        raise NothingHandedIn
    if ticket.travel is not None:
        raise OnItsWay(ticket.travel.to_store_id)
    if ticket.lost is not None:
        raise IsLost
    if ticket.with_store_id != store_id:
        raise IsNotHere(ticket.with_store_id)
    walked = kinds.of_version(ticket.playbook_version_id).walked(ticket.kind)
    leaves_home = ticket.with_store_id == ticket.store_id
    if not set(walked) >= states.TRAVELS or (
        leaves_home and "sent" not in states.following(ticket.state, walked)
    ):
        raise NotInThisState


def pack(from_store_id: int, to_store_id: int, words: str, by: Any, at: datetime) -> Parcel:
    made = Parcel(from_store_id=from_store_id, to_store_id=to_store_id, words=words, made_at=at)
    made.made_by = by.person_id
    db.session.add(made)
    return made


def send(ticket: Ticket, parcel: Parcel, by: Any, at: datetime) -> TicketTransfer:
    """Out of the door: the ticket is the other store's from now on. Raises NotToSend."""
    refuse_unfit(ticket, parcel.from_store_id)
    book = kinds.of_version(ticket.playbook_version_id)
    late_at = at + book.within("arrives_within")
    made = TicketTransfer(
        from_store_id=parcel.from_store_id, to_store_id=parcel.to_store_id, was=ticket.state
    )
    made.out_at, made.out_by, made.late_at, made.on_way = at, by.person_id, late_at, 1
    parcel.transfers.append(made)
    ticket.transfers.append(made)
    ticket.with_store_id = parcel.to_store_id
    stepping.arrive(ticket, "sent", parcel.words, by, at)
    clocks.hand_on(ticket)
    rises = book.within("rises_after")
    clocks.begin(ticket, TicketMark.ARRIVED, late_at, rises, parcel.to_store_id)
    clocks.begin(ticket, TicketMark.UNDER_WAY, late_at, rises, parcel.from_store_id)
    note(by, "send", ticket, at, {"with_store_id": [parcel.from_store_id, parcel.to_store_id]})
    return made


def take_in(ticket: Ticket, store_id: int, by: Any, at: datetime) -> None:
    """Scanned in; what was lost is found by it, wherever that is. Raises HereAlready, NothingHandedIn, WrongPlace."""
    travel, loss = ticket.travel, losing.missing(ticket)
    if (
        travel is None
        and loss is not None
        and not (ticket.is_here and ticket.with_store_id == store_id and not loss.is_owed)
    ):
        losing.find(loss, store_id, by, at)
        return
    if travel is None:
        if not ticket.is_here or not ticket.is_open:
            raise NothingHandedIn(ticket.store_id)
        if ticket.with_store_id == store_id:
            raise HereAlready
        raise WrongPlace(ticket.with_store_id, is_on_way=False)
    if travel.to_store_id != store_id:
        raise WrongPlace(travel.to_store_id, is_on_way=True)
    travel.in_at, travel.in_by, travel.on_way = at, by.person_id, None
    losing.end_marks(ticket, by, at)
    if store_id == ticket.store_id:
        stepping.arrive(ticket, "back", "", by, at)
    else:
        ticket.steps.append(TicketStep(code=TicketStep.ARRIVED, at=at, person_id=by.person_id))
    note(by, "arrive", ticket, at, {"is_on_way": [True, False]})


def withdraw(travel: TicketTransfer, by: Any, at: datetime) -> None:
    """It did not leave after all: as it was before. What ended already stays."""
    if not travel.is_on_way:
        return
    ticket = travel.ticket
    travel.withdrawn_at, travel.on_way = at, None
    ticket.with_store_id = travel.from_store_id
    losing.end_marks(ticket, by, at)
    clocks.hand_on(ticket)
    stepping.arrive(ticket, travel.was, "", by, at)
    note(by, "withdraw_transfer", ticket, at, {"with_store_id": [travel.to_store_id, travel.from_store_id]})
