"""The customer's page as the counter sees it: its QR code, made for a card that has none, made anew."""

from typing import Any

from flask import Response, abort, redirect, url_for
from flask_login import current_user

from counter.access import managers, staff
from counter.clock import now
from counter.links import addressing, codes
from counter.operations.once import done, once
from counter.scope import find
from counter.warranty import linking
from counter.warranty.blueprint import blueprint
from counter.warranty.models import Card


@blueprint.get("/warranty-cards/<int:number>/qr.svg")
@staff
def qr(number: int) -> Any:
    link = linking.current(find(Card, number), now()) or abort(404)
    return Response(codes.svg(addressing.address_of(link)), mimetype="image/svg+xml")


@blueprint.post("/warranty-cards/<int:number>/customer-page")
@staff
@once
def make_customer_page(number: int) -> Any:
    card = find(Card, number)
    if linking.current(card, now()):  # a colleague was faster
        return redirect(url_for("warranty.show", number=number), 303)
    linking.link_late(card, current_user, now())
    return done("warranty.show", number=number)


@blueprint.post("/warranty-cards/<int:number>/customer-page/renewal")
@managers
@once
def renew_customer_page(number: int) -> Any:
    linking.renew(find(Card, number), current_user, now())
    return done("warranty.show", number=number)
