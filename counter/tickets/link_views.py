"""The customer's page of a ticket as the counter sees it: its QR code on the slip, made for a ticket that has none, made anew."""

from typing import Any

from flask import Response, abort, redirect, url_for
from flask_login import current_user

from counter.access import managers, staff
from counter.clock import now
from counter.links import addressing, codes
from counter.operations.once import done, once
from counter.tickets import finding, linking
from counter.tickets.blueprint import blueprint


@blueprint.get("/tickets/<int:number>/qr.svg")
@staff
def qr(number: int) -> Any:
    link = linking.printed(finding.whole(number), now()) or abort(404)
    return Response(codes.svg(addressing.address_of(link)), mimetype="image/svg+xml")


@blueprint.post("/tickets/<int:number>/customer-page")
@staff
@once
def make_customer_page(number: int) -> Any:
    ticket = finding.in_hand(number)
    if linking.printed(ticket, now()):  # a colleague was faster
        return redirect(url_for("tickets.slip", number=number), 303)
    linking.link_late(ticket, current_user, now())
    return done("tickets.slip", number=number)


@blueprint.post("/tickets/<int:number>/customer-page/renewal")
@managers
@once
def renew_customer_page(number: int) -> Any:
    ticket = finding.in_hand(number)
    if not linking.current(ticket, now()):  # it is the card's, or none
        return redirect(url_for("tickets.slip", number=number), 303)
    linking.renew(ticket, current_user, now())
    return done("tickets.slip", number=number)
