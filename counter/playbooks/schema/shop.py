"""What a trade sells, who works there, and what a store of it may have."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from counter.playbooks.schema.facts import PointCondition
from counter.playbooks.schema.head import Head
from counter.playbooks.schema.words import Duration, Id, Plain, Rows, Shape, known, refuse


class Named(Shape):
    """An id with its name: a zone, a room, a choice of a list."""

    id: Id
    label: Plain


class Capability(Named):
    """A yes or no of a store, asked in conditions as store.<id>. promise: its customers are promised it, so that head office
    ticks it; until then it is not."""

    default: bool
    promise: bool = False
    note: Plain | None = None

    @model_validator(mode="after")
    def _is_promised_by_a_tick(self) -> "Capability":
        if self.promise and self.default:
            raise refuse("what nobody ticked is not promised", at=("default",))
        return self


class Role(Named):
    acts_as: Annotated[str, known("ranks")]
    reports_to: Annotated[str, known("roles")] | None = None


class ItemField(Named):
    """One line of a product's specification."""

    type: Annotated[str, known("field_types")]
    unit: str | None = None


class Material(Named):
    part: Annotated[str, known("parts")]  # its class in the guarantee policies


class Category(Named):
    """picture: its drawing; none is that of the category above it, and a box at the top."""

    parent: Annotated[str, known("categories")] | None = None
    picture: Annotated[str, known("pictures")] | None = None
    track: Literal["none", "imei", "serial"] = "none"
    durable: bool = False
    oversize: bool = False
    custom_possible: bool = False
    parts: list[Annotated[str, known("parts")]] = []
    materials: list[Annotated[str, known("materials")]] = []


class Network(Shape):
    """levels: of stores, from the counter up. What was sent and did not arrive within this time is late, so is an answer
    from above; rises_after: what is late is then the store's above, so long again and it is that one's above."""

    levels: Rows[Named]
    arrives_within: Duration = "P3D"
    helps_within: Duration = "PT24H"
    rises_after: Duration = "PT24H"


class TalkingPoint(Named):
    text: Plain
    for_: list[Annotated[str, known("customer_types")]] = Field([], alias="for")
    categories: list[Annotated[str, known("categories")]] = []
    if_: PointCondition = Field(None, alias="if")


class Shop(Head):
    capabilities: Rows[Capability] = []
    roles: Rows[Role]
    network: Network | None = None
    item_fields: Rows[ItemField] = []
    materials: Rows[Material] = []
    categories: Rows[Category]
    main_categories: list[Annotated[str, known("categories")]]  # what the attach rate is counted against
    lists: dict[Id, Rows[Named]] = {}
    zones: Rows[Named] = []
    rooms: Rows[Named] = []
    talking_points: Rows[TalkingPoint] = []

    @model_validator(mode="after")
    def _goes_up_to_a_top(self) -> "Shop":
        _check_upwards({row.id: row.parent for row in self.categories}, "categories", "parent")
        _check_upwards({row.id: row.reports_to for row in self.roles}, "roles", "reports_to")
        return self


def _check_upwards(above: dict[str, str | None], kind: str, key: str) -> None:
    for place, start in enumerate(above):
        seen, one = {start}, above[start]
        while one is not None:
            if one in seen:
                raise refuse("'{value}' comes above itself", at=(kind, place, key), value=start)
            seen.add(one)
            one = above.get(one)
