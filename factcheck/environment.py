"""The `.env` of the demo, written on the first start: the names are those of factcheck/settings.py."""

import base64
import os
import secrets
from pathlib import Path

from dotenv import dotenv_values  # what environs reads the file with

TEMPLATE = """\
# `make run` が初回に作った設定です。環境変数があれば、そちらが優先されます。
SECRET_KEY={secret_key}
NOTE_KEYS={note_key}
DEMO=true
DEBUG=false
ALLOWED_HOSTS=127.0.0.1,localhost
"""


def write_once(path: Path) -> bool:
    """Write `path`, readable by its owner only, unless it is there; True if it was written.

    All or nothing: a start that is killed half-way leaves no `.env`, or a whole one.
    """
    if path.exists():
        return False
    unfinished = path.with_name(f"{path.name}.unfinished-{os.getpid()}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(TEMPLATE.format(secret_key=secrets.token_urlsafe(50), note_key=_note_key()))
    unfinished.rename(path)
    return True


def add_missing(path: Path) -> bool:
    """Give a `.env` of an earlier release the key of confidential notes that it lacks; True if it was added.

    One in the environment comes before it, and stays the only one.
    """
    written = path.read_text(encoding="utf-8")
    if os.environ.get("NOTE_KEYS") or dotenv_values(path).get("NOTE_KEYS"):
        return False
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{'' if written.endswith(chr(10)) else chr(10)}NOTE_KEYS={_note_key()}\n")
    return True


def _note_key() -> str:
    """A Fernet key: 32 random bytes in URL-safe base64."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
