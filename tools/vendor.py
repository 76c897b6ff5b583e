"""Front-end files of others, copied into static/vendor/ from npm with their licences; no build step.

`python -m tools.vendor` fetches them again; `python -m tools.vendor check` compares what is there, offline,
with static/vendor/SHA384 (which `sha384sum --check SHA384` reads as well).
"""

import hashlib
import json
import shutil
import sys

from tools import npm

VENDOR = npm.ROOT / "static" / "vendor"
SUMS = VENDOR / "SHA384"
# package -> (folder's name, {file in the package: file in the folder})
FILES = {
    "htmx.org": ("htmx", {"dist/htmx.min.js": "htmx.min.js", "LICENSE": "LICENSE"}),
    "barcode-detector": ("barcode-detector", {"dist/iife/ponyfill.js": "ponyfill.js", "LICENSE": "LICENSE"}),
    # The very version that barcode-detector's package.json names: beside another it reads nothing.
    "zxing-wasm": (
        "zxing-wasm",
        {"dist/reader/zxing_reader.wasm": "zxing_reader.wasm", "LICENSE": "LICENSE"},
    ),
}


def fetch() -> None:
    pinned = json.loads(npm.PINNED.read_text())
    for package, (name, files) in FILES.items():
        source = npm.fetch(package, keep=files.__contains__)
        for old in VENDOR.glob(f"{name}-*"):
            shutil.rmtree(old)
        folder = VENDOR / f"{name}-{pinned[package]['version']}"
        folder.mkdir(parents=True)
        for path, kept_as in files.items():
            shutil.copy(source / path, folder / kept_as)
    SUMS.write_text("".join(f"{digest}  {path}\n" for path, digest in _digests().items()))


def problems() -> list[str]:
    """One sentence for each file that is not as it was fetched."""
    noted = {line.split("  ", 1)[1]: line.split()[0] for line in SUMS.read_text().splitlines()}
    found, notice = _digests(), (npm.ROOT / "NOTICE").read_text(encoding="utf-8")
    told = [f"{path} is not in SHA384" for path in found.keys() - noted.keys()]
    told += [f"{path} is missing" for path in noted.keys() - found.keys()]
    told += [f"{path} was changed" for path in found.keys() & noted.keys() if found[path] != noted[path]]
    folders = sorted({path.split("/")[0] for path in found})
    return told + [f"{folder} is not in NOTICE" for folder in folders if folder not in notice]


def _digests() -> dict[str, str]:
    files = (path for path in sorted(VENDOR.rglob("*")) if path.is_file() and path != SUMS)
    return {
        path.relative_to(VENDOR).as_posix(): hashlib.sha384(path.read_bytes()).hexdigest()
        for path in files
        if path.suffix not in (".br", ".gz")  # pressed by the app
    }


def main() -> int:
    if "check" not in sys.argv:
        try:
            fetch()
        except npm.NotHad as error:
            print(error)
            return 1
    told = problems()
    for line in told:
        print(f"static/vendor: {line}")
    return bool(told)


if __name__ == "__main__":
    sys.exit(main())
