"""What the shop's rules say no to, with the sentence that tells the person what is and what to do."""

from typing import Any

from flask_babel import lazy_gettext as _

from counter.languages import words


class Trouble(ValueError):
    """`sentence` is in the locale of the moment; `stage` is where it can be put right."""

    stage = ""

    @property
    def sentence(self) -> Any:
        return self.args[0]


class Closed(Trouble):
    """Handed over or abandoned: nothing changes any more."""


class IsPaid(Trouble):
    stage = "handover"

    def __init__(self) -> None:
        super().__init__(_("This sale is paid. Its lines stay as they are; start a new sale for more."))


class NoneLeft(Trouble):
    """The shelf has less than what is wanted."""


class NoLongerSold(Trouble):
    """Whoever has it is served; nobody buys it any more."""

    def __init__(self, product: Any) -> None:
        since = product.sold_until.isoformat()
        super().__init__(
            _("%(product)s is no longer sold since %(day)s.", product=words(product.name), day=since)
        )


class WhichUnit(Trouble):
    """A thing with a serial: one of `units` has to be named."""

    def __init__(self, product: Any, units: list[Any]) -> None:
        super().__init__(_("Which one is it? Scan its IMEI or serial, or pick it by the last digits."))
        self.product, self.units = product, units
