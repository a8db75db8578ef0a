"""The `.env` of the demo, written on the first start: the names are those of factcheck/settings.py."""

import os
import secrets
from pathlib import Path

TEMPLATE = """\
# `make run` が初回に作った設定です。環境変数があれば、そちらが優先されます。
SECRET_KEY={secret_key}
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
        file.write(TEMPLATE.format(secret_key=secrets.token_urlsafe(50)))
    unfinished.rename(path)
    return True
