"""Fields for pictures and a signature. Their view wears `@takes_photos(TheForm)` above `@once`: there they are prepared."""

from typing import Any

from flask import g, request
from flask_babel import lazy_gettext as _
from wtforms import Field
from wtforms.validators import StopValidation
from wtforms.widgets import FileInput

from counter.photos.preparing import Prepared
from counter.photos.taking import Taken


class TakenField(Field):
    """`prepared_all`: what came; what could not be taken in is said at the field. `most` goes to @takes_photos."""

    photo_kind, most = "", 1

    def __init__(self, *args: Any, most: int | None = None, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.most = most or self.most
        self.prepared_all: list[Prepared] = []

    def process_formdata(self, valuelist: Any) -> None:
        if "taken" not in g:
            raise RuntimeError(f"{request.endpoint} has no @takes_photos")
        taken: Taken = g.taken.get(self.name) or Taken()
        self.prepared_all = self.data = taken.prepared
        self.process_errors = [*self.process_errors, *taken.sentences]


class PhotosField(TakenField):
    """Up to `most` pictures; `prepared` is a list."""

    widget = FileInput(multiple=True)
    photo_kind, most = "photo", 6

    @property
    def prepared(self) -> list[Prepared]:
        return self.prepared_all


class SignatureField(TakenField):
    """One signature, `prepared` or None; `is_on_paper` where it is given on the printed slip instead."""

    widget = FileInput()
    photo_kind = "signature"
    needed_words = _("Let the customer sign, or tick that they sign on the printed slip.")

    def __init__(self, *args: Any, needed: bool = True, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.needed, self.is_on_paper = needed, False

    def process_formdata(self, valuelist: Any) -> None:
        super().process_formdata(valuelist)
        self.is_on_paper = bool(request.form.get(f"{self.name}-on_paper"))

    def pre_validate(self, form: Any) -> None:
        if self.needed and not self.prepared and not self.is_on_paper and not self.process_errors:
            raise StopValidation(str(self.needed_words))

    @property
    def prepared(self) -> Prepared | None:
        return self.prepared_all[0] if self.prepared_all else None
