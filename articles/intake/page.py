"""What a file says, whatever it was wrapped in: its text, and what stands beside it."""

from __future__ import annotations

from typing import NamedTuple


class Page(NamedTuple):
    """All as the file has it; empty where it says nothing. `articles.intake.prefill` makes values for columns of it."""

    title: str
    text: str
    kind: str = ""  # of Article.Kind, where the container tells
    outlet: str = ""
    url: str = ""
    byline: str = ""
    published_at: str = ""  # ISO 8601
