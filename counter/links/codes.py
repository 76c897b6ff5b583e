"""An address as a QR code, in SVG with the quiet zone of four modules; served as a picture."""

from io import BytesIO

import segno


def svg(address: str) -> str:
    """make_qr: make() would choose a Micro QR for a short text, which few phones read."""
    drawn = BytesIO()
    segno.make_qr(address, error="m").save(
        drawn, kind="svg", xmldecl=False, border=4, light="#fff", omitsize=True, svgclass=None, lineclass=None
    )
    return drawn.getvalue().decode()
