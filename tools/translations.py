"""The interface's catalogues: `update` brings them up to date with code and templates, `check` finds gaps.

The texts in the code are the English; every other language has counter/translations/LANGUAGE.
"""

import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po

from config import LANGUAGES

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "counter" / "translations"
PLACEHOLDER = re.compile(r"%\((\w+)\)")
CATALOGUES = {name: FOLDER / name / "LC_MESSAGES" / "messages.po" for name in LANGUAGES if name != "en"}


def babel(*arguments: str) -> None:
    CommandLineInterface().run(["pybabel", "--quiet", *arguments])


def extract(into: Path) -> None:
    keywords = ["-k", "lazy_gettext", "-k", "_l", "-k", "lazy_ngettext:1,2"]
    layout = ["--sort-output", "--no-location", "--no-wrap", "--project", "Counter"]
    babel("extract", "-F", str(ROOT / "babel.cfg"), *keywords, *layout, "-o", str(into), str(ROOT))


def update(template: Path) -> None:
    for name, file in CATALOGUES.items():
        if not file.exists():
            babel("init", "-l", name, "-i", str(template), "-d", str(FOLDER), "--no-wrap")
        # Without guesses: a fuzzy translation reads like a right one.
        options = ["--no-wrap", "--no-fuzzy-matching", "--ignore-obsolete", "--ignore-pot-creation-date"]
        babel("update", "-l", name, "-i", str(template), "-d", str(FOLDER), *options)
        babel("compile", "-i", str(file), "-o", str(file.with_suffix(".mo")))


def problems(template: Path) -> Iterator[str]:
    wanted = _read(template)
    for name, file in CATALOGUES.items():
        found = _read(file) if file.exists() else Catalog(locale=name)
        for message in wanted:
            if message.id and (fault := _fault(message, found.get(message.id))):
                yield f"{name}: {fault}: {message.id!r}"
        for message in found:
            if message.id and message.id not in wanted:
                yield f"{name}: no longer in the code: {message.id!r}"


def _fault(wanted: Message, found: Message | None) -> str:
    if found is None:
        return "missing"
    said = found.string if isinstance(found.string, (tuple, list)) else (found.string,)
    asked = wanted.id if isinstance(wanted.id, (tuple, list)) else (wanted.id,)
    if not all(said):
        return "not translated"
    if found.fuzzy:
        return "fuzzy"
    known = {name for text in asked for name in PLACEHOLDER.findall(text)}
    used = [set(PLACEHOLDER.findall(str(text))) for text in said]
    # A plural's words may leave out the number; a plain sentence loses nothing.
    if any(names - known for names in used) or (len(asked) == 1 and used[0] != known):
        return "other placeholders"
    return ""


def _read(file: Path) -> Catalog:
    with file.open("rb") as content:
        return read_po(content)


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "messages.pot"
        extract(template)
        if "update" in sys.argv:
            update(template)
        told = list(problems(template))
    for line in told:
        print(f"translations: {line}")
    return bool(told) and "update" not in sys.argv


if __name__ == "__main__":
    sys.exit(main())
