"""What an entry says of fields that were changed, in the reader's language."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from flask_babel import gettext

Said = Callable[[str, Any], str]  # (field, value): as it is read


def changed(entry: Any, columns: Mapping[str, Any], shown: Collection[str], said: Said) -> str:
    """columns: the fields' names, in their order; shown: those that are short enough to stand there with what they were."""

    def told(name: str, pair: Any) -> str:
        if name not in shown:
            return str(columns[name])
        before, after = (said(name, one) for one in pair)
        return gettext("%(field)s %(before)s → %(after)s", field=columns[name], before=before, after=after)

    changes = entry.changes or {}
    named = [told(name, changes[name]) for name in columns if name in changes]
    return gettext("changed %(what)s", what=gettext(", ").join(named))
