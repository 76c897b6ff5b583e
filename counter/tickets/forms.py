"""What is asked when a ticket is opened, when it goes on, and when it ends."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, Optional, ValidationError

from counter import amounts
from counter.forms import Form, at_most
from counter.languages import words as in_words
from counter.passcodes import no_passcode
from counter.photos.forms import PhotosField, SignatureField
from counter.tickets.wording import (
    CHANNELS,
    METHODS,
    PRIORITIES,
    REMEDIES,
    SCORES,
    VERDICTS,
    by_mode,
    loan_words,
)
from counter.warranty.forms import PiecesForm


def choices(table: Any) -> list[Any]:
    return [SelectChoice(str(value), label) for value, label in table.items()]


class TicketForm(PiecesForm):
    """what: "7:battery", the line of the card and its part; "" without a card."""

    kind = HiddenField()
    callback = HiddenField()
    what = SelectField(_("What is it?"), choices=[], validate_choice=False)
    fault = SelectField(_("Fault"), choices=[], validate_choice=False)
    words = TextAreaField(
        _("In the customer's words"),
        [InputRequired(_("What does the customer say?")), at_most(1000), no_passcode],
    )
    channel = RadioField(_("How they came"), choices=choices(CHANNELS), default="counter")
    priority = RadioField(_("How urgent"), choices=choices(PRIORITIES), default="normal")
    severity = RadioField(_("How serious"), choices=[], validate_choice=False)
    visit = BooleanField(_("Somebody has to come to the customer"))
    point = SelectField(_("Who goes there"), choices=[], validate_choice=False)
    stays = BooleanField(_("It stays here"))
    condition = TextAreaField(_("What it looks like"), [at_most(500), no_passcode])
    accessories = SelectMultipleField(_("Left with it"), choices=[], validate_choice=False)
    accessory_words = StringField(_("Anything else left"), [at_most(200), no_passcode])
    notice = BooleanField(_("The customer was told"))
    loan = SelectField(_("On loan meanwhile"), choices=[], validate_choice=False)
    photos = PhotosField(_("Pictures of what it looks like"))
    signature = SignatureField(_("Signature"), needed=False)

    def offer(self, kind: dict[str, Any], book: Any, loans: Any) -> "TicketForm":
        """The playbook's own lists; loans: units of the store."""
        self.asked = kind
        if kind["stays"] == "no" and not kind["decides"]:
            del self.pieces
        self.goes_there = [name for name in book.severities if book.is_on_site(kind["id"], name)]
        self.severity.choices = [
            (one, by_mode(in_words(row["label"]), one in self.goes_there))
            for one, row in book.severities.items()
        ]
        self.accessories.choices = [(name, in_words(label)) for name, label in book.accessories.items()]
        self.loan.choices = [("", _("Nothing")), *((str(unit.id), loan_words(unit)) for unit in loans)]
        return self

    @property
    def is_here(self) -> bool:
        stays = self.asked["stays"]
        return bool(stays == "yes" or (stays == "asked" and self.stays.data))

    @property
    def needs_visit(self) -> bool:
        visits = self.asked["visits"]
        return bool(visits == "yes" or (visits == "asked" and (self.visit.data or self.is_on_site)))

    @property
    def is_on_site(self) -> bool:
        return self.asked["id"] == "complaint" and self.severity.data in self.goes_there

    @property
    def point_id(self) -> int | None:
        """Only where somebody goes."""
        return int(self.point.data) if self.needs_visit and self.point.data else None

    def validate_point(self, field: Any) -> None:
        if field.data and field.data not in [value for value, _label in field.choices]:
            raise ValidationError(_("Choose who goes there."))

    def validate_condition(self, field: Any) -> None:
        if self.is_here and not field.data:
            raise ValidationError(_("Say what it looks like: scratches, cracks, or none."))

    def validate_notice(self, field: Any) -> None:
        if self.is_here and self.asked["notice"] and not field.data:
            raise ValidationError(_("Tell the customer first, then tick it."))

    def validate_signature(self, field: Any) -> None:
        if self.is_here and not field.prepared and not field.is_on_paper:
            raise ValidationError(_("Let the customer sign, or tick that they sign on the printed slip."))

    def validate_severity(self, field: Any) -> None:
        known = [value for value, _label in field.choices]
        if self.asked["id"] == "complaint" and field.data not in known:
            raise ValidationError(_("How serious is it?"))

    def validate_accessories(self, field: Any) -> None:
        known = {value for value, _label in field.choices}
        field.data = [one for one in field.data or [] if one in known]

    def validate_what(self, field: Any) -> None:
        if not isinstance(field.choices, dict):  # without a card
            return
        if not field.choices:
            raise ValidationError(
                _("All of this card was taken back. Open a ticket for the customer instead.")
            )
        if field.data not in [value for group in field.choices.values() for value, _label in group]:
            raise ValidationError(_("Choose what it is."))

    def validate_fault(self, field: Any) -> None:
        known = [value for value, _label in field.choices]
        if known and (field.data or "") not in known:
            raise ValidationError(_("Choose the fault from the list."))
        super().validate_fault(field)

    def validate_loan(self, field: Any) -> None:
        if (field.data or "") not in [value for value, _label in field.choices]:
            raise ValidationError(_("Somebody else has just lent this one. Choose another."))


class DeedForm(Form):
    """version: how the ticket stood when its page was made; somebody may have gone on since."""

    version = HiddenField()

    def is_of(self, ticket: Any) -> bool:
        return self.version.data in ("", None, str(ticket.version))


class StepForm(DeedForm):
    state = HiddenField()
    words = TextAreaField(_("Note"), [at_most(500), no_passcode], id="step-words")


class TellForm(DeedForm):
    words = TextAreaField(
        _("What the customer was told"),
        [InputRequired(_("What did you tell them?")), at_most(500), no_passcode],
    )


class PlanForm(DeedForm):
    plan = TextAreaField(
        _("What will be done"), [InputRequired(_("What will be done?")), at_most(500), no_passcode]
    )
    on = DateField(_("By when"), [InputRequired(_("By which day?"))])


class AmountForm(DeedForm):
    minor: int | None = None
    least = 1  # 0 where it may be nothing

    def read_amount(self, field: Any) -> None:
        if not field.data:
            return
        try:
            self.minor = amounts.minor(field.data, self.least)
        except amounts.NotAnAmount as error:
            raise ValidationError(error.sentence) from None


class DecisionForm(AmountForm):
    least = 0
    fault = SelectField(_("Fault"), choices=[], validate_choice=False)
    cause = SelectField(_("What was found"), choices=[], validate_choice=False)
    verdict = RadioField(
        _("Who bears it"), [InputRequired(_("In or out of the guarantee?"))], choices=choices(VERDICTS)
    )
    remedy = RadioField(_("What is done"), [InputRequired(_("What is done?"))], choices=choices(REMEDIES))
    reason = TextAreaField(_("Why"), [at_most(500), no_passcode])
    quote = StringField(_("Price of the repair"), [at_most(60)])
    quote_later = BooleanField(_("The price comes later"))

    def validate_fault(self, field: Any) -> None:
        known = [value for value, _label in field.choices]
        if field.data is not None and field.data not in known:
            raise ValidationError(_("Choose the fault from the list."))

    def validate_cause(self, field: Any) -> None:
        if not field.data or field.data not in [value for value, _label in field.choices]:
            raise ValidationError(_("Say what was found."))

    def validate_quote(self, field: Any) -> None:
        self.read_amount(field)


class QuoteForm(DeedForm):
    answer = RadioField(
        _("The customer says"),
        [InputRequired(_("Yes or no?"))],
        choices=choices({"yes": _("Agreed"), "no": _("Declined")}),
    )


class LoanForm(DeedForm):
    loan = SelectField(_("On loan meanwhile"), [InputRequired(_("Which one?"))], choices=[])


class ExchangeForm(DeedForm):
    """new: the scan of one on the shelf; direct: it came straight from the maker and is in no stock yet. Its other numbers are
    asked for where stock does not know them; unread: they are not there. variant: which of
    its model it is, where no scan tells it. part, product_id: where a part alone is exchanged, what leaves the shelf for it. record: how that of the thing stood."""

    record = HiddenField()
    new = StringField(_("Serial or IMEI of the new one"), [at_most(100)])
    direct = BooleanField(_("It came straight from the maker"))
    variant = SelectField(_("Which one it is"), choices=[], validate_choice=False)
    imei1 = StringField(_("First IMEI of the new one"), [at_most(60)], id="new-imei1")
    imei2 = StringField(_("Second IMEI of the new one"), [at_most(60)], id="new-imei2")
    sn = StringField(_("Serial number of the new one"), [at_most(60)], id="new-sn")
    part = StringField(_("Off the shelf"), [at_most(100)], id="new-part")
    product_id = RadioField(_("Which of these?"), [Optional()], choices=[], validate_choice=False)
    unread = BooleanField(_("The new one has no other numbers, or they can't be read"), id="new-unread")


class WithdrawalForm(DeedForm):
    because = StringField(
        _("What happened?"),
        [InputRequired(_("Say what happened.")), at_most(300), no_passcode],
        id="withdrawal",
    )


class CollectionForm(DeedForm):
    work = StringField(_("What was done"), [at_most(300), no_passcode])
    method = SelectField(_("Paid by"), choices=choices({"": _("Not paid yet"), **METHODS}), default="")
    loan_back = BooleanField(_("The loan is back"))


class ClosingForm(DeedForm):
    """method, work: only where nothing is handed back; the first if it was agreed to pay."""

    work = StringField(_("What was done"), [at_most(300), no_passcode], id="closing-work")
    method = SelectField(
        _("Paid by"), choices=choices({"": _("Not paid yet"), **METHODS}), default="", id="closing-method"
    )
    loan_back = BooleanField(_("The loan is back"), id="closing-loan_back")
    answer = TextAreaField(_("The answer"), [at_most(500), no_passcode])
    satisfaction = RadioField(
        _("How content is the customer?"), [Optional()], choices=choices(SCORES), validate_choice=False
    )
    opinion = TextAreaField(_("What the customer would like better"), [at_most(500), no_passcode])
    because = StringField(_("A manager's reason to close it all the same"), [at_most(300), no_passcode])

    @property
    def score(self) -> int | None:
        """None where the customer said nothing, or something that is no score."""
        given = self.satisfaction.data or ""
        return int(given) if given in map(str, SCORES) else None


class ReopeningForm(DeedForm):
    because = StringField(
        _("Why again?"),
        [InputRequired(_("Say why it is opened again.")), at_most(300), no_passcode],
        id="again",
    )
    stays = BooleanField(_("It stays here again"))
    condition = TextAreaField(_("What it looks like"), [at_most(500), no_passcode])
    accessory_words = StringField(_("Left with it"), [at_most(200), no_passcode])
    notice = BooleanField(_("The customer was told"))

    def offer(self, kind: dict[str, Any]) -> "ReopeningForm":
        self.asked = kind
        return self

    def validate_condition(self, field: Any) -> None:
        if self.stays.data and not field.data:
            raise ValidationError(_("Say what it looks like: scratches, cracks, or none."))

    def validate_notice(self, field: Any) -> None:
        if self.stays.data and self.asked["notice"] and not field.data:
            raise ValidationError(_("Tell the customer first, then tick it."))
