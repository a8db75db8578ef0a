"""What was typed comes back, whatever became of the row, the permission or the session meanwhile."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

import pytest
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from articles.actions import claimants, claims, notes, outlets, redactions, topics, verdicts
from articles.models import Claimant, User
from tests import factories
from tests.desk.conftest import at_the_desk
from tests.desk.test_lost_updates import change, form_of

pytestmark = pytest.mark.django_db

MINE = "私が一時間かけて書いた文　<b>「太字」</b>"


class Lost(NamedTuple):
    """A row, the field somebody writes in, and what becomes of the row before they save."""

    make: Callable[[], Model]
    field: str
    happens: Callable[[Model], object]
    status: int


def hidden(verdict: Model) -> None:
    redactions.hide(verdict, reason="決定", by=factories.desk_editor())  # type: ignore[arg-type] # a verdict


def revised() -> Model:
    return verdicts.revise(factories.published_verdict(), by=factories.reporter())


CASES = {
    "submitted": Lost(
        factories.complete_draft, "reasoning", lambda row: verdicts.submit(row, by=factories.reporter()), 403
    ),
    "hidden": Lost(revised, "reasoning", hidden, 403),
    "claimant": Lost(
        factories.claimant, "affiliation", lambda row: claimants.discard(row, by=factories.reporter()), 410
    ),
    "claim": Lost(factories.claim, "statement", lambda row: claims.discard(row, by=factories.reporter()), 404),
    "outlet": Lost(
        lambda: outlets.register(name="みなと新聞", by=None),
        "name",
        lambda row: outlets.discard(row, by=factories.reporter()),
        410,
    ),
    "topic": Lost(
        lambda: topics.register(slug="books", name="図書館", by=factories.reporter()),
        "name",
        lambda row: topics.discard(row, by=factories.reporter()),
        410,
    ),
}


def texts(response: HttpResponse) -> list[str]:
    return [field.text for field in response.context["typed"]]


def url_of(row: Model) -> str:
    return change(str(row._meta.model_name), row)


@pytest.mark.parametrize("name", CASES)
def test_text_comes_back_where_its_row_cannot_be_written_on(name: str, as_reporter: Client) -> None:
    make, field, happens, status = CASES[name]
    row = make()
    typed = {**form_of(as_reporter, url_of(row)), field: MINE}
    happens(row)

    answer = as_reporter.post(url_of(row), typed)

    assert (answer.status_code, MINE in texts(answer)) == (status, True)
    assert "私が一時間かけて書いた文　&lt;b&gt;" in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("name", CASES)
def test_text_comes_back_after_the_session_ended(name: str, as_reporter: Client) -> None:
    row = CASES[name].make()
    typed = {**form_of(as_reporter, url_of(row)), CASES[name].field: MINE}
    as_reporter.logout()

    answer = as_reporter.post(url_of(row), typed)

    assert (answer.status_code, MINE in texts(answer)) == (403, True)
    assert answer.context["login"] == f"{reverse('admin:login')}?next={url_of(row)}"
    row.refresh_from_db()
    assert getattr(row, CASES[name].field) != MINE


def test_text_of_a_note_comes_back_after_its_destruction(as_reporter: Client, reporter: User) -> None:
    note = notes.write(factories.complete_draft(by=reporter), by=reporter, source="髙垣内 ゆみゑ")
    page = reverse("admin:articles_confidentialnote_open", args=[note.pk])
    form = as_reporter.post(page).context["form"]
    notes.destroy(note, by=factories.desk_editor())

    answer = as_reporter.post(
        page, {"source": "髙垣内 ゆみゑ", "text": MINE, "seen_version": form["seen_version"].value(), "_save": ""}
    )

    written = answer.context["form"]
    assert (answer.status_code, written["source"].value(), written["text"].value()) == (200, "髙垣内 ゆみゑ", MINE)


def test_text_of_a_step_comes_back(as_reporter: Client, reporter: User) -> None:
    verdict = factories.complete_draft(by=reporter)
    written = {"source": "髙垣内 ゆみゑ", "text": MINE}
    as_reporter.logout()

    answer = as_reporter.post(reverse("admin:articles_verdict_note", args=[verdict.pk]), written)

    assert (answer.status_code, texts(answer)) == (403, ["髙垣内 ゆみゑ", MINE])


def test_text_comes_back_where_the_token_is_out_of_date(reporter: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(reporter)
    page = reverse("admin:articles_topic_add")

    ours = client.post(page, {"name": MINE, "slug": "x"}, headers={"Origin": "http://testserver"})
    foreign = client.post(page, {"name": MINE, "slug": "x"}, headers={"Origin": "https://evil.example"})

    assert (ours.status_code, texts(ours)) == (403, [MINE, "x"])
    assert (foreign.status_code, MINE in foreign.content.decode(), "一時間" in foreign.content.decode()) == (
        403,
        False,
        False,
    )


def test_neither_passwords_nor_empty_forms_come_back(as_administrator: Client) -> None:
    page = reverse("admin:articles_user_add")
    as_administrator.logout()

    secret = as_administrator.post(page, {"username": "kisha9", "password1": "himitsu", "password2": "himitsu"})
    button = as_administrator.post(page, {"_save": "保存"})

    assert (texts(secret), "himitsu" in secret.content.decode()) == (["kisha9"], False)
    assert button["Location"].startswith(reverse("admin:login"))


def test_no_secret_comes_back_whatever_its_field_is_called(as_reporter: Client) -> None:
    secrets = {"again": "himitsu-1", "current": "himitsu-2", "parts-0-again": "himitsu-3", "code": "himitsu-4"}
    secrets |= {"api_token": "himitsu-5", "client_secret": "himitsu-6", "recoveryCode": "himitsu-7"}
    page = reverse("admin:articles_topic_add")
    as_reporter.logout()

    answer = as_reporter.post(page, {"name": MINE, **secrets})

    assert (answer.status_code, texts(answer), "himitsu" in answer.content.decode()) == (403, [MINE], False)


def test_pages_of_signing_in_answer_for_themselves(db: None) -> None:
    typed = {"name": MINE, "password": "himitsu"}
    stranger = Client()

    answers = [
        stranger.post(reverse(name), typed)
        for name in ("account", "account-confirm", "account-password", "account-codes", "sign-in-code")
    ]

    assert [answer.status_code for answer in answers] == [302] * 5
    assert stranger.post(reverse("admin:login"), typed).status_code == 200


def test_who_may_not_write_gets_a_page_of_their_own_text_and_of_nobody_elses() -> None:
    claimant = factories.claimant(name="港野太郎", kind=Claimant.Kind.MINOR)
    outsider = at_the_desk(factories.outsider())

    answer = outsider.post(url_of(claimant), {"name": MINE})

    assert MINE in texts(answer)
    assert "港野太郎" not in answer.content.decode()


def test_choices_are_shown_by_their_words(client: Client) -> None:
    """Codes are nothing that an editor could copy."""
    sent = {"rating": "fij-false", "date_certainty": "unasked", "claimant": "none", "new_kind": "minor", "note": "補足"}

    shown = client.post(reverse("queue-decide", args=[1, "accept-new"]), sent).content.decode()

    texts = re.findall(r'autocomplete="off">\s*(.*?)</textarea>', shown)
    assert texts == ["誤り", "あとで確かめる", "特定の発信者なし", "未成年", "補足"]
