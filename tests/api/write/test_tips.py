"""Tips over the API: sent once, asked after by their address alone, never read out to anybody."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import orjson
import pytest

from articles.actions import tips
from articles.api.write.tips import STATES
from articles.models import Event, Scope, Tip
from tests import factories
from tests.api.write.conftest import Program

PATH = "/api/v1/tips/"
SECRET = {
    "text": "南町の水沢さんから聞いた話",
    "url": "https://sns.example/post/9",
    "contact": "tipster@minato.example",
}


def status(program: Program, url: str) -> dict[str, Any]:
    """As a sender asks, without a key."""
    response = program.partner.get(urlsplit(url).path)
    assert response.status_code == 200
    for words in SECRET.values():
        assert words not in response.content.decode()
    return program.said(response, "TipStatus")


def test_a_tip_is_kept_and_its_sender_learns_how_far_it_is(db: None) -> None:
    program, by = Program(Scope.TIPS_WRITE), factories.reporter(display_name="楢原ことの")
    verdict = factories.complete_draft()

    response = program.send(PATH, SECRET, Idempotency_Key="t-1")
    again = program.send(PATH, SECRET, Idempotency_Key="t-1")

    said = program.said(response, "TipStatus")
    tip = Tip.objects.get()
    assert (response.status_code, response["Location"]) == (201, said["status_url"])
    assert (again.status_code, again.content) == (201, response.content)
    assert {name: getattr(tip, name) for name in SECRET} == SECRET
    assert Event.objects.about(tip).get().key_id == program.key.pk
    url = said["status_url"]
    seen = [status(program, url)]
    tips.look_at(tip, by=by)
    seen.append(status(program, url))
    tips.attach(tip, claim=verdict.claim_id, by=by)
    seen.append(status(program, url))
    factories.published(verdict)
    seen.append(status(program, url))
    tips.close(tip, closing=Tip.Closing.OTHER, by=by)
    seen.append(status(program, url))
    assert [one["state"] for one in seen] == ["received", "looked_at", "looked_at", "checked", "closed"]
    assert [bool(one["verdict_url"]) for one in seen] == [False, False, False, True, False]
    assert f"/verdicts/{verdict.pk}" in seen[3]["verdict_url"]
    assert "楢原" not in str(seen)


def test_any_key_or_none_may_ask_how_far_a_tip_is(program: Program) -> None:
    url = urlsplit(program.said(program.send(PATH, SECRET), "TipStatus")["status_url"]).path
    reader = Program(Scope.READ)

    assert reader.get(url).content == reader.partner.get(url).content
    assert reader.problem(reader.partner.get(url, Authorization="Bearer fcd_x")) == (401, "key_unknown")


@pytest.mark.parametrize("token", ["x", "a" * 41, "a" * 5000, "Tq8mY1xw0c3eJ5kL7nB9vR2sU4aZ6dHg"])
def test_no_address_is_guessed(program: Program, token: str) -> None:
    program.send(PATH, SECRET)

    assert program.problem(program.partner.get(f"{PATH}{token}/")) == (404, "not_found")
    assert program.problem(program.get(PATH)) == (405, "method_not_allowed")
    assert len(Tip.objects.get().token) == 32


def test_what_cannot_be_taken_leaves_nothing(program: Program) -> None:
    wrong = {"text": 1, "url": "javascript:alert(1)", "contact": "x" * 201, "name": "x"}
    assert program.wrong(program.send(PATH, wrong)) == {
        *(("text", "invalid"), ("url", "invalid"), ("contact", "max_length"), ("name", "unknown_member"))
    }
    assert program.wrong(program.send(PATH, {"text": "港" * 5_001})) == {("text", "max_length")}
    assert program.problem(program.send(PATH, {"text": "\u200b"})) == (422, "not_taken")
    other = Program(Scope.READ, Scope.ARTICLES_WRITE)
    assert other.problem(other.send(PATH, SECRET)) == (403, "scope_missing")
    assert other.problem(other.partner.client.post(PATH, orjson.dumps(SECRET), "application/json")) == (
        401,
        "key_needed",
    )
    assert Tip.objects.count() == 0


def test_every_state_has_a_name() -> None:
    assert set(STATES) == set(Tip.State)
