"""What was done about a recall, said on the card of the thing, by whoever has it open; a manager takes a mistake back."""

from typing import Any

from flask import abort, request
from flask_babel import lazy_gettext as _
from flask_login import current_user

from counter.access import managers, staff
from counter.clock import now
from counter.errors import page
from counter.extensions import db
from counter.operations.once import done, once
from counter.recalls import remedying
from counter.recalls.blueprint import blueprint
from counter.recalls.forms import RemedyForm, prefix
from counter.recalls.models import Recall
from counter.tickets import finding
from counter.tickets.models import Ticket
from counter.warranty.models import Card, CardLine
from counter.warranty.papers import WHOLE_CARD
from counter.warranty.revealing import readable
from counter.warranty.showing import shown


def found(number: int, thing: int, recall: int) -> tuple[CardLine, Recall]:
    """Also on a card of another store that the person opened today: its owner may come to any store of the chain."""
    card = readable(number, current_user, current_user.store.today(now()), *WHOLE_CARD)
    line = next((line for line in card.lines if line.id == thing), None) or abort(404)
    return line, db.get_or_404(Recall, recall)


def ticket_of(card: Card) -> Ticket | None:
    """Of this card, and seen by the person: it was said on the page of a ticket, which goes on there."""
    typed = request.form.get("ticket", "")
    if not (typed.isascii() and typed.isdigit() and len(typed) < 10):
        return None
    asked = finding.seen().where(Ticket.id == int(typed), Ticket.card_id == card.id)
    found: Ticket | None = db.session.scalar(asked)
    return found


@blueprint.post("/warranty-cards/<int:number>/things/<int:thing>/recalls/<int:recall>/remedy")
@staff
@once
def remedy(number: int, thing: int, recall: int) -> Any:
    (line, hit), form = found(number, thing, recall), RemedyForm(prefix=prefix(recall, thing))
    ticket = ticket_of(line.card)
    if not form.validate():
        return shown(line.card, 422, remedy_form=form)
    try:
        remedying.remedy(hit, line, form.kind.data, form.words.data or "", current_user, now())
    except remedying.RemediedAlready:
        return page(409, _("Somebody has said what was done already. Load the page again."))
    except remedying.NotHit:
        return page(409, _("This recall does not hit this thing any more. Load the page again."))
    return done("tickets.show", number=ticket.id) if ticket else done("warranty.show", number=number)


@blueprint.post("/warranty-cards/<int:number>/things/<int:thing>/recalls/<int:recall>/remedy/withdrawal")
@managers
@once
def take_back_remedy(number: int, thing: int, recall: int) -> Any:
    line, hit = found(number, thing, recall)
    try:
        remedying.take_back(hit, line, current_user, now())
    except remedying.NotRemedied:
        return page(409, _("Somebody has taken it back already. Load the page again."))
    return done("warranty.show", number=number)
