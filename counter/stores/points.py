"""The network as a list, one point a line: what its columns are called, and what stands on its lines."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import IO

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from counter.spreadsheets import MARK, as_csv
from counter.stores import placing, profile, profile_cells
from counter.stores.models import Store
from counter.stores.network import Network
from counter.tables import FileTrouble, columns_of, lines_of, plain

MOST_LINES, MOST_COLUMNS, MOST_CHARACTERS = 3_000, 30, 500
LABELS = {
    "code": _("Code"), "name": _("Name of the point"), "name_en": _("Name in English"), "address": _("Address"),
    "address_en": _("Address in English"), "phone": _("Phone"), "parent": _("Stands under"), "level": _("Level"),
    "sells": _("It sells"), "services": _("It services"), "districts": _("Districts it serves"), "playbook": _("Playbook"),
    "jurisdiction": _("Country or province"), "opens_at": _("Opens at"), "closes_at": _("Closes at"), "closed_days": _("Closed on"),
    "promises": _("Promised beside the law"), "facilities": _("What it has"), "fields": _("Particulars"),
    "time_zone": _("Time zone"), "currency": _("Currency"),
}  # fmt: skip
# See tables.columns_of().
WORDS = {
    "code": "code 编码 代码 编号 门店代码 网点代码 storecode",
    "name_en": "nameinenglish englishname nameen 英文名 英文名称",
    "address_en": "addressinenglish englishaddress addressen 英文地址",
    "parent": "standsunder under parent 上级 上级代码 所属 上级网点 隶属",
    "level": "level 层级 级别",
    "sells": "itsells sells 做销售 销售 是否销售",
    "services": "itservices services 做服务 服务 维修 是否服务 是否维修",
    "districts": "districtsitserves 服务的区县 districts district 服务区域 区域 辖区 覆盖区域",
    "playbook": "playbook 门店手册 手册",
    "jurisdiction": "countryorprovince jurisdiction country province 国家或省份 国家 省份 法域",
    "opens_at": "opensat opening opens 开门时间 开门 营业开始",
    "closes_at": "closesat closing closes 关门时间 关门 营业结束",
    "closed_days": "closedon closed closeddays 休息日 每周休息 不营业",
    "promises": "promisedbesidethelaw promises promise 法定之外的承诺 承诺",
    "facilities": "whatithas facilities capabilities 门店条件 条件 设施",
    "fields": "particulars fields 门店信息 其他信息",
    "time_zone": "timezone 时区",
    "currency": "currency 货币 币种",
    "phone": "phone telephone tel 电话 联系电话",
    "address": "address 地址",
    "name": "nameofthepoint name 名称 门店 网点 门店名称 网点名称",
}


@dataclass
class Points:
    """columns: {field: place}; left_out: headings that mean nothing here. lines: (number in the file, its cells)."""

    columns: dict[str, int]
    left_out: list[str]
    lines: list[tuple[int, dict[str, str]]] = field(default_factory=list)


def read(stream: IO[bytes]) -> Points:
    """Raises FileTrouble."""
    rows = ((line, [plain(cell)[:MOST_CHARACTERS] for cell in cells]) for line, cells in lines_of(stream))
    full = ((line, cells) for line, cells in rows if any(cells))
    top = next(full, None)
    if top is None:
        raise FileTrouble(_("This file is empty."))
    return of_rows(top[1], full)


def of_rows(headings: Sequence[str], rows: Iterable[tuple[int, list[str]]]) -> Points:
    columns = columns_of(headings[:MOST_COLUMNS], WORDS)
    if "code" not in columns:
        raise FileTrouble(_("No column is called “Code”. Each line needs the code of its point."))
    taken = set(columns.values())
    points = Points(columns, [one for place, one in enumerate(headings) if one and place not in taken])
    for line, cells in islice(rows, MOST_LINES + 1):
        points.lines.append((line, {name: cell_at(cells, place) for name, place in columns.items()}))
    if len(points.lines) > MOST_LINES:
        raise FileTrouble(_("More than %(num)s lines at once. Divide the list.", num=f"{MOST_LINES:,}"))
    if not points.lines:
        raise FileTrouble(_("There is no line under the headings."))
    return points


def cell_at(cells: Sequence[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""


def as_file(stores: Iterable[Store], network: Network) -> Iterator[str]:
    """As it is now; put right in a spreadsheet it can be brought in as it is."""
    yes, no = gettext("Yes"), gettext("No")
    profiles: dict[str, profile.Profile] = {}
    yield MARK + as_csv([[str(label) for label in LABELS.values()]])
    for one in stores:
        above = network.places[one.parent_id].code if one.parent_id else ""
        names = [one.name.get("zh", ""), one.name.get("en", "")]
        where = [one.address.get("zh", ""), one.address.get("en", "")]
        does = [yes if one.sells else no, yes if one.services else no]
        districts = "; ".join(map(placing.spelt, one.districts))
        place = [one.code, *names, *where, one.phone, above, one.level, *does, districts, one.playbook_code]
        if one.playbook_code not in profiles:
            profiles[one.playbook_code] = profile.of_playbook(one.playbook_code)
        yield as_csv([[*place, *profile_cells.cells_of(one, profiles[one.playbook_code])]])
