"""The desk with 100,000 candidates waiting, and articles, claims, verdicts and history in proportion, over HTTP.

python bench/desk.py [CANDIDATES]

One editor goes through the queue, decides, and opens every list, searches it and opens its rows, one after another. A press
is what an editor waits for after a key: the decision, and the next candidate.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import quote

import psycopg
from lxml import html

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench import generated  # noqa: E402 - the path has to stand first
from bench.editors import REDIRECTED, Browser  # noqa: E402 - as above
from bench.editors import Answer as Shown  # noqa: E402 - as above
from bench.served import HEADING, Answer, Client, load, processor_seconds, tell, web  # noqa: E402 - as above
from bench.stack import free_port, prepared  # noqa: E402 - as above

TIMED = 30
LISTS = ("candidate", "article", "claim", "verdict", "event", "extractionrun", "candidatescore", "claimant")
SEARCHED = ("水道", "図書館", "港", "高校入試")
ROWS = ("candidate", "article", "claim", "verdict")


def main(candidates: int = 100_000) -> None:
    with prepared(free_port()) as stack:
        url = str(stack.environment["DATABASE_URL"])
        generated.wait(url, candidates)
        print(f"{told(url)}; load average {load()}")
        with web(stack, stack.port, WEB_CONCURRENCY="1", SEARCH_FOLDER=str(stack.folder / "search")) as client:
            editor = Editor(client, Browser(stack.port).sign_in("kisha"))
            print(HEADING)
            editor.series("home", ["/admin/"])
            editor.series(
                "queue", [f"/admin/queue/{key}/" for key in keys(url, "candidate", "WHERE state = 'pending'")]
            )
            editor.decide()
            editor.series("recurring", ["/admin/queue/recurring/"])
            for name in LISTS:
                path = f"/admin/articles/{name}/"
                if editor.ask(path).status == 200:
                    editor.series(f"list of {name}s", [path, f"{path}?p=20"])
            for name in ROWS:
                path = f"/admin/articles/{name}/"
                editor.series(f"search in {name}s", [f"{path}?q={quote(word)}" for word in SEARCHED])
                editor.series(f"page of a {name}", [f"{path}{key}/change/" for key in keys(url, name)])
            editor.series("extraction", ["/admin/operations/"])
        print(f"load average {load()}")


class Editor:
    """A browser whose requests are timed, by the clock and of the processors."""

    def __init__(self, client: Client, browser: Browser) -> None:
        self.client, self.browser = client, browser

    def ask(self, path: str) -> Answer:
        return self._timed(lambda: self.browser.get(path))

    def series(self, what: str, paths: Sequence[str]) -> None:
        for path in paths:
            self.ask(path)
        self.client.look_again()
        answers = [self.ask(path) for _round in range(-(-TIMED // len(paths))) for path in paths]
        found = {answer.status for answer in answers}
        if found != {200}:
            print(f"{what}: {sorted(found)}")
        tell(what, answers)

    def decide(self) -> None:
        """Rejected one after another by the plain form: what a press costs until the next candidate is there."""
        page, presses = self.browser.get("/admin/queue/"), []
        for _press in range(TIMED):
            path, fields = rejection(page.body)
            shown: list[Shown] = []
            presses.append(self._timed(lambda path=path, fields=fields, shown=shown: self._press(path, fields, shown)))
            page = shown[0]
        tell("a press: decision, next candidate", presses)

    def _press(self, path: str, fields: dict[str, str], shown: list[Shown]) -> Shown:
        answer = self.browser.post(path, fields)
        assert answer.status == REDIRECTED, answer.status
        shown.append(self.browser.get(answer.location.partition("#")[0]))
        return shown[0]

    def _timed(self, ask: Callable[[], Shown]) -> Answer:
        before, began = processor_seconds(self.client._known), time.perf_counter()
        answer = ask()
        seconds = time.perf_counter() - began
        spent = processor_seconds(self.client._known) - before
        return Answer(answer.status, {}, answer.body.encode(), seconds, spent)


def rejection(page: str) -> tuple[str, dict[str, str]]:
    """Where the form that rejects a candidate is sent to, and what it holds."""
    document = html.fromstring(page)
    (button, *_others) = document.xpath(
        '//*[contains(@formaction, "/reject/")] | //form[contains(@action, "/reject/")]'
    )
    form = button if button.tag == "form" else button.xpath("ancestor::form")[0]
    fields = {name: value or "" for name, value in form.fields.items()}
    path = button.get("formaction") or button.get("action")
    return str(path).partition("#")[0], {**fields, "reason": "trivial", "note": ""}


def keys(url: str, name: str, which: str = "") -> list[int]:
    with psycopg.connect(url) as server:
        rows = server.execute(f"SELECT id FROM articles_{name} {which} ORDER BY md5(id::text) LIMIT 10").fetchall()
    return [key for (key,) in rows]


def told(url: str) -> str:
    tables = {"candidate": "WHERE state = 'pending'", "article": "", "claim": "", "verdict": "", "event": ""}
    with psycopg.connect(url) as server:
        counts = {
            name: server.execute(f"SELECT count(*) FROM articles_{name} {which}").fetchone()
            for name, which in tables.items()
        }
    return ", ".join(f"{count[0]:,} {name}s" for name, count in counts.items() if count)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
