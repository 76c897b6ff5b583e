"""Each category has a drawing: its own, else that of the category above it."""

import re
from pathlib import Path

from counter.playbooks.categories import picture
from counter.playbooks.reading import HERE, read, vocabulary

SPRITE = Path(HERE).parents[1] / "static" / "pictures.svg"


def test_what_may_be_named_is_drawn_and_what_is_drawn_may_be_named():
    assert (
        re.findall(r'<symbol id="([a-z]+)"', SPRITE.read_text(encoding="utf-8")) == vocabulary()["pictures"]
    )


def test_a_category_without_one_has_that_of_the_one_above_it_and_a_box_at_the_top():
    tree = [
        {"id": "goods", "parent": None, "picture": None},
        {"id": "seat", "parent": "goods", "picture": "chair"},
        {"id": "stool", "parent": "seat"},  # of a version from before there were pictures
    ]
    assert [picture(one, tree) for one in ("stool", "seat", "goods", "unheard_of")] == [
        "chair",
        "chair",
        "box",
        "box",
    ]


def test_both_trades_of_the_demo_tell_their_goods_apart():
    for trade in ("phone", "furniture"):
        tree = read(HERE / f"{trade}.yaml")["categories"]
        sold = {row["id"] for row in tree} - {row["parent"] for row in tree}
        assert len({picture(one, tree) for one in sold}) >= 14
        assert [one for one in sold if picture(one, tree) == "box"] == []
