"""Passwords and PINs, hashed with argon2; never hashed inside a write transaction (ground 8)."""

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
NOBODY = hasher.hash("nobody has this password")


def hashed(secret: str) -> str:
    return hasher.hash(secret)


def matches(kept: str | None, given: str) -> bool:
    """The same time for a stranger as for a person, so that names can't be found out."""
    try:
        return hasher.verify(kept or NOBODY, given.encode("utf-8", "surrogatepass")) and kept is not None
    except (Argon2Error, InvalidHashError):
        return False
