from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, Regexp

from counter.forms import Form, at_most


class SignInForm(Form):
    username = StringField(_("User name"), [InputRequired(_("Type your name.")), at_most(60)])
    password = PasswordField(_("Password"), [InputRequired(_("Type your password.")), at_most(200)])
    next = HiddenField()


class SwitchForm(Form):
    pin = PasswordField(_("PIN"), [Regexp(r"^\d{4,6}$", message=_("A PIN has 4 to 6 digits."))])
    on_shift = BooleanField(_("On shift now"))


class PinForm(Form):
    password = PasswordField(_("Your password"), [InputRequired(_("Type your password.")), at_most(200)])
    pin = PasswordField(_("New PIN"), [Regexp(r"^\d{4,6}$", message=_("A PIN has 4 to 6 digits."))])
