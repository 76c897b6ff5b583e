"""Fetches what the tests need beyond Python: Chromium, a Chinese font, axe-core, PostgreSQL, pango.

What is on PATH is taken as it is. Else Debian's packages, where one is root; else packages from npm, into
.cache/. PostgreSQL comes as a wheel with requirements/dev.txt, so that no server is set up on the machine.
COUNTER_NO_APT=1 leaves the machine's own packages alone.
"""

import ctypes.util
import io
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.support import chromium, postgres
from tools import npm

FONTS_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir>
  <dir>/usr/share/fonts</dir>
  <dir>/usr/local/share/fonts</dir>
  <cachedir>{cache}</cachedir>
</fontconfig>
"""


def provide() -> list[str]:
    """Fetches what is lacking; gives a sentence for each kind of test that can't run here."""
    lacking = []
    missing = [package for package, is_here in DEBIAN.items() if not is_here()]
    if missing:
        _apt(missing)
    for what, is_here, fetch in NEEDED:
        try:
            if not is_here():
                print(f"Fetching {what}")
                fetch()
            if not is_here():
                raise npm.NotHad("it was fetched but does not start here")
        except (npm.NotHad, OSError) as error:
            lacking.append(f"{what}: {error}")
    return lacking


def has_chromium() -> bool:
    chromium.executable.cache_clear()
    return chromium.executable() is not None


def has_chinese_font() -> bool:
    if chromium.FONTS.exists() or sys.platform != "linux":
        return True
    if lister := shutil.which("fc-list"):
        listed = subprocess.run([lister, ":lang=zh-cn", "family"], capture_output=True, check=False)
        return bool(listed.stdout.strip())
    return any(Path("/usr/share/fonts").rglob("*CJK*"))


def has_axe() -> bool:
    return chromium.AXE.exists()


def has_postgres() -> bool:
    return bool(os.environ.get("TEST_DATABASE_URL")) or postgres.bindir() is not None


def has_library(name: str) -> Callable[[], bool]:
    return lambda: ctypes.util.find_library(name) is not None


def has_pango() -> bool:
    """As WeasyPrint finds it; in a process of its own, since an import that failed is not tried again."""
    return subprocess.run([sys.executable, "-c", "import weasyprint"], capture_output=True).returncode == 0


def _fetch_chromium() -> None:
    import brotli

    if sys.platform != "linux" or platform.machine() != "x86_64":
        raise npm.NotHad("no package of it for this kind of machine; install Chromium or Chrome")
    package = npm.fetch("@sparticuz/chromium", keep=lambda path: path.startswith(("bin/", "LICENSE")))
    folder = npm.CACHE / "chromium"
    for archive in ("al2023", "swiftshader"):
        content = brotli.decompress((package / "bin" / f"{archive}.tar.br").read_bytes())
        with tarfile.open(fileobj=io.BytesIO(content)) as files:
            npm.unpack(files, folder)
    partial = folder / "chromium.partial"
    partial.write_bytes(brotli.decompress((package / "bin" / "chromium.br").read_bytes()))
    partial.chmod(0o755)
    partial.rename(chromium.FETCHED)
    shutil.rmtree(package / "bin")  # 65 MB that are not needed again


def _fetch_font() -> None:
    wanted = (
        "400Regular/NotoSansSC_400Regular.ttf",
        "600SemiBold/NotoSansSC_600SemiBold.ttf",
        "LICENSE_FONT",
    )
    package = npm.fetch("@expo-google-fonts/noto-sans-sc", keep=lambda path: path in wanted)
    chromium.FONTS.parent.mkdir(parents=True, exist_ok=True)
    chromium.FONTS.write_text(FONTS_CONF.format(fonts=package, cache=chromium.FONTS.parent / "cache"))


def _fetch_axe() -> None:
    package = npm.fetch("axe-core", keep=lambda path: path == "axe.min.js" or path.startswith("LICENSE"))
    shutil.copy(package / "axe.min.js", chromium.AXE)


def _no_postgres() -> None:
    raise npm.NotHad("no wheel of it for this kind of machine; install PostgreSQL")


def _no_pango() -> None:
    raise npm.NotHad("no package of it without being root; install pango")


def _apt(packages: list[str]) -> None:
    """Tolerates every failure: what is still missing afterwards comes from npm or is reported."""
    if os.geteuid() != 0 or os.environ.get("COUNTER_NO_APT") or not shutil.which("apt-get"):
        return
    print(f"Installing {' '.join(packages)} by apt")
    apt = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=60", "-o", "Acquire::Retries=1"]
    for command in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        with tempfile.TemporaryFile() as output:
            running = subprocess.Popen(
                [*apt, *command],
                env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
            try:
                code = running.wait(timeout=300)
            except subprocess.TimeoutExpired:
                running.terminate()
                code = running.wait()
            if code != 0:
                output.seek(0)
                print(output.read().decode(errors="replace").strip()[-500:])


PANGO = {
    "libpango-1.0-0": "pango-1.0",
    "libpangoft2-1.0-0": "pangoft2-1.0",
    "libharfbuzz-subset0": "harfbuzz-subset",
}
DEBIAN = {"chromium": has_chromium, "fonts-noto-cjk": has_chinese_font, "postgresql": has_postgres}
DEBIAN |= {package: has_library(name) for package, name in PANGO.items()}
NEEDED = (
    ("Chromium", has_chromium, _fetch_chromium),
    ("a Chinese font", has_chinese_font, _fetch_font),
    ("axe-core", has_axe, _fetch_axe),
    ("PostgreSQL", has_postgres, _no_postgres),
    ("pango (the card as PDF)", has_pango, _no_pango),
)

if __name__ == "__main__":
    told = [f"NOT HAD {line}" for line in provide()]
    print("\n".join(told) or "All is here.")
    sys.exit(bool(told))
