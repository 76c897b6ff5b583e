"""A hand scanner on a tablet: a keyboard that types faster than a hand, whatever the machine under the test has to do."""

import time

from playwright.sync_api import Page

STRIDE = 0.002  # seconds between two keys


def scan(page: Page, code: str) -> None:
    """Keys where the focus is, then Enter, each with the time at which the scanner struck it."""
    keys = page.context.new_cdp_session(page)
    began = time.time()
    struck = [*((char, char) for char in code), ("Enter", "\r")]
    for place, (key, text) in enumerate(struck):
        code_of = {"windowsVirtualKeyCode": 13, "code": "Enter"} if key == "Enter" else {}
        at = {"timestamp": began + place * STRIDE, "key": key, **code_of}
        keys.send("Input.dispatchKeyEvent", {"type": "keyDown", "text": text, **at})
        keys.send("Input.dispatchKeyEvent", {"type": "keyUp", **at})
    keys.detach()
