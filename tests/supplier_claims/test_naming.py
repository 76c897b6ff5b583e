"""A claim goes to somebody: whose debtor nobody named is named first, several in one go."""

import pytest

from counter.catalog.models import Product
from counter.extensions import db
from counter.history import models as history
from counter.supplier_claims import listing, naming
from tests import factories
from tests.supplier_claims import claims
from tests.support.answers import said
from tests.support.queries import counted

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]


def carried(*serials):
    """Claims on a carrier whom nobody named; their numbers."""
    return [claims.claim_of(claims.repaired(serial, cause="transport")).id for serial in serials]


def unbranded(serial):
    ticket = claims.repaired(serial)
    claim = claims.claim_of(ticket)
    claim.debtor, claim.debtor_key = {}, "maker:"
    db.session.commit()
    return claim.id


def names(visitor, numbers, debtor, **kw):
    return visitor.send("/supplier-claims/namings", claim=[str(one) for one in numbers], debtor=debtor, **kw)


def the(number):
    return next(one for one in claims.the_claims() if one.id == number)


def test_what_nobody_owes_by_name_is_not_sent_and_not_ticked(bo):
    numbers = carried("S1", "S2")
    page = said(bo.get("/supplier-claims?debtor=carrier:"))
    assert "Nobody said who owes these" in page and "Carrier not named" in page and "name it first" in page
    assert " checked" not in page and "Send the ticked ones" not in page
    refused = bo.send("/supplier-claims/batches", claim=[str(one) for one in numbers])
    assert refused.status_code == 422 and "nobody said who owes it" in said(refused)
    one = said(bo.get(f"/supplier-claims/{numbers[0]}"))
    assert "can't be sent" in one and "Send this one alone" not in one
    assert {one.stage for one in claims.the_claims()} == {"made"}


def test_several_are_named_in_one_go_and_then_go_out_in_one_list(bo):
    numbers = carried("S1", "S2", "S3")
    answer = names(bo, numbers[:2], "Far Cargo")
    assert answer.status_code == 303 and "debtor=carrier:farcargo" in answer.location
    page = said(bo.get(answer.location))
    assert page.count(" checked") == 2 and "Nobody said who owes these" not in page
    assert [one.key for one in listing.debtors(None, factories.NOW)] == ["carrier:", "carrier:farcargo"]
    assert 'value="Far Cargo"' in said(bo.get("/supplier-claims"))  # offered for the third one
    assert names(bo, numbers[2:], "ＦＡＲ  cargo").status_code == 303
    assert {one.debtor_key for one in claims.the_claims()} == {"carrier:farcargo"}
    assert the(numbers[2]).debtor == {"zh": "Far Cargo", "en": "Far Cargo"}
    (entry,) = history.of(the(numbers[0]), "name")
    assert entry.changes == {"debtor": ["carrier:", "carrier:farcargo"]}
    assert "said who owes it" in said(bo.get(f"/supplier-claims/{numbers[0]}"))
    assert bo.send("/supplier-claims/batches", claim=[str(one) for one in numbers]).status_code == 303


@pytest.mark.parametrize("typed", ["云雀", "lark", " L A R K "])
def test_a_brand_is_the_same_debtor_in_whichever_language_it_is_typed(bo, typed):
    branded, bare = claims.claim_of(claims.repaired("S1")), unbranded("S2")
    assert names(bo, [bare], typed).status_code == 303
    assert (the(bare).debtor_key, the(bare).debtor) == (branded.debtor_key, claims.LARK)
    assert len(listing.debtors(None, factories.NOW)) == 1
    other = unbranded("S3")
    path = f"/supplier-claims/{other}/correction"
    assert bo.send(path, debtor=typed, amount="380").status_code == 303
    assert the(other).debtor_key == branded.debtor_key


def test_what_is_wrong_with_a_naming_is_said_and_what_was_typed_is_kept(bo, cy):
    carrier, maker, branded = carried("S1"), unbranded("S2"), claims.claim_of(claims.repaired("S3")).id
    for numbers, debtor, sentence in (
        ([], "云雀", "Tick what is owed by them"),
        (carrier, "", "Say who owes it"),
        (carrier, "...", "This is no name"),
        ([*carrier, maker], "Far Cargo", "are not one debtor"),
        ([branded], "Far Cargo", "just said who owes one"),
    ):
        answer = names(bo, numbers, debtor)
        page = said(answer)
        assert answer.status_code == 422 and sentence in page, sentence
        assert f'value="{debtor}"' in page and page.count(" checked") == len(set(numbers) - {branded}) + (
            branded in numbers
        )
    assert the(carrier[0]).debtor == {} and the(branded).debtor == claims.LARK
    bo.send(f"/supplier-claims/{branded}/correction", debtor="...", amount="380")
    assert the(branded).debtor == claims.LARK
    assert names(cy, carrier, "Far Cargo").status_code == 403
    key = "n" * 22
    for _ in range(2):
        assert names(bo, carrier, "Far Cargo", operation_id=key).status_code == 303
    assert len(history.of(the(carrier[0]), "name")) == 1
    assert names(bo, [maker], "云雀", htmx=True).status_code == 200


def test_another_stores_claims_are_named_by_its_own_manager(visit, dee):
    (number,) = carried("S1")
    factories.a_person("max", factories.the_store("JJ"), "manager")
    answer = names(visit("max"), [number], "Far Cargo")
    assert answer.status_code == 422 and the(number).debtor == {}
    assert names(dee, [number], "Far Cargo").status_code == 303


def test_the_list_asks_no_more_of_the_database_for_more_of_them(bo):
    carried("S1")
    with counted() as few:
        bo.get("/supplier-claims")
    carried(*(f"T{number}" for number in range(6)))
    with counted() as many:
        bo.get("/supplier-claims")
    assert len(many) == len(few) <= 8


def test_known_are_the_brands_of_products_and_the_debtors_so_far(bo):
    claims.a_lark()
    db.session.commit()
    (number,) = carried("S1")
    names(bo, [number], "Far Cargo")
    assert claims.LARK in naming.known("maker") and naming.known("carrier") == [
        {"zh": "Far Cargo", "en": "Far Cargo"}
    ]
    assert naming.known("carrier", store_ids=()) == []
    db.session.query(Product).update({"brand": {}})
    assert naming.known("maker") == []
