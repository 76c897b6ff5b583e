"""What the customer sees of a card on their own phone: the answer of today, the bars, what is left out, the shop."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from counter.columns import Words
from counter.customers.models import Phone
from counter.extensions import db
from counter.languages import words
from counter.links import opening
from counter.links.models import Link
from counter.playbooks.models import in_force
from counter.stores.models import Store
from counter.warranty import papers, pieces, promises
from counter.warranty.linking import PURPOSE
from counter.warranty.models import Card
from counter.warranty.papers import WHOLE_CARD


@dataclass(frozen=True)
class Behind:
    """What a link leads to."""

    link: Link
    card: Card
    store: Store

    @property
    def owner(self) -> str:
        return f"{self.card.customer_id}.{self.card.customer_phone}"

    @property
    def digits(self) -> list[str]:
        return digits(self.card)


def behind(token: str, at: datetime) -> Behind | None:
    link = opening.find(token, Card.__tablename__, PURPOSE, at)
    if link is None:
        return None
    asked = select(Card, Store).join(Store, Store.id == Card.store_id).where(Card.id == link.record_id)
    found = db.session.execute(asked).first()
    return Behind(link, *found) if found else None


def digits(card: Card) -> list[str]:
    """Of the number that stands on the card. Where its customer gave that up it opens nothing any more, and each number that
    they have now does."""
    asked = select(Phone.e164, Phone.last4, Phone.ended_at).where(Phone.customer_id == card.customer_id)
    rows = db.session.execute(asked.order_by(Phone.id)).all()
    live = {row.e164: row.last4 for row in rows if row.ended_at is None}
    is_given_up = card.customer_phone not in live and card.customer_phone in {row.e164 for row in rows}
    return sorted(set(live.values())) if is_given_up else [card.customer_phone[-4:]]


def read(found: Behind, at: datetime) -> papers.Paper:
    """The whole card, reckoned for the store's day."""
    whole = select(Card).where(Card.id == found.card.id).options(*WHOLE_CARD)
    card = db.session.scalars(whole.execution_options(populate_existing=True)).one()
    return papers.read(card, found.store.today(at))


def name_of(card: Card) -> str:
    """What it is of; several with how many they are."""
    main = pieces.main_of(card)
    name, many = words(main[0].label) if main else "", pieces.many(main)
    return f"{name} × {many}" if many > 1 else name


def left_out(card: Card, paper: papers.Paper) -> list[tuple[Words, list[Words]]]:
    """(rule, what it does not answer for), of the rules that are named on the page. That a term is over is no news."""
    policies = promises.of_version(card.policies_version_id).policies
    named = [one.by.policy for thing in paper.things for one in thing.answer.remedies]
    named += [one.by.policy for thing in paper.things for one in thing.answer.parts]
    found = []
    for policy in [policies[one] for one in dict.fromkeys(named) if one in policies]:
        left = [row["label"] for row in policy.get("exclusions", ()) if row["id"] != "over_term"]
        found += [(policy["label"], left)] if left else []
    return found


def ends(paper: papers.Paper) -> list[tuple[papers.Thing, date, list[str], bool]]:
    """(thing, day, parts, whether it may still move) for each day that is to come on which cover of a thing ends."""
    found: dict[tuple[int, date], tuple[papers.Thing, date, list[str], bool]] = {}
    for place, thing in enumerate(paper.things):
        for cover in [one.cover for one in thing.bars if one.cover.until >= paper.day]:
            part = words(paper.parts.get(cover.part, {"zh": cover.part}))
            kept = found.get((place, cover.until), (thing, cover.until, [], False))
            found[place, cover.until] = (
                thing, cover.until, [*kept[2], part], kept[3] or cover.is_provisional
            )  # fmt: skip
    return sorted(found.values(), key=lambda end: end[1])


def keeps_data(card: Card, store: Store) -> bool:
    """Whether the thing holds what one would not like to lose: by the playbook, things with an IMEI."""
    book = in_force("playbook", store.playbook_code)
    kinds: dict[str, Any] = {one["id"]: one for one in book.body["categories"]} if book else {}
    paths = [code for line in card.lines for code in line.facts.get("path", [line.category_code])]
    return any(kinds.get(code, {}).get("track") == "imei" for code in paths)
