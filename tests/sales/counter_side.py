"""What the tests of sales put on the shelves, and the short ways through a sale."""

import re
from types import SimpleNamespace

import sqlalchemy as sa

from counter.customers.consenting import give
from counter.extensions import db
from counter.sales.models import Sale
from counter.stock.moving import adjust, receive
from tests.factories import NOW, a_product, the_person, the_store

IMEI, OTHER_IMEI, DEMO_IMEI = "864207062184417", "864207221800044", "864207221802024"
PHONE = {"name": "陈晓明", "phone": "138 0013 8000"}
FAB = [
    {"feature": words, "advantage": words, "benefit": {"zh": "晚上拍得清", "en": "Sharp at night"}, "for": ["photography"]}
    for words in ({"zh": "大底", "en": "large sensor"},)
] + [
    {"feature": {"zh": "散热", "en": "cooling"}, "advantage": {"zh": "不烫", "en": "cool"},
     "benefit": {"zh": "打游戏不烫手", "en": "Cool in the hand"}, "for": ["gaming"]}
]  # fmt: skip


def phone_shelf():
    """A phone with two units and one for show, a film of its own, a case for anything, cover, a charger."""
    nm = the_store("NM")
    spec = {
        "cpu": {"zh": "雀芯8", "en": "Larkchip 8"},
        "sim_slots": 2,
        "battery_mah": 5200,
        "standby_hours": 480,
    }
    spec["demo_actions"] = [{"zh": "夜景拍灯箱", "en": "photograph the lit sign"}]
    found = {"X20": a_product("X20", suits=["photography"], not_for=["elder"], spec=spec, fab=FAB)}
    found["C2"] = a_product("C2", "feature_phone", price=29900, suits=["elder"], spec={"sim_slots": 1})
    found["FILM"] = a_product("FILM", "film", price=12900, fits=["X20"])
    found["FILM9"] = a_product("FILM9", "film", price=19900, fits=["S9"])
    found["CASE"] = a_product("CASE", "case", price=9900, fits=[])
    found["COVER"] = a_product("COVER", "insurance", price=19900)
    found["MEM"] = a_product("MEM", "memory", price=12900)
    found["BUDS"] = a_product("BUDS", "earphones", price=39900)
    receive(
        nm.id,
        found["X20"].id,
        "shelf",
        NOW,
        {"imei1": IMEI, "imei2": "864207062184425", "sn": "YQX20AAAAA01"},
    )
    receive(
        nm.id,
        found["X20"].id,
        "shelf",
        NOW,
        {"imei1": OTHER_IMEI, "imei2": "864207221800051", "sn": "YQX20AAAAA02"},
    )
    receive(
        nm.id,
        found["X20"].id,
        "demo",
        NOW,
        {"imei1": DEMO_IMEI, "imei2": "864207221802032", "sn": "YQX20AAAAA03"},
        label="K01",
    )
    receive(nm.id, found["BUDS"].id, "shelf", NOW, {"sn": "BUDS0000001"})
    for code, many in {"FILM": 3, "FILM9": 3, "CASE": 2, "MEM": 4}.items():
        adjust(nm.id, found[code].id, "shelf", many)
    db.session.commit()
    return {code: product.id for code, product in found.items()}


def furniture_floor():
    """A bed in stock, a wardrobe made to measure that is not, a mattress with a serial, pillows."""
    jj = the_store("JJ")
    made = {"furniture": "furniture_cn"}["furniture"]
    found = {"BED": a_product("BED", "bed", made, 698000, parts=["frame"], material="oak")}
    found["WARD"] = a_product("WARD", "wardrobe", made, 1140000, parts=["panels"], material="board",
                              spec={"custom": True, "lead_days": 25})  # fmt: skip
    found["MATT"] = a_product("MATT", "mattress", made, 428000, parts=["springs"], material="upholstery")
    found["PILLOW"] = a_product("PILLOW", "pillow", made, 19900)
    found["UP"] = a_product("UP", "delivery_upgrade", made, 28000)
    adjust(jj.id, found["BED"].id, "shelf", 1)
    adjust(jj.id, found["PILLOW"].id, "shelf", 4)
    receive(jj.id, found["MATT"].id, "shelf", NOW, {"sn": "MATT00000001"})
    db.session.commit()
    return {code: product.id for code, product in found.items()}


def begin(visitor, **fields):
    """The sale's address."""
    answer = visitor.send("/sales", **fields)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return answer.location.split("?")[0]


def text(answer):
    return answer.get_data(as_text=True)


def the_sale(path):
    db.session.rollback()
    return db.session.get(Sale, int(path.rsplit("/", 1)[1]))


def step(path, code):
    return next(one for one in the_sale(path).steps if one.code == code)


def tick(visitor, path, code, **fields):
    return visitor.send(f"{path}/steps/{step(path, code).id}/completion", **fields)


def suggested(path):
    """{product code: suggestion id}"""
    return {one.product.code: one.id for one in the_sale(path).suggestions}


def paid(visitor, path, **fields):
    return visitor.send(
        f"{path}/payments", **{"amount": str(the_sale(path).balance / 100), "method": "cash", **fields}
    )


def sold(visitor, address=True, imei=IMEI):
    """A phone on the slip, paid, and nothing of the hand-over done."""
    path = begin(visitor, **PHONE)
    visitor.send(f"{path}/lines", code=imei)
    assert paid(visitor, path).status_code == 303
    return path


def ready(path, *, but=(), consents=("service_callback",)):
    """Ticked as if by hand, without a request for each: the hand-over is left."""
    sale, person = (
        the_sale(path),
        SimpleNamespace(
            person_id=the_person("ann").id, names={"zh": "安", "en": "Ann"}, store=None, tablet_id=None
        ),
    )
    for one in sale.steps:
        takes_form = any(
            str(field.get("into") or "").startswith("delivery.") for field in one.body.get("fields") or []
        )
        if one.is_handover and one.code not in but and not takes_form:
            one.done_at, one.done_by = NOW, person.person_id
    for purpose in consents if sale.customer else ():
        give(sale.customer, purpose, person, NOW)
    db.session.commit()


def errors(answer):
    found = re.findall(r'class="error"[^>]*>.*?<span>(.*?)</span></p>', text(answer), re.S)
    return found + re.findall(r'role="alert">.*?<span class="grow">(.*?)</span>', text(answer), re.S)


def count(model, *where):
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count()).select_from(model).where(*where))
