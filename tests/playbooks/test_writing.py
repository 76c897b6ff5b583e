import json
from copy import deepcopy

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from counter.playbooks.marks import Trap, load
from counter.playbooks.reading import HERE, PlaybookError, parse, read
from counter.playbooks.writing import write

FILES = sorted(path.name for path in HERE.glob("*.yaml"))


@pytest.mark.parametrize("file", FILES)
def test_what_is_written_reads_as_it_was(file):
    body = read(HERE / file)
    assert parse(write(body).encode(), file) == body


@pytest.mark.parametrize("file", FILES)
def test_a_body_from_the_database_writes_the_same(file):
    body = read(HERE / file)
    stored = json.loads(json.dumps(body, sort_keys=True))
    assert parse(write(stored).encode(), file) == body


def test_what_says_nothing_is_not_written():
    text = write(read(HERE / "phone.yaml"))
    assert "null" not in text and "[]" not in text and "{}" not in text
    assert '  - {id: counter, label: {zh: "柜台", en: Counter}}\n' in text


def test_a_term_that_is_expressly_nothing_is_written():
    assert "term: null" in write(read(HERE / "policies.yaml"))


texts = st.text(st.characters(exclude_characters="{}", codec="utf-8"), min_size=1, max_size=12)


@given(
    st.one_of(
        texts,
        st.sampled_from(
            ["yes", "012", "1e3", "a: b", "a #b", "- a", "'", '"', "a\nb", " a ", "null", "2026-01-01"]
        ),
    )
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_text_comes_back_as_it_was_or_is_refused(text):
    body = deepcopy(BOOK)
    body["label"]["zh"] = text
    if not text.strip() or any(letter in text for letter in UNHOLDABLE):
        with pytest.raises((PlaybookError, ValueError)):
            parse(write(body).encode(), "restdays.yaml")
    else:
        assert parse(write(body).encode(), "restdays.yaml") == body


BOOK = read(HERE / "occasions.yaml")
BOOK["occasions"] = BOOK["occasions"][:1]  # small, so that many texts are tried
UNHOLDABLE = [chr(code) for code in (*range(9), *range(11, 32), 127, 0xFFFE, 0xFFFF)]


def at(value, path):
    for step in path:
        value = value[step]
    return value


def paths(value, path=()):
    yield path
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, below in steps:
        yield from paths(below, (*path, step))


SOURCES = {file: load((HERE / file).read_text(encoding="utf-8"))[0] for file in FILES}
PLACES = [(file, path) for file, body in SOURCES.items() for path in paths(body) if path]
OTHERS = [
    None,
    True,
    0,
    -1,
    "",
    "x",
    "phone",
    [],
    ["x"],
    [[]],
    [{}],
    {},
    {"x": 1},
    {"id": []},
    {"any": 1},
    [None],
    {"zh": "x", "en": "x"},
]


@pytest.mark.slow
@given(st.sampled_from(PLACES), st.sampled_from(OTHERS))
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_whatever_stands_in_a_place_is_read_or_refused_but_never_a_crash(place, other):
    file, path = place
    body = deepcopy(SOURCES[file])
    at(body, path[:-1])[path[-1]] = other
    try:
        parse(json.dumps(body, ensure_ascii=False).encode(), file)  # JSON is YAML
    except PlaybookError as error:
        assert all(problem.startswith(f"{file}:") for problem in error.problems)


@given(st.text(max_size=40))
@settings(max_examples=60, deadline=None)
def test_no_text_crashes_the_reader(text):
    try:
        load(text)
    except Trap as trap:
        assert trap.problems
