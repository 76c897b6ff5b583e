"""What is asked of a product. The specification's fields come from the playbook of its trade."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import DateField, HiddenField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

from counter.amounts import NotAnAmount, minor, plain
from counter.catalog import alike, figures, holding
from counter.catalog.describing import label_of
from counter.catalog.identifiers import IdentifierError, check_ean
from counter.catalog.models import Product
from counter.catalog.searching import folded
from counter.columns import Words
from counter.forms import Form, at_most
from counter.languages import words

CODE = re.compile(r"[A-Z0-9\-./_]+")
LONGEST_CODE = 40
MOST_BARCODES = 20


class ProductForm(Form):
    """same: by field the product that has this already. Its fields of the specification are added by form_of()."""

    kind = SelectField(_("Kind"), choices=[], validate_choice=False)
    brand_zh = StringField(_("Brand, in Chinese"), [at_most(40)])
    brand_en = StringField(_("Brand, in English"), [at_most(40)])
    name_zh = StringField(_("Name, in Chinese"), [at_most(80)])
    name_en = StringField(_("Name, in English"), [at_most(80)])
    variant_zh = StringField(_("Variant, in Chinese"), [at_most(80)])
    variant_en = StringField(_("Variant, in English"), [at_most(80)])
    code = StringField(_("Code"), [at_most(LONGEST_CODE)])
    price = StringField(_("List price"), [InputRequired(_("What does it cost?")), at_most(40)])
    barcodes = TextAreaField(_("Barcodes"), [at_most(600)])
    sold_since = DateField(_("Sold since"), [Optional()])
    sold_until = DateField(_("No longer sold since"), [Optional()])
    material = SelectField(_("Material"), choices=[], validate_choice=False)
    parts = SelectMultipleField(_("Parts that the warranty knows"), choices=[], validate_choice=False)
    version = HiddenField()
    trade = HiddenField()

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.same: dict[str, Product] = {}
        self.minor = 0  # this and the next two as read() finds them
        self.spec: dict[str, Any] = {}
        self.eans: list[str] = []

    def offer(
        self, book: Mapping[str, Any], parts: Mapping[str, Words], kept: Product | None
    ) -> "ProductForm":
        """parts: what each is called. kept: the product as it stands; what it has stays choosable."""
        self.book, self.kept = book, kept
        kinds = {row["id"]: words(row["label"]) for row in book["categories"] if row["parent"]}
        materials = {row["id"]: words(row["label"]) for row in book.get("materials", [])}
        used = dict.fromkeys(part for row in book["categories"] for part in row["parts"])
        if kept is not None:
            kinds.setdefault(kept.category_code, words(kept.category.label))
            used |= dict.fromkeys(kept.parts)
            if kept.material:
                materials.setdefault(kept.material, kept.material)
        self.kind.choices = [("", gettext("Choose one")), *kinds.items()]
        self.material.choices = [("", gettext("None")), *materials.items()] if materials else []
        self.parts.choices = [(part, words(parts.get(part, part))) for part in used]
        return self

    def show(self, product: Product) -> "ProductForm":
        for name in ("brand", "name", "variant"):
            for language in ("zh", "en"):
                self[f"{name}_{language}"].data = (getattr(product, name) or {}).get(language, "")
        self.kind.data, self.code.data, self.price.data = (
            product.category_code,
            product.code,
            plain(product.price),
        )
        self.barcodes.data = "\n".join(one.code for one in product.eans)
        self.sold_since.data, self.sold_until.data = product.sold_since, product.sold_until
        self.material.data, self.parts.data = product.material or "", list(product.parts)
        for row in figures.rows_of(self.book):
            self[figures.name_of(row)].data = figures.spelt(product.spec.get(row["id"]), row)
        self.version.data = str(product.version)
        return self

    def both(self, name: str) -> Words:
        typed = {language: self[f"{name}_{language}"].data or "" for language in ("zh", "en")}
        return {language: text for language, text in typed.items() if text}

    def read(self) -> bool:
        """Whether it is sound; what is wrong stands at its field."""
        self.validate()
        self.check_choices()
        self.check_name()
        self.check_code()
        self.check_days()
        self.check_price()
        self.eans = self.read_barcodes()
        self.spec = figures.read(self, figures.rows_of(self.book), self.kept.spec if self.kept else {})
        return not self.errors

    def check_choices(self) -> None:
        if not self.kind.data:
            self.say("kind", _("What kind of thing is it?"))
        for name, sentence in (
            ("kind", _("Choose a kind of the list.")),
            ("material", _("Choose one of the list.")),
        ):
            if self[name].data and self[name].data not in values(self[name]):
                self.say(name, sentence)
        if not self.kind.errors:
            self.check_track()
        if set(self.parts.data or []) - values(self.parts):
            self.say("parts", _("Choose parts of the list."))
        kind = next((row for row in self.book["categories"] if row["id"] == self.kind.data), None)
        if self.kept is None and kind and kind["materials"] and not self.material.data:
            self.say("material", _("What is it made of? How long it is covered depends on it."))

    def check_track(self) -> None:
        """A piece with a serial is sold one by one; a counted thing has none. Neither becomes the other on the shelf."""
        kept, kind = self.kept, self.kind.data
        if kept is None or kind == kept.category_code or holding.tracks_as(kept, kind):
            return
        if holding.is_held(kept):
            sentence = _(
                "Things of that kind are told apart in another way: by IMEI, by serial or not at all. Some of this are in "
                "stock or on an open slip. Change it once none is left, or add a new product."
            )
            self.say("kind", sentence)

    def check_name(self) -> None:
        if self.name_zh.errors or self.name_en.errors:
            return
        if not self.both("name"):
            self.say("name_zh", _("What is it called? One of the two languages is enough."))
        elif not any(folded(text) for text in self.both("name").values()):
            self.say("name_zh" if self.name_zh.data else "name_en", _("A name has letters or digits."))

    def check_code(self) -> None:
        """A new one is folded, and may grow by it: ß is SS. The one that it has stays as it is if nobody touched it."""
        typed = self.code.data or ""
        if self.kept is not None and typed == self.kept.code.strip():
            self.code.data, self.code.errors = self.kept.code, []
            return
        self.code.data = code = unicodedata.normalize("NFKC", typed).upper()
        if not code or self.code.errors:
            return
        if not CODE.fullmatch(code):
            self.say(
                "code", _("A code has the letters A to Z, digits and the signs - . / _ only, no spaces.")
            )
        elif len(code) > LONGEST_CODE:
            self.say(
                "code",
                gettext("This is longer than %(max)d characters. Please shorten it.", max=LONGEST_CODE),
            )

    def check_days(self) -> None:
        since, until = self.sold_since.data, self.sold_until.data
        if since and until and until <= since:
            self.say("sold_until", _("That is before it was sold at all."))

    def check_price(self) -> None:
        if self.price.errors:
            return
        try:
            self.minor = minor(self.price.data or "", least=0)
        except NotAnAmount as wrong:
            self.say("price", wrong.sentence)

    def read_barcodes(self) -> list[str]:
        found: dict[str, None] = {}
        if self.barcodes.errors:
            return []
        lines = [line.strip() for line in (self.barcodes.data or "").splitlines() if line.strip()]
        self.barcodes.data = "\n".join(lines)
        for line in lines:
            try:
                found[check_ean(line)] = None
            except IdentifierError as wrong:
                self.say(
                    "barcodes", gettext("“%(typed)s”: %(wrong)s.", typed=line[:40], wrong=wrong.sentence)
                )
        if len(found) > MOST_BARCODES:
            self.say("barcodes", gettext("No more than %(max)d barcodes.", max=MOST_BARCODES))
        return list(found)

    def is_alone(self, trade: str) -> bool:
        """Whether no other product has its code, its barcodes or its name; whose they are stands at the field."""
        code = self.code.data or ""
        if code and (other := alike.with_code(code, self.kept)):
            self.say("code", gettext("%(product)s has this code already.", product=named(other)), other)
        for ean, other in alike.with_barcodes(self.eans, self.kept).items():
            sentence = gettext("%(code)s is the barcode of %(product)s.", code=ean, product=named(other))
            self.say("barcodes", sentence, other)
        name, variant = self.both("name"), self.both("variant")
        is_renamed = self.kept is None or (name, variant) != (self.kept.name, self.kept.variant or {})
        if is_renamed and (other := alike.called_so(trade, name, variant, self.kept)):
            sentence = gettext("There is such a product already, with the code %(code)s.", code=other.code)
            self.say("name_zh" if "zh" in name else "name_en", sentence, other)
        return not self.errors

    def say(self, field: str, sentence: Any, other: Product | None = None) -> None:
        self[field].errors = [*self[field].errors, str(sentence)]
        if other is not None:
            self.same[field] = other

    @property
    def spec_fields(self) -> list[Any]:
        return [self[figures.name_of(row)] for row in figures.rows_of(self.book)]

    @property
    def values(self) -> dict[str, Any]:
        """By the product's columns, once read() said that they are sound."""
        return {
            "category_code": self.kind.data, "brand": self.both("brand"), "name": self.both("name"),
            "variant": self.both("variant"), "code": self.code.data or "", "price": self.minor,
            "sold_since": self.sold_since.data, "sold_until": self.sold_until.data,
            "material": self.material.data or None, "parts": list(self.parts.data or []), "spec": self.spec,
        }  # fmt: skip

    def beside(self, theirs: "ProductForm") -> dict[str, str]:
        """What stands on record where it is not what was typed: {field: in words}."""
        fields = [
            field
            for field in self
            if field.name in theirs and field.name not in ("version", "trade", "csrf_token")
        ]
        return {
            field.name: said(theirs[field.name]) for field in fields
            if (theirs[field.name].data or "") != (field.data or "")
        }  # fmt: skip


def values(field: Any) -> set[str]:
    return {value for value, _label in field.choices}


def named(product: Product) -> str:
    return words(label_of(product))


def said(field: Any) -> str:
    if field.type in ("SelectField", "SelectMultipleField"):
        chosen = field.data if isinstance(field.data, list) else [field.data]
        labels = {value: str(label) for value, label in field.choices}
        return gettext(", ").join(labels.get(one, str(one)) for one in chosen if one)
    return str(field.data or "")


def form_of(
    book: Mapping[str, Any], parts: Mapping[str, Words], kept: Product | None = None, **kw: Any
) -> ProductForm:
    """With a field for each figure that the trade's specification has."""
    form: ProductForm = type("ProductForm", (ProductForm,), figures.fields_of(book))(**kw)
    return form.offer(book, parts, kept)
