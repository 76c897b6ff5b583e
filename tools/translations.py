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
from babel.messages.pofile import read_po, write_po

from config import LANGUAGES

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "counter" / "translations"
SHOWN = 20
PLACEHOLDER = re.compile(r"%\((\w+)\)")
CATALOGUES = {name: FOLDER / name / "LC_MESSAGES" / "messages.po" for name in LANGUAGES if name != "en"}


def babel(*arguments: str) -> None:
    CommandLineInterface().run(["pybabel", "--quiet", *arguments])


def extract() -> Catalog:
    """Every text that the code and the templates ask a translation of."""
    keywords = ["-k", "lazy_gettext", "-k", "_l", "-k", "lazy_ngettext:1,2"]
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "messages.pot"
        babel("extract", "-F", str(ROOT / "babel.cfg"), *keywords, "-o", str(template), str(ROOT))
        return _read(template, "en")


def update(wanted: Catalog) -> None:
    for name, file in CATALOGUES.items():
        catalog = _read(file, name) if file.exists() else _new(name)
        # No guesses: a fuzzy translation reads like a right one.
        catalog.update(wanted, no_fuzzy_matching=True, update_creation_date=False)
        catalog.header_comment = f"# Counter's interface in {name}."
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("wb") as output:
            write_po(output, catalog, width=0, no_location=True, sort_output=True, ignore_obsolete=True)
        babel("compile", "-i", str(file), "-o", str(file.with_suffix(".mo")))


def _new(name: str) -> Catalog:
    catalog = Catalog(
        name, project="Counter", version="1", last_translator="The Counter authors", fuzzy=False
    )
    catalog.language_team, catalog.msgid_bugs_address = "The Counter authors", "this project's issues"
    catalog.revision_date = catalog.creation_date
    return catalog


def problems(wanted: Catalog) -> Iterator[str]:
    for name, file in CATALOGUES.items():
        found = _read(file, name) if file.exists() else _new(name)
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


def _read(file: Path, locale: str) -> Catalog:
    with file.open("rb") as content:
        return read_po(content, locale=locale)


def main() -> int:
    wanted = extract()
    if "update" in sys.argv:
        update(wanted)
    told = list(problems(wanted))
    for line in told[:SHOWN]:
        print(f"translations: {line}")
    if len(told) > SHOWN:
        print(f"translations: and {len(told) - SHOWN} more")
    return bool(told) and "update" not in sys.argv


if __name__ == "__main__":
    sys.exit(main())
