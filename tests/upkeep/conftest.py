"""A maker of switchgear beside the two shops: its trade is a file of the tests (tests/playbooks/trades)."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from counter.catalog.models import Category
from counter.extensions import db
from counter.playbooks.models import PlaybookVersion
from counter.playbooks.reading import read_all
from tests import conftest, factories
from tests.warranty import cards

TRADES = Path(__file__).parents[1] / "playbooks" / "trades"
FILES = {
    -1: ("policies", "policies_equipment"),
    -2: ("playbook", "equipment"),
}  # never the newest of their kind


@pytest.fixture
def maker(app, shop):
    """The store EQ with Eve in it. A card of a cabinet: maker(sn, sold_on, phone)."""
    library = read_all(TRADES)
    for number, (kind, code) in FILES.items():
        body = (library.policy_files if kind == "policies" else library.playbooks)[code]
        version = PlaybookVersion(id=number, kind=kind, code=code, version="1", body=body)
        version.imported_at = factories.NOW
        db.session.add(version)
    words = {"zh": "开关柜", "en": "Switchgear"}
    db.session.add(Category(code="switchgear", label=words, track="serial", parts=["cabinet", "breaker"]))
    db.session.flush()
    factories.a_person("eve", factories.a_store("EQ", "equipment"))
    product = factories.a_product("KYN28", "switchgear", "equipment", 4800000)

    def a_cabinet(sn, sold_on, phone="+8613800138000", **kw):
        return cards.a_card(
            "陈晓明", phone, product, {"sn": sn}, sold_on, "EQ", "eve", delivered_on=sold_on, **kw
        )

    yield a_cabinet
    db.session.rollback()
    conftest.wipe(app)
    db.session.execute(sa.delete(PlaybookVersion).where(PlaybookVersion.id < 0))
    db.session.execute(sa.delete(Category).where(Category.code == "switchgear"))
    db.session.commit()


@pytest.fixture
def eve(visit, maker):
    return visit("eve")
