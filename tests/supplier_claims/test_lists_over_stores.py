"""A list over the claims of several stores is seen by whoever sees them all."""

import re

import pytest

from counter.extensions import db
from counter.staff.models import Membership
from tests import factories
from tests.supplier_claims import claims
from tests.support.answers import said

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]


def works_in(username, code, role="manager"):
    person, store = factories.the_person(username), factories.the_store(code)
    db.session.add(Membership(person_id=person.id, store_id=store.id, role_code=role))
    db.session.commit()


def of_store(ticket, code):
    claim = claims.claim_of(ticket)
    claim.store_id = factories.the_store(code).id
    db.session.commit()
    return claim.id


def test_a_list_over_two_stores_is_seen_by_who_sees_both(visit, dee):
    factories.a_person("moe", factories.the_store("NM"), "manager")
    factories.a_person("max", factories.the_store("JJ"), "manager")
    works_in("moe", "JJ")
    own = claims.claim_of(claims.repaired("S1")).id
    other = of_store(claims.repaired("S2"), "JJ")
    moe, bo, max_ = visit("moe"), visit("bo"), visit("max")
    answer = moe.send("/supplier-claims/batches", claim=[str(own), str(other)])
    assert answer.status_code == 303
    page = said(moe.get(answer.location))
    assert "several stores" in page and "NM store" in page and "JJ store" in page
    assert moe.get(f"{answer.location}/list.csv").get_data().decode("utf-8-sig").count("\n") == 3
    assert dee.get(answer.location).status_code == 200
    for visitor, claim in ((bo, own), (max_, other)):
        assert visitor.get(answer.location).status_code == 404
        assert visitor.get(f"{answer.location}/list.csv").status_code == 404
        assert answer.location not in said(visitor.get(f"/supplier-claims/{claim}"))
    for visitor in (moe, dee):
        assert answer.location in said(visitor.get(f"/supplier-claims/{own}"))


def test_an_htmx_sending_of_two_stores_is_answered_with_its_list(visit):
    factories.a_person("moe", factories.the_store("NM"), "manager")
    works_in("moe", "JJ")
    numbers = [str(claims.claim_of(claims.repaired("S1")).id), str(of_store(claims.repaired("S2"), "JJ"))]
    answer = visit("moe").send("/supplier-claims/batches", htmx=True, claim=numbers)
    assert answer.status_code == 200 and "several stores" in said(answer)


def test_what_one_debtor_owes_in_two_currencies_goes_in_two_lists(dee):
    ours, abroad = (claims.claim_of(claims.repaired(f"S{place}")) for place in (1, 2))
    abroad.currency, abroad.amount = "EUR", 5000
    db.session.commit()
    page = said(dee.get("/supplier-claims"))
    links = [
        one.replace("&amp;", "&")
        for one in re.findall(r'href="(/supplier-claims\?[^"]*currency[^"]*)"', page)
    ]
    assert len(links) == 2
    both = dee.send("/supplier-claims/batches", claim=[str(ours.id), str(abroad.id)])
    assert both.status_code == 422 and "to one debtor, in one currency" in said(both)
    for link, one, other in zip(links, (ours, abroad), (abroad, ours), strict=True):
        page = said(dee.get(link))
        ticked = re.findall(r'name="claim" value="(\d+)" checked', page)
        assert ticked == [str(one.id)] and f'/supplier-claims/{other.id}"' not in page
        assert dee.send("/supplier-claims/batches", claim=ticked).status_code == 303


@pytest.mark.parametrize("is_htmx", [False, True])
def test_what_was_named_is_shown_in_its_own_currency(dee, is_htmx):
    ours, abroad = (claims.claim_of(claims.repaired(f"S{place}")) for place in (1, 2))
    abroad.currency, abroad.amount, abroad.debtor, abroad.debtor_key = "EUR", 5000, {}, "maker:"
    db.session.commit()
    answer = dee.send("/supplier-claims/namings", htmx=is_htmx, claim=str(abroad.id), debtor="Lark")
    page = said(answer if is_htmx else dee.get(answer.location))
    assert f'/supplier-claims/{abroad.id}"' in page and f'/supplier-claims/{ours.id}"' not in page
