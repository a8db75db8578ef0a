"""Every list asks the same number of questions for one row and for three."""

from datetime import date

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from articles.actions import elections, notes, outlets, publications, redactions, tips, topics, verdicts
from articles.desk.queue_page import Progress
from articles.models import AccountChange, RatingScale, Scope, TypoFix, User, Verdict
from tests import factories
from tests.desk import recorded

pytestmark = pytest.mark.django_db

# Session, member and roles; the page; then what each list counts, fetches and offers as filters.
QUERIES = {
    "accountchange": 7,
    "approval": 6,
    "article": 6,
    "articlerevision": 5,
    "author": 6,
    "candidate": 6,
    "candidatescore": 5,
    "claim": 6,
    "claimant": 5,
    "confidentialnote": 8,
    "election": 5,
    "event": 5,
    "extractionrun": 7,
    "outlet": 5,
    "publication": 5,
    "rating": 6,
    "ratingscale": 5,
    "steprule": 7,
    "redaction": 8,
    "tip": 8,
    "topic": 5,
    "typofix": 8,
    "user": 9,
    "verdict": 10,
}


def one_of_everything(number: int) -> None:
    """A row in every list that grows; each comes with members, articles and verdicts of its own."""
    desk = factories.desk_editor()
    claim = factories.claim(claimant=factories.claimant())
    claim.topics.add(topics.register(slug=f"topic-{number}", name=f"テーマ{number}", by=desk))
    redactions.hide(factories.published_verdict(claim), reason="裁判所の決定", by=desk)
    TypoFix.objects.create(verdict=factories.published_verdict(), round=2, version=1, published_by=desk)
    AccountChange.objects.create(user=desk, roles=["デスク"], requested_by=factories.administrator())
    notes.write(factories.complete_draft(by=desk), by=desk, source="匿名の職員")
    tips.receive(text="図書館の話", by=factories.api_key(Scope.TIPS_WRITE).key)
    elections.call(
        name=f"市長選{number}",
        first_date=date(2030, 1, number),
        last_date=date(2030, 1, 20),
        scale=RatingScale.objects.get(pk="fij-2019"),
        claimants=[factories.claimant()],
        by=desk,
    )
    outlet = outlets.register(name=f"みなと新聞{number}", by=desk)
    recorded.run(factories.revision(outlet=outlet, by=desk))


@pytest.mark.parametrize("model", sorted(QUERIES))
def test_changelist_asks_no_more_for_three_rows(
    model: str, as_administrator: Client, as_desk_editor: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = as_administrator if model in ("user", "accountchange") else as_desk_editor
    url = reverse(f"admin:articles_{model}_changelist")
    one_of_everything(1)

    with django_assert_num_queries(QUERIES[model]):
        assert client.get(url).status_code == 200
    one_of_everything(2)
    one_of_everything(3)
    with django_assert_num_queries(QUERIES[model]):
        assert client.get(url).status_code == 200


def test_every_list_is_counted() -> None:
    assert sorted(QUERIES) == sorted(model._meta.model_name for model in admin.site._registry)


def test_home_counts_what_waits_for_the_member(
    as_desk_editor: Client, desk_editor: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    recorded.candidates(3)
    recorded.failed_run()
    verdicts.submit(factories.complete_draft(), by=factories.reporter())
    verdicts.submit(factories.complete_draft(by=desk_editor), by=desk_editor)  # one's own is for others to approve
    factories.approved_verdict()
    verdicts.draft(factories.claim(), by=desk_editor)
    factories.claim()
    redactions.hide(factories.published_verdict(), reason="裁判所の決定", by=factories.desk_editor())
    redactions.hide(factories.published_verdict(), reason="裁判所の決定", by=desk_editor)

    for by in (desk_editor, factories.desk_editor()):
        publications.retract(factories.published_verdict(), note="前提が崩れた", by=by)

    with django_assert_num_queries(29):
        response = as_desk_editor.get(reverse("admin:index"))

    assert {str(row.label): row.number.number for row in response.context["waiting"]} == {
        "確認を待つ非表示措置": 1,
        "予定どおりに公開できない検証記事": 0,
        "承認を待つ検証記事": 1,
        "公開できる検証記事": 1,
        "承認を待つ取り消しの理由": 1,
        "一人で公開された誤字の修正": 0,
        "未判断の検証候補": 3,
        "再拡散": 0,
        "未読の情報提供": 0,
        "未確認の媒体": 0,
        "検証記事のない検証対象": 1,
        "自分の下書き": 1,
        "失敗した抽出": 1,
        "検証素材": 2,
    }


def test_home_links_lead_to_lists_with_as_many_rows(as_desk_editor: Client, desk_editor: User) -> None:
    verdicts.draft(factories.claim(), by=desk_editor)
    verdicts.draft(factories.claim(), by=factories.reporter())
    recorded.failed_run()
    recorded.run()
    publications.retract(factories.published_verdict(), note="前提が崩れた", by=factories.desk_editor())
    waiting = as_desk_editor.get(reverse("admin:index")).context["waiting"]

    for row in waiting:
        response = as_desk_editor.get(row.url)
        context = response.context
        if isinstance(context.get("progress"), Progress):
            shown = context["progress"].left
        else:
            shown = context["cl"].result_count if "cl" in context else len(context.get("rows", ()))
        assert (str(row.label), getattr(shown, "number", shown)) == (str(row.label), row.number.number)


def test_search_and_filters_answer(as_desk_editor: Client) -> None:
    one_of_everything(1)
    draft = verdicts.draft(factories.claim(statement="港の水位は過去最高だ"), by=factories.reporter())

    for model in QUERIES:
        if model not in ("user", "accountchange"):
            found = as_desk_editor.get(reverse(f"admin:articles_{model}_changelist"), {"q": "100%_'\\ 図書館"})
            assert (model, found.status_code) == (model, 200)
    response = as_desk_editor.get(
        reverse("admin:articles_verdict_changelist"), {"state__exact": Verdict.State.DRAFT, "q": "水位"}
    )
    assert list(response.context["cl"].result_list) == [draft]


def test_claims_are_filtered_in_japanese(as_desk_editor: Client) -> None:
    factories.claim()

    page = as_desk_editor.get("/admin/articles/claim/?verdict__isempty=1")

    titles = [spec.title for spec in page.context["cl"].filter_specs]
    assert titles == ["状態", "検証記事の有無", "種類", "登録日時"]
