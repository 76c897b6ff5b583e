"""What every deed on one record begins with, whatever the record: it is found, nobody was faster, and its form is sound."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from counter.operations.once import done

Answer = dict[str, Any]  # what the record's page shows again; its "status" is 422 unless it says otherwise


def deeds_on(
    find: Callable[[int], Any], shown: Callable[..., Any], stale: Any, endpoint: str,
    refusals: Mapping[Any, Callable[[Any, str, Any], Answer]] | None = None,
) -> Callable[[str, Callable[[Any], Any]], Any]:  # fmt: skip
    """find: the record of a number, to be written; shown: its page, with the form that comes back under its name; stale: said
    to who is too late; endpoint: the page that shows what came out; refusals: by what the verb raises, of (what was raised, name, form).

    A view of such a deed gives nothing, an Answer, or what is sent as it is.
    """
    refusing = refusals or {}

    def on_one(name: str, make: Callable[[Any], Any]) -> Callable[..., Any]:
        """name: of the form in the page."""

        def wrap(view: Callable[..., Any]) -> Callable[..., Any]:
            @wraps(view)
            def inner(number: int) -> Any:
                record = find(number)
                form = make(record)
                if not form.is_of(record):
                    return shown(record, 409, trouble=stale, **{name: form})
                if not form.validate():
                    return shown(record, 422, **{name: form})
                try:
                    answer = view(record, form)
                except tuple(refusing) as refusal:
                    kind = next(one for one in refusing if isinstance(refusal, one))
                    answer = refusing[kind](refusal, name, form)
                if answer is None:
                    return done(endpoint, number=number)
                if not isinstance(answer, dict):
                    return answer
                return shown(record, **{"status": 422, name: form, **answer})

            return inner

        return wrap

    return on_one
