"""The page of a tip's state: in readers' words, for whoever has its address, without a word of what it says."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import orjson
import pytest
from django.test import Client

from articles.actions import redactions, tips
from articles.models import Scope, Tip
from tests import factories
from tests.letterbox.conftest import SAID, Reader

pytestmark = pytest.mark.django_db


def title(path: str) -> str:
    response = Client().get(path)
    page = response.content.decode()
    assert not [words for words in SAID.values() if words in page]
    assert (response["Cache-Control"], response["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert '<meta name="robots" content="noindex">' in page
    [found] = re.findall(r'<h1 class="page-title">(.*?)</h1>', page, re.DOTALL)
    return str(found).strip()


def test_a_sender_follows_their_tip_by_its_address(reader: Reader) -> None:
    path, by = reader.send()["Location"], factories.reporter(display_name="楢原ことの")
    tip, verdict = Tip.objects.get(), factories.complete_draft()
    seen = [title(path)]

    tips.look_at(tip, by=by)
    seen.append(title(path))
    tips.attach(tip, claim=verdict.claim_id, by=by)
    seen.append(title(path))
    published = factories.published(verdict)
    seen.append(title(path))
    assert f'href="/verdicts/{verdict.pk}' in Client().get(path).content.decode()
    factories.retracted(published)
    seen.append(title(path))
    assert f'href="/verdicts/{verdict.pk}/"' in Client().get(path).content.decode()
    tips.close(tip, closing=Tip.Closing.SPAM, by=by)
    seen.append(title(path))

    assert seen == [
        *("受け付けました", "編集部が見ました", "編集部が見ました", "検証を公開しました", "検証を取り消しました"),
        "対応を終わりました",
    ]
    page = Client().get(path).content.decode()
    assert f'class="address">http://127.0.0.1:8000{path}<' in page
    assert "楢原" not in page
    assert "迷惑" not in page


def test_it_takes_nothing(reader: Reader) -> None:
    path = reader.send()["Location"]

    response = reader.client.post(path, {"said": "図書館の話"})

    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
    assert (response["Cache-Control"], response["Referrer-Policy"]) == ("no-store", "no-referrer")


def test_a_tip_that_was_erased_with_its_claim_is_over(reader: Reader) -> None:
    path, claim = reader.send()["Location"], factories.claim()
    tips.attach(Tip.objects.get(), claim=claim.pk, by=factories.reporter())

    redactions.confirm(factories.hidden(factories.published_verdict(claim)), by=factories.desk_editor())

    told = orjson.loads(Client().get(f"/api/v1{path}").content)
    assert (title(path), told["state"], told["verdict_url"]) == ("対応を終わりました", "closed", None)


def test_a_partners_tip_has_such_a_page_too_and_the_program_one_for_a_readers(reader: Reader) -> None:
    key = factories.api_key(Scope.TIPS_WRITE).key
    tip = tips.receive(text="図書館の話", by=key)
    path = urlsplit(reader.send()["Location"]).path

    assert title(f"/tips/{tip.token}/") == "受け付けました"
    assert Client().get(f"/api/v1{path}").json()["state"] == "received"


@pytest.mark.parametrize("token", ["x", "a" * 5000, "Tq8mY1xw0c3eJ5kL7nB9vR2sU4aZ6dHg"])
def test_no_address_is_guessed(token: str) -> None:
    response = Client().get(f"/tips/{token}/")

    assert (response.status_code, response["Cache-Control"]) == (404, "no-store")
    assert "この情報提供は<wbr>見つかりません" in response.content.decode()


@pytest.mark.parametrize("token", ["%00", "%ED%A0%80", "港"])
def test_odd_addresses_are_no_address(token: str) -> None:
    assert Client().get(f"/tips/{token}/").status_code == 404


def test_an_erased_tip_is_over_but_for_a_verdict_that_answers_it(reader: Reader) -> None:
    path, verdict = reader.send()["Location"], factories.complete_draft()
    tip = tips.attach(Tip.objects.get(), claim=verdict.claim_id, by=factories.reporter())

    tips.erase(tip, by=factories.desk_editor())
    told = [title(path)]
    factories.published(verdict)

    assert [*told, title(path)] == ["対応を終わりました", "検証を公開しました"]
