"""The words for what is kept of tickets as codes."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_login import current_user
from markupsafe import Markup, escape

from counter.languages import day, words
from counter.tickets import contending, finding, handing_in, owing
from counter.tickets.numbers import shown
from counter.warranty import papers, revealing
from counter.warranty.answers import Open

NOTED_MEANWHILE = _(
    "Something was noted on its card meanwhile. Look at the card; send again if you are right."
)
CHANNELS = {"counter": _("At the counter"), "phone": _("By phone"), "online": _("Online")}
PRIORITIES = {"normal": _("Ordinary"), "urgent": _("Urgent"), "critical": _("Their work stands still")}
VERDICTS = {
    "covered": _("In the guarantee"),
    "goodwill": _("Goodwill"),
    "not_covered": _("Out of the guarantee"),
}
REMEDIES = {
    "repair": _("Repair"), "exchange": _("Exchange"), "return": _("Money back"),
    "price_reduction": _("Lower price"), "none": _("Nothing is done"),
}  # fmt: skip
METHODS = {
    "wechat": _("WeChat Pay"), "alipay": _("Alipay"), "card": _("Bank card"), "cash": _("Cash"), "other": _("Other"),
}  # fmt: skip
SCORES = {5: _("5 very"), 4: _("4"), 3: _("3 so-so"), 2: _("2"), 1: _("1 not at all")}
GROUPS = {
    "ours": _("Our move"), "others": _("Part or service point"), "customer": _("Customer's move"),
    "collected": _("To close"),
}  # fmt: skip
PAYERS = {
    "maker": _("the maker bears it"), "carrier": _("the carrier bears it"), "store": _("we bear it"),
    "customer": _("the customer bears it"),
}  # fmt: skip
MARKS = {
    "answered": _("First answer"), "planned": _("Plan"), "appointed": _("Visit agreed"), "dispatched": _("Somebody sent"),
    "visited": _("Visit"), "update": _("Next word to the customer"),
    "arrived": _("Arrival of what was sent"), "under_way": _("What was sent is to be scanned in there"), "helped": _("Answer from above"),
}  # fmt: skip
CODES = {
    "told": _("Told the customer"), "quote_accepted": _("Price agreed"), "quote_declined": _("Price declined"),
    "handed_in": _("Handed in"), "given_on": _("Given to another point"), "lost": _("Lost on the way"), "found": _("Found again"),
    "arrived": _("Arrived"), "split": _("Some come back for their money, by a ticket of their own"), "handed_up": _("Help was asked for above"), "handed_down": _("Decided above"),
}  # fmt: skip
VERBS = {
    "make_link": _("made the customer's page"), "revoke_link": _("closed the customer's page"),
    "open": _("opened the ticket"), "tell": _("told the customer"), "plan": _("said what will be done"),
    "decide": _("decided"), "quote_accepted": _("noted that the price is agreed"),
    "quote_declined": _("noted that the price is declined"), "lend": _("lent one"), "take_back": _("took the loan back"),
    "hand_in": _("took it in"), "give_on": _("gave the visit to another point"), "hand_back": _("handed it back"), "close": _("closed the ticket"), "reopen": _("opened the ticket again"),
    "step": _("went on"), "swap": _("exchanged it"), "withdraw_exchange": _("took the exchange back"), "refund": _("paid it back"),
    "send": _("sent it on its way"), "arrive": _("scanned it in"), "withdraw_transfer": _("took it back, it had not left"),
    "hand_up": _("asked for help above"), "hand_down": _("decided, above"),
    "lose": _("said that it is lost"), "find": _("found it"), "take_along": _("gave it to the new owner of the card"),
    "fit": _("put a part in"), "take_out": _("took a part off the list"), "split": _("gave those that come back a ticket of their own"),
}  # fmt: skip


def mark_word(mark: Any) -> str:
    """Of a clock of the playbook, or the limit of a rule in its own words."""
    return words(mark.label) if mark.label else str(MARKS.get(mark.mark, mark.mark))


def deed_of(entry: Any) -> str:
    return str(VERBS.get(entry.verb, entry.verb))


def step_word(step: Any, book: Any, kind: str) -> str:
    if step.code in CODES:
        return str(CODES[step.code])
    return words(book.label(kind, step.code)) or gettext("went on")


def rival_words(ticket: Any) -> str:
    """Where a thing stands that another ticket is open for."""
    place = words(ticket.with_store.name)
    if ticket.lost:
        return gettext("It was lost on the way; its ticket is open:")
    if ticket.travel:
        return gettext("It is on its way to %(store)s; its ticket is open:", store=place)
    if ticket.is_here:
        return gettext("It is here already, at %(store)s:", store=place)
    return gettext("A ticket is open for it already, at %(store)s:", store=place)


def on_its_card(card: Any) -> Markup:
    """With a link to the card, for whoever may open it."""
    sentence = escape(gettext("It was taken in on its card, without a ticket. Hand it back there first."))
    if not revealing.is_ours(card, current_user):
        return sentence
    path = url_for("warranty.show", number=card.id, _anchor="repairs")
    link = Markup('<a class="num" href="{}">{}</a>').format(path, papers.number_of(card))
    return sentence + " " + link


def not_to_leave(refusal: handing_in.NotToLeave, ticket: Any) -> str:
    if isinstance(refusal, handing_in.OnItsCard):
        return on_its_card(ticket.card)
    if isinstance(refusal, handing_in.NoWayHome):
        return gettext(
            "From here it can't be sent home. It is left at %(store)s, which took this down.",
            store=words(ticket.store.name),
        )
    return gettext("It is here already, or not under this card any more.")


def of_others(store: Any) -> str:
    return gettext(
        "This is %(store)s's to do. From here it can be decided, not given.", store=words(store.name)
    )


def in_hand_of(ticket: Any) -> str:
    """Where to go on, for whoever may open that ticket; else whom to call."""
    number = shown(ticket.number)
    if not finding.is_seen(ticket):
        return whom_to_call(ticket)
    if ticket.lost:
        return gettext(
            "It was lost on its way. Go on on ticket %(number)s, which makes it good.", number=number
        )
    if not contending.is_demand(ticket):
        return gettext(
            "Ticket %(number)s has it in hand, and decides nothing. Hand it back on that ticket first, then go on with this one.",
            number=number,
        )
    if ticket.travel or ticket.with_store_id != current_user.store.id:
        return gettext(
            "Ticket %(number)s has it in hand. Go on there: a further fault is written in the note of its next step, or at the decision.",
            number=number,
        )
    return gettext(
        "It is here on ticket %(number)s. Go on there: a further fault is written in the note of its next step, or at the decision.",
        number=number,
    )


def whom_to_call(ticket: Any) -> str:
    """Nothing of the ticket is said but where its thing is. A point to which it was sent hands nothing back."""
    if ticket.lost:
        return gettext("It was lost on its way; %(store)s answers for it.", store=words(ticket.store.name))
    store, phone = words(ticket.with_store.name), ticket.with_store.phone
    is_sent = ticket.with_store_id != ticket.store_id
    if ticket.travel:
        where = gettext("By the books it is on its way to %(store)s.", store=store)
    else:
        where = gettext("By the books it is at %(store)s.", store=store)
    if phone and is_sent:
        call = gettext("Call them, %(phone)s: they send it home first.", phone=phone)
    elif phone:
        call = gettext("Call them, %(phone)s: they hand it back first.", phone=phone)
    else:
        call = (
            gettext("Call them: they send it home first.")
            if is_sent
            else gettext("Call them: they hand it back first.")
        )
    return f"{where} {call}"


def exchanged_since(on: date) -> str:
    return gettext(
        "It was exchanged on %(day)s, after this was asked for. Close this ticket; for the new one open another.",
        day=day(on),
    )


def perhaps(one: Open, exchanged_on: date) -> str:
    """Of what may be open again since an exchange, to whom it is refused."""
    return gettext(
        "No rule gives this for certain: whether its time opens again after the exchange on %(day)s, then to %(until)s, the rule does not say. A manager may give it as goodwill, with a reason.",
        day=day(exchanged_on),
        until=day(one.until),
    )


def lowered_since(on: date) -> str:
    return gettext(
        "Another ticket paid a lower price for it on %(day)s. A manager may give a new one all the same, as goodwill.",
        day=day(on),
    )


def passed_on(on: date) -> str:
    return gettext(
        "The card has another owner since %(day)s. Close this ticket; open one for them.", day=day(on)
    )


def by_mode(severity: str, goes_there: bool) -> Any:
    if goes_there:
        return _("%(severity)s: somebody goes there", severity=severity)
    return _("%(severity)s: by phone", severity=severity)


def loan_words(unit: Any) -> str:
    """Which one it is: its name, and the end of its serial."""
    serial = unit.serials[0].value[-4:] if unit.serials else ""
    return f"{words(unit.product.name)} {unit.label or serial}".strip()


def refused(refusal: Exception) -> Any:
    """Why a right is not given on this ticket: one of RIGHTS."""
    return RIGHTS[type(refusal)](refusal)


RIGHTS: dict[type[Exception], Callable[[Any], Any]] = {
    contending.InHand: lambda refusal: in_hand_of(refusal.ticket),
    contending.OnItsCard: lambda refusal: on_its_card(refusal.card),
    owing.ExchangedSince: lambda refusal: exchanged_since(refusal.on),
    owing.LoweredSince: lambda refusal: lowered_since(refusal.on),
    owing.PassedOn: lambda refusal: passed_on(refusal.on),
}
