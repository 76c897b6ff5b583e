"""Which column of a file is which field of the card, by the words over it."""

from collections.abc import Collection, Sequence

from flask_babel import lazy_gettext as _

from counter.tables import columns_of

NEEDED = ("name", "phone", "address", "sold_on", "product")
LABELS = {
    "name": _("Name of the customer"),
    "phone": _("Phone"),
    "address": _("Address"),
    "sold_on": _("Bought on"),
    "product": _("Product"),
    "imei1": _("IMEI 1"),
    "imei2": _("IMEI 2"),
    "sn": _("Serial number"),
    "serial": _("IMEI or serial number"),
    "invoice_number": _("Invoice number"),
    "delivered_on": _("Delivered on"),
    "installed_on": _("Put up on"),
    "activated_on": _("Activated on"),
    "quantity": _("Pieces"),
}
FIELDS = tuple(LABELS)
# Without case, spaces and signs. Those of two characters and more are also looked for within a longer heading.
WORDS = {
    "serial": "imei序列号 imeisn 串号序列号 序列号imei imeiserial serialimei 串码序列号 imei或序列号 imeiorserialnumber",
    "imei2": "imei2 imei二 串号2 串码2 副imei 第二imei imei02",
    "imei1": "imei1 imei imei一 串号1 串码1 主imei 串号 串码 imei01 imei号 imei码",
    "sn": "sn 序列号 机身号 机身码 serial serialnumber serialno sn码 sn号 出厂编号",
    "invoice_number": "发票号 发票号码 发票 invoice invoicenumber invoiceno 票号 收据号",
    "delivered_on": "送货日期 送货日 送货时间 交货日期 送达日期 delivered deliveredon deliverydate",
    "installed_on": "安装日期 安装日 安装时间 安装完成 installed installedon installationdate putupon",
    "activated_on": "激活日期 激活日 激活时间 activated activatedon activationdate",
    "quantity": "数量 件数 quantity qty pieces pcs",
    "sold_on": "购买日期 购买日 购买时间 购机日期 销售日期 销售时间 purchasedate dateofpurchase bought boughton soldon 日期 date",
    "product": "型号 商品 产品 商品名称 产品名称 商品型号 产品型号 机型 品名 货号 product model productname item 商品编码",
    "phone": "电话 手机 手机号 手机号码 电话号码 联系电话 联系方式 phone mobile tel telephone phonenumber",
    "address": "地址 住址 送货地址 联系地址 家庭住址 address",
    "name": "姓名 顾客 顾客姓名 客户 客户姓名 客户名称 名字 称呼 name customer customername",
}


def recognised(headings: Sequence[str], but: Collection[str] = ()) -> dict[str, int]:
    """{field: place of its column}. but: the fields that the store's trade does not need."""
    return {field: place for field, place in columns_of(headings, WORDS).items() if field not in but}


def left_out(
    headings: Sequence[str], columns: dict[str, int], but: Collection[str] = ()
) -> list[tuple[str, str]]:
    """(heading, field or "") of the columns that nobody chose: the field is one that has a column already, and this one looks
    like a second, another phone say."""
    taken = set(columns.values())
    rest = [heading for place, heading in enumerate(headings) if heading and place not in taken]
    return [(heading, next(iter(recognised([heading], but)), "")) for heading in rest]


def missing(columns: dict[str, int]) -> list[str]:
    """The fields that each card must have and no column gives."""
    return [field for field in NEEDED if field not in columns]
