"""What a camera would see: labels with bars, drawn, as a video that Chromium plays for its own camera, or as a photo."""

import io
from dataclasses import dataclass

import barcode
from PIL import Image, ImageDraw

from tests.support import chromium

SIZE = (1280, 720)
FRAMES = 12


@dataclass
class Code:
    kind: str  # code128, ean13
    text: str


def bars(code: Code, module: int = 4, high: int = 90) -> Image.Image:
    """With its quiet zone and the digits under it, which no scanner reads."""
    ones = barcode.get(code.kind, code.text).build()[0]
    ones = str(ones).replace("G", "1")
    drawn = Image.new("L", ((len(ones) + 20) * module, high + 30), 255)
    pen = ImageDraw.Draw(drawn)
    for place, one in enumerate(ones):
        if one == "1":
            left = (place + 10) * module
            pen.rectangle((left, 4, left + module - 1, high), fill=0)
    pen.text((10 * module, high + 8), code.text, fill=0)
    return drawn


def label(*codes: Code, size: tuple[int, int] = SIZE, module: int = 3) -> Image.Image:
    """One under the other on white card, the card on a grey counter."""
    picture = Image.new("L", size, 150)
    drawn = [bars(code, module) for code in codes]
    wide, high = max(one.width for one in drawn) + 60, sum(one.height + 24 for one in drawn) + 40
    card = Image.new("L", (wide, high), 250)
    top = 30
    for one in drawn:
        card.paste(one, (30, top))
        top += one.height + 24
    picture.paste(card, ((size[0] - wide) // 2, (size[1] - high) // 2))
    return picture.convert("RGB")


def video(path, *pictures: Image.Image):
    """Motion JPEG: each picture for some frames."""
    with open(path, "wb") as file:
        for picture in pictures:
            for _ in range(FRAMES):
                frame = io.BytesIO()
                picture.save(frame, "JPEG", quality=80)
                file.write(frame.getvalue())
    return path


def photo(picture: Image.Image) -> dict[str, object]:
    """As a file input takes it."""
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=85)
    return {"name": "box.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


def launch_options(video_file=None):
    """A Chromium whose camera shows that video; without one it has no camera."""
    options = chromium.launch_options()
    fake = ["--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={video_file}"]
    args = [*options["args"], "--use-fake-ui-for-media-stream", *(fake if video_file else [])]
    return options | {"args": args}
