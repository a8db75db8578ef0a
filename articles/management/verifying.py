"""What the two commands that verify have in common."""

from __future__ import annotations

import argparse
from collections.abc import Iterable

from django.core.management.base import OutputWrapper
from django.utils.translation import gettext as _

from articles.actions.verification import Head, Problem


def head_of(text: str) -> Head:
    try:
        return Head.read(text)
    except ValueError as error:
        message = _("先端は「番号:ハッシュ（64文字）」の形で指定してください：%(text)s") % {"text": text}
        raise argparse.ArgumentTypeError(message) from error


def report(output: OutputWrapper, problems: Iterable[Problem]) -> int:
    """Print each problem on a line of its own; how many there were."""
    number = 0
    for problem in problems:
        output.write(str(problem))
        number += 1
    return number
