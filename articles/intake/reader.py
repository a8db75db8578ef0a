"""A process that reads one file, within limits, and ends: python -m articles.intake.reader SECONDS MEGABYTES BYTES BYTES.

The file comes on standard input, the page goes to standard output as JSON: {"page": {…}} or {"refused": name, "of": […]}.
It has no settings of the site, no secrets and no database, and it can write no file.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Mapping
from typing import Any

from django.conf import settings

NICENESS = 10  # readers of the site come first


def main() -> None:
    seconds, megabytes, text_bytes, file_bytes = map(int, sys.argv[1:])
    limit(seconds, megabytes)
    settings.configure(USE_I18N=False, ARTICLE_MAX_BYTES=text_bytes, ARTICLE_FILE_MAX_BYTES=file_bytes)
    sys.stdout.write(json.dumps(answer(sys.stdin.buffer.read())))


def limit(seconds: int, megabytes: int) -> None:
    os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * 1_000_000, megabytes * 1_000_000))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def answer(data: bytes) -> Mapping[str, Any]:
    from articles.actions.errors import Refused  # the limits have to stand first
    from articles.intake import contents, refusals

    try:
        return {"page": contents.page_of(data)._asdict()}
    except Refused as refused:
        return refusals.written(refused)


if __name__ == "__main__":
    main()
