"""The pages of partners' endpoints: administrators alone, a secret shown once, and every press answered in words."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from articles import permissions
from articles.actions import api_keys, webhooks
from articles.desk.webhooks import STEPS
from articles.doctor import queue
from articles.models import Event, Scope, User, WebhookDelivery, WebhookEndpoint
from tests import factories
from tests.desk.conftest import told

pytestmark = pytest.mark.django_db
URL = "https://hooks.minato.example/in?token=t0ken"
GIVEN = {"name": "みなと放送", "url": URL, "kinds": ["verdict.published"]}


def endpoint(by: User | None = None, **fields: object) -> WebhookEndpoint:
    found = webhooks.register(**{**GIVEN, **fields}, by=by or factories.administrator()).endpoint  # type: ignore[arg-type]
    return found


def test_only_administrators_manage_webhooks(
    as_reporter: Client, as_desk_editor: Client, as_administrator: Client, as_outsider: Client
) -> None:
    row = endpoint()
    gets = [reverse("webhooks"), reverse("webhook-new"), reverse("webhook", args=[row.pk])]
    posts = [reverse(f"webhook-{name}", args=[row.pk]) for name in ("rotate", "replay", "discard")]
    posts += [reverse("webhook-step", args=[row.pk, name]) for name in STEPS]
    events = Event.objects.count()

    for client in (as_reporter, as_desk_editor, as_outsider):
        assert {client.get(url).status_code for url in gets} <= {302, 403}
        assert {client.post(url, {"sure": "on", "since": 1}).status_code for url in posts} <= {302, 403}

    assert (WebhookEndpoint.objects.count(), Event.objects.count()) == (1, events)
    assert [as_administrator.get(url).status_code for url in gets] == [200, 200, 200]
    assert permissions.can_manage_webhooks(factories.administrator())
    assert not permissions.can_manage_webhooks(factories.desk_editor())


def test_secret_is_shown_once_and_kept_sealed(as_administrator: Client) -> None:
    shown = as_administrator.post(reverse("webhook-new"), GIVEN)
    row = WebhookEndpoint.objects.get()
    secret = re.search(r"whsec_[A-Za-z0-9+/]{43}=", shown.content.decode())

    assert secret is not None
    assert "no-store" in shown["Cache-Control"]
    assert secret[0] not in as_administrator.get(reverse("webhook", args=[row.pk])).content.decode()
    assert secret[0].encode() not in bytes(row.secret)
    assert (row.url, row.kinds, row.state) == (URL, ["verdict.published"], "active")
    told_of = " ".join(str(event.content.content) for event in Event.objects.about(row))
    assert ("t0ken" in told_of, "whsec_" in told_of) == (False, False)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://hooks.minato.example/", "URL は https:// で始めてください。"),
        ("https://user:pass@hooks.minato.example/", "URL にユーザー名やパスワードを入れないでください。"),
        ("https://hooks.minato.example:22/", "このポートへは送れません。"),
        ("https://169.254.169.254/latest/", "外から見えないところを指す URL へは送れません。"),
        ("https://[::1]/", "外から見えないところを指す URL へは送れません。"),
        ("https://hooks.minato.example/\\x", "URL に使えない文字があるか、長すぎます。"),
    ],
)
def test_hostile_address_is_refused_beside_its_field(as_administrator: Client, url: str, reason: str) -> None:
    page = as_administrator.post(reverse("webhook-new"), {**GIVEN, "url": url})

    assert (page.status_code, page.context["form"].errors["url"]) == (422, [reason])
    assert page.context["form"]["name"].value() == "みなと放送"
    assert WebhookEndpoint.objects.count() == 0


def test_administrator_goes_through_the_life_of_an_endpoint(as_administrator: Client) -> None:
    factories.published_verdict()
    row = endpoint()
    page = reverse("webhook", args=[row.pk])

    def press(name: str, **values: object) -> str:
        return told(as_administrator.post(reverse(f"webhook-{name}", args=[row.pk]), values))

    def step(name: str) -> str:
        return told(as_administrator.post(reverse("webhook-step", args=[row.pk, name])))

    changed = as_administrator.post(page, {**GIVEN, "name": "みなと新聞", "version": 1})
    stale = as_administrator.post(page, {**GIVEN, "version": 1})
    assert (told(changed), stale.status_code) == ("保存しました。次の送信から効きます。", 422)
    assert step("test") == "試し送りを頼みました。数秒で送られます。結果は「送信の記録」に出ます。"
    assert step("test") == "前の試し送りを、まだ送っています。少し待ってください。"
    assert step("pause") == "一時停止しました。そのあいだの公開は、再開したときに送ります。"
    assert step("pause") == "この届け先は、もうその状態です。ページを読み直してください。"
    assert step("resume") == "いまから送ります。止まっていたところから続けます。"
    assert "whsec_" in as_administrator.post(reverse("webhook-rotate", args=[row.pk])).content.decode()
    assert press("rotate").startswith("前の鍵がまだ使われています。")
    assert step("end-former") == "前の鍵を終えました。新しい鍵だけで署名します。"
    assert step("end-former") == "前の鍵は、もう使われていません。"
    assert press("replay", since=1) == "番号 1 から送り直します。"
    beyond = as_administrator.post(reverse("webhook-replay", args=[row.pk]), {"since": 99})
    assert beyond.context["replay_form"].errors["since"] == ["その番号は、公開の記録にありません。"]
    assert as_administrator.post(reverse("webhook-discard", args=[row.pk])).status_code == 422
    assert as_administrator.post(reverse("webhook-step", args=[row.pk, "nonsense"])).status_code == 404
    actions = [entry.action for entry in as_administrator.get(page).context["entries"]]
    assert press("discard", sure="on") == "「みなと新聞」を削除しました。"
    assert actions == [
        "Webhook を番号から送り直し",
        "Webhook の前の鍵を終えた",
        "Webhook の署名の鍵を作り直し",
        "Webhook を再開",
        "Webhook を一時停止",
        "Webhook を試し送り",
        "Webhook の届け先を変更",
        "Webhook の届け先を登録",
    ]


def test_the_key_that_sees_an_endpoint_is_chosen_and_shown(as_administrator: Client) -> None:
    sees, blind = factories.api_key(Scope.WEBHOOKS, name="みなと放送の鍵").key, factories.api_key(Scope.READ).key
    as_administrator.post(reverse("webhook-new"), {**GIVEN, "key": sees.pk})
    row = WebhookEndpoint.objects.get()
    page, key_page = reverse("webhook", args=[row.pk]), reverse("api-key", args=[sees.pk])

    form = as_administrator.get(page).context["form"]
    refused = as_administrator.post(page, {**GIVEN, "key": blind.pk, "version": 1})

    assert (row.key, form["key"].value()) == (sees, sees.pk)
    assert [label for _value, label in form.fields["key"].choices] == ["なし（編集部だけが見る）", "みなと放送の鍵"]
    assert refused.status_code == 422
    for path, link in ((page, key_page), (reverse("webhooks"), key_page), (key_page, page)):
        assert f'href="{link}"' in as_administrator.get(path).content.decode()
    api_keys.revoke(sees, by=factories.administrator())
    assert "（いまは見られません）" in as_administrator.get(reverse("webhooks")).content.decode()
    told_of = as_administrator.post(page, {**GIVEN, "name": "二", "key": sees.pk, "version": 1})  # as it is
    assert told(told_of) == "保存しました。次の送信から効きます。"
    as_administrator.post(page, {**GIVEN, "name": "二", "version": 2})
    entries = as_administrator.get(page).context["entries"]
    assert [(entry.reason, entry.fields) for entry in entries] == [
        ("記録を見られるAPIキー：なし", ["記録を見られるAPIキー"]),
        ("", ["名前"]),
        ("記録を見られるAPIキー：みなと放送の鍵", []),
    ]


def test_failures_are_seen_where_administrators_look(as_administrator: Client) -> None:
    row = endpoint()
    WebhookDelivery.objects.create(
        endpoint=row,
        sequence=1,
        verdict_number=1,
        kind="verdict.published",
        state="failed",
        failure="status",
        status=500,
        attempts=10,
        message_id="msg_1",
    )

    found = [finding.check for finding in queue.findings(timezone.now())]
    waiting = as_administrator.get(reverse("admin:index")).context["waiting"]
    page = as_administrator.get(reverse("webhook", args=[row.pk])).content.decode()

    assert "queue.webhooks" in found
    assert [each.number.number for each in waiting if each.url == reverse("webhooks")] == [1]
    assert "相手が受け取りませんでした。（HTTP 500）" in page
    assert "断念した 1 件を送り直す" in page


def test_list_takes_the_same_queries_with_one_and_with_three(
    as_administrator: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    endpoint()
    with django_assert_num_queries(4):
        as_administrator.get(reverse("webhooks"))
    endpoint(name="二")
    endpoint(name="三")
    with django_assert_num_queries(4):
        as_administrator.get(reverse("webhooks"))
