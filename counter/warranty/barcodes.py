"""The card number as Code 128, in SVG: one unit is one module, ten modules of quiet zone on either side."""

from itertools import groupby

import barcode

QUIET, HEIGHT = 10, 48  # modules


def modules(number: str) -> str:
    """Ones are bars, zeros are gaps."""
    return str(barcode.get("code128", number).build()[0])


def svg(number: str) -> str:
    bars, place = [], QUIET
    for char, run in groupby(modules(number)):
        width = len(list(run))
        if char == "1":
            bars.append(f"M{place} 0h{width}v{HEIGHT}h-{width}z")
        place += width
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {place + QUIET} {HEIGHT}" '
        f'preserveAspectRatio="none" shape-rendering="crispEdges"><rect width="{place + QUIET}" height="{HEIGHT}" '
        f'fill="#fff"/><path d="{"".join(bars)}"/></svg>'
    )
