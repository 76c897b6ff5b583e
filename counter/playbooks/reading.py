"""Playbooks, policies, occasions and rest days: read, checked and normalised.

A file that does not hold together is refused with one line per problem, `phone.yaml:41: checklists.opening...: ...`.
The body that comes out is plain and JSON-able, with every key of the schema present.
"""

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from counter.playbooks.marks import Lines, Trap, load
from counter.playbooks.names import names_of
from counter.playbooks.schema.days import Occasions, RestDays
from counter.playbooks.schema.playbook import Playbook
from counter.playbooks.schema.policies import Policies
from counter.playbooks.schema.vocabulary import Vocabulary
from counter.playbooks.schema.words import Shape

HERE = Path(__file__).parent
KINDS: dict[str, type[Shape]] = {
    "playbook": Playbook,
    "policies": Policies,
    "occasions": Occasions,
    "rest_days": RestDays,
    "vocabulary": Vocabulary,
}
Body = dict[str, Any]
_OWN_WORDS = {
    "missing": "this key is missing",
    "extra_forbidden": "there is no such key here",
    "model_type": "several keys are wanted here, {...}",
    "dict_type": "several keys are wanted here, {...}",
    "list_type": "a list is wanted here, [...]",
    "string_type": "a text is wanted here",
    "int_type": "a whole number is wanted here",
    "bool_type": "true or false is wanted here",
}


class PlaybookError(Exception):
    """What is wrong with a file, one line per problem: file, line, path, sentence."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True)
class Library:
    """What a folder holds, by id. A policy carries the id and the version of its file, as `file` and `version`."""

    playbooks: dict[str, Body] = field(default_factory=dict)
    policies: dict[str, Body] = field(default_factory=dict)
    policy_files: dict[str, Body] = field(default_factory=dict)
    occasions: dict[str, Body] = field(default_factory=dict)
    rest_days: dict[str, Body] = field(default_factory=dict)


def read(path: Path) -> Body:
    """The body of one file. The files that it `uses` lie beside it, or are our own. Raises PlaybookError."""
    path = Path(path)
    return parse(path.read_bytes(), path.name, path.parent)


def parse(source: bytes, name: str, folder: Path = HERE) -> Body:
    """As `read`, for a text that was sent to us; `name` is what errors call it."""
    body, lines = _load(source, name)
    kind = body.get("kind") if isinstance(body, dict) else None
    if not isinstance(kind, str) or kind not in KINDS:
        raise PlaybookError([f"{name}:{lines.nearest(('kind',))}: kind: one of {', '.join(KINDS)} is wanted"])
    used = _used(body, name, lines, folder)
    context = None if kind == "vocabulary" else names_of(body, vocabulary(), used)
    try:
        shape = KINDS[kind].model_validate(body, context=context)
    except ValidationError as error:
        raise PlaybookError(_sentences(error, name, lines)) from error
    return shape.model_dump(by_alias=True)


def read_all(folder: Path = HERE) -> Library:
    """Every file of a folder, the vocabulary apart. Raises PlaybookError with the problems of all of them."""
    library, problems = Library(), []
    for path in sorted(Path(folder).glob("*.yaml")):
        try:
            body = deepcopy(_read_unchanged(path))
        except PlaybookError as error:
            problems += error.problems
            continue
        match body["kind"]:
            case "playbook":
                library.playbooks[body["id"]] = body
            case "policies":
                library.policy_files[body["id"]] = body
                for policy in body["policies"]:
                    library.policies[policy["id"]] = policy | {"file": body["id"], "version": body["version"]}
            case "occasions":
                library.occasions[body["id"]] = body
            case "rest_days":
                library.rest_days[body["jurisdiction"]] = body
    if problems:
        raise PlaybookError(dict.fromkeys(problems))
    return library


@lru_cache(maxsize=1)
def vocabulary() -> Body:
    """The words that code knows."""
    return read(HERE / "vocabulary.yaml")


def _load(source: bytes, name: str) -> tuple[Any, Lines]:
    try:
        return load(source.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = source[: error.start].count(b"\n") + 1
        raise PlaybookError([f"{name}:{line}: not UTF-8"]) from error
    except Trap as trap:
        raise PlaybookError([_sentence(name, *problem) for problem in sorted(trap.problems)]) from trap


def _used(body: Any, name: str, lines: Lines, folder: Path) -> list[Body]:
    found, problems = [], []
    uses = body.get("uses")
    for place, other in enumerate(uses if isinstance(uses, list) else []):
        path = _beside(other, folder)
        if path is None:
            at = ("uses", place)
            problems.append(_sentence(name, lines.nearest(at), at, f"there is no file {other}.yaml"))
        else:
            found.append(_read_unchanged(path))
    if problems:
        raise PlaybookError(problems)
    return found


def _beside(name: Any, folder: Path) -> Path | None:
    if not isinstance(name, str) or not name.isidentifier():  # a name, never a path
        return None
    return next((path for one in (folder, HERE) if (path := one / f"{name}.yaml").is_file()), None)


def _read_unchanged(path: Path) -> Body:
    at = path.stat()
    return _read_once(path, at.st_mtime_ns, at.st_size)


@lru_cache(maxsize=32)
def _read_once(path: Path, _changed: int, _size: int) -> Body:
    return read(path)


def _sentences(error: ValidationError, name: str, lines: Lines) -> list[str]:
    found = sorted(_placed(detail, lines) for detail in error.errors(include_url=False))
    return list(dict.fromkeys(_sentence(name, *problem) for problem in found))


def _placed(detail: ErrorDetails, lines: Lines) -> tuple[int, tuple[str, ...], str]:
    context = detail.get("ctx") or {}
    sentence, path = _OWN_WORDS.get(detail["type"], detail["msg"]), [*detail["loc"], *context.get("at", ())]
    if detail["type"] not in ("playbook", "missing", "extra_forbidden") and isinstance(
        detail["input"], str | int | bool
    ):
        sentence += f" (is {detail['input']!r})"
    if path and path[-1] == "[key]":
        path.pop()
    return lines.nearest(tuple(path)), tuple(map(str, path)), sentence


def _sentence(name: str, line: int, path: tuple[Any, ...], sentence: str) -> str:
    where = ".".join(map(str, path))
    return f"{name}:{line}: {where}: {sentence}" if where else f"{name}:{line}: {sentence}"
