"""The back of the card: lines for what nobody knows, who repairs, and a repair record with the columns of the rule."""

import html
import re
from datetime import date

import pytest

from counter.extensions import db
from counter.warranty import repairing
from tests import factories
from tests.support.answers import said
from tests.warranty import cards

pytestmark = pytest.mark.usefixtures("shop", "monday")

PHONE_RULE = [  # what the guarantee card has by the rule of 2001
    "Customer", "Customer's phone", "Customer's address", "Customer's postcode", "Purchase date", "Invoice number", "Model", "IMEI 1",
    "Models of the accessories", "Serials of the accessories", "Network licence code", "Origin", "Seller", "Seller's address",
    "Seller's postcode", "Seller's phone", "Repairer", "Repairer's address", "Repairer's postcode", "Repairer's phone",
]  # fmt: skip


def printed(visitor, card):
    page = html.unescape(said(visitor.get(f"/warranty-cards/{card.id}/print")))
    front, back = page.split('<article class="sheet record-sheet"')
    return front, back.split("</article>")[0]


def rows(front):
    return dict(re.findall(r"<th>([^<]+)</th><td>([^<]*)</td>", front))


def by_hand(back):
    return re.findall(r'<th scope="row">([^<]+)</th><td></td>', back)


def repairer(back):
    return dict(re.findall(r"<span>([^<]+) <b>([^<]+)</b></span>", back))


def heads(back):
    return re.findall(r'<th scope="col">([^<]+)</th>', back)


def written(back):
    """The cells of each row of the record that something was noted in."""
    found = re.findall(r"<tr>\s*(<td.*?)</tr>", back.split('class="record')[1], re.S)
    return [[re.sub("<[^>]+>", " ", cell).strip() for cell in re.findall(r"<td[^>]*>(.*?)</td>", row)] for row in found]  # fmt: skip


def below(code="SZ", **kw):
    """NM repairs nothing; a centre above it does."""
    nm, centre = factories.the_store(), factories.a_store(code, level="centre", sells=False, **kw)
    centre.address, centre.postcode, centre.phone = {"zh": "兰溪路66号", "en": "66 Lanxi Road"}, "215009", "0512 6500 0300"  # fmt: skip
    nm.parent_id, nm.services = centre.id, False
    db.session.commit()
    return centre


def test_each_field_of_the_phone_rule_is_printed_or_has_a_line_to_write_on(ann):
    front, back = printed(ann, cards.a_card())
    there, lines = {**rows(front), **repairer(back)}, by_hand(back)
    assert [one for one in PHONE_RULE if one not in there and one not in lines] == []
    assert lines == [
        "Customer's postcode", "Invoice number", "Models of the accessories", "Serials of the accessories",
        "Network licence code", "Origin", "Seller's postcode", "Repairer's postcode",
    ]  # fmt: skip
    assert not {*there} & {*lines}


def test_what_the_catalogue_says_is_printed(ann):
    product = cards.a_phone()
    product.spec = {"origin": {"zh": "广东东莞", "en": "Dongguan"}}
    front, back = printed(ann, cards.a_card(product=product))
    assert rows(front)["Origin"] == "Dongguan" and "Origin" not in by_hand(back)


def test_a_phone_without_its_imei_has_a_line_for_it_and_none_for_a_second(ann):
    _front, back = printed(ann, cards.a_card(serials={"sn": "YQX20B7H3K9M"}))
    assert "IMEI 1" in by_hand(back) and "IMEI 2" not in by_hand(back)


def test_who_repairs_is_the_next_above_where_the_store_does_not(ann):
    below()
    front, back = printed(ann, cards.a_card())
    assert repairer(back) == {
        "Repairer": "SZ store", "Repairer's address": "66 Lanxi Road", "Repairer's postcode": "215009",
        "Repairer's phone": "0512 6500 0300",
    }  # fmt: skip
    assert rows(front)["Seller"] == "NM store" and rows(front)["Repairer"] == "SZ store"
    assert rows(front)["Repairer's phone"] == "0512 6500 0300"


def test_it_is_the_one_above_that_repairs_nothing_for_its_part(ann):
    hub = factories.a_store("JS", level="hub", sells=False)
    below(services=False, parent_id=hub.id)
    assert repairer(printed(ann, cards.a_card())[1])["Repairer"] == "JS store"


def test_where_nobody_repairs_who_does_is_written_by_hand(ann):
    factories.the_store().services = False
    db.session.commit()
    front, back = printed(ann, cards.a_card())
    assert repairer(back) == {} and "Repairer" not in rows(front)
    assert [one for one in by_hand(back) if one.startswith("Repairer")] == PHONE_RULE[-4:]


def test_an_empty_record_has_the_columns_of_the_rule_and_rows_to_write_in(ann, cy):
    _front, back = printed(ann, cards.a_card())
    assert heads(back) == ["Handed in on", "Fault", "Cause", "What was done", "Proof of return or exchange",
                           "Handed back", "Repairer's signature"]  # fmt: skip
    assert written(back) == [] and back.count('<tr class="written-in">') == 3
    bed = factories.a_product("BED", "bed", "furniture_cn", material="oak", parts=["frame"])
    _front, back = printed(cy, cards.a_card(product=bed, serials={}, store="JJ", who="cy"))
    assert heads(back) == ["Handed in on", "Fault", "What was done", "Handed back", "Repairer's signature"]
    assert back.count('<tr class="written-in">') >= 1


def test_an_exchange_stands_as_its_proof(ann):
    card, me, on = cards.a_card(), cards.by(), date(2026, 11, 20)
    repairing.exchange(
        card.lines[0], repairing.Fault(), on, {"imei1": "864207061018293"}, me, factories.NOW, on
    )
    db.session.commit()
    _front, back = printed(ann, card)
    (row,) = written(back)
    assert "Exchange" in row[4] and "864207062184417 → 864207061018293" in row[4] and row[3] == ""
    assert back.count('<tr class="written-in">') == 2


def test_where_the_rule_wants_no_cause_and_no_proof_nothing_is_lost(cy):
    bed = factories.a_product("BED", "bed", "furniture_cn", material="oak", parts=["frame"])
    card, me, on = cards.a_card(product=bed, serials={"sn": "OLD123456"}, store="JJ", who="cy"), cards.by("cy", "JJ"), date(2026, 11, 20)  # fmt: skip
    fault = repairing.Fault(words="creaks", cause={"zh": "做工", "en": "Workmanship"})
    repairing.exchange(card.lines[0], fault, on, {"sn": "NEW123456"}, me, factories.NOW, on)
    db.session.commit()
    (row,) = written(printed(cy, card)[1])
    assert "creaks" in row[1] and "Workmanship" in row[1]
    assert "Exchange" in row[2] and "OLD123456 → NEW123456" in row[2]


def test_a_piece_of_furniture_says_its_size_material_colour_maker_and_report(cy):
    spec = {"width_mm": 1900, "depth_mm": 2130, "height_mm": 1050, "colour": {"zh": "胡桃色", "en": "walnut"}, "test_report_no": "MM-26-0417",
            "maker": {"zh": "苏州木棉家具厂", "en": "Kapok Works"}}  # fmt: skip
    bed = factories.a_product("BED", "bed", "furniture_cn", material="oak", parts=["frame"], spec=spec)
    front, back = printed(cy, cards.a_card(product=bed, serials={}, store="JJ", who="cy"))
    there = rows(front)
    assert there["Size, material, colour"] == "W 1900 × D 2130 × H 1050 mm, Oak, walnut"
    assert there["Maker"] == "Kapok Works" and there["Test report number"] == "MM-26-0417"
    assert by_hand(back) == ["Invoice number", "Serial number", "Delivered on", "Installed on"]
    bare = factories.a_product("BED2", "bed", "furniture_cn", parts=["frame"])
    _front, back = printed(cy, cards.a_card("许文静", "+8615200009038", bare, {}, store="JJ", who="cy"))
    assert {"Size, material, colour", "Maker", "Test report number"} <= {*by_hand(back)}
