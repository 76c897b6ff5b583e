"""What a store may say of itself: where it stands, what it promises by choice, what it has; as its playbook and the
policies that this one uses name it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select

from counter.columns import Words
from counter.extensions import db
from counter.playbooks.models import PlaybookVersion, in_force
from counter.stores.models import Store

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Place:
    """within: whose rules bind it, too."""

    label: Words
    within: str | None = None


@dataclass(frozen=True)
class Profile:
    """places: by id; promises: the policies that a store may tick, and of the playbook's yes and no of a store those that are
    promises; facilities: the others; fields: what it fills in."""

    places: dict[str, Place] = field(default_factory=dict)
    promises: list[Row] = field(default_factory=list)
    facilities: list[Row] = field(default_factory=list)
    fields: list[Row] = field(default_factory=list)

    def bound_in(self, place: str) -> list[str]:
        """Whose rules bind a store that stands there, the nearest first: CN-ZJ, CN."""
        found = [place]
        while (known := self.places.get(found[-1])) and known.within and known.within not in found:
            found.append(known.within)
        return found

    def place_of(self, jurisdictions: Sequence[str]) -> str:
        """Where a store stands that these bind; "" where no single place is bound by just these."""
        return next((one for one in self.places if set(self.bound_in(one)) == set(jurisdictions)), "")

    def has(self, store: Store | None) -> set[str]:
        """What a store has, or promises; what it never said is as the playbook takes it to be."""
        usual = {row["id"]: row.get("default") for row in (*self.facilities, *self.promises)}
        said = usual | ((store.capabilities or {}) if store else {})
        return {row["id"] for row in (*self.facilities, *self.promises) if said.get(row["id"])}

    def capabilities(self, store: Store | None, ticked: Iterable[str]) -> dict[str, bool]:
        """As the store keeps them. What nobody changed stays unsaid, so that a playbook may still say it otherwise."""
        now, wanted = self.has(store), set(ticked)
        changed = {row["id"]: row["id"] in wanted for row in (*self.facilities, *self.promises)}
        changed = {name: value for name, value in changed.items() if value != (name in now)}
        return {**((store.capabilities or {}) if store else {}), **changed}

    def elsewhere(self, row: Row, jurisdictions: Sequence[str]) -> list[Words]:
        """Where alone a policy speaks, in words; nothing where that is here."""
        spoken = row["applies"]["jurisdictions"] if "applies" in row else []
        return (
            [] if not spoken or set(spoken) & set(jurisdictions) else [self.label_of(one) for one in spoken]
        )

    def label_of(self, jurisdiction: str) -> Words:
        known = self.places.get(jurisdiction)
        return known.label if known else {"zh": jurisdiction, "en": jurisdiction}


def of_playbook(code: str) -> Profile:
    """Two queries."""
    book = in_force("playbook", code)
    if book is None:
        return Profile()
    files = policies_of(book.body["uses"])
    policies = {policy["id"]: policy for body in files for policy in body["policies"]}
    listed = {
        row["id"]: Place(row["label"], row.get("within"))
        for body in files
        for row in body.get("jurisdictions", ())
    }
    spoken = (one for policy in policies.values() for one in policy["applies"]["jurisdictions"])
    places = listed | {one: Place({"zh": one, "en": one}) for one in spoken if one not in listed}
    promises = [policies[one] for one in book.body["warranty"]["by_choice"] if one in policies]
    promises += [one for one in book.body["capabilities"] if one.get("promise")]
    facilities = [one for one in book.body["capabilities"] if not one.get("promise")]
    return Profile(places, promises, facilities, book.body.get("store_fields", []))


def policies_of(uses: Sequence[str]) -> Sequence[Any]:
    """The newest version of each file of policies among those that a playbook uses."""
    newest = select(func.max(PlaybookVersion.id)).where(PlaybookVersion.kind == "policies")
    newest = newest.where(PlaybookVersion.code.in_(uses)).group_by(PlaybookVersion.code)
    asked = select(PlaybookVersion.body).where(PlaybookVersion.id.in_(newest)).order_by(PlaybookVersion.id)
    return db.session.scalars(asked).all()
