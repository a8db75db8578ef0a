"""Twenty editors at once on one row of every editable kind, over HTTP: nobody's save is lost, nobody's text either.

Each counts a number up in a field that all of them write. Whoever is refused has to find their own text in the page and
the other's beside it, and counts up from that one. In the end each number is the number of saves. PARALLEL_SAVES=1000
makes the long run.
"""

from __future__ import annotations

import os
import random
import re
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import Model
from django.test import Client
from lxml import html

from tests import factories
from tests.desk.test_lost_updates import KINDS, change

EDITORS = 20
SAVES = int(os.environ.get("PARALLEL_SAVES", "60"))
Sent = dict[str, list[str]]


class Answer(NamedTuple):
    status: int
    page: str


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any) -> None:
        return None


@dataclass
class Editor:
    site: str
    session: str
    seed: int
    saves: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    kept: int = 0

    def fetch(self, path: str, data: Sent | None = None) -> Answer:
        body = urllib.parse.urlencode(data, doseq=True).encode() if data is not None else None
        token = data["csrfmiddlewaretoken"][0] if data else ""
        cookies = f"{settings.SESSION_COOKIE_NAME}={self.session}; {settings.CSRF_COOKIE_NAME}={token}"
        request = urllib.request.Request(f"{self.site}{path}", body, {"Cookie": cookies, "Referer": self.site})
        try:
            with urllib.request.build_opener(NoRedirect).open(request, timeout=120) as response:
                return Answer(response.status, response.read().decode())
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.read().decode())

    def count_up(self, kind: str, path: str) -> None:
        name = KINDS[kind].field
        sent = form_in(self.fetch(path).page, kind)
        sent[name] = [str(int(sent[name][0]) + 1)]
        while (answer := self.fetch(path, sent)).status != 302:
            assert (answer.status, 'class="conflict"' in answer.page) == (200, True), answer.page[-3000:]
            shown = form_in(answer.page, kind)
            self.refused += 1
            self.kept += shown[name] == sent[name]
            # theirs is told where it differs; two may count up to the same number
            [*theirs] = re.findall(r"<dd>(\d+)</dd>", answer.page)
            sent = {**shown, name: [str(int((theirs or shown[name])[0]) + 1)]}
        self.saves[kind] += 1

    def work(self, paths: dict[str, str]) -> None:
        choice = random.Random(self.seed)
        for _turn in range(SAVES // EDITORS):
            kind = choice.choice(list(paths))
            self.count_up(kind, paths[kind])


def form_in(page: str, kind: str) -> Sent:
    sent: Sent = {"_continue": [""]}
    for name, value in html.fromstring(page).get_element_by_id(f"{kind}_form").form_values():
        sent.setdefault(name, []).append(value.removeprefix("\n").removeprefix("\r\n"))  # as browsers read a textarea
    return sent


def session_of_a_superuser() -> str:
    client = Client()
    client.force_login(factories.UserFactory(is_superuser=True))
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.mark.slow
@pytest.mark.nlp  # the worker beside the web process loads GiNZA
def test_editors_at_once_lose_nothing(committed_database: str, live_stack: str) -> None:
    rows: dict[str, Model] = {kind: KINDS[kind].make() for kind in KINDS}
    for kind, row in rows.items():
        type(row)._default_manager.filter(pk=row.pk).update(**{KINDS[kind].field: "0"})
    paths = {kind: change(kind, row) for kind, row in rows.items()}
    editors = [Editor(live_stack, session_of_a_superuser(), seed) for seed in range(EDITORS)]
    connection.close()

    with ThreadPoolExecutor(EDITORS) as pool:
        list(pool.map(lambda editor: editor.work(paths), editors))

    saves = sum((editor.saves for editor in editors), Counter[str]())
    refused, kept = sum(editor.refused for editor in editors), sum(editor.kept for editor in editors)
    for row in rows.values():
        row.refresh_from_db()
    counted = {kind: int(getattr(row, KINDS[kind].field)) for kind, row in rows.items()}
    print(
        f"{saves.total()} saves, {refused} refused, {kept} of these with the text kept, {saves - Counter(counted)} lost"
    )
    assert counted == {kind: saves[kind] for kind in rows}
    assert (saves.total(), kept) == (SAVES // EDITORS * EDITORS, refused)
