"""What is sent as a picture becomes one of ours: read by its content, upright, small, and without a word about where it was taken.

Nothing of the sent file is kept but its pixels. Done before the first query of a write, one picture at a time.
"""

import hashlib
import io
import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PureWindowsPath
from threading import Lock
from typing import Any

import pi_heif
from flask_babel import lazy_gettext as _
from PIL import Image, ImageFile, UnidentifiedImageError
from werkzeug.datastructures import FileStorage

from counter.forms import unfit

log = logging.getLogger("counter.photos")
pi_heif.register_heif_opener(thumbnails=False)

FORMATS = {"photo": ("JPEG", "PNG", "WEBP", "HEIF"), "signature": ("PNG",)}
STARTS = {"photo": (b"\xff\xd8\xff", b"\x89PNG\r\n", b"RIFF"), "signature": (b"\x89PNG\r\n",)}
HEIC = (b"heic", b"heix", b"hevc", b"mif1")
MOST_BYTES = {"photo": 12 * 1024**2, "signature": 1024**2}
# What the cameras of phones take. A plain JPEG is made smaller while it is read, the others are unpacked whole first.
MOST_PIXELS = {
    "JPEG": 52_000_000,
    "PROGRESSIVE": 26_000_000,
    "PNG": 26_000_000,
    "HEIF": 26_000_000,
    "WEBP": 13_000_000,
}
SIDE, SMALL = 1600, 320
SIGNATURE = (1200, 400)
INK, LEAST_INK = 128, 20  # darker than this is ink; a dot is no signature
ORIENTATION = 0x0112
Turn = Image.Transpose
TURNS = {
    2: Turn.FLIP_LEFT_RIGHT, 3: Turn.ROTATE_180, 4: Turn.FLIP_TOP_BOTTOM, 5: Turn.TRANSPOSE,
    6: Turn.ROTATE_270, 7: Turn.TRANSVERSE, 8: Turn.ROTATE_90,
}  # fmt: skip
DESK = Lock()  # one picture at a time, so that six tablets need no more memory than one


class PhotoTrouble(ValueError):
    """A picture that can't be taken in; `sentence` names it and says what is the matter."""

    def __init__(self, sentence: Any) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True)
class Prepared:
    """A picture as it is kept. `body` and `small` are None as soon as they lie in their files."""

    kind: str
    media_type: str
    width: int
    height: int
    size: int
    digest: str
    body: bytes | None = None
    small: bytes | None = None


def prepare(upload: FileStorage, kind: str = "photo") -> Prepared:
    """Reads no database. Raises PhotoTrouble."""
    name = shown_name(upload.filename)
    size = upload.stream.seek(0, os.SEEK_END)
    upload.stream.seek(0)
    if not size:
        raise PhotoTrouble(_("“%(name)s” is empty. Take or choose it again.", name=name))
    if size > MOST_BYTES[kind]:
        most = MOST_BYTES[kind] // 1024**2
        raise PhotoTrouble(_("“%(name)s” is bigger than %(num)d MB. Take it smaller.", name=name, num=most))
    with DESK:
        ImageFile.LOAD_TRUNCATED_IMAGES = False  # the PDF library switches it on for the whole process
        try:
            with Image.open(upload.stream, formats=FORMATS[kind]) as image:
                return MAKING[kind](image, name)
        except PhotoTrouble:
            raise
        except Exception as error:  # whatever a hostile file does to a decoder
            log.info("a picture can't be read: %s", type(error).__name__)
            raise PhotoTrouble(trouble_of(upload, kind, name, error)) from None
        finally:
            upload.stream.seek(0)


def trouble_of(upload: FileStorage, kind: str, name: str, error: Exception) -> Any:
    if isinstance(error, Image.DecompressionBombError):
        return too_many_pixels(name)
    upload.stream.seek(0)
    head = upload.stream.read(12)
    is_ours = head.startswith(STARTS[kind]) or (head[4:8] == b"ftyp" and head[8:12] in HEIC)
    if isinstance(error, UnidentifiedImageError) and not is_ours:
        return _("“%(name)s” is not a picture that can be shown here: JPEG, PNG, WebP or HEIC.", name=name)
    return _("“%(name)s” is broken or was cut off on its way. Take it again.", name=name)


def shown_name(name: str | None) -> str:
    """The last part of it, without what can't be shown."""
    last = "".join(" " if unfit(one) else one for one in PureWindowsPath(name or "").name)
    return " ".join(last.split())[-60:] or str(_("Picture"))


def too_many_pixels(name: str) -> Any:
    return _("“%(name)s” has too many pixels. Take it with a smaller resolution.", name=name)


def photo(image: Any, name: str) -> Prepared:
    """JPEG, longest side at most SIDE."""
    how = "PROGRESSIVE" if image.info.get("progressive") else image.format
    if image.width * image.height > MOST_PIXELS[how]:
        raise PhotoTrouble(too_many_pixels(name))
    turn = TURNS.get(orientation(image))
    image = in_eight_bits(image)
    image.thumbnail((SIDE, SIDE), reducing_gap=2.0)
    image = on_white(image)
    if turn is not None:
        image = image.transpose(turn)
    return finished(image, "photo", "image/jpeg", format="JPEG", quality=82, optimize=True, progressive=True)


def signature(image: Any, name: str) -> Prepared:
    """PNG in greys, as large as it was drawn."""
    if image.width > SIGNATURE[0] or image.height > SIGNATURE[1]:
        raise PhotoTrouble(too_many_pixels(name))
    grey = on_white(in_eight_bits(image)).convert("L")
    drawn = grey.point(lambda shade: 255 if shade < INK else 0).getbbox()
    if drawn is None or max(drawn[2] - drawn[0], drawn[3] - drawn[1]) < LEAST_INK:
        raise PhotoTrouble(_("Nothing is signed yet. Sign in the box once more."))
    return finished(grey, "signature", "image/png", format="PNG", optimize=True)


MAKING: dict[str, Callable[[Any, str], Prepared]] = {"photo": photo, "signature": signature}


def orientation(image: Any) -> int:
    """0 where it is not said, or said in a way that nobody can read."""
    try:
        return int(image.getexif().get(ORIENTATION, 0))
    except Exception:
        return 0


def in_eight_bits(image: Any) -> Any:
    """Palettes and 16 bits can't be made smaller as they are."""
    if image.mode.startswith("I"):
        return image.convert("I").point(lambda shade: shade / 256).convert("L")
    if image.mode in ("P", "PA", "1"):
        return image.convert("RGBA")
    return image


def on_white(image: Any) -> Any:
    if "A" not in image.getbands() and "transparency" not in image.info:
        return image.convert("RGB")
    image = image.convert("RGBA")
    white = Image.new("RGB", image.size, "white")
    white.paste(image, mask=image.getchannel("A"))
    return white


def finished(image: Any, kind: str, media_type: str, **how: Any) -> Prepared:
    """The words that came with the pixels (a comment, XMP, a profile) go: they would be written out again."""
    image.info.clear()
    small = image.copy()
    small.thumbnail((SMALL, SMALL))
    body = written(image, **how)
    digest = hashlib.sha256(body).hexdigest()
    width, height = image.size
    return Prepared(kind, media_type, width, height, len(body), digest, body, written(small, **how))


def written(image: Any, **how: Any) -> bytes:
    into = io.BytesIO()
    image.save(into, **how)
    return into.getvalue()
