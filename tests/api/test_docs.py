"""docs/api.md says nothing that is not so: its commands and its program are run."""

import json
import re
import shlex
from collections.abc import Iterator
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings as configured
from django.http import HttpResponse
from django.test import RequestFactory
from lxml import html
from pytest_django import Settings
from rest_framework import exceptions

from articles.actions import handing_in, publications, redactions
from articles.actions.api_keys import KeyRefused
from articles.api import problems
from articles.api.read import guides
from articles.models import Publication, PublishedVerdict
from tests import factories
from tests.api.conftest import Partner, corrected, verdict_with_everything

PAGE = (Path(configured.BASE_DIR) / "docs" / "api.md").read_text(encoding="utf-8")
BASE = "http://127.0.0.1:8000"
PROGRAMS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
[SYNC] = [program for program in PROGRAMS if "def sync(" in program]
DRFS = (
    exceptions.ParseError,
    exceptions.NotFound,
    exceptions.MethodNotAllowed,
    exceptions.NotAcceptable,
    exceptions.UnsupportedMediaType,
)
COMMANDS = re.findall(r"^curl .*# \d+.*$", PAGE, re.MULTILINE)


@pytest.mark.parametrize("line", COMMANDS)
def test_each_command_answers_as_its_comment_says(partner: Partner, line: str) -> None:
    verdict = verdict_with_everything()
    command, comment = line.rsplit("# ", 1)
    _, *options, url = shlex.split(command)
    method = options[options.index("-X") + 1] if "-X" in options else "GET"
    headers = dict(options[at + 1].split(": ", 1) for at, option in enumerate(options) if option == "-H")
    path = re.sub(r"/verdicts/1/", f"/verdicts/{verdict.pk}/", url.removeprefix(BASE))
    if "$FACTCHECK_KEY" in headers.get("Authorization", ""):
        key, token = factories.api_key()
        headers["Authorization"] = f"Bearer {token}"
        handed_in = handing_in.hand_in(text=factories.TEXT, by=key).revision.article_id
        path = path.replace("$ARTICLE", str(handed_in))
        path = re.sub(r"/webhooks/1/", f"/webhooks/{factories.webhook_endpoint(key).pk}/", path)
    body = options[options.index("-d") + 1] if "-d" in options else ""
    content_type = headers.pop("Content-Type", "")
    response = partner.client.generic(method, path, body, content_type, headers=headers)

    status, said = comment.split(": ", 1)
    assert response.status_code == int(status)
    if response.status_code >= 400:
        problem = json.loads(response.content)
        assert said == (problem["error"]["status"] if "error" in problem else problem["code"])


def test_the_page_has_commands() -> None:
    assert len(COMMANDS) == 47


def test_the_recipe_keeps_a_mirror_through_everything_that_can_happen(partner: Partner) -> None:
    recipe: dict[str, Any] = {}
    exec(SYNC, recipe)
    mirror: dict[int, Any] = {}
    position = (0, "")

    def fetch(url: str) -> Any:
        path = url.removeprefix(BASE)
        return partner.body(path + ("" if "limit" in path else "&limit=2"), "ChangePage")

    def published() -> dict[int, Any]:
        ids = PublishedVerdict.objects.visible().values_list("verdict_number", flat=True)
        return {number: partner.body(f"/api/v1/verdicts/{number}/", "Verdict") for number in ids}

    kept, retracted, hidden, lifted, trimmed = (factories.published_verdict() for _ in range(5))
    desk, second = factories.desk_editor(), factories.desk_editor()
    steps = [
        lambda: corrected(kept),
        lambda: publications.retract(retracted, note="前提が誤っていた", by=desk),
        lambda: redactions.confirm(redactions.hide(hidden, reason="決定", by=desk), by=second),
        lambda: redactions.lift(redactions.hide(lifted, reason="決定", by=desk), reason="取り違え", by=second),
        lambda: redactions.hide(corrected(trimmed), versions=[1], reason="決定", by=desk),
    ]
    for step in steps:
        step()
        position = recipe["sync"](mirror, position, fetch)
        assert mirror == published()

    from_the_beginning: dict[int, Any] = {}
    assert recipe["sync"](from_the_beginning, fetch=fetch) == position
    assert from_the_beginning == mirror
    assert set(mirror) == {kept.pk, retracted.pk, lifted.pk, trimmed.pk}


def test_the_recipe_notices_that_the_log_was_restored_from_an_older_backup(partner: Partner) -> None:
    recipe: dict[str, Any] = {}
    exec(SYNC, recipe)
    asked: list[str] = []

    def fetch(url: str) -> Any:
        asked.append(url.removeprefix(BASE))
        response = partner.get(asked[-1])
        if response.status_code != 200:
            raise HTTPError(url, response.status_code, "", Message(), None)
        return json.loads(response.content)

    verdict = factories.published_verdict()
    held = {verdict.pk: {"id": verdict.pk}, 999: {"id": 999}}  # one that the restored log never heard of
    body = partner.body(f"/api/v1/verdicts/{verdict.pk}/", "Verdict")
    newest = Publication.objects.head()

    for position in [(7, "ab" * 32), (1, "ab" * 32), (7, "")]:
        mirror = dict(held)
        assert recipe["sync"](mirror, position, fetch) == tuple(newest)
        assert mirror == {verdict.pk: body}
        assert asked[-1] == "/api/v1/changes/?since=0"


def test_every_problem_is_in_the_catalogue_and_no_other() -> None:
    rows = re.findall(r"^\| (\d{3}) \| (`[a-z_`, ]+) \|", PAGE, re.MULTILINE)
    catalogue = {(int(status), code) for status, codes in rows for code in re.findall(r"`(\w+)`", codes)}

    assert catalogue == {
        *((kind.status_code, kind.default_code) for kind in [*DRFS, *ours(exceptions.APIException)]),
        *((problems.KeyInvalid.status_code, kind.code) for kind in [KeyRefused, *KeyRefused.__subclasses__()]),
        *((status, problems.TooBusy.default_code) for status in (429, 503)),
        *((response.status_code, json.loads(response.content)["code"]) for response in failures()),
    }


def ours(kind: type[exceptions.APIException]) -> Iterator[type[exceptions.APIException]]:
    """Those that say their status themselves; that of TooBusy is said where it is raised."""
    for each in kind.__subclasses__():
        if each.__module__.startswith("articles.") and each is not problems.TooBusy:
            yield each
        yield from ours(each)


def failures() -> list[HttpResponse]:
    request = RequestFactory().get("/api/v1/")
    return [problems.unavailable(request), problems.server_error(request)]


def test_the_server_has_the_guide_with_its_own_address_and_no_link_that_leads_nowhere(
    partner: Partner, settings: Settings
) -> None:
    settings.SITE_URL = "https://factcheck.example"
    guides.rendered.cache_clear()
    pages = {path: html.fromstring(partner.get(path).content) for path in ("/api/v1/guide/", "/api/v1/guide/webhooks/")}
    guides.rendered.cache_clear()

    assert "curl https://factcheck.example/api/v1/verdicts/" in pages["/api/v1/guide/"].text_content()
    assert BASE not in pages["/api/v1/guide/"].text_content()
    for path, page in pages.items():
        for link in page.xpath("//a/@href"):
            place = urlsplit(urljoin(path, link))
            if place.netloc:
                continue
            assert partner.get(place.path).status_code == 200, link
            if place.fragment:
                assert pages[place.path].xpath("//*[@id=$name]", name=place.fragment), link
    reference = partner.get("/api/v1/docs/").content.decode()
    assert [path for path in pages if f'href="{path}"' in reference] == list(pages)
