"""Make what the server describes now the released contract, and the Python client's shapes from it: `make contract`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import orjson

ROOT = Path(__file__).resolve().parent.parent.parent
RELEASED = ROOT / "docs" / "openapi" / "v1.json"
SHAPES = ROOT / "clients" / "python" / "write_shapes.py"


def described() -> dict[str, Any]:
    """openapi.json of this tree."""
    from articles.api.read.views import openapi

    found: dict[str, Any] = orjson.loads(openapi())
    return found


def released() -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads(RELEASED.read_bytes())
    return found


def main() -> None:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    RELEASED.write_bytes(orjson.dumps(described(), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    subprocess.run([sys.executable, str(SHAPES)], check=True)


if __name__ == "__main__":
    main()
