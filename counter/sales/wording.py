"""The words for what was done with a sale."""

from typing import Any

from flask_babel import lazy_gettext as _

VERBS = {
    "start": _("began the sale"),
    "name_customer": _("said whose sale it is"),
    "add_line": _("put something on the slip"),
    "remove_line": _("took something off"),
    "restore_line": _("put it back"),
    "change_quantity": _("changed how many"),
    "name_unit": _("noted the serial"),
    "tick_step": _("ticked a step"),
    "untick_step": _("took a tick back"),
    "waive_step": _("let a step go"),
    "skip_steps": _("left a part out"),
    "accept": _("added a suggestion"),
    "decline": _("noted a no"),
    "reopen_suggestion": _("took that back"),
    "pay": _("took money"),
    "hand_over": _("handed over"),
    "abandon": _("noted that they left"),
    "reopen": _("took it up again"),
}


def deed_of(entry: Any) -> Any:
    """What an entry of the history says."""
    return VERBS.get(entry.verb, entry.verb.replace("_", " "))
