"""The customer's pages: a card by its QR code, a ticket by that on its slip; without signing in."""

from typing import Any

from flask import Blueprint, Response, redirect
from flask_babel import lazy_gettext as _

from counter.access import public
from counter.clock import now
from counter.operations.once import commits
from counter.pages import render
from counter.people import card_pages, reminding, ticket_pages
from counter.people.doors import Door, address, closed, has_pass, outside
from counter.recalls import warning
from counter.tickets import slips
from counter.upkeep import listing
from counter.warranty import papers, saying

blueprint = Blueprint("people", __name__)
CARD = Door("people.show", "people.unlock", card_pages.behind, _("Your warranty card"), _("Show the card"))
TICKET = Door("people.show_ticket", "people.unlock_ticket", ticket_pages.behind, _("How far it is"), _("Show it"))  # fmt: skip
WORDS = ("remedy_word", "layer_word", "ask_word", "doubt_sentence", "perhaps_word", "over")


@blueprint.get("/c/<token>")
@public
@outside
def show(token: str) -> Any:
    return CARD.enter(token, lambda found: card_page(found, token))


@blueprint.post("/c/<token>")
@public
@outside
@commits
def unlock(token: str) -> Any:
    return CARD.open(token)


@blueprint.get("/t/<token>")
@public
@outside
def show_ticket(token: str) -> Any:
    return TICKET.enter(token, ticket_page)


@blueprint.post("/t/<token>")
@public
@outside
@commits
def unlock_ticket(token: str) -> Any:
    return TICKET.open(token)


@blueprint.get("/c/<token>/coverage.ics")
@public
@outside
def calendar(token: str) -> Any:
    found = card_pages.behind(token, now())
    if found is None:
        return closed()
    if not has_pass(found) or found.card.voided_at:
        return redirect(address("people.show", token), 303)
    text = reminding.calendar(card_pages.read(found, now()), found.link, now())
    answer = Response(text, mimetype="text/calendar")
    answer.headers["Content-Disposition"] = "inline; filename=coverage.ics"
    return answer


def card_page(found: card_pages.Behind, token: str) -> Any:
    paper = card_pages.read(found, now())
    more: dict[str, Any] = {name: getattr(saying, name) for name in WORDS}
    more |= {"joint": saying.joint(), "comma": saying.comma(), "shown_number": papers.number_of(found.card)}
    return render(
        "people/card.html", card=found.card, store=found.store, paper=paper, name=card_pages.name_of(found.card), **more,
        left_out=card_pages.left_out(found.card, paper), keeps_data=card_pages.keeps_data(found.card, found.store),
        tickets=ticket_pages.of_card(found.card, now()), has_ends=bool(card_pages.ends(paper)), calendar=address("people.calendar", token),
        recalls=warning.for_owner(warning.of_card(found.card)), visits=listing.told(found.card),
    )  # fmt: skip


def ticket_page(found: ticket_pages.Behind) -> Any:
    state = ticket_pages.state_of(found.ticket, found.ticket.store_id)
    return render(
        "people/ticket.html", ticket=found.ticket, store=found.store, states=[state], comma=saying.comma(),
        left_at=slips.left_at(found.ticket),
    )  # fmt: skip
