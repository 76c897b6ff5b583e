"""A claim that was sent by mistake, or to another debtor, is taken out of its list again."""

import pytest

from counter.extensions import db
from counter.history import models as history
from counter.supplier_claims.models import SupplierClaimBatch
from counter.tickets.numbers import shown
from tests import factories
from tests.supplier_claims import claims
from tests.supplier_claims.test_lists_over_stores import of_store, works_in
from tests.support.answers import said
from tests.support.at_once import at_once

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]


@pytest.fixture
def sent(bo):
    """Two in one list: their numbers, and where the list is."""
    numbers = [claims.claim_of(claims.repaired(serial)).id for serial in ("S1", "S2")]
    answer = bo.send("/supplier-claims/batches", claim=[str(one) for one in numbers])
    return numbers, answer.location


def withdrawn(visitor, number, **kw):
    return visitor.send(f"/supplier-claims/{number}/withdrawal", **kw)


def the(number):
    return next(one for one in claims.the_claims() if one.id == number)


def test_it_waits_to_be_sent_again_and_its_list_is_without_it_and_says_so(bo, sent):
    (first, second), path = sent
    assert "Take it out of the list" in said(bo.get(f"/supplier-claims/{first}"))
    assert "¥760" in said(bo.get(path))
    assert withdrawn(bo, first).status_code == 303
    claim = the(first)
    assert (claim.stage, claim.batch_id, claim.sent_at) == ("made", None, None)
    page = said(bo.get(path))
    assert "Taken out since it was sent" in page and shown(claim.ticket_number) in page and "¥760" not in page
    text = bo.get(f"{path}/list.csv").get_data().decode("utf-8-sig")
    assert text.count("\n") == 2 and claim.ticket_number not in text
    assert the(second).ticket_number in text
    one = said(bo.get(f"/supplier-claims/{first}"))
    assert "took it out of its list" in one and path not in one and "Send this one alone" in one
    batch = db.session.scalars(db.select(SupplierClaimBatch)).one()
    (entry,) = history.of(batch, "withdraw")
    assert entry.changes["claim"] == [first, None] and entry.changes["amount"] == [38_000, None]
    corrected = bo.send(f"/supplier-claims/{first}/correction", debtor="Other", amount="100")
    assert corrected.status_code == 303
    again = bo.send("/supplier-claims/batches", claim=str(first))
    assert again.status_code == 303 and again.location != path
    assert "¥100" in said(bo.get(again.location)) and "Taken out" not in said(bo.get(again.location))


def test_a_list_from_which_all_was_taken_out_opens_and_says_so(bo, dee, visit, sent):
    numbers, path = sent
    for number in numbers:
        assert withdrawn(bo, number).status_code == 303
    for visitor in (bo, dee):
        page = said(visitor.get(path))
        assert "All that was in this list was taken out again" in page and "Lark" in page
        for number in numbers:
            assert f"/supplier-claims/{number}" in page
    assert bo.get(f"{path}/list.csv").get_data().decode("utf-8-sig").count("\n") == 1
    factories.a_person("max", factories.the_store("JJ"), "manager")
    assert visit("max").get(path).status_code == 404


def test_only_what_was_sent_and_not_answered_is_taken_out_and_once(bo, cy, sent):
    (first, second), _ = sent
    assert withdrawn(cy, first).status_code == 403
    stale = withdrawn(bo, first, version="1")
    assert stale.status_code == 409 and "Somebody went on" in said(stale)
    key = "w" * 22
    assert [withdrawn(bo, first, operation_id=key).status_code for _ in range(2)] == [303, 303]
    assert len(history.of(the(first), "withdraw")) == 1
    assert withdrawn(bo, first).status_code == 409
    assert bo.send(f"/supplier-claims/{second}/answer", answer="refused", because="过保").status_code == 303
    assert withdrawn(bo, second).status_code == 409
    assert "Take it out of the list" not in said(bo.get(f"/supplier-claims/{second}"))
    assert bo.send(f"/supplier-claims/{second}/reopening").status_code == 303
    assert withdrawn(bo, second).status_code == 303


def test_an_answer_and_a_withdrawal_at_once_are_not_both(visit, dee, sent):
    (first, _), _ = sent
    paths = [f"/supplier-claims/{first}/answer", f"/supplier-claims/{first}/withdrawal"]
    version = str(the(first).version)
    fields = [{"answer": "accepted", "version": version}, {"version": version}]
    answers = at_once([visit("bo"), dee], paths, fields)
    assert sorted(answer.status_code for answer in answers) == [303, 409]


def test_of_a_list_over_stores_nobody_is_told_of_another_stores(visit, dee):
    factories.a_person("moe", factories.the_store("NM"), "manager")
    works_in("moe", "JJ")
    own, other = claims.claim_of(claims.repaired("S1")).id, of_store(claims.repaired("S2"), "JJ")
    moe, bo = visit("moe"), visit("bo")
    path = moe.send("/supplier-claims/batches", claim=[str(own), str(other)]).location
    assert withdrawn(bo, other).status_code == 404
    assert withdrawn(moe, other).status_code == 303
    page = said(bo.get(path))
    assert f"/supplier-claims/{other}" not in page and f"/supplier-claims/{other}" in said(moe.get(path))
    assert withdrawn(bo, own).status_code == 303
    assert bo.get(path).status_code == 404
    for visitor in (moe, dee):
        assert "All that was in this list" in said(visitor.get(path))
