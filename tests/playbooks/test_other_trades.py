"""Another trade is new data: none of its words stands in the program."""

import re
from pathlib import Path

import pytest

from counter.playbooks.categories import lineage
from counter.playbooks.conditions import holds
from counter.playbooks.reading import HERE, PlaybookError, parse, read, read_all
from counter.playbooks.writing import write

TRADES = Path(__file__).parent / "trades"
CODE = HERE.parent


def test_an_optician_and_a_property_office_load_beside_our_own_policies():
    library = read_all(TRADES)
    assert set(library.playbooks) == {"optician", "property_office", "equipment"}
    assert set(library.policies) == {"store_glasses", "building_works", "contract_equipment"}


@pytest.mark.parametrize("trade", ["optician", "property_office", "equipment"])
def test_they_are_written_and_read_again(trade):
    body = read(TRADES / f"{trade}.yaml")
    assert parse(write(body).encode(), "again.yaml", TRADES) == body


def test_their_own_conditions_work_on_their_own_words():
    body = read(TRADES / "optician.yaml")
    facts = {"item.category": lineage("glasses", body["categories"]), "visit.customer_type": "reading"}
    assert holds(body["attachments"][0]["if"], facts)
    assert not holds(
        body["attachments"][0]["if"], facts | {"item.category": lineage("cleaning", body["categories"])}
    )


def test_their_words_are_checked_as_ours_are():
    text = (
        (TRADES / "optician.yaml")
        .read_text(encoding="utf-8")
        .replace("role: optometrist", "role: assistant", 1)
    )
    with pytest.raises(
        PlaybookError, match=r"^optician\.yaml:\d+: flows\.sale\.steps\.0\.role: 'assistant' is not"
    ):
        parse(text.encode(), "optician.yaml", TRADES)


@pytest.mark.parametrize(
    "word",
    [
        "optician",
        "optometrist",
        "glasses",
        "property_office",
        "waterproofing",
        "show_flat",
        "switchgear",
        "yearly_visit",
    ],
)
def test_the_program_has_never_heard_of_them(word):
    assert not [
        path for path in CODE.rglob("*.py") if re.search(rf"\b{word}\b", path.read_text(encoding="utf-8"))
    ]


def test_what_reads_playbooks_knows_no_trade_at_all():
    words = r"\b(phones?|furniture|battery|imei|mattress|sofa|bed|wifi|activation)\b"
    sources = [
        path for path in (*HERE.glob("*.py"), *(HERE / "schema").glob("*.py")) if path.name != "importing.py"
    ]
    told = {
        path.name: re.findall(
            words, re.sub(r'""".*?"""|#[^\n]*', "", path.read_text(encoding="utf-8"), flags=re.S)
        )
        for path in sources
    }
    assert {name: found for name, found in told.items() if found} == {
        "shop.py": ["imei"]
    }  # how a unit is told apart
