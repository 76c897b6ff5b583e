"""A picture, large and small, for the people of its store."""

from typing import Any

from flask import Blueprint, abort, send_file

from counter.access import staff
from counter.photos.keeping import place_of
from counter.photos.models import Photo
from counter.scope import find

blueprint = Blueprint("photos", __name__)
DAY = 24 * 3600
ENDINGS = {"image/jpeg": "jpg", "image/png": "png"}


@blueprint.get("/photos/<int:number>")
@staff
def show(number: int) -> Any:
    return sent(find(Photo, number), is_small=False)


@blueprint.get("/photos/<int:number>/small")
@staff
def show_small(number: int) -> Any:
    return sent(find(Photo, number), is_small=True)


def sent(photo: Photo, is_small: bool) -> Any:
    """A browser keeps it for a day and for whoever is signed in now: another person's cookie asks again."""
    place = place_of(photo.digest, is_small)
    if not place.exists():
        abort(404)
    name = f"{photo.kind}-{photo.id}.{ENDINGS[photo.media_type]}"
    etag = f"{photo.digest}{'-small' if is_small else ''}"
    answer = send_file(place, photo.media_type, download_name=name, etag=etag, last_modified=photo.taken_at)
    answer.headers["Cache-Control"] = f"private, max-age={DAY}, immutable"
    answer.vary.add("Cookie")
    return answer
