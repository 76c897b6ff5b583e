"""What comes as a picture is read by its content and tamed, or refused with a sentence; memory stays bounded (S8)."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from PIL import Image, ImageFile

from counter.photos.preparing import PhotoTrouble, prepare, shown_name
from tests.photos import pictures

HEIC = Path(__file__).parent / "phone.heic"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
WORDS = (pictures.PLACE, pictures.LOUD.encode(), b"Exif", b"adobe", b"ICC_PROFILE")
NOT_ONE, BROKEN, PIXELS = "not a picture", "broken or was cut off", "too many pixels"


@pytest.fixture(autouse=True)
def in_english(app):
    with app.test_request_context(headers={"Accept-Language": "en"}):
        yield


def read(body):
    picture = Image.open(io.BytesIO(body))
    picture.load()
    return picture


def a_zip():
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as archive:
        archive.writestr("a.jpg", pictures.a_jpeg())
    return into.getvalue()


def is_close(colour, wanted):
    return all(abs(a - b) < 40 for a, b in zip(colour, wanted, strict=True))


REFUSED = {
    "svg": (lambda: SVG, NOT_ONE),
    "html": (lambda: b"<!doctype html><script>alert(1)</script>", NOT_ONE),
    "gif that is a script": (lambda: b"GIF89a/*" + bytes(9) + b"*/=1;alert(1)", NOT_ONE),
    "a sound gif": (lambda: pictures.as_bytes(pictures.a_scene(), "GIF"), NOT_ONE),
    "zip": (a_zip, NOT_ONE),
    "pdf": (lambda: b"%PDF-1.7\n" + bytes(200), NOT_ONE),
    "postscript": (lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", NOT_ONE),
    "tiff": (lambda: pictures.as_bytes(pictures.a_scene(), "TIFF"), NOT_ONE),
    "jpeg cut in the middle": (lambda: pictures.a_jpeg()[:5000], BROKEN),
    "jpeg cut in its head": (lambda: pictures.a_jpeg()[:12], BROKEN),
    "png cut in the middle": (lambda: pictures.as_bytes(pictures.a_scene(), "PNG")[:-900], BROKEN),
    "heic cut in the middle": (lambda: HEIC.read_bytes()[:-60], BROKEN),
    "webp with noise in it": (lambda: b"RIFF\x40\0\0\0WEBPVP8 " + bytes(60), BROKEN),
    "empty": (lambda: b"", "is empty"),
    "huge dimensions": (lambda: pictures.a_png_that_says(2_000_000, 2_000_000), PIXELS),
    "bomb": (pictures.a_bomb, PIXELS),
    "png with no width": (lambda: pictures.a_png_that_says(0, 9), BROKEN),
    "too many bytes": (lambda: pictures.a_jpeg() + bytes(12 * 1024**2), "bigger than 12 MB"),
}


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.slow) if name == "bomb" else name for name in REFUSED]
)
def test_what_is_no_picture_is_refused_with_a_sentence_that_names_it(name):
    body, sentence = REFUSED[name]
    with pytest.raises(PhotoTrouble) as trouble:
        prepare(pictures.upload(body(), "front.jpg"))
    assert str(trouble.value.sentence).startswith("“front.jpg” ") and sentence in str(trouble.value.sentence)


TAMED = {
    "plain": lambda: pictures.a_jpeg(),
    "named otherwise": lambda: pictures.as_bytes(pictures.a_scene(), "PNG"),
    "with a zip behind it": lambda: pictures.a_jpeg() + a_zip(),
    "with a script behind it": lambda: pictures.a_jpeg() + b"<script>alert(1)</script>",
    "CMYK": lambda: pictures.as_bytes(pictures.a_scene(mode="CMYK")),
    "palette": lambda: pictures.as_bytes(pictures.a_scene(mode="P"), "PNG"),
    "with alpha": lambda: pictures.as_bytes(pictures.a_scene(mode="RGBA"), "WEBP"),
    "animated webp": lambda: pictures.as_bytes(pictures.a_scene(), "WEBP", save_all=True, append_images=[Image.new("RGB", (800, 600))]),
    "animated png": lambda: pictures.as_bytes(pictures.a_scene(), "PNG", save_all=True, append_images=[Image.new("RGB", (800, 600))]),
    "progressive": lambda: pictures.a_jpeg(progressive=True),
    "heic": HEIC.read_bytes,
}  # fmt: skip


@pytest.mark.parametrize("name", TAMED)
def test_what_is_a_picture_becomes_a_plain_jpeg_whatever_it_is_called(name):
    made = prepare(pictures.upload(TAMED[name](), "x.svg"))
    kept = read(made.body)
    assert (kept.format, kept.mode, kept.size) == ("JPEG", "RGB", (made.width, made.height))
    assert (
        getattr(kept, "n_frames", 1) == 1 and made.media_type == "image/jpeg" and len(made.body) == made.size
    )
    assert is_close(kept.getpixel((9, 9)), (255, 0, 0))
    assert is_close(kept.getpixel((9, kept.height - 9)), (0, 0, 255))
    assert b"script" not in made.body and b"PK\x03\x04" not in made.body
    assert max(read(made.small).size) <= 320


def test_sixteen_bits_are_read_as_shades_and_not_as_white():
    sixteen = Image.new("I;16", (400, 300), 0x4000)
    kept = read(prepare(pictures.upload(pictures.as_bytes(sixteen, "PNG"))).body)
    assert is_close(kept.getpixel((200, 150)), (64, 64, 64))


def test_alpha_lies_on_white():
    clear = Image.new("RGBA", (50, 50), (0, 0, 0, 0))
    kept = read(prepare(pictures.upload(pictures.as_bytes(clear, "PNG"))).body)
    assert is_close(kept.getpixel((25, 25)), (255, 255, 255))


def test_the_longest_side_is_1600_and_the_small_one_320():
    made = prepare(pictures.upload(pictures.a_jpeg(4000, 3000)))
    assert (made.width, made.height) == (1600, 1200) and read(made.small).size == (320, 240)
    thin = prepare(pictures.upload(pictures.a_jpeg(8000, 2)))
    assert (thin.width, thin.height) == (1600, 1)


def test_nothing_of_place_maker_or_comment_is_kept_and_it_stands_upright():
    sent = pictures.with_words(orientation=6)
    assert all(word in sent for word in WORDS[:3])
    made = prepare(pictures.upload(sent))
    for body in (made.body, made.small):
        assert not any(word in body for word in WORDS) and not read(body).getexif()
    kept = read(made.body)
    assert kept.size == (600, 800)  # lying on its side before: what was below is left now
    assert is_close(kept.getpixel((9, 400)), (0, 0, 255)) and is_close(kept.getpixel((590, 400)), (255, 0, 0))
    assert pictures.LOUD.encode() in HEIC.read_bytes()
    assert pictures.LOUD.encode() not in prepare(pictures.upload(HEIC.read_bytes())).body


@pytest.mark.parametrize("orientation", [0, 1, 9, 255])
def test_an_orientation_that_says_nothing_turns_nothing(orientation):
    made = prepare(pictures.upload(pictures.with_words(orientation=orientation)))
    assert (made.width, made.height) == (800, 600)


def test_words_about_the_picture_that_are_broken_do_not_spoil_it():
    sent = pictures.with_words()
    place = sent.index(b"Exif\0\0")
    made = prepare(pictures.upload(sent[: place + 6] + b"\xff" * 20 + sent[place + 26 :]))
    assert {made.width, made.height} == {600, 800}


def test_the_same_picture_is_the_same_content():
    one, other = (prepare(pictures.upload(pictures.a_jpeg(), name)) for name in ("a.jpg", "b.jpg"))
    assert one.digest == other.digest != prepare(pictures.upload(pictures.a_jpeg(801))).digest


def test_a_name_is_only_its_last_part_and_what_can_be_shown():
    assert shown_name("../../etc/pass\0wd.jpg") == "pass wd.jpg"
    assert shown_name("C:\\Users\\x\\front.jpg") == "front.jpg"
    assert shown_name("a\n\x1b[31m\ud800b.jpg") == "a [31m b.jpg"
    assert len(shown_name("x" * 5000)) == 60 and shown_name("") == shown_name(None) == "Picture"


def test_a_signature_is_a_small_png_in_greys():
    for mode in ("RGB", "RGBA", "L", "1"):
        made = prepare(pictures.upload(pictures.a_signature(mode=mode)), "signature")
        kept = read(made.body)
        assert (kept.format, kept.mode, kept.size) == ("PNG", "L", (1200, 400)) and made.size < 20_000
        assert kept.getpixel((5, 5)) > 250 and kept.getextrema()[0] < 60


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (pictures.a_signature(length=0), "Nothing is signed yet"),
        (pictures.a_signature(mode="RGBA", length=0), "Nothing is signed yet"),
        (pictures.as_bytes(Image.new("L", (300, 100), 200), "PNG"), "Nothing is signed yet"),
        (pictures.a_signature(1201, 400), PIXELS),
        (pictures.a_jpeg(300, 100), NOT_ONE),
        (pictures.a_signature()[:-200], BROKEN),
    ],
)
def test_a_signature_that_is_none_is_refused(body, sentence):
    with pytest.raises(PhotoTrouble) as trouble:
        prepare(pictures.upload(body), "signature")
    assert sentence in str(trouble.value.sentence)


MEASURE = """
import re, sys
from counter.photos.preparing import PhotoTrouble, prepare
from flask import Flask
from flask_babel import Babel
from tests.photos import pictures
app = Flask("x"); Babel(app)
def peak(): return int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]) / 1024
with app.test_request_context():
    prepare(pictures.upload(pictures.a_jpeg(64, 64)))
    body = open(sys.argv[1], "rb").read()
    before = peak()
    try:
        prepare(pictures.upload(body))
        how = "taken"
    except PhotoTrouble:
        how = "refused"
print(how, peak() - before)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="NOT RUN: the peak is read as Linux tells it")
@pytest.mark.parametrize(
    ("make", "how"),
    [
        (pictures.a_bomb, "refused"),
        (lambda: pictures.a_jpeg(8192, 6144), "taken"),
        (lambda: pictures.a_jpeg(8192, 6144, progressive=True, subsampling=0), "refused"),
        (lambda: pictures.a_jpeg(5800, 4400, progressive=True, subsampling=0), "taken"),
        (lambda: pictures.as_bytes(pictures.a_scene(5800, 4400, "RGBA"), "PNG", compress_level=1), "taken"),
        (lambda: pictures.as_bytes(pictures.a_scene(5800, 4400, "P"), "PNG"), "taken"),
        (lambda: pictures.as_bytes(pictures.a_scene(5800, 4400, "RGBA"), "WEBP", method=0), "refused"),
        (lambda: pictures.as_bytes(pictures.a_scene(4100, 3100, "RGBA"), "WEBP", method=0), "taken"),
        ((Path(__file__).parent / "large.heic").read_bytes, "taken"),
    ],
)
def test_no_picture_takes_more_than_300_mb(tmp_path, make, how):
    file = tmp_path / "sent"
    file.write_bytes(make())
    asked = [sys.executable, "-c", MEASURE, str(file)]
    told = subprocess.run(asked, capture_output=True, text=True, check=True, timeout=100).stdout.split()
    print(f"\n{file.stat().st_size / 1024**2:.1f} MB sent, {float(told[1]):.0f} MB at most")
    assert told[0] == how and float(told[1]) < 300


def test_a_cut_picture_is_refused_also_after_a_pdf_was_made(monkeypatch):
    monkeypatch.setattr(
        ImageFile, "LOAD_TRUNCATED_IMAGES", True
    )  # as the PDF library sets it when it is loaded
    with pytest.raises(PhotoTrouble):
        prepare(pictures.upload(pictures.a_jpeg()[:5000], "front.jpg"))
