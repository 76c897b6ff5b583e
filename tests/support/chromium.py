"""The Chromium that browser tests drive: from PATH, else the one that tools/provision.py fetched."""

import functools
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

CACHE = Path(__file__).resolve().parents[2] / ".cache"
FETCHED = CACHE / "chromium" / "chromium"
FONTS = CACHE / "fonts" / "fonts.conf"
AXE = CACHE / "axe.min.js"
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@functools.cache
def executable() -> str | None:
    """Its path, or None where no Chromium that starts is to be had."""
    on_path = [found for name in NAMES if (found := shutil.which(name))]
    return next((path for path in [*on_path, str(FETCHED)] if _starts(path)), None)


def environment(path: str | None = None) -> dict[str, str]:
    """This process's environment, with the libraries and the font that were fetched, if any were."""
    env = dict(os.environ)
    if path == str(FETCHED):
        libraries = [str(FETCHED.parent), str(FETCHED.parent / "lib"), env.get("LD_LIBRARY_PATH", "")]
        env["LD_LIBRARY_PATH"] = ":".join(filter(None, libraries))
    if FONTS.exists():
        env["FONTCONFIG_FILE"] = str(FONTS)
    return env


def launch_options() -> dict[str, Any]:
    """Arguments for Playwright's `chromium.launch`; skips the test where there is no Chromium."""
    path = executable()
    if path is None:
        pytest.skip("NOT RUN: no Chromium (make provision)")
    return {"executable_path": path, "args": ARGS, "env": environment(path)}


@functools.cache
def axe_source() -> str:
    """axe-core's script, for `page.evaluate`; skips the test where it could not be fetched."""
    if not AXE.exists():
        pytest.skip("NOT RUN: no axe-core (make provision)")
    return AXE.read_text(encoding="utf-8")


def _starts(path: str) -> bool:
    # Ubuntu's chromium-browser is on PATH and only says that it is a snap; so ask.
    try:
        asked = subprocess.run(
            [path, "--version"], capture_output=True, timeout=30, env=environment(path), check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return asked.returncode == 0
