"""Checks, offline, that requirements/*.txt lock what requirements/*.in ask for, and one version of each."""

import re
import sys
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

FOLDER = Path(__file__).resolve().parents[1] / "requirements"


def asked(name: str) -> list[Requirement]:
    lines = (line.split("#")[0].strip() for line in (FOLDER / f"{name}.in").read_text().splitlines())
    return [Requirement(line) for line in lines if line and not line.startswith("-")]


def locked(name: str) -> dict[str, str]:
    """Package -> version."""
    pins = re.findall(r"^([\w.-]+)(?:\[[\w,-]+\])?==([^\s;\\]+)", (FOLDER / f"{name}.txt").read_text(), re.M)
    return {canonicalize_name(package): version for package, version in pins}


def roots(name: str) -> set[str]:
    """The packages that the lock says are there because the .in file asks for them."""
    found, package = set(), ""
    for line in (FOLDER / f"{name}.txt").read_text().splitlines():
        if line and not line.startswith((" ", "#")):
            package = canonicalize_name(re.split(r"[\[=]", line)[0])
        elif line.strip("# ") in (f"-r requirements/{name}.in", f"via -r requirements/{name}.in"):
            found.add(package)
    return found


def problems() -> list[str]:
    told = []
    for name in ("app", "pdf", "dev", "node"):
        wanted, pins = {canonicalize_name(one.name): one for one in asked(name)}, locked(name)
        for package, requirement in wanted.items():
            if package not in pins or not requirement.specifier.contains(pins[package], prereleases=True):
                told.append(f"{name}.in asks for {requirement}, {name}.txt has {pins.get(package, 'none')}")
        told += [
            f"{name}.txt locks {package}, {name}.in no longer asks" for package in roots(name) - set(wanted)
        ]
    for one, other in (("app", "dev"), ("app", "pdf"), ("pdf", "dev")):
        first, second = locked(one), locked(other)
        told += [
            f"{package} is {first[package]} in {one}.txt and {second[package]} in {other}.txt"
            for package in first.keys() & second.keys()
            if first[package] != second[package]
        ]
    return told


def main() -> int:
    told = problems()
    for line in told:
        print(f"requirements: {line} (make lock)")
    return bool(told)


if __name__ == "__main__":
    sys.exit(main())
