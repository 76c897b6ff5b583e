"""The arrows of the house, read with ast: who may import whom."""

import ast
from pathlib import Path

GROUND = {"stores", "staff", "customers", "catalog", "playbooks", "history", "operations", "links", "photos"}
ORDER = [
    "checklists",
    "sales",
    "upkeep",
    "deliveries",
    "recalls",
    "tickets",
    "supplier_claims",
    "serial_batches",
    "card_imports",
    "warranty",
    "stock",
    "callbacks",
    "greetings",
]
READERS = {"today", "people", "scanner", "reports"}
OUTSIDE = {"demo"}  # plays the shop's part from outside, like a command
ALLOWED = {
    ("checklists", "stock"),
    ("sales", "deliveries"),
    ("sales", "warranty"),
    ("sales", "stock"),
    ("sales", "callbacks"),
    ("card_imports", "warranty"),
    ("serial_batches", "warranty"),
    ("tickets", "warranty"),
    ("tickets", "stock"),
    ("tickets", "callbacks"),
    ("tickets", "supplier_claims"),
    ("recalls", "tickets"),
    ("recalls", "warranty"),
    ("recalls", "callbacks"),
    ("warranty", "callbacks"),
    ("sales", "tickets"),
    ("upkeep", "deliveries"),
    ("upkeep", "warranty"),
    ("upkeep", "callbacks"),
    ("deliveries", "warranty"),
    ("warranty", "stock"),
    ("stock", "catalog"),
}
FORBIDDEN = ("utils", "helpers", "services", "managers", "info", "process", "data")


def imports():
    for file in Path("counter").rglob("*.py"):
        parts = file.parts
        if len(parts) < 3:
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            for name in names:
                found = name.split(".")
                if found[0] == "counter" and len(found) > 1:
                    yield file, parts[1], found[1]


def test_arrows_run_one_way():
    seen = 0
    for file, here, there in imports():
        seen += 1
        if here == there or here in READERS | OUTSIDE or there not in {*ORDER, *READERS, *GROUND, *OUTSIDE}:
            continue
        assert there not in READERS | OUTSIDE, f"{file}: nothing imports {there}"
        if here in GROUND:
            assert there in GROUND, f"{file}: ground must not know {there}"
        elif there not in GROUND:
            assert (here, there) in ALLOWED, f"{file}: {here} -> {there} is not ALLOWED"
            assert ORDER.index(here) < ORDER.index(there)
    assert seen > 100


def test_files_stay_small_and_are_named_for_their_deed():
    for file in [*Path("counter").rglob("*.py"), *Path("tests").rglob("*.py")]:
        assert file.stem not in FORBIDDEN, file
        assert len(file.read_text(encoding="utf-8").splitlines()) <= 300, f"{file} is two rooms"


def test_only_the_wrapper_and_the_commands_commit():
    for file in Path("counter").rglob("*.py"):
        if "demo" in file.parts or file.name in ("once.py", "cli.py", "__main__.py"):
            continue
        assert ".commit()" not in file.read_text(encoding="utf-8"), f"{file} commits"


def test_only_the_clock_asks_what_time_it_is():
    for file in Path("counter").rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        if file.name != "clock.py":
            for call in ("datetime.now(", "date.today(", "utcnow(", "time.time("):
                assert call not in text, f"{file} asks the time by {call}"


def test_rules_take_the_time_as_an_argument():
    for file in Path("counter").rglob("*.py"):
        if file.name in ("models.py",) or "warranty/coverage" in str(file):
            assert "counter.clock" not in file.read_text(encoding="utf-8"), f"{file} asks now() itself"
