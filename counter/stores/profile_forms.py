"""What a store says of itself, asked on a page. Head office says what binds the company: where it stands, what it promises."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, Field, HiddenField, SelectField, SelectMultipleField, TimeField
from wtforms.validators import InputRequired, ValidationError

from counter.catalog import figures
from counter.forms import Form, SaidOnce
from counter.languages import words
from counter.stores import profiling, weekdays
from counter.stores.models import Store
from counter.stores.profile import Profile, Row
from counter.stores.sentences import never_open, too_early


class Clock(SaidOnce, TimeField):
    none_of_it = _("This is no time: write it as 09:30.")


class ProfileForm(Form):
    """Its ticks and figures are added by form_of(). stands_in and the promises are asked of head office alone."""

    stands_in = SelectField(_("Country or province"), choices=[], validate_choice=False)
    opens_at = Clock(_("Opens at"), [InputRequired(_("When does it open?"))], format=["%H:%M", "%H:%M:%S"])
    closes_at = Clock(_("Closes at"), [InputRequired(_("When does it close?"))], format=["%H:%M", "%H:%M:%S"])
    closed_days = SelectMultipleField(_("Closed on"), choices=[], coerce=int, validate_choice=False)
    version = HiddenField()

    def offer(self, store: Store, profile: Profile, is_all: bool) -> "ProfileForm":
        """is_all: head office asks."""
        self.store, self.profile, self.is_all = store, profile, is_all
        kept = profile.place_of(store.jurisdictions)
        rows = [(one, words(place.label)) for one, place in profile.places.items()]
        self.closed_days.choices = [*weekdays.names("abbreviated").items()]
        self.stands_in.choices = rows if kept else [("", spelt(store.jurisdictions, profile)), *rows]
        if not is_all:
            del self.stands_in
        return self

    @property
    def promises(self) -> list[tuple[Row, Field]]:
        rows = self.profile.promises if self.is_all else []
        return [(row, self[f"tick_{row['id']}"]) for row in rows]

    @property
    def facilities(self) -> list[tuple[Row, Field]]:
        return [(row, self[f"tick_{row['id']}"]) for row in self.profile.facilities]

    @property
    def particulars(self) -> list[Field]:
        return [self[figures.name_of(row)] for row in self.profile.fields]

    def show(self) -> "ProfileForm":
        store, has = self.store, self.profile.has(self.store)
        if self.is_all:
            self.stands_in.data = self.profile.place_of(store.jurisdictions)
        self.opens_at.data, self.closes_at.data = store.opens_at, store.closes_at
        self.closed_days.data = [*store.closed_days]
        for row, field in (*self.promises, *self.facilities):
            field.data = row["id"] in has
        for row in self.profile.fields:
            self[figures.name_of(row)].data = figures.spelt(store.fields.get(row["id"]), row)
        self.version.data = str(store.version)
        return self

    def read(self) -> bool:
        """Whether it is sound; what is wrong stands at its field."""
        self.validate()
        self.told = figures.read(self, self.profile.fields, self.store.fields)
        return not (self.errors or self.form_errors)

    def validate_stands_in(self, field: Any) -> None:
        if (field.data or "") not in [value for value, _label in field.choices]:
            raise ValidationError(_("Choose a place of the list."))

    def validate_opens_at(self, field: Any) -> None:
        try:
            profiling.check_hours(field.data or self.store.day_starts_at, self.store.day_starts_at)
        except profiling.OpensTooEarly:
            raise ValidationError(too_early(self.store.day_starts_at)) from None

    def validate_closed_days(self, field: Any) -> None:
        try:
            weekdays.check(self.closed)
        except weekdays.NeverOpen:
            raise ValidationError(never_open()) from None

    @property
    def closed(self) -> list[int]:
        return sorted(set(self.closed_days.data or ()) & set(weekdays.WEEK))

    @property
    def values(self) -> dict[str, Any]:
        """By columns of the store."""
        ticked = {row["id"] for row, field in (*self.promises, *self.facilities) if field.data}
        if not self.is_all:
            ticked |= self.profile.has(self.store) & {row["id"] for row in self.profile.promises}
        found = {
            "opens_at": self.opens_at.data, "closes_at": self.closes_at.data, "fields": self.told,
            "closed_days": self.closed,
            "capabilities": self.profile.capabilities(self.store, ticked),
        }  # fmt: skip
        if self.is_all and (place := self.stands_in.data) != self.profile.place_of(self.store.jurisdictions):
            found["jurisdictions"] = self.profile.bound_in(place)
        return found


def form_of(store: Store, profile: Profile, is_all: bool, **kw: Any) -> ProfileForm:
    """With a tick for each promise and each thing that a store may have, and a field for each that it fills in."""
    asked = [*(profile.promises if is_all else []), *profile.facilities]
    fields: dict[str, Any] = {f"tick_{row['id']}": BooleanField(words(row["label"])) for row in asked}
    for row in profile.fields:
        fields[figures.name_of(row)] = figures.field_of(row)
    form: ProfileForm = type("ProfileForm", (ProfileForm,), fields)(**kw)
    return form.offer(store, profile, is_all)


def spelt(jurisdictions: Sequence[str], profile: Profile) -> str:
    """Whose rules bind a store, in words."""
    place = profile.place_of(jurisdictions)
    if place:
        return words(profile.label_of(place))
    return gettext(", ").join(words(profile.label_of(one)) for one in jurisdictions)


def now_is(form: ProfileForm, theirs: ProfileForm) -> Mapping[str, str]:
    """What stands in the books where something else was typed, by field. theirs: the form as the books have it."""
    choices = {row[0]: row[1] for row in form.stands_in.iter_choices()} if form.is_all else {}
    found = {}
    for field in theirs:
        if field.name == "version" or isinstance(field, HiddenField) or field.data == form[field.name].data:
            continue
        match field.data:
            case list():
                found[field.name] = weekdays.spelt(field.data)
            case bool():
                found[field.name] = gettext("Yes") if field.data else gettext("No")
            case str():
                found[field.name] = str(choices.get(field.data, field.data))
            case _:
                found[field.name] = f"{field.data:%H:%M}" if field.data else ""
    return found
