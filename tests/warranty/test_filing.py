"""What a card is filed under is told by the card itself."""

import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from counter.customers import numbering
from counter.customers.models import Customer
from counter.extensions import db
from counter.warranty import filing, transferring
from counter.warranty.models import Card, LookupKey
from counter.warranty.probes import Filed, keys_of, number_key
from tests import factories
from tests.support.queries import counted
from tests.warranty import cards

PHONES = st.lists(
    st.sampled_from(["+8613800138000", "+8613900138000", "+861388000", "+4915112345678"]), max_size=3
)
NAMES = st.sampled_from(
    ["陈晓明", "单雄信", "Anna Schmidt", "8000", "13800138000", "NMF4K2WA", "🙂", "Li\nNa"]
)
SERIALS = st.lists(st.sampled_from(["353000000000008", "YQX20B7H3K9M", "4711-8000", "NMF4K2WA"]), max_size=3)


@given(NAMES, PHONES, SERIALS, st.sampled_from([(), ("A1023",), ("8000",), ("NMF4K2WA",)]))
def test_what_is_packed_is_unpacked_as_it_was(name, phones, serials, invoices):
    keys = keys_of(Filed(name, tuple(phones), "NMF4K2WA", tuple(serials), invoices))
    text = filing.packed(keys, "NMF4K2WA")
    assert filing.unpacked(text, "NMF4K2WA") == keys
    if phones and not name.isdigit():
        assert len(text.split("\n")) < len(keys)  # its own number and the last four need not be said


def kept(card):
    return set(db.session.scalars(sa.select(LookupKey.value).where(LookupKey.card_id == card.id)))


def test_a_card_tells_all_its_keys_and_filing_it_anew_leaves_none_and_is_no_new_version(shop):
    card = cards.a_card()
    db.session.commit()
    version, before = card.version, kept(card)
    assert filing.unpacked(card.filed, card.number) == before and len(before) > 5
    told = filing.told(card, factories.the_store("NM"), ["+8613911112222"], ["NEWSERIAL77"])
    filing.file_all({card: told})
    db.session.commit()
    after = kept(card)
    assert db.session.scalar(sa.select(Card.version)) == version
    assert filing.unpacked(card.filed, card.number) == after
    assert {"p+8613911112222", "42222111193168", "s77LAIRESWEN", number_key(card.number)} <= after
    assert not {key for key in before - after if key in kept(card)} and "p+8613800138000" not in after


def test_no_card_leaves_another_without_keys(shop):
    one, other = cards.a_card(), cards.a_card(serials={"sn": "SECOND1234"})
    db.session.commit()
    before = kept(other)
    filing.file_all({one: filing.told(one, factories.the_store("NM"), [], [])})
    filing.rank([one])
    assert kept(other) == before and kept(one) < before | {number_key(one.number)}


def test_a_number_more_of_a_firm_costs_the_same_with_many_cards(shop, monkeypatch):
    first = cards.a_card("鸿运公司", serials={"sn": "FIRM000000"})
    owner = db.session.get_one(Customer, first.customer_id)

    def asked(phone):
        with counted() as queries:
            assert numbering.add(owner, phone, "work", cards.by(), factories.NOW)
            db.session.flush()
        db.session.commit()
        db.session.expire_all()
        return len(queries)

    few = [asked("+8613900002219"), asked("+8613900002220")][1]
    for place in range(1, 8):
        cards.a_card(serials={"sn": f"FIRM{place:06}"})
    db.session.execute(sa.update(Card).values(customer_id=owner.id))
    db.session.commit()
    db.session.expire_all()
    assert asked("+8613900002221") <= few
    monkeypatch.setattr(transferring, "CHUNK", 3)
    assert numbering.end(owner, "+8613900002219", cards.by(), factories.NOW)
    db.session.commit()
    for card in db.session.scalars(sa.select(Card)):
        assert {"p+8613900002220", "p+8613900002221"} <= kept(card) and "p+8613900002219" not in kept(card)
        assert filing.unpacked(card.filed, card.number) == kept(card)
