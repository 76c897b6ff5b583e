"""A body written back as the YAML that it was read from, without the keys that say nothing.

Comments and the order of keys within a row are not kept; every value is: read(write(read(file))) == read(file).
"""

from typing import Any

import yaml
from pydantic import BaseModel

from counter.playbooks.marks import is_plain
from counter.playbooks.reading import KINDS, Body

WIDTH = 110


def write(body: Body) -> str:
    """The YAML text of a normalised body."""
    shape = KINDS[body["kind"]].model_validate(body)
    said = _said(shape)
    return yaml.dump(said, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000)


def _said(value: Any) -> Any:
    """The value without defaults, under the names that a file uses."""
    if isinstance(value, BaseModel):
        fields = type(value).model_fields
        told = {
            field.alias or name: _said(getattr(value, name))
            for name, field in fields.items()
            if field.is_required() or getattr(value, name) != field.get_default(call_default_factory=True)
        }
        return _Short(told) if _fits_a_line(told) else told
    if isinstance(value, dict):
        told = {key: _said(one) for key, one in value.items()}
        return _Short(told) if _fits_a_line(told) else told
    if isinstance(value, list):
        rows = [_said(one) for one in value]
        return _Words(rows) if all(isinstance(row, str | int) for row in rows) else rows
    return value


class _Short(dict[str, Any]):
    """A mapping that is written in one line."""


class _Words(list[Any]):
    """A list that is written in one line."""


def _fits_a_line(told: dict[str, Any]) -> bool:
    simple = all(isinstance(one, str | int | bool | None | _Short | _Words) for one in told.values())
    return simple and len(str(told)) <= WIDTH


class _Dumper(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: _Dumper, text: str) -> yaml.Node:
    style = None if text.isascii() and is_plain(text) else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(
    _Short,
    lambda dumper, told: dumper.represent_mapping("tag:yaml.org,2002:map", told.items(), flow_style=True),
)
_Dumper.add_representer(
    _Words, lambda dumper, rows: dumper.represent_sequence("tag:yaml.org,2002:seq", rows, flow_style=True)
)
