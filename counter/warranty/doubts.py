"""What a rule does not say, in words for the counter: shown beside the date, never guessed away."""

from flask_babel import lazy_gettext as _

DOUBTS = {
    "rest_days": _("Provisional: the rest days of that year are not announced yet; it can only be later"),
    "under_repair": _("Under repair now; the days are added when it is back"),
    "start": _("Counted from the day of sale as long as the delivery day is not known"),
    "sources": _("Sources of this rule differ"),
    "repair_time": _("The rule does not say whether days under repair are added"),
    "replaced_unit": _("The rule does not say whether the term starts again after an exchange"),
    "replaced_part": _("The rule does not say whether the term of a new part starts again"),
    "repaired_part": _("The rule does not say whether the term of a repaired part starts again"),
    "window_after_exchange": _("The rule does not say whether this time opens again after an exchange"),
}
