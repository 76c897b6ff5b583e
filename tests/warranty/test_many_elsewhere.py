"""One number on many cards, some of one's own store, some of others: none is cut off without a word."""

import pytest

from counter.warranty.finding import LIMIT
from tests import factories
from tests.support.queries import counted
from tests.warranty import cards
from tests.warranty.test_elsewhere import ask, masked_in, older, open_to

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("monday")]


@pytest.mark.parametrize("mine", [0, 2, 12])
@pytest.mark.parametrize("theirs", [10, 11])
def test_more_than_a_page_of_other_stores_is_said(shop, cy, mine, theirs):
    for place in range(theirs):
        cards.a_card(serials={"sn": f"SERIAL{place:02}X"})
    mattress = factories.a_product("MAT", "mattress")
    for place in range(mine):
        cards.a_card(serials={"sn": f"JJSERIAL{place:02}X"}, store="JJ", product=mattress, who="cy")
    text = ask(cy, "13800138000")
    assert text.count("Open the card") == 10
    assert ("Other stores have more cards of this number." in text) == (theirs > 10)


@pytest.mark.parametrize("others", [3, 4, 12])
def test_few_of_ones_own_are_told_in_full_however_many_others_have(shop, cy, others):
    mine = older(2, "JJ", product=factories.a_product("MAT", "mattress"))
    theirs = older(others, "NM")
    ask(cy, "8000")
    with counted() as asked:
        text = ask(cy, "13800138000")
    assert open_to(text) == [*reversed(mine)] and len(asked) == 3
    assert masked_in(text) == [*reversed(theirs)][:LIMIT]
    own = text[: text.index("In other stores")]
    assert own.count("138 0013 8000") == 2 and own.count("<table") == 2


def test_many_of_ones_own_never_hide_that_others_have_one(shop, cy):
    (theirs,) = older(1, "NM")
    mattress = factories.a_product("MAT", "mattress")
    mine = older(LIMIT, "JJ", product=mattress)
    text = ask(cy, "13800138000")
    assert open_to(text) == [*reversed(mine)] and masked_in(text) == [theirs] and "More" not in text
    older(1, "JJ", product=mattress)
    text = ask(cy, "13800138000")
    assert len(open_to(text)) == LIMIT and masked_in(text) == [theirs] and 'name="after"' in text
