"""One customer, many of one product: a home that gave its people phones, an inn that bought mattresses."""

from datetime import datetime, timedelta

from sqlalchemy import select

from counter.catalog.identifiers import completed_imei
from counter.catalog.models import Product
from counter.customers.registering import register
from counter.demo.tickets import hand_of
from counter.extensions import db
from counter.serial_batches import reading, registering

BATCHES = [
    ("NM", "phone-manager", "木樨养老院", "+8618500002001", "苏州市姑苏区木樨路3号", "C2-BK",
     [completed_imei(f"86420748130{number:03}") for number in range(100, 112)]),
    ("JJ", "furniture-manager", "云栖客栈", "+8618500002002", "苏州市吴中区渔洋路21号", "MAT-15",
     [f"MAT15CF{number:04}" for number in range(2201, 2209)]),
]  # fmt: skip


def register_many(at: datetime) -> None:
    for code, username, name, e164, address, model, serials in BATCHES:
        me, then = hand_of(code, username), at - timedelta(2)
        product = db.session.scalars(select(Product).where(Product.code == model)).first()
        if product is None:
            continue
        lines, _wrong = reading.read(reading.split("\n".join(serials)), product.category.track == "imei")
        customer = register(name, e164, me, then, address=address)
        today = me.store.today(then)
        batch = registering.begin(me.store, customer, e164, product, today, "", lines, me, then)
        registering.approve(batch, me, then)
        while batch.stage == "issuing":
            registering.go_on(batch, me.store, me, then)
