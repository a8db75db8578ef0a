"""Twenty editors at once on one row of every editable kind, over HTTP: nobody's save is lost, nobody's text either.

Each counts a number up in a field that all of them write, and puts a mark of their own beside it. Whoever
is refused has to find their own text in the page and the other's beside it, and counts up from that one. In the end each number is the number of saves. In the queue each is
given a candidate that nobody else has. PARALLEL_SAVES=1000 and PARALLEL_PULLS=2000 make the long runs, with --timeout=0.
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

from articles.actions import notes, replies
from articles.models import Candidate, ConfidentialNote, Evidence, Lease, RightOfReply, User
from tests import factories
from tests.desk import recorded
from tests.desk.test_lost_updates import KINDS, change

EDITORS = 20
SAVES = int(os.environ.get("PARALLEL_SAVES", "60"))
PULLS = int(os.environ.get("PARALLEL_PULLS", "60"))
OF_AN_ARTICLE = 40
QUEUE = "queue"
Sent = dict[str, list[str]]


class Place(NamedTuple):
    """Where a row is edited: the page its form is on, opened by a POST where it says so, and the field all write."""

    path: str
    field: str
    opened_from: str = ""


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
    plan: list[str]
    saves: Counter[str] = field(default_factory=Counter)
    decided: dict[int, str] = field(default_factory=dict)
    refused: int = 0
    kept: int = 0

    def fetch(self, path: str, data: Sent | None = None, headers: dict[str, str] | None = None) -> Answer:
        body = urllib.parse.urlencode(data, doseq=True).encode() if data is not None else None
        token = data["csrfmiddlewaretoken"][0] if data else ""
        cookies = f"{settings.SESSION_COOKIE_NAME}={self.session}; {settings.CSRF_COOKIE_NAME}={token}"
        request = urllib.request.Request(
            f"{self.site}{path}", body, {"Cookie": cookies, "Referer": self.site, **(headers or {})}
        )
        try:
            with urllib.request.build_opener(NoRedirect).open(request, timeout=300) as response:
                return Answer(response.status, response.read().decode())
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.read().decode())

    def form(self, place: Place) -> Sent:
        if not place.opened_from:
            return form_in(self.fetch(place.path).page, place.field)
        opening = form_in(self.fetch(place.opened_from).page, "csrfmiddlewaretoken")
        token = {"csrfmiddlewaretoken": opening["csrfmiddlewaretoken"]}
        return form_in(self.fetch(place.path, token).page, place.field)

    def count_up(self, place: Place) -> None:
        name = place.field
        sent = self.form(place)
        sent[name] = [self.after(sent[name][0])]
        while (answer := self.fetch(place.path, sent)).status != 302:
            assert (answer.status, 'class="conflict"' in answer.page) == (200, True), answer.page[-3000:]
            shown = form_in(answer.page, name)
            self.refused += 1
            self.kept += shown[name] == sent[name]
            theirs = re.findall(r'class="side theirs".*?class="text">(\d+ \w+)<', answer.page)
            sent = {**shown, name: [self.after(theirs[0])]}

    def after(self, text: str) -> str:
        """The next number, with this editor's mark: what two write at once is never the same."""
        return f"{int(text.split()[0]) + 1} {self.session[:8]}"

    def decide(self, words: str) -> None:
        """Reject the first candidate with a note, or word a claim from it, until one is decided by this editor."""
        while True:
            page = self.fetch("/admin/queue/").page
            if 'class="decided"' in page:  # by somebody else, between being chosen as the first and being shown
                continue
            path, sent = decision_in(page, words)
            answer = self.fetch(path, sent)
            if answer.status == 302:
                self.decided[int(path.split("/")[3])] = words
                return
            assert answer.status == 409, answer.page[-3000:]
            self.refused += 1
            self.kept += words in answer.page

    def work(self, places: dict[str, Place]) -> None:
        for turn, kind in enumerate(self.plan):
            if kind == QUEUE:
                self.decide(f"言葉{self.session}{turn}")
            else:
                self.count_up(places[kind])
            self.saves[kind] += 1


def form_in(page: str, name: str) -> Sent:
    """What a browser would send of the form with this field."""
    sent: Sent = {"_continue": [""], "_save": [""]}
    form = html.fromstring(page).xpath("//form[@method='post'][.//*[@name=$name]]", name=name)[-1]
    for key, value in form.form_values():
        sent.setdefault(key, []).append(value.removeprefix("\n").removeprefix("\r\n"))  # as browsers read a textarea
    return sent


def decision_in(page: str, words: str) -> tuple[str, Sent]:
    """One of the two decisions that hold words, by turns: the address and what is sent there."""
    rejects = sum(map(ord, words)) % 2
    form = html.fromstring(page).xpath("//form[@id='decision']")[0]
    (address, *_others) = form.xpath(f".//button[contains(@formaction, '/{'reject' if rejects else 'accept-new'}/')]")
    sent: Sent = {key: [value] for key, value in form.form_values()}
    extra = {"reason": ["other"], "note": [words]} if rejects else {"statement": [words], "claimant": ["none"]}
    return address.get("formaction"), {**sent, **extra}


def session_of(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def rows_for(users: list[User]) -> dict[str, tuple[Model, Place]]:
    """A row of each kind, and where it is edited; "0" stands in the field."""
    rows: dict[str, tuple[Model, Place]] = {}
    for kind, (make, name, _label) in KINDS.items():
        row = make()
        type(row)._default_manager.filter(pk=row.pk).update(**{name: "0"})
        rows[kind] = (row, Place(change(kind, row), name))
    draft, by = factories.complete_draft(), users[0]
    evidence = factories.primary_evidence(draft, by=by, locator="0", position=0)
    rows["evidence"] = (evidence, Place(change("verdict", draft), "evidence-0-locator"))
    draft = factories.complete_draft()
    asked = {"channel": RightOfReply.Channel.EMAIL, "asked_at": factories.PUBLISHED_AT}
    reply = replies.add(draft, by=by, party="0", **asked)
    rows["reply"] = (reply, Place(change("verdict", draft), "rights_of_reply-0-party"))
    note = notes.write(factories.complete_draft(), by=by, source="匿名の職員", text="0", readers=users)
    page = change("confidentialnote", note)
    rows["note"] = (note, Place(page.replace("/change/", "/open/"), "text", opened_from=page))
    return rows


def value_of(row: Model, name: str, reader: User) -> str:
    if isinstance(row, ConfidentialNote):
        return notes.read(row, by=reader).text
    row.refresh_from_db()
    return str(getattr(row, name.split("-")[-1] if isinstance(row, Evidence | RightOfReply) else name))


def words_of(row: Candidate) -> str:
    return row.claim.statement if row.claim else row.rejection_note


@pytest.mark.slow
def test_editors_at_once_lose_nothing(committed_database: str, live_stack: str) -> None:
    users = [factories.UserFactory(is_superuser=True) for _number in range(EDITORS)]
    rows = rows_for(users)
    kinds = [*rows, QUEUE]
    plans = [
        [random.Random(f"{seed} {turn}").choice(kinds) for turn in range(SAVES // EDITORS)] for seed in range(EDITORS)
    ]
    waiting = sum(plan.count(QUEUE) for plan in plans) + 2 * EDITORS  # who decides one holds the next already
    text = factories.revision(
        "\n".join(f"第{number}号は来館者が{number}人だと述べた。" for number in range(waiting + 1))
    )
    for line in text.text.splitlines()[:waiting]:
        factories.candidate(text, quote=line, by=users[0])
    editors = [Editor(live_stack, session_of(user), plan) for user, plan in zip(users, plans, strict=True)]
    connection.close()

    with ThreadPoolExecutor(EDITORS) as pool:
        list(pool.map(lambda editor: editor.work({kind: place for kind, (_row, place) in rows.items()}), editors))

    saves = sum((editor.saves for editor in editors), Counter[str]())
    refused, kept = sum(editor.refused for editor in editors), sum(editor.kept for editor in editors)
    counted = {kind: int(value_of(row, place.field, users[0]).split()[0]) for kind, (row, place) in rows.items()}
    decided = {row.pk: words_of(row) for row in Candidate.objects.decided().select_related("claim")}
    lost = saves - Counter({**counted, QUEUE: len(decided)})
    print(
        f"{saves.total()} saves, {refused} refused, {kept} of these with the text kept, {lost.total()} lost; {dict(saves)}"
    )
    assert counted == {kind: saves[kind] for kind in rows}
    assert decided == {pk: words for editor in editors for pk, words in editor.decided.items()}
    assert (saves.total(), kept) == (SAVES // EDITORS * EDITORS, refused)


def pull(editor: Editor, pulls: int) -> list[int]:
    """As the script of the queue asks for what follows on the candidate it shows, and holds on to all it is given."""
    first = editor.fetch("/admin/queue/")
    assert 'id="queue-work"' in first.page, (first.status, first.page[-3000:])
    page = html.fromstring(first.page)
    token = page.xpath("//input[@name='csrfmiddlewaretoken']/@value")[0]
    given = [int(page.xpath("//*[@id='queue-work']/@data-candidate")[0])]
    while len(given) < pulls:
        sent = {"csrfmiddlewaretoken": [token], "after": [str(given[-1])]}
        answer = editor.fetch("/admin/queue/pull/", sent, {"X-Queue": "parts"})
        assert answer.status == 200, answer.page[-3000:]
        given.append(int(re.findall(r'data-candidate="(\d+)"', answer.page)[0]))
    return given


@pytest.mark.slow
@pytest.mark.nlp  # the worker beside the web process loads GiNZA
def test_editors_at_once_are_given_no_candidate_twice(committed_database: str, live_stack: str) -> None:
    users = [factories.reporter() for _number in range(EDITORS)]
    for _article in range(-(-(PULLS + EDITORS) // OF_AN_ARTICLE)):
        recorded.candidates(OF_AN_ARTICLE)
    editors = [Editor(live_stack, session_of(user), []) for user in users]
    connection.close()

    with ThreadPoolExecutor(EDITORS) as pool:
        given = list(pool.map(lambda editor: pull(editor, PULLS // EDITORS), editors))

    holders = dict(Lease.objects.standing().values_list("candidate", "held_by"))
    pulled = [pk for found in given for pk in found]
    print(f"{len(pulled)} pulls by {EDITORS} editors, {len(pulled) - len(set(pulled))} candidates held twice")
    assert len(set(pulled)) == len(pulled) == PULLS // EDITORS * EDITORS
    assert holders == {pk: user.pk for user, found in zip(users, given, strict=True) for pk in found}
