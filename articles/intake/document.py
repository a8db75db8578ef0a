"""A file as it was saved → its text: the one way in for the command and the form.

Plain text, subtitles and tables are read at once, by code that is linear in them. Whatever needs a parser is read in a
process of its own, which has seconds and megabytes and then ends: no upload can hold a web process or a worker.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from signal import SIGKILL, SIGXCPU
from threading import BoundedSemaphore

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.actions.errors import Refused
from articles.intake import contents, refusals, text
from articles.intake.page import Page

READERS = BoundedSemaphore(2)
"""Files being read at one time by this process."""
WAIT_SECONDS = 3.0
PASSED_ON = ("PATH", "PYTHONPATH", "VIRTUAL_ENV", "LANG", "LC_ALL", "SYSTEMROOT")
"""All of the environment that the reader gets: no password and no key."""


class NotReadInTime(Refused):
    def __init__(self) -> None:
        super().__init__(
            _("このファイルは%(n)d秒以内に読めません。本文をコピーし、貼り付けて取り込んでください。")
            % {"n": settings.ARTICLE_READ_SECONDS}
        )


class TooMuchToRead(Refused):
    message = gettext_lazy("このファイルは複雑すぎて読めません。本文をコピーし、貼り付けて取り込んでください。")


class ReadersBusy(Refused):
    message = gettext_lazy("ほかのファイルを読んでいるため、読み込めませんでした。少し待って、もう一度送ってください。")


def max_bytes() -> int:
    """The most that any file may have; more than a byte beyond it need not be read."""
    return max(settings.ARTICLE_MAX_BYTES, settings.ARTICLE_FILE_MAX_BYTES)


def read(data: bytes) -> Page:
    """Title and text of a file, and what it says of them. The title of plain text is empty: importing takes the first line.

    Raises:
        Refused: what `contents.page_of` raises, NotReadInTime, TooMuchToRead, ReadersBusy
    """
    if len(data) > (limit := contents.max_bytes(data)):
        raise text.TooLarge(limit)
    if not contents.needs_parser(data):
        return contents.page_of(data)
    if not READERS.acquire(timeout=WAIT_SECONDS):
        raise ReadersBusy
    try:
        return _read_apart(data)
    finally:
        READERS.release()


def _read_apart(data: bytes) -> Page:
    command = [sys.executable, "-W", "ignore", "-m", "articles.intake.reader", *map(str, _limits())]
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603 - our own module and four numbers
            command,
            input=data,
            capture_output=True,
            timeout=settings.ARTICLE_READ_SECONDS,
            cwd=settings.BASE_DIR,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise NotReadInTime from error
    if -done.returncode in (SIGXCPU, SIGKILL):
        raise NotReadInTime
    if done.returncode:  # its memory is used up, which libraries meet in several ways
        raise TooMuchToRead
    answer = json.loads(done.stdout)
    if "refused" in answer:
        raise refusals.read(answer)
    return Page(**answer["page"])


def _limits() -> tuple[int, int, int, int]:
    return (
        settings.ARTICLE_READ_SECONDS,
        settings.ARTICLE_READ_MEMORY_MB,
        settings.ARTICLE_MAX_BYTES,
        settings.ARTICLE_FILE_MAX_BYTES,
    )
