"""Pictures as they come, and some that should not."""

import io
import struct
import zlib

from PIL import Image, ImageDraw
from werkzeug.datastructures import FileStorage

PLACE = b"31 deg 13 min"  # looked for in what is kept
LOUD = "taken by Mr Loud"


def a_scene(width=800, height=600, mode="RGB"):
    """Red above, blue below, and no two pixels of a row quite alike."""
    picture = Image.new("RGB", (width, height), "red")
    ImageDraw.Draw(picture).rectangle([0, height // 2, width, height], fill="blue")
    return picture.convert(mode)


def as_bytes(picture, format="JPEG", **how):
    into = io.BytesIO()
    picture.save(into, format, **how)
    return into.getvalue()


def a_jpeg(width=800, height=600, **how):
    return as_bytes(a_scene(width, height), **how)


def with_words(width=800, height=600, orientation=6):
    """A phone's picture: lying on its side, with the place, a maker, a comment and XMP."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x9286] = orientation, LOUD, PLACE
    exif.get_ifd(0x8825).update({1: "N", 2: (31.0, 13.0, 49.0), 3: "E", 4: (121.0, 28.0, 0.0)})
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + PLACE + b"</x:xmpmeta>"
    return a_jpeg(width, height, exif=exif, comment=LOUD.encode(), xmp=xmp, icc_profile=LOUD.encode() * 9)


def a_signature(width=1200, height=400, mode="RGB", length=400):
    picture = Image.new(mode, (width, height), "white" if mode != "RGBA" else (0, 0, 0, 0))
    if length:
        ink = "black" if mode != "RGBA" else (0, 0, 0, 255)
        ImageDraw.Draw(picture).line([(100, 100), (100 + length, 250)], fill=ink, width=5)
    return as_bytes(picture, "PNG")


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def a_png_that_says(width, height, body=b""):
    """A PNG whose head promises that many pixels."""
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    chunks = chunk(b"IHDR", head) + chunk(b"IDAT", body or zlib.compress(bytes(100))) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def a_bomb(side=20_000):
    """A PNG of a few hundred kilobytes that would be 1.6 GB of pixels, each of them there."""
    row, press = bytes(1 + side * 4), zlib.compressobj(9)
    body = b"".join(press.compress(row) for _ in range(side)) + press.flush()
    return a_png_that_says(side, side, body)


def upload(body, name="x.jpg"):
    return FileStorage(io.BytesIO(body), name)


def sendable(body, name="x.jpg"):
    """As the test client's form takes it."""
    return io.BytesIO(body), name
