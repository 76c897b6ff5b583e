"""Each refusal of a list as a sentence: what is, then what to do; and the field that it belongs to."""

from typing import Any

from flask_babel import lazy_gettext as _

from counter.checklists import judging, opening, signing_off, ticking
from counter.checklists.forms import TickForm

ODD = {
    "percent": _("The battery shows 0 to 100. Type that figure."),
    "count": _("Type how many there are, in whole figures."),
}
SIGNED = _("This list is signed off. It is history and stays as it is.")
ANSWERS: dict[type[Exception], tuple[int, str, Any]] = {
    judging.NoFigure: (422, "value", _("Type the figure first; it says whether all is well.")),
    judging.OddFigure: (422, "value", ODD["percent"]),
    ticking.NoReason: (422, "note", _("This one is a must. Say in a word why it doesn't apply.")),
    ticking.TickedMeanwhile: (409, "", ""),
    ticking.ListIsSigned: (409, "state", SIGNED),
    ticking.NotOnTheList: (409, "state", _("This is not on the list any more. Load the list again.")),
    opening.DayIsOver: (409, "state", _("This day's list takes no more ticks. Today's does.")),
    opening.NoSuchList: (404, "state", _("The shop's playbook has no such list.")),
    signing_off.NotAllLookedAt: (
        422,
        "",
        _("Not everything is looked at yet. What is missing stands below."),
    ),
}
REFUSALS = tuple(ANSWERS)


def answer(why: Exception) -> tuple[int, Any]:
    status, _field, sentence = ANSWERS[type(why)]
    if isinstance(why, judging.OddFigure):
        sentence = ODD[str(why)]
    return status, sentence


def put(why: Exception, form: TickForm) -> int:
    """Writes the sentence next to its field; gives the status."""
    status, sentence = answer(why)
    form.is_stale = isinstance(why, ticking.TickedMeanwhile)
    if name := ANSWERS[type(why)][1]:
        form[name].errors = [*form[name].errors, sentence]
    return status
