from counter.playbooks.categories import lineage

TREE = [
    {"id": "goods", "parent": None},
    {"id": "phone", "parent": "goods"},
    {"id": "smartphone", "parent": "phone"},
]


def test_a_category_comes_with_all_above_it_nearest_first():
    assert lineage("smartphone", TREE) == ["smartphone", "phone", "goods"]
    assert lineage("goods", TREE) == ["goods"]


def test_an_unknown_category_stands_alone_and_none_is_nothing():
    assert lineage("sofa", TREE) == ["sofa"]
    assert lineage(None, TREE) == []


def test_a_ring_ends():
    assert lineage("a", [{"id": "a", "parent": "b"}, {"id": "b", "parent": "a"}]) == ["a", "b"]
