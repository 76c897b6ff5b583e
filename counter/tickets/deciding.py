"""In or out of the guarantee: what was found, what the rules give for it on the day it was told, and who pays.

Who is refused hears why; who is given what no rule gives has it by a manager's goodwill.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from counter.columns import Words
from counter.extensions import db
from counter.history.models import note
from counter.stores.models import Store
from counter.tickets import clocks, contending, kinds, limits, owing
from counter.tickets.models import Ticket, TicketStep
from counter.warranty import covering, promises, remedies
from counter.warranty.answers import THIS_FAULT, Open
from counter.warranty.models import Card, CardLine, Repair

VERDICTS = ("covered", "goodwill", "not_covered")
REMEDIES = ("repair", "exchange", "return", "price_reduction", "none")


class Undecided(ValueError):
    """The decision can't stand so; `field` names what to look at again."""

    field = "verdict"


class NoRuleGivesIt(Undecided):
    """On the day it was told no rule gave this. perhaps: what one may have given since an exchange, as perhaps() has it."""

    def __init__(self, perhaps: Sequence[tuple[Open, date]] = ()) -> None:
        super().__init__()
        self.perhaps = perhaps


class CauseSpeaksAgainst(Undecided):
    """A fault of make is covered; a customer's own doing is not."""

    field = "cause"


class GoodwillIsTheManagers(Undecided):
    """An assistant has none to give."""


class ReasonNeeded(Undecided):
    """Who refuses, or gives what no rule gives, says why."""

    field = "reason"


class PriceNeeded(Undecided):
    """Who pays for a repair hears what it costs, or that the price comes later."""

    field = "quote"


class NothingToExchange(Undecided):
    """A ticket without a card has no thing that could be exchanged on it."""

    field = "remedy"


class IsLost(Undecided):
    """Nothing is left to repair, and its customer is owed a whole one."""

    field = "remedy"


class NotASale(Undecided):
    """What the customer pays for themselves is a repair, or nothing."""

    field = "remedy"


def possible(ticket: Ticket, cause: str, day: date, today: date, fault: str | None = None) -> list[Open]:
    """What the rules give, as of the day on which it was told, for what was found, and by today because it takes so long;
    fault: if another than was told."""
    if ticket.line is None or ticket.card is None:
        return []
    is_of_make, facts = found_of(ticket, ticket.line, ticket.card, cause, fault)
    store = db.session.get_one(Store, ticket.card.store_id)
    found = remedies.open_on(ticket.line, ticket.card, store, ticket.part, facts, day)
    since = (
        remedies.open_on(ticket.line, ticket.card, store, ticket.part, facts, today) if today > day else []
    )
    known = [(one.remedy, one.part, one.by, one.asks) for one in found]
    since = [one for one in since if (one.remedy, one.part, one.by, one.asks) not in known]
    found += [one for one in since if one.by.starts_on and one.by.starts_on > day]
    if is_of_make:
        found += remedies.overdue(ticket.line, ticket.card, store, ticket.part, today)
        found += limits.overdue(ticket, today)
    return found


def perhaps(ticket: Ticket, cause: str, day: date, fault: str | None = None) -> list[tuple[Open, date]]:
    """What a rule may give besides on that day, since it does not say whether its time opens again after an exchange: with the day
    of that one."""
    if ticket.line is None or ticket.card is None:
        return []
    _, facts = found_of(ticket, ticket.line, ticket.card, cause, fault)
    store = db.session.get_one(Store, ticket.card.store_id)
    found = remedies.perhaps_on(ticket.line, ticket.card, store, ticket.part, facts, day)
    return [(one, since.exchanged_on) for since in found for one in since.remedies]


def found_of(
    ticket: Ticket, line: CardLine, card: Card, cause: str, fault: str | None
) -> tuple[bool, dict[str, Any]]:
    """(whether it is of make, what the conditions of the rules ask); {} of the fault alone, while nobody looked."""
    told = ticket.fault if fault is None else fault
    if not cause:
        return False, {THIS_FAULT: told or None}
    is_of_make = bool(kinds.of_version(ticket.playbook_version_id).causes.get(cause, {}).get("covered"))
    return is_of_make, remedies.facts_of(line, card, told, is_of_make)


def decide(
    ticket: Ticket, cause: str, verdict: str, remedy: str, reason: str, quote: int | None, by: Any, at: datetime,
    fault: str | None = None, *, is_priced_later: bool = False,
) -> None:  # fmt: skip
    """Raises Undecided, contending.InHand, contending.OnItsCard, owing.ExchangedSince,
    owing.LoweredSince, owing.PassedOn. quote: minor units, for a repair that the customer pays; none at all needs no yes of
    theirs, and is_priced_later says that it is not known yet. fault: as it was found, of the policies'
    list; None: as it was told."""
    book = kinds.of_version(ticket.playbook_version_id)
    is_of_make = bool(book.causes[cause]["covered"])
    today = ticket.store.today(at)
    if remedy in owing.GIVEN_ONCE:
        owing.refuse_passed_on(ticket)
        owing.refuse_exchanged(ticket)
    if remedy == "exchange" and verdict != "goodwill":
        owing.refuse_lowered(ticket, owing.began_at(ticket))
    given = [
        one for one in possible(ticket, cause, owing.told_on(ticket), today, fault) if one.remedy == remedy
    ]
    given.sort(key=lambda one: (one.provisos, -one.until.toordinal(), keeps_for_use(ticket, one)))
    if remedy == "exchange" and ticket.line is None:
        raise NothingToExchange
    if ticket.lost is not None and (remedy not in owing.AMENDS or verdict == "not_covered"):
        raise IsLost
    if remedy in owing.AMENDS:
        contending.refuse_rivals(ticket, is_all=remedy == "return" and ticket.is_of_the_thing)
    if verdict == "covered" and not is_of_make:
        raise CauseSpeaksAgainst
    is_told_again = (verdict, remedy, cause) == (ticket.verdict, ticket.remedy, ticket.cause)
    stands = is_told_again and fault in (None, ticket.fault)
    if verdict == "covered" and not given and not stands:
        doubted = perhaps(ticket, cause, owing.told_on(ticket), fault)
        raise NoRuleGivesIt([row for row in doubted if row[0].remedy == remedy])
    if verdict == "not_covered" and is_of_make and given:
        raise CauseSpeaksAgainst
    if verdict == "not_covered" and remedy not in ("repair", "none"):
        raise NotASale
    if verdict == "goodwill" and not by.is_manager:
        raise GoodwillIsTheManagers
    if verdict != "covered" and not reason:
        raise ReasonNeeded
    is_paid_for = verdict == "not_covered" and remedy == "repair"
    if is_paid_for and quote is None and not is_priced_later:
        raise PriceNeeded
    before = ticket.verdict or None
    ticket.cause, ticket.verdict, ticket.remedy, ticket.reason = cause, verdict, remedy, reason
    if given or verdict != "covered":  # else by the rule that gave it first
        ticket.rule = dict(given[0].by.label) if verdict == "covered" else None
        ticket.policy = given[0].by.policy if verdict == "covered" else ""
    ticket.quote = quote if is_paid_for else None
    ticket.quote_accepted_at = at if ticket.quote == 0 else None
    ticket.quote_declined_at = None
    ticket.decided_at, ticket.decided_by = at, by.person_id
    clocks.set_mark(ticket, "answered", by, at)
    limits.agree(ticket, at)
    write_cause(ticket, book.causes[cause]["label"])
    found = name_fault(ticket, ticket.fault if fault is None else fault, by, at)
    count(ticket, by, at)
    changes = found | {"verdict": [before, verdict], "remedy": [None, remedy], "cause": [None, cause]}
    note(by, "decide", ticket, at, changes)


def keeps_for_use(ticket: Ticket, one: Open) -> bool:
    """Whether the rule keeps something for the thing's use where the customer wants money: of two that give it alike, the
    other counts (Shandong's 30 days beside those of the phone rule)."""
    kept = promises.of_version(ticket.card.policies_version_id).policies if ticket.card else {}
    return bool((kept.get(one.by.policy, {}).get("refund") or {}).get("depreciation"))


def write_cause(ticket: Ticket, label: Words) -> None:
    """Into the repair record of its card, which has a column for it (phone rule of 2001)."""
    for one in in_question(ticket):
        one.cause = dict(label)


def in_question(ticket: Ticket) -> list[Repair]:
    """What it wrote into the repair record since it was opened, or opened again: what was before stays as it was."""
    since = owing.began_at(ticket)
    mine = [one for one in ticket.line.repairs if one.ticket == ticket.number] if ticket.line else []
    return [one for one in mine if one.is_here or one.noted_at >= since]


def name_fault(ticket: Ticket, fault: str, by: Any, at: datetime) -> dict[str, Any]:
    """On the ticket and in the record of the card; gives what changed, for the history."""
    if fault == ticket.fault:
        return {}
    before, ticket.fault = ticket.fault, fault
    for one in in_question(ticket):
        one.fault = fault
    cover_again(ticket, by, at)
    return {"fault": [before, fault]}


def cover_again(ticket: Ticket, by: Any, at: datetime) -> None:
    """What its card covers now; that its end moved stands in the card's history, from which its versions are read."""
    card = ticket.card
    if card is None:
        return
    db.session.flush()
    before = card.ends_on
    covering.cover(card, db.session.get_one(Store, card.store_id))
    if card.ends_on != before:
        ends = [day.isoformat() if day else None for day in (before, card.ends_on)]
        note(by, "recount", card, at, {"ends_on": ends})


def count(ticket: Ticket, by: Any, at: datetime) -> None:
    """A repair that the customer pays is in the record of the card, moves no term, and no limit of a rule runs for it."""
    if ticket.line is None or ticket.card is None:
        return
    is_counted = ticket.verdict != "not_covered"
    mine = in_question(ticket)
    if is_counted and ticket.is_here:
        handed_in = min((one.taken_on for one in mine if one.is_here), default=owing.told_on(ticket))
        limits.lay(ticket, handed_in)
    elif not is_counted:
        limits.drop(ticket)
    if any(one.is_counted != is_counted for one in mine):
        for one in mine:
            one.is_counted = is_counted
        cover_again(ticket, by, at)


class NoQuote(ValueError):
    """There is no price to agree to, or it was answered already."""


def answer_quote(ticket: Ticket, is_accepted: bool, by: Any, at: datetime) -> None:
    """The customer's word on the price. Raises NoQuote."""
    if not ticket.is_quote_open:
        raise NoQuote
    if is_accepted:
        ticket.quote_accepted_at = at
    else:
        ticket.quote_declined_at = at
        limits.keep(ticket, by, at)
    told = "quote_accepted" if is_accepted else "quote_declined"
    ticket.steps.append(TicketStep(code=told, at=at, person_id=by.person_id))
    note(by, told, ticket, at, {"quote": ticket.quote})
