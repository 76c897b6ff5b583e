"""Fields that a person fills in: a form of its own, or the fields of one step."""

from typing import Annotated, Any

from pydantic import Field as Keyed
from pydantic import ValidationInfo, field_validator, model_validator

from counter.playbooks.conditions import asked
from counter.playbooks.schema.facts import FieldCondition
from counter.playbooks.schema.words import Id, Plain, Rows, Shape, known, refuse


class Field(Shape):
    id: Id
    label: Plain
    type: Annotated[str, known("field_types")]
    required: bool = False
    choices: Annotated[str, known("lists")] | None = None
    from_: Annotated[str, known("sources")] | None = Keyed(None, alias="from")
    into: Annotated[str, known("targets")] | None = None
    columns: list[Id] = []
    personal: bool = False
    why: Plain | None = None
    if_: FieldCondition = Keyed(None, alias="if")

    @field_validator("id")
    @classmethod
    def _keeps_no_secret(cls, value: str, info: ValidationInfo) -> str:
        if value in ("password", "id_copy", "id_number"):
            raise refuse("'{value}' is never stored", value=value)
        return value

    @model_validator(mode="after")
    def _has_choices_when_it_picks(self) -> "Field":
        if (self.type in ("pick", "multi")) != (self.choices is not None):
            raise refuse("'choices' belongs to pick and multi, and only to them", at=("type",))
        return self


def asks_earlier_answers(fields: list[Field]) -> list[Field]:
    """`answer.<id>` in a condition is a field that stands above."""
    above: set[str] = set()
    for place, field in enumerate(fields):
        for fact in asked(field.if_):
            if fact.startswith("answer.") and fact.removeprefix("answer.") not in above:
                at: tuple[Any, ...] = (place, "if", fact)
                raise refuse("no field above is called '{name}'", at=at, name=fact.removeprefix("answer."))
        above.add(field.id)
    return fields


class Form(Shape):
    label: Plain
    fields: Rows[Field]

    @field_validator("fields")
    @classmethod
    def _asks_earlier_answers(cls, fields: list[Field]) -> list[Field]:
        return asks_earlier_answers(fields)
