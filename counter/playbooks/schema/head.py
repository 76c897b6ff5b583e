"""The head of a playbook: which trade, where, in which languages."""

from typing import Literal

from pydantic import model_validator

from counter.playbooks.schema.words import Id, Line, Plain, Shape, Version, refuse


class Head(Shape):
    kind: Literal["playbook"]
    id: Id
    version: Version
    trade: Id
    label: Plain
    languages: dict[Literal["zh", "en"], Line]
    default_language: Line
    currency: Line
    time_zone: Line
    jurisdictions: list[Line]
    uses: list[Id]

    @model_validator(mode="after")
    def _speaks_both_languages(self) -> "Head":
        if set(self.languages) != {"zh", "en"}:
            raise refuse("a playbook speaks zh and en", at=("languages",))
        if self.default_language not in self.languages.values():
            raise refuse(
                "'{value}' is none of its languages", at=("default_language",), value=self.default_language
            )
        return self
