"""Reads the environment, once; nothing else does."""

import os
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any

LANGUAGES = ("zh_Hans", "en")
THREADS = 8  # of a process that serves pages


class MissingSetting(RuntimeError):
    """Production has no safe default for this one."""


def read(environ: dict[str, str] | None = None) -> dict[str, Any]:
    """The settings of one process. Raises MissingSetting where production would be guessing."""
    env = os.environ if environ is None else environ
    name = env.get("COUNTER_ENV", "production")
    folder = Path(env.get("DATA_DIR", "instance")).resolve()
    secret, public_url = env.get("SECRET_KEY", ""), env.get("PUBLIC_URL", "")
    port = int(env.get("PORT", "8000"))
    if name == "production":
        if len(secret) < 32:
            raise MissingSetting("SECRET_KEY is missing or shorter than 32 characters")
        if not public_url:
            raise MissingSetting("PUBLIC_URL is missing: QR codes and links need the address people use")
    return {
        "COUNTER_ENV": name,
        "DATA_DIR": folder,
        "PHOTOS_DIR": folder / "photos",
        "SQLALCHEMY_DATABASE_URI": database_url(env.get("DATABASE_URL", ""), folder),
        # One for each thread, and the last used goes first: what it has read and planned is still in its memory.
        "SQLALCHEMY_ENGINE_OPTIONS": {"pool_size": THREADS, "pool_use_lifo": True},
        "SECRET_KEY": secret or kept_secret(folder),
        "PUBLIC_URL": public_url or f"http://127.0.0.1:{port}",
        "PORT": port,
        "HOST": env.get("HOST", "127.0.0.1" if name != "production" else "0.0.0.0"),
        "TRUSTED_PROXIES": int(env.get("TRUSTED_PROXIES", "0")),
        "SESSION_COOKIE_SECURE": name == "production",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_REFRESH_EACH_REQUEST": False,
        "PERMANENT_SESSION_LIFETIME": timedelta(days=30),
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": False,
        "MAX_CONTENT_LENGTH": 2 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 1024 * 1024,
        "MAX_FORM_PARTS": 500,
        "BABEL_DEFAULT_LOCALE": "zh_Hans",
        "BABEL_TRANSLATION_DIRECTORIES": str(Path(__file__).parent / "counter" / "translations"),
        "SEND_FILE_MAX_AGE_DEFAULT": timedelta(days=365),
        "COMPRESS_MIN_SIZE": 500,
        "COMPRESS_BR_LEVEL": 4,
        "COMPRESS_MIMETYPES": ["text/html", "application/json", "image/svg+xml"],
    }


def database_url(given: str, folder: Path) -> str:
    """SQLite in DATA_DIR, or what DATABASE_URL says, with psycopg 3 as PostgreSQL's driver."""
    if not given:
        return f"sqlite:///{folder / 'counter.db'}"
    for prefix in ("postgres://", "postgresql://"):
        if given.startswith(prefix):
            return "postgresql+psycopg://" + given.removeprefix(prefix)
    return given


def kept_secret(folder: Path) -> str:
    """Development's own secret, made once, so that a restart signs nobody out."""
    file = folder / "secret_key"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        file.write_text(secrets.token_hex(32))
        file.chmod(0o600)
    return file.read_text()
