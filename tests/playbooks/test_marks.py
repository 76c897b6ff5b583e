import pytest

from counter.playbooks.marks import Trap, load

TEXT = """\
# a shop
name: Ann's
count: 12
open: true
nothing: null
word: "yes"
text: 2026.11a
rows:
  - {id: one, days: [1, -2]}
  - id: two
    note: >
      folded
      words
"""


def test_values_are_texts_whole_numbers_true_false_and_null():
    value, _ = load(TEXT)
    assert value == {
        "name": "Ann's",
        "count": 12,
        "open": True,
        "nothing": None,
        "word": "yes",
        "text": "2026.11a",
        "rows": [{"id": "one", "days": [1, -2]}, {"id": "two", "note": "folded words\n"}],
    }


def test_every_value_knows_its_line():
    _, lines = load(TEXT)
    assert lines[()] == 2
    assert lines["count",] == 3
    assert lines["rows", 0, "days", 1] == 9
    assert lines["rows", 1] == lines["rows", 1, "id"] == 10
    assert lines["rows", 1, "note"] == 11
    assert lines.nearest(("rows", 1, "label", "en")) == 10
    assert lines.nearest(("nowhere",)) == 2


TRAPS = [
    "yes",
    "No",
    "ON",
    "off",
    "y",
    "True",
    "FALSE",
    "Null",
    "~",
    "0.5",
    ".5",
    "1e3",
    "060",
    "0x1f",
    "0o17",
    "+1",
]
TRAPS += ["1_000", "12:30", "2026-01-01", ".inf", "-.NaN", "9" * 30, ""]


@pytest.mark.parametrize("word", TRAPS)
def test_what_yaml_reads_in_more_than_one_way_is_refused_as_a_value(word):
    with pytest.raises(Trap) as caught:
        load(f"one: 1\ntwo: {word}\n")
    assert [(line, path) for line, path, _ in caught.value.problems] == [(2, ("two",))]


@pytest.mark.parametrize("word", [word for word in TRAPS if word not in ("", "~")])
def test_and_as_a_key(word):
    with pytest.raises(Trap) as caught:
        load(f"one: 1\n{word}: two\n")
    assert [(line, path) for line, path, _ in caught.value.problems] == [(2, (word,))]


@pytest.mark.parametrize("word", TRAPS)
def test_in_quotes_it_is_a_text(word):
    assert load(f'one: "{word}"\n')[0] == {"one": word}


@pytest.mark.parametrize(
    "text, line, words",
    [
        ("", 1, "empty"),
        ("# nothing\n", 1, "empty"),
        ("a: 1\nb: [1, 2\nc: 3\n", 3, "not YAML"),
        ("a: 1\n b: 2\n", 2, "not YAML"),
        ("a: 1\n\tb: 2\n", 2, "not YAML"),
        ("a: 'x\n", 2, "not YAML"),
        ("a: 1\n---\nb: 2\n", 2, "not YAML"),
        ("a: 1\nb: 2\na: 3\n", 3, "'a' stands here twice"),
        ("a: {b: 1, b: 2}\n", 1, "'b' stands here twice"),
        ("a: &x {b: 1}\nc: *x\n", 2, "anchors"),
        ("a: &x {b: 1}\nc:\n  <<: *x\n", 3, "anchors"),
        ("a: !!python/object/apply:os.getcwd []\n", 1, "no tags"),
        ("a: !secret x\n", 1, "no tags"),
        ("a: 1\n? [b]\n: 2\n", 2, "a key is a word"),
        ('a: 1\nb: "\\0"\n', 2, "can't hold"),
        ('a: 1\n"\\0": 2\n', 2, "can't hold"),
        ("a: 1\nb: \x07\n", 2, "can't hold"),
    ],
)
def test_what_is_no_safe_yaml_is_told_with_its_line(text, line, words):
    with pytest.raises(Trap) as caught:
        load(text)
    assert len(caught.value.problems) == 1
    told, _, sentence = caught.value.problems[0]
    assert (told, words in sentence) == (line, True), sentence


def test_deep_nesting_is_refused_and_not_a_crash():
    for text in ("a: " + "[" * 3_000 + "]" * 3_000, "{a: " * 3_000 + "1" + "}" * 3_000):
        with pytest.raises(Trap):
            load(text)
