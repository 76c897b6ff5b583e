"""Where a store stands in the network, as head office says it; one of its places, chosen."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, SelectField, TextAreaField
from wtforms.validators import ValidationError

from counter.columns import Words
from counter.forms import Form, at_most
from counter.languages import words as in_words
from counter.stores import placing
from counter.stores.models import Store
from counter.stores.network import Network, Place

MOST, LONGEST = 60, 40


class PlaceField(SelectField):
    """One of the places that are offered. unless: said of any other."""

    def __init__(self, label: Any = None, *, unless: Any, **kw: Any) -> None:
        super().__init__(label, choices=[], **kw)
        self.unless = unless

    def offer(self, places: Sequence[Place]) -> None:
        self.choices = [(str(one.id), in_words(one.name)) for one in places]

    def pre_validate(self, form: Any) -> None:
        if self.data not in [row[0] for row in self.iter_choices()]:
            raise ValidationError(self.unless)


class PlaceForm(Form):
    parent = SelectField(_("Stands under"), choices=[], validate_choice=False)
    level = SelectField(_("Level"), choices=[], validate_choice=False)
    sells = BooleanField(_("It sells"))
    services = BooleanField(_("It services: repairs, and goes to customers"))
    districts = TextAreaField(_("Districts it serves"), [at_most(2000)])
    version = HiddenField()

    def offer(self, store: Store, network: Network) -> "PlaceForm":
        others = [one for one in network.places.values() if one.id != store.id]
        self.parent.choices = [("", _("None")), *((str(one.id), in_words(one.name)) for one in others)]
        rows = placing.levels_of(store)
        self.level.choices = [
            ("", _("Not in the network")),
            *((one["id"], in_words(one["label"])) for one in rows),
        ]
        return self

    def show(self, store: Store) -> "PlaceForm":
        self.parent.data, self.level.data = str(store.parent_id or ""), store.level
        self.sells.data, self.services.data = store.sells, store.services
        self.districts.data = "\n".join(placing.spelt(one) for one in store.districts)
        self.version.data = str(store.version)
        return self

    @property
    def parent_id(self) -> int | None:
        return int(self.parent.data) if self.parent.data else None

    @property
    def named(self) -> list[Words]:
        """One a line."""
        return placing.named((self.districts.data or "").splitlines())

    def validate_parent(self, field: Any) -> None:
        if (field.data or "") not in [value for value, _label in field.choices]:
            raise ValidationError(_("Choose a store of the list."))

    def validate_level(self, field: Any) -> None:
        if (field.data or "") not in [value for value, _label in field.choices]:
            raise ValidationError(_("Choose a level of the list."))

    def validate_districts(self, field: Any) -> None:
        if trouble := odd(self.named):
            raise ValidationError(trouble)

    @property
    def values(self) -> dict[str, Any]:
        """By the names of the form's fields, as show() takes them."""
        return {
            "parent": self.parent_id, "level": self.level.data or "", "sells": self.sells.data,
            "services": self.services.data, "districts": self.named,
        }  # fmt: skip


def odd(districts: Sequence[Words]) -> str:
    """What is wrong with them, in a sentence."""
    if len(districts) > MOST:
        return gettext("No more than %(max)d districts.", max=MOST)
    for one in districts:
        for spelling in one.values():
            if spelling and not 2 <= len(spelling) <= LONGEST:
                name = spelling[:LONGEST]
                return gettext("“%(name)s” is no district: 2 to %(max)d characters.", name=name, max=LONGEST)
    return ""
