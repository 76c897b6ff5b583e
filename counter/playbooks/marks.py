"""YAML as plain values that remember their lines, with the traps of YAML closed.

Plain words are text, except whole numbers, true, false and null. What YAML would read in an unexpected way (yes, on,
1.5, 060, 2026-01-01, 12:30, an empty value) must be put in quotes or written out; a key may not stand twice; there
are no anchors and no tags.
"""

import re
from typing import Any

import yaml

Path = tuple[str | int, ...]
_BASE: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_INTEGER = re.compile(r"-?(0|[1-9]\d{0,14})")
_NUMBERLIKE = re.compile(r"[-+]?[.\d][\d_.:eE+-]*|0[xo][\da-fA-F]+|[-+]?\.(inf|nan)", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z][\w./ -]*[\w)]|[A-Za-z]")
# What neither a database's text nor UTF-8 can hold; YAML would let it in as an escape.
_UNHOLDABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_TRAPS = {"yes", "no", "on", "off", "y", "n", "true", "false", "null", "~"}


class Trap(Exception):
    """The file can't be read as YAML, or not safely: [(line, path, what is wrong)]."""

    def __init__(self, problems: list[tuple[int, Path, str]]) -> None:
        super().__init__(problems)
        self.problems = problems


class Lines(dict[Path, int]):
    """The line of every value, counted from 1."""

    def nearest(self, path: Path) -> int:
        """The line of the path, or of the nearest thing above it."""
        while path not in self:
            path = path[:-1]
        return self[path]


def load(text: str) -> tuple[Any, Lines]:
    """The value and its lines. Raises Trap."""
    try:
        node = yaml.compose(text, Loader=_BASE)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise Trap(
            [(mark.line + 1 if mark else 1, (), f"not YAML: {error.problem or error.context}")]
        ) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise Trap([(line, (), "a character that a text can't hold")]) from error
    except RecursionError as error:
        raise Trap([(1, (), "nested too deeply")]) from error
    if node is None:
        raise Trap([(1, (), "the file is empty")])
    reader = _Reader()
    try:
        value = reader.build(node, ())
    except RecursionError as error:
        raise Trap([(1, (), "nested too deeply")]) from error
    if reader.problems:
        raise Trap(reader.problems)
    return value, reader.lines


def is_plain(word: str) -> bool:
    """Would the word, written without quotes, be read as this very text? For plain ASCII words."""
    return bool(_WORD.fullmatch(word)) and word.lower() not in _TRAPS


class _Reader:
    def __init__(self) -> None:
        self.lines = Lines()
        self.problems: list[tuple[int, Path, str]] = []
        self.seen: set[int] = set()

    def build(self, node: yaml.Node, path: Path) -> Any:
        line = self.lines.setdefault(path, node.start_mark.line + 1)  # a value is where its key is
        if id(node) in self.seen:
            return self.refuse(line, path, "write it out: no anchors and aliases here")
        self.seen.add(id(node))
        if node.tag not in (_STR, _MAP, _SEQ):
            return self.refuse(line, path, f"no tags here ({node.tag})")
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(one, (*path, number)) for number, one in enumerate(node.value)]
        return self.scalar(node, line, path) if isinstance(node, yaml.ScalarNode) else None

    def mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        built: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self.refuse(line, path, "a key is a word")
                continue
            key = key_node.value
            here = (*path, key)
            if _UNHOLDABLE.search(key):
                self.refuse(line, path, "a character that a text can't hold")
                continue
            if key in built:
                self.refuse(line, here, f"'{key}' stands here twice")
            elif not key_node.style and (key.lower() in _TRAPS or _NUMBERLIKE.fullmatch(key)):
                self.refuse(line, here, f"put the key '{key}' in quotes")
            self.lines[here] = line
            built[key] = self.build(value_node, here)
        return built

    def scalar(self, node: yaml.ScalarNode, line: int, path: Path) -> Any:
        word = node.value
        if _UNHOLDABLE.search(word):
            return self.refuse(line, path, "a character that a text can't hold")
        if node.style:
            return word
        if word in ("true", "false"):
            return word == "true"
        if word == "null":
            return None
        if word == "":
            return self.refuse(line, path, "the value is missing")
        if _INTEGER.fullmatch(word):
            return int(word)
        if word.lower() in _TRAPS or _NUMBERLIKE.fullmatch(word):
            return self.refuse(
                line, path, f"'{word}' is read differently by YAML: put it in quotes, or write true or false"
            )
        return word

    def refuse(self, line: int, path: Path, sentence: str) -> None:
        self.problems.append((line, path, sentence))


_STR, _MAP, _SEQ = (f"tag:yaml.org,2002:{name}" for name in ("str", "map", "seq"))
