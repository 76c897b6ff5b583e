"""The barcodes of our pages, drawn as a printer would and read as a scanner does."""

import re
from xml.etree import ElementTree

import zxingcpp
from PIL import Image, ImageDraw

INCH, DPI = 25.4, 200


def picture(svg, dots):
    """The bars of our SVG, drawn at so many dots of width in grey, as a printer would."""
    root = ElementTree.fromstring(svg)
    wide, high = (float(value) for value in root.get("viewBox").split()[2:])
    scale = dots / wide
    drawn = Image.new("L", (dots, round(dots / 4)), 255)
    pen = ImageDraw.Draw(drawn)
    path = root.find("{http://www.w3.org/2000/svg}path").get("d")
    for left, width in re.findall(r"M(\d+) 0h(\d+)v", path):
        edges = round(int(left) * scale), round((int(left) + int(width)) * scale) - 1
        pen.rectangle((edges[0], 0, edges[1], drawn.height), fill=0)
    return drawn


def read(svg, width):
    """What stands in the one Code 128 of it. width: mm on the paper."""
    (found,) = zxingcpp.read_barcodes(picture(svg, round(width / INCH * DPI)))
    assert "Code128" in str(found.format).replace(" ", "").replace("_", "")
    return found.text
