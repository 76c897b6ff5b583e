"""The ends of coverage for the customer's calendar: a day each, with a reminder two weeks before."""

import hashlib
from datetime import datetime, timedelta

from flask_babel import gettext as _
from icalendar import Alarm, Calendar, Event

from counter.links.models import Link
from counter.people.card_pages import ends
from counter.warranty import pieces, saying
from counter.warranty.papers import Paper, Thing

AHEAD = timedelta(days=14)


def calendar(paper: Paper, link: Link, at: datetime) -> bytes:
    """Nothing in it names the customer, the card or its serials."""
    made = Calendar()
    made.add("prodid", "-//Counter//Warranty//EN")
    made.add("version", "2.0")
    for thing, on, parts, may_move in ends(paper):
        event = Event()
        event.add("uid", uid(link, thing, on.isoformat()))
        event.add("dtstamp", at)
        event.add("dtstart", on)
        event.add("dtend", on + timedelta(days=1))
        event.add("summary", _("%(thing)s: last day of cover", thing=pieces.called(thing.line)))
        said = [_("Covered until today: %(parts)s.", parts=saying.joint().join(parts))]
        said += [_("The day may still move, and then only to a later one.")] if may_move else []
        event.add("description", "\n".join(said))
        event.add("transp", "TRANSPARENT")
        event.add_component(alarm(event))
        made.add_component(event)
    return bytes(made.to_ical())


def alarm(event: Event) -> Alarm:
    made = Alarm()
    made.add("action", "DISPLAY")
    made.add("description", event["summary"])
    made.add("trigger", -AHEAD)
    return made


def uid(link: Link, thing: Thing, on: str) -> str:
    """The same each time, so that a second download doubles nothing; and nothing can be read from it."""
    said = f"{link.token_hash} {thing.line.id} {on}"
    return f"{hashlib.sha256(said.encode()).hexdigest()[:32]}@counter"
