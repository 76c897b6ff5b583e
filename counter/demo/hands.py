"""Who acts in the demo's story: what a deed asks of the person signed in."""

from dataclasses import dataclass

from counter.columns import Words
from counter.staff.models import Person
from counter.stores.models import Store


@dataclass(frozen=True)
class Hand:
    person_id: int
    names: Words
    store: Store
    tablet_id: int | None = None
    acts_as: str = "assistant"
    sees_all: bool = False

    @classmethod
    def of(cls, person: Person, store: Store) -> "Hand":
        return cls(person.id, person.name, store)

    @property
    def is_manager(self) -> bool:
        return self.acts_as in ("manager", "head_office")

    @property
    def name(self) -> str:
        return self.names["zh"]

    @property
    def store_ids(self) -> tuple[int, ...]:
        return (self.store.id,)
