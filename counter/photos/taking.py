"""Takes pictures in before a write takes its lock: `@takes_photos(TheForm)` above `@once`; the form's fields find them.

A form that comes back with an error keeps the pictures that were sent with it: each has lain down in its file, and the
page carries a signed word for it in `<field>-kept`, good for its person and store only.
"""

import logging
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from os import SEEK_END
from typing import Any

from flask import Flask, current_app, g, request, session
from flask_babel import lazy_gettext as _
from flask_login import current_user
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.datastructures import FileStorage

from counter.errors import page
from counter.photos.keeping import is_there, lay_down, place_of
from counter.photos.preparing import MOST_BYTES, PhotoTrouble, Prepared, prepare, shown_name

log = logging.getLogger("counter.photos")
DAY = 24 * 3600
ROOM = 2 * 1024**2  # for the words beside the pictures


@dataclass(frozen=True)
class Slot:
    """A field of a form that takes pictures: how many, of which kind."""

    name: str
    kind: str
    most: int


@dataclass
class Taken:
    """What came for one slot: pictures, and a sentence for each that could not be taken in."""

    prepared: list[Prepared] = field(default_factory=list)
    sentences: list[Any] = field(default_factory=list)

    def add(self, one: Prepared) -> None:
        if one.digest not in {other.digest for other in self.prepared}:
            self.prepared.append(one)


def takes_photos(form_class: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Prepares what is sent for the form's picture fields, and makes room for that much."""
    slots = slots_of(form_class)

    def wear(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def inner(**kw: Any) -> Any:
            if g.get("operation_key"):
                raise RuntimeError(f"{request.endpoint}: @takes_photos stands above @once")
            g.taken = {slot.name: take(slot) for slot in slots}
            return view(**kw)

        inner.photo_slots = slots  # type: ignore[attr-defined]
        return inner

    return wear


def slots_of(form_class: Any) -> list[Slot]:
    found = []
    for name in dir(form_class):
        unbound = getattr(form_class, name, None)
        kind = getattr(getattr(unbound, "field_class", None), "photo_kind", None)
        if kind:
            most = unbound.kwargs.get("most", unbound.field_class.most)  # type: ignore[union-attr]
            found.append(Slot(unbound.kwargs.get("name") or name, kind, most))  # type: ignore[union-attr]
    return found


def take(slot: Slot) -> Taken:
    taken = Taken()
    words = request.form.getlist(f"{slot.name}-kept")[: slot.most]
    sent = [file for file in request.files.getlist(slot.name) if file.filename or weight(file)]
    for word in words:
        one = kept_by(word, slot.kind)
        if one:
            taken.add(one)
        else:
            taken.sentences.append(_("A picture that was sent before is gone. Take or choose it again."))
    if len(taken.prepared) + len(sent) > slot.most:
        taken.sentences.append(_("At most %(num)d pictures. Leave some out.", num=slot.most))
    for file in sent[: max(slot.most - len(taken.prepared), 0)]:
        try:
            taken.add(laid_down(file, slot.kind))
        except PhotoTrouble as trouble:
            taken.sentences.append(trouble.sentence)
    return taken


def weight(file: FileStorage) -> int:
    """Bytes. A field in which nothing was chosen comes as a file without name and content."""
    size = file.stream.seek(0, SEEK_END)
    file.stream.seek(0)
    return size


def laid_down(file: FileStorage, kind: str) -> Prepared:
    """Raises PhotoTrouble, also where the disk takes nothing any more."""
    prepared = prepare(file, kind)
    try:
        return lay_down(prepared)
    except OSError:
        log.exception("a picture can't be written")
        name = shown_name(file.filename)
        sentence = _("“%(name)s” can't be stored just now. Send it again in a moment.", name=name)
        raise PhotoTrouble(sentence) from None


def signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="photos")


def whose() -> list[int | None]:
    return [current_user.person_id, current_user.store.id if current_user.store else None]


def word_for(one: Prepared) -> str:
    """What the page carries for a picture that was sent, as a form's value."""
    told = [one.kind, one.media_type, one.width, one.height, one.size, one.digest]
    return str(signer().dumps([whose(), told]))


def kept_by(word: str, kind: str) -> Prepared | None:
    """The picture of such a word: of this person, in this store, since yesterday."""
    try:
        owner, told = signer().loads(word, max_age=DAY)
    except BadData:
        return None
    one = Prepared(*told)
    return one if owner == whose() and one.kind == kind and is_there(one.digest) else None


def shown(one: Prepared) -> str:
    """As an address that holds it, for a page that comes back: it has no row yet, so no other address."""
    body = place_of(one.digest, is_small=one.kind == "photo").read_bytes()
    return f"data:{one.media_type};base64,{b64encode(body).decode()}"


def make_room(endpoint: str | None, values: Any) -> None:
    """Pictures are bigger than words. Asked before anything is read; who is signed in nowhere gets no room."""
    slots = slots_here(endpoint)
    if slots and session.get("_user_id"):
        request.max_content_length = ROOM + sum(slot.most * MOST_BYTES[slot.kind] for slot in slots)


def slots_here(endpoint: str | None) -> list[Slot]:
    return getattr(current_app.view_functions.get(endpoint or ""), "photo_slots", [])


def too_big(error: Any) -> Any:
    if not slots_here(request.endpoint):
        return page(413)
    return page(413, _("The pictures are too big together. Go back, leave some out and send again."))


def init(app: Flask) -> None:
    app.url_value_preprocessor(make_room)
    app.register_error_handler(413, too_big)
    app.jinja_env.globals.update(kept_word=word_for, kept_picture=shown)
