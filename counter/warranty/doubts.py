"""What a rule does not say, or what may yet move, in words for the counter: shown under the dates, never guessed away."""

from flask_babel import lazy_gettext as _

DOUBTS = {
    "rest_days": _(
        "Days marked “for now” may move: the rest days of that year are not announced yet. They can only be later."
    ),
    "under_repair": _("It is being repaired; the time is added when it is back."),
    "extends_once": _("It is being repaired; the term is extended once when it is back."),
    "start": _("The day of delivery is not known yet; until then the day of purchase counts."),
    "sources": _("Copies of the rule differ here; the one that most shops follow is shown."),
    "repair_time": _("The rule does not say whether days under repair are added"),
    "replaced_unit": _("The rule does not say whether the term starts again after an exchange"),
    "replaced_part": _("The rule does not say whether the term of a new part starts again"),
    "repaired_part": _("The rule does not say whether the term of a repaired part starts again"),
    "window_after_exchange": _(
        "Not certain: the rule does not say whether this time opens again after the exchange on %(day)s"
    ),
}
