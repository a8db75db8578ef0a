"""The program of docs/api.md that hands an article in does what the page says; its commands run in tests/api/test_docs.py."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlsplit

from articles.models import Article
from tests import factories
from tests.api.test_docs import PAGE
from tests.api.write.conftest import Program
from tests.api.write.test_articles import read_out


def test_the_program_hands_an_article_in_and_waits_for_what_is_found(program: Program) -> None:
    recipe: dict[str, Any] = {}
    [text] = [each for each in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL) if "def candidates" in each]
    exec(text, recipe)
    waited: list[int] = []

    def call(url: str, key: str, body: Any = None, name: str = "") -> Any:
        path = urlsplit(url).path + (f"?{query}" if (query := urlsplit(url).query) else "")
        response = program.send(path, body, Idempotency_Key=name) if body else program.get(f"{path}")
        assert response.status_code in (200, 201), response.content.decode()
        return json.loads(response.content)

    def wait(seconds: int) -> None:
        waited.append(seconds)
        read_out(Article.objects.get().pk, (0, 5), (5, 9))

    article = {"text": factories.TEXT, "url": "https://news.example/4711"}
    found = recipe["candidates"](article, program.token, "cms-4711-1", call, wait)

    assert [(one["start"], one["end"]) for one in found] == [(0, 5), (5, 9)]
    assert recipe["candidates"](article, program.token, "cms-4711-1", call, wait) == found
    assert waited == [5]
