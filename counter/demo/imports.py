"""Each shop's manager has begun to bring in the cards from before Counter: one file is checked, one waits for its columns."""

import io
from datetime import datetime, timedelta

from sqlalchemy import select

from counter.card_imports import starting, unpacking
from counter.card_imports.columns import recognised
from counter.demo.hands import Hand
from counter.extensions import db
from counter.staff.models import Membership, Person
from counter.stores.models import Store

SOLD = {"NM": "X20-256-BL", "JJ": "BED-OAK-18"}
CARDS = """卡号,姓名,手机号,地址,购买日期,型号,序列号,发票号
旧0001,吴桂兰,139 0571 1031,竹影巷3号,{day},{product},OLD7H3K9{code},200131
旧0002,沈国强,0571-8765 1032,学士里18号,{day},{product},OLD7H3KA{code},200132
旧0003,吴桂兰,139 0571 1031,竹影巷3号,{day},{product},OLD7H3K9{code},200131
旧0004,郭芳,1390571103,南环里7号,{day},{product},OLD7H3KC{code},200134
旧0005,林婷,1.39057E+10,,{day},红杉9,OLD7H3KD{code},200135
"""
OTHERS = """编号,老顾客,号码,住在,哪天买的,买了什么
1,沈国强,0571-8765 1032,学士里18号,{day},{product}
"""


def begin_imports(at: datetime) -> None:
    for code, product in SOLD.items():
        store = db.session.scalars(select(Store).where(Store.code == code)).one()
        working = select(Person).join(Membership, Membership.person_id == Person.id)
        manager = db.session.scalars(
            working.where(Membership.store_id == store.id, Membership.role_code == "manager").limit(1)
        ).one()
        by, then = Hand.of(manager, store), at - timedelta(days=1)
        words = {"day": (store.today(at) - timedelta(days=200)).isoformat(), "product": product, "code": code}
        cards, others = (text.format(**words).encode("gb18030") for text in (CARDS, OTHERS))
        one = starting.begin(unpacking.unpack(io.BytesIO(cards), "去年的保修卡.csv"), store, by, then)
        starting.map_columns(one, recognised(one.headings), by, then)
        starting.go_on(one, store, by, then)
        starting.begin(unpacking.unpack(io.BytesIO(others), "老顾客.csv"), store, by, then)
