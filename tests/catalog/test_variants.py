"""Products of one trade, brand and name are one model, whatever their variant."""

import pytest

from counter.catalog import variants
from counter.extensions import db
from tests import factories
from tests.support.queries import counted

pytestmark = pytest.mark.usefixtures("shop")
NAME = {"zh": "云雀X20", "en": "Lark X20"}
BRAND = {"zh": "云雀", "en": "Lark"}


def a_product(code, **kw):
    return factories.a_product(code, **{"name": NAME, "brand": BRAND, "variant": {"zh": code}} | kw)


def test_brand_and_name_are_compared_and_nothing_else():
    blue, black = a_product("BL"), a_product("BK", price=419900)
    spelt = a_product("SP", name={"en": "Lark X20", "zh": " 云雀x20 "}, brand={"zh": "云雀"})
    other = [
        a_product("PRO", name={"zh": "云雀X20 Pro", "en": "Lark X20 Pro"}), a_product("NO", brand={}),
        a_product("BED", trade="furniture_cn", category="bed"),
    ]  # fmt: skip
    bare = [factories.a_product(code, name={"en": "Case"}) for code in ("C1", "C2")]
    db.session.commit()
    wanted = {blue.id, bare[0].id}
    with counted() as queries:
        found = variants.of_each(wanted)
    assert len(queries) == 1
    assert found == {blue.id: [blue, black, spelt], bare[0].id: bare}
    for one in (black, spelt):
        assert variants.of(one) == [blue, black, spelt]
        assert variants.model_of(one) == variants.model_of(blue)
    for one in other:
        assert variants.of(one) == [one] and variants.model_of(one) != variants.model_of(blue)
