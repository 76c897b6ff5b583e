"""Many browsers that send in the very same instant; each waits for its answer and comes again when it is asked to (503)."""

import secrets
from collections.abc import Sequence
from threading import Barrier, Thread
from typing import Any

from counter.extensions import db

Form = dict[str, str]


def at_once(visitors: Sequence[Any], path: str | Sequence[str], forms: Sequence[Form]) -> list[Any]:
    """path: one for all, or each one's own. The answers, in the order of the visitors."""
    paths = [path] * len(visitors) if isinstance(path, str) else path
    db.session.commit()
    start, answers = Barrier(len(visitors)), [None] * len(visitors)

    def send(number: int, visitor: Any, path: str, fields: Form) -> None:
        key = secrets.token_urlsafe(16)
        start.wait(30)
        while (answer := visitor.send(path, key, **fields)).status_code == 503:
            pass
        answers[number] = answer

    threads = [
        Thread(target=send, args=(number, *all_of_it), daemon=True)
        for number, all_of_it in enumerate(zip(visitors, paths, forms, strict=True))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(90)
    db.session.expire_all()
    return answers
