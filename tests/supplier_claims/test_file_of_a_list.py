"""The file of a list, as a server sends it: line by line, when the request is over."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from counter.extensions import db
from tests.supplier_claims import claims
from tests.support.answers import said

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shop", "monday")]


def test_it_comes_whole_and_in_the_words_of_who_asks(bo):
    claim = claims.claim_of(claims.repaired("S1"))
    path = bo.send("/supplier-claims/batches", claim=str(claim.id)).location
    db.session.commit()
    with ThreadPoolExecutor(1) as apart:  # the test's own app context is not there
        text = apart.submit(lambda: said(bo.get(f"{path}/list.csv"))).result()
    assert "Our number" in text and claim.ticket_number in text and text.count("\n") == 2
