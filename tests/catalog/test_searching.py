"""A product is found by any piece of its name, its kind, code, pinyin or barcode; only of the store's trade."""

import pytest

from counter.catalog.models import Ean
from counter.catalog.searching import path, search, search_text, tokens, tree
from counter.extensions import db
from tests.factories import a_product, the_store

NAMES = {"zh": "云雀X20", "en": "Lark X20"}


def a_lark():
    product = a_product("X20-256-BK", name=NAMES, variant={"zh": "256GB 雾蓝", "en": "256 GB, mist blue"})
    product.brand = {"zh": "云雀", "en": "Lark"}
    product.search_text = search_text(product)
    db.session.add(Ean(code="6990126001361", product_id=product.id))
    db.session.flush()
    return product


@pytest.mark.parametrize(
    "q",
    [
        "云雀", "雀x20", "云雀 X20", "云雀256", "Ｘ２０", "lark", "LARK x20 blue", "雾蓝", "x20-256", "X20-256-BK", "256bk",
        "yunque", "yqx20", "手机", "phone", "6990126001361", "69901260", "手机 雾蓝",
    ],
)  # fmt: skip
def test_the_lark_is_found(shop, q):
    lark = a_lark()
    a_product("CASE", category="case", name={"zh": "透明壳", "en": "Clear case"})
    assert search(q, the_store()) == [lark], q


@pytest.mark.parametrize(
    "q", ["极光", "x21", "lark x30", "bed", "699012600136199", "%", "_", "👻", "'", "\x00", "z" * 5000]
)
def test_nothing_else_is_found(shop, q):
    a_lark()
    assert search(q, the_store()) == []


def test_nothing_typed_is_everything_of_the_trade_and_the_other_trade_is_never_found(shop):
    lark, bed = a_lark(), a_product("BED", category="bed", trade="furniture_cn")
    assert search("", the_store()) == [lark] and search("", the_store("JJ")) == [bed]
    assert search("云雀", the_store("JJ")) == [bed] and search("bed", the_store()) == []


def test_the_search_text_fits_its_column_and_says_each_thing_once(shop):
    product = a_product("C" * 40, name={"zh": "长" * 300, "en": "long " * 100})
    assert len(search_text(product)) <= 400
    product.name, product.variant = (
        {"zh": char * 80, "en": "ß" * 80} for char in "长短"
    )  # ß is two in small letters
    product.brand, product.code = {"zh": "牌" * 40, "en": "b" * 40}, "ZZ-TOP-1"
    product.search_text = search_text(product)
    db.session.flush()
    assert search("zz-top-1", the_store()) == [product]
    words = search_text(a_lark()).split()
    assert len(words) == len(set(words)) and "云雀x20" in words and "yunquex20" in words


def test_accents_width_and_case_do_not_count():
    assert tokens("Ｃａｆé-Ⅲ 云雀") == ["cafe", "iii", "云雀"]
    assert tokens("👻 %_'") == []


def test_the_way_up_the_tree_ends_at_the_root_even_in_a_circle(shop):
    branches = tree()
    assert path("smartphone")[0] == "smartphone" and set(path("smartphone")) <= set(branches)
    assert branches[path("smartphone")[-1]] is None
    assert path("a", {"a": "b", "b": "a"}) == ("a", "b") and path("gone", {}) == ("gone",)
