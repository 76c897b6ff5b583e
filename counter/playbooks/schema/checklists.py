"""What is looked at before the shop opens, and at other hours."""

from typing import Annotated

from pydantic import Field, model_validator

from counter.playbooks.schema.facts import ItemCondition
from counter.playbooks.schema.words import Clock, Count, Duration, Id, Plain, Rows, Shape, known, refuse


class OnFail(Shape):
    """What becomes of an item that needs fixing: a fix with an owner and a time."""

    fix: Plain
    owner: Annotated[str, known("roles")]
    within: Duration
    recheck: bool = False  # the item is looked at again when the fix is done


class Item(Shape):
    id: Id
    label: Plain
    type: Annotated[str, known("item_types")]
    per: Annotated[str, known("per_kinds")]
    only: list[
        Annotated[str, known("areas")]
    ] = []  # of a `per: zone` or `per: room` item; empty is all of them
    required: bool  # the list can't be signed off while it is open
    optional: bool = False  # "not applicable" may be answered
    min: Count | None = None  # the least count or percentage
    min_from: Annotated[str, known("sources")] | None = None  # of the unit, before `min`
    place: Plain | None = None
    why: Plain | None = None
    check: Annotated[str, known("checks")] | None = None
    on_fail: OnFail | None = None
    if_: ItemCondition = Field(None, alias="if")

    @model_validator(mode="after")
    def _fits_its_type(self) -> "Item":
        if (self.type in ("count", "percent")) != (self.min is not None):
            raise refuse("'min' belongs to count and percent, and only to them", at=("type",))
        if self.only and self.per not in ("zone", "room"):
            raise refuse("'only' belongs to zone and room", at=("only",))
        if self.type == "percent" and not 0 <= (self.min or 0) <= 100:
            raise refuse("a percentage lies between 0 and 100", at=("min",))
        return self


class Section(Shape):
    id: Id
    label: Plain
    items: Rows[Item]


class Due(Shape):
    """A time before or after an event; `at` is an hour of that day."""

    before: Annotated[str, known("events")] | None = None
    after: Annotated[str, known("events")] | None = None
    by: Duration
    at: Clock | None = None

    @model_validator(mode="after")
    def _is_before_or_after(self) -> "Due":
        if (self.before is None) == (self.after is None):
            raise refuse("either 'before' or 'after' an event")
        return self


class Checklist(Shape):
    label: Plain
    due: Due
    tells: list[Annotated[str, known("roles")]] = []
    sections: Rows[Section]

    @model_validator(mode="after")
    def _names_each_item_once(self) -> "Checklist":
        seen: set[str] = set()
        for s, section in enumerate(self.sections):
            for i, item in enumerate(section.items):
                if item.id in seen:
                    raise refuse(
                        "'{value}' stands in this list twice",
                        at=("sections", s, "items", i, "id"),
                        value=item.id,
                    )
                seen.add(item.id)
        return self
