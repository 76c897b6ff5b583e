"""The small words of every file: ids, texts in both languages, lengths of time, days, and names that must be known.

Known names come with the validation context, `{"roles": {...}, "events": {...}, ...}`: the vocabulary's words and
the ids that this file and the files it uses define. Without a context (a body that was read before) only the shape
is checked.
"""

import re
from datetime import date
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo
from pydantic_core import PydanticCustomError

from counter.playbooks.durations import is_days, is_duration

Row = TypeVar("Row")

_HAN = re.compile(r"[\u4e00-\u9fff]")
_PLACEHOLDER = re.compile(r"\{\{(\w*)\}\}")


class Shape(BaseModel):
    """Closed keys, no silent conversions: "2" is not 2 and an unknown key is an error."""

    model_config = ConfigDict(strict=True, extra="forbid")


def refuse(sentence: str, at: tuple[Any, ...] = (), **words: Any) -> PydanticCustomError:
    """An error whose place is `at` beneath the value that is being checked."""
    return PydanticCustomError("playbook", sentence, {**words, "at": at})


def _is_id(value: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", value):
        raise refuse("'{value}' is not snake_case", value=value)
    return value


def _is_version(value: str) -> str:
    if not re.fullmatch(r"[0-9A-Za-z][0-9A-Za-z.-]{0,23}", value):
        raise refuse("'{value}' is not a version such as 2026.11", value=value)
    return value


def _is_duration(value: str) -> str:
    if not is_duration(value):
        raise refuse("'{value}' is not a duration such as P3D, P2M, PT30M", value=value)
    return value


def _is_days(value: str) -> str:
    if not is_days(value):
        raise refuse("'{value}' is not a length in days, months or years such as P3D, P2M", value=value)
    return value


def _is_day(value: str) -> str:
    try:
        if date.fromisoformat(value).isoformat() == value:
            return value
    except ValueError:
        pass
    raise refuse("'{value}' is not a day such as 2026-03-31", value=value)


def _is_clock(value: str) -> str:
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
        raise refuse("'{value}' is not a time such as 09:30", value=value)
    return value


def _is_jurisdiction(value: str) -> str:
    if not re.fullmatch(r"[A-Z]{2}(-[A-Z0-9]{1,3})?", value):
        raise refuse("'{value}' is not a place such as CN, CN-ZJ or DE", value=value)
    return value


def _is_share(value: str) -> str:
    if not re.fullmatch(r"0\.\d{1,4}|1\.0{1,4}", value):
        raise refuse("'{value}' is not a share such as 0.20", value=value)
    return value


def _is_text(value: str) -> str:
    if not value.strip():
        raise refuse("the text is empty")
    return value


Id = Annotated[str, AfterValidator(_is_id)]
Version = Annotated[str, AfterValidator(_is_version)]
Duration = Annotated[str, AfterValidator(_is_duration)]
Days = Annotated[str, AfterValidator(_is_days)]
Day = Annotated[str, AfterValidator(_is_day)]
Clock = Annotated[str, AfterValidator(_is_clock)]
Jurisdiction = Annotated[str, AfterValidator(_is_jurisdiction)]
Share = Annotated[str, AfterValidator(_is_share)]
Count = Annotated[int, Field(ge=1, le=1_000_000)]
Line = Annotated[str, AfterValidator(_is_text)]


def known(kind: str) -> AfterValidator:
    """The value must be one of the context's names of this kind."""

    def check(value: str, info: ValidationInfo) -> str:
        if info.context and value not in info.context[kind]:
            names = _listed(info.context[kind])
            words = kind.replace("_", " ")
            raise refuse("'{value}' is not among the {kind}: {names}", kind=words, value=value, names=names)
        return value

    return AfterValidator(check)


def _listed(names: Any) -> str:
    ordered = sorted(names)
    return ", ".join(ordered[:30]) + (" ..." if len(ordered) > 30 else "") or "none"


class Text(Shape):
    """One text in both languages."""

    zh: Line
    en: Line


def _is_plain(text: Text) -> Text:
    for language in ("zh", "en"):
        if "{{" in getattr(text, language) or "}}" in getattr(text, language):
            raise refuse("no placeholder can stand here", at=(language,))
    return _in_its_language(text)


def _in_its_language(text: Text, at: tuple[str, ...] = ()) -> Text:
    if _HAN.search(text.en):
        raise refuse("the English text holds Chinese", at=(*at, "en"))
    return text


def says(text: Text, placeholders: set[str], at: tuple[str, ...] = ()) -> Text:
    """A spoken or sent text: its {{placeholders}} are of a closed set."""
    _in_its_language(text, at)
    for language in ("zh", "en"):
        words, here = getattr(text, language), (*at, language)
        for name in _PLACEHOLDER.findall(words):
            if name not in placeholders:
                names = _listed(placeholders)
                raise refuse(
                    "no placeholder '{name}' here; there are {names}", at=here, name=name, names=names
                )
        if re.search(r"\{\{|\}\}", _PLACEHOLDER.sub("", words)):
            raise refuse("a placeholder is not closed", at=here)
    return text


def _says_always(text: Text, info: ValidationInfo) -> Text:
    return says(text, opened([], info)) if info.context else text


Plain = Annotated[Text, AfterValidator(_is_plain)]
Spoken = Annotated[Text, AfterValidator(_says_always)]


def opened(about: list[str], info: ValidationInfo) -> set[str]:
    """The placeholders that a text with these `about` groups may use."""
    groups = info.context["placeholders"] if info.context else {}
    return {name for group in ("always", *about) for name in groups.get(group, ())}


def _unlike(rows: list[Row]) -> list[Row]:
    seen: set[str] = set()
    for place, row in enumerate(rows):
        if row.id in seen:  # type: ignore[attr-defined]
            raise refuse("'{value}' stands here twice", at=(place, "id"), value=row.id)  # type: ignore[attr-defined]
        seen.add(row.id)  # type: ignore[attr-defined]
    return rows


Rows = Annotated[list[Row], AfterValidator(_unlike)]  # no id twice
