"""Cards as a shop of some years would have them, made up row by row: always the same for the same place in the row.

What is filed of them is filed by the very rules that file a card that is issued (counter/warranty).
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Dialect

from counter.catalog.models import Product
from counter.columns import Day, Second
from counter.stores.models import Store
from counter.warranty import clauses, coverage, covering, describing, filing, issuing, numbers, promises
from counter.warranty.models import Identifier, LookupKey
from counter.warranty.probes import invoice_key, name_keys, number_key, phone_keys, serial_key
from counter.warranty.restdays import Plan
from counter.warranty.terms import Days, Policy, Thing

MARK = "bench-fill"  # in the note of each customer that this made
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉萍红文建国志辉鹏宇浩然子轩雨涵欣怡佳琪梓晨晓东海波婷雪梅兰飞龙凯旋思远俊峰嘉豪天佑一诺若曦云帆星辰书瑶景行知夏安宁可心乐言"
STREETS = (
    "和平路",
    "清泰街",
    "竹影巷",
    "学士里",
    "南环里",
    "星塘里",
    "桃花坞",
    "石湖路",
    "莲花新村",
    "平江路",
)
PREFIXES = (
    "130",
    "133",
    "135",
    "136",
    "137",
    "138",
    "139",
    "150",
    "152",
    "158",
    "159",
    "177",
    "180",
    "186",
    "188",
    "189",
)
TAC, UNITS = 86420700, 1_000_000  # a type's allocation code has six digits for its units
YEARS = 3
BILLED = 100  # one card in so many has an invoice number
CODE = numbers.ALPHABET
Covers = tuple[list[tuple[Any, ...]], int]  # rows without their line, and until when anything is covered
DOUBLED = {digit: sum(divmod(2 * int(digit), 10)) for digit in "0123456789"}  # Luhn


@dataclass
class Rows:
    """By table, tuples in the order of COLUMNS."""

    tables: dict[str, list[tuple[Any, ...]]] = field(default_factory=lambda: {name: [] for name in COLUMNS})

    def add(self, table: str, *values: Any) -> None:
        self.tables[table].append(values)


COLUMNS: Mapping[str, Sequence[str]] = {
    "customers": ("id", "name", "address", "postcode", "is_birthday_lunar", "customer_type", "note", "made_at", "version"),
    "customers_of_stores": ("store_id", "customer_id"),
    "customer_keys": ("value", "customer_id"),
    "phones": ("id", "customer_id", "e164", "last4", "whose", "made_at"),
    "cards": (
        "id", "store_id", "number", "customer_id", "customer_name", "customer_phone", "customer_address",
        "customer_postcode", "invoice_number", "sold_on", "delivered_on", "ends_on", "policies_version_id", "issued_at",
        "issued_by", "voided_because", "version", "filed", "description_id",
    ),
    "card_lines": ("id", "card_id", "product_id", "description_id", "quantity"),
    "identifiers": ("line_id", "kind", "value", "live"),
    "clauses": ("id", *clauses.FIELDS),
    "coverages": ("line_id", "place", "clause_id", "starts_on", "ends_on"),
    "lookup_keys": ("value", "store_id", "card_id", "until"),
}  # fmt: skip


@dataclass(frozen=True)
class Shop:
    """What a card of this store is written from."""

    store: Store
    person_id: int
    products: Sequence[Product]
    book: dict[str, Any]
    kept: promises.Promises
    plans: Sequence[Plan]
    kinds: Sequence["Kind"] = ()
    known: Mapping[clauses.Told, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Kind:
    """A product as it stands on each card of it."""

    product_id: int
    description_id: int
    thing: Thing
    policies: list[Policy]

    @classmethod
    def of(cls, product: Product, shop: Shop) -> "Kind":
        line = issuing.line_of(issuing.Covered(product), shop.store, shop.book, shop.kept)
        policies = [shop.kept.policies[name] for name in line.facts["policies"]]
        return cls(product.id, describing.keep(line.description).id, covering.thing_of(line), policies)


class Writer:
    """What is poured goes past the column types, so it is written here as each database keeps it.

    starts: the last id of each table; running: the last number of each year, both counted on here."""

    def __init__(
        self, shop: Shop, starts: Mapping[str, int], running: dict[int, int], dialect: Dialect
    ) -> None:
        self.shop, self.running, self.last = shop, running, dict(starts)
        written: list[Any] = [kind.bind_processor(dialect) or as_it_is for kind in (Day(), Second())]
        self.day_of, self.second_of = map(lru_cache(5000), written)
        kinds: Any = Identifier.__table__.c.kind.type
        self.kinds = {kind: kinds.process_bind_param(kind, dialect) for kind in serials_of(1)}
        self.store_id, self.code = shop.store.id, shop.store.code
        self.clauses = dict(shop.known)
        self.covers: dict[tuple[int, date], Covers] = {}
        self.ends: dict[tuple[int, date], Any] = {}
        chance = random.Random(MARK)
        self.given = ["".join(chance.choices(GIVEN, k=chance.choice((1, 2, 2)))) for _ in range(2000)]

    def rows(self, days: Sequence[date]) -> Rows:
        """One card for each of the days on which it was sold, which must not go back."""
        rows = Rows()
        for sold_on in days:
            self.card(rows, sold_on)
        return rows

    def next(self, table: str) -> int:
        self.last[table] += 1
        return self.last[table]

    def card(self, rows: Rows, sold_on: date) -> None:
        card_id, day, opens = (
            self.next("cards"),
            self.day_of(sold_on),
            datetime(*sold_on.timetuple()[:3], 2, tzinfo=UTC),
        )
        chance = random.Random(card_id)
        customer_id, name, e164, address, keys = self.customer(rows, chance, self.second_of(opens))
        kind = chance.choice(self.shop.kinds)
        self.running[sold_on.year] = self.running.get(sold_on.year, 0) + 1
        number = numbers.make(self.code, sold_on.year, self.running[sold_on.year])
        invoice = f"A{card_id:08}" if card_id % BILLED == 0 else ""
        at = self.second_of(opens + timedelta(hours=chance.randrange(11), minutes=chance.randrange(60)))
        covers, until = self.cover(rows, kind, sold_on)
        serials = serials_of(card_id)
        named = {invoice_key(invoice)} if invoice else set()
        found_by = {*phone_keys(e164), *keys, *named, number_key(number), *map(serial_key, serials.values())}
        rows.add(
            "cards", card_id, self.store_id, number, customer_id, name, e164, address, "215000", invoice, day, day,
            self.ends[kind.product_id, sold_on], self.shop.kept.version_id, at, self.shop.person_id, "", 1,
            filing.packed(found_by, number), kind.description_id,
        )  # fmt: skip
        line_id = self.next("card_lines")
        rows.add("card_lines", line_id, card_id, kind.product_id, kind.description_id, 1)
        for name_of, value in serials.items():
            rows.add("identifiers", line_id, self.kinds[name_of], value, 1)
        for row in covers:
            rows.add("coverages", line_id, *row)
        for key in found_by:
            rows.add("lookup_keys", key, self.store_id, card_id, until)

    def customer(
        self, rows: Rows, chance: random.Random, at: Any
    ) -> tuple[int, str, str, str, tuple[str, ...]]:
        """A new one, who lives somewhere and has one number."""
        customer_id = self.next("customers")
        name = chance.choice(SURNAMES) + chance.choice(self.given)
        e164 = f"+86{chance.choice(PREFIXES)}{chance.randrange(10**8):08}"
        house = f"{chance.randrange(1, 200)}号{chance.randrange(1, 30)}幢{chance.randrange(101, 1804)}"
        address = f"苏州市姑苏区{chance.choice(STREETS)}{house}"
        rows.add("customers", customer_id, name, address, "215000", False, "", MARK, at, 1)
        rows.add("customers_of_stores", self.store_id, customer_id)
        keys = kept_name_keys(name)
        for key in keys:
            rows.add("customer_keys", key[1:], customer_id)
        rows.add("phones", self.next("phones"), customer_id, e164, e164[-4:], "own", at)
        return customer_id, name, e164, address, keys

    def cover(self, rows: Rows, kind: Kind, sold_on: date) -> Covers:
        """Two phones of one type sold on one day are covered alike."""
        key = kind.product_id, sold_on
        if key not in self.covers:
            days_of = Days(sold_on, invoiced_on=sold_on, delivered_on=sold_on)
            where = self.shop.store.jurisdictions
            ends = coverage.ends(kind.policies, kind.thing, days_of, (), where, self.shop.plans)
            found = covering.rows_of(ends)
            ends_on = covering.main_end(kind.thing.parts, found)
            self.ends[key] = self.day_of(ends_on) if ends_on else None
            for told in map(clauses.told, found):
                if told not in self.clauses:
                    self.clauses[told] = self.next("clauses")
                    rows.add("clauses", self.clauses[told], *told)
            placed = [
                (row["place"], row["clause_id"], self.day_of(row["starts_on"]), self.day_of(row["ends_on"]))
                for row in covering.placed(found, self.clauses)
            ]
            until = max((LookupKey.day_of(row["ends_on"]) for row in found), default=LookupKey.LIFELESS)
            self.covers[key] = placed, until
        return self.covers[key]


def as_it_is(value: Any) -> Any:
    return value


@lru_cache(400_000)
def kept_name_keys(name: str) -> tuple[str, ...]:
    return tuple(name_keys(name))


def serials_of(place: int) -> dict[str, str]:
    """Two IMEIs and a serial number that no other place has, scattered like those of real stock."""
    first, second = imei(2 * place), imei(2 * place + 1)
    scattered, letters = place * 387_420_489 % 31**6, ""
    for _ in range(6):
        scattered, digit = divmod(scattered, 31)
        letters += CODE[digit]
    return {"imei1": first, "imei2": second, "sn": f"YQ{letters}{'ABCDEFGHJK'[place % 10]}N"}


def imei(place: int) -> str:
    type_code, unit = divmod(place, UNITS)
    body = f"{TAC + type_code}{unit * 7919 % UNITS:06}"
    return body + str(-(sum(map(DOUBLED.__getitem__, body[1::2])) + sum(map(int, body[0::2]))) % 10)


def days(count: int, until: date, years: int = YEARS) -> Iterator[date]:
    """Days of sale, evenly over the years before `until`, oldest first."""
    span = 365 * years
    return (until - timedelta(span - place * span // count) for place in range(count))
