"""Search and counts of the desk's lists."""

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from articles.desk import counting
from articles.models import Article, Candidate, Claim
from articles.models.character_grams import saying
from tests import factories

pytestmark = pytest.mark.django_db
SAID = {
    "入場料": "市営プールの入場料は８割ＵＰした。",
    "水族館": "水族館の「半額」は100%うそだ。",
    "長い": "あ" * 100 + "。" + "終わり",
}


@pytest.fixture
def candidates() -> dict[str, Candidate]:
    return {name: factories.candidate(factories.revision(text=text)) for name, text in SAID.items()}


def found(client: Client, model: str, query: str) -> list[int]:
    response = client.get(reverse(f"admin:articles_{model}_changelist"), {"q": query})
    assert response.status_code == 200
    return sorted(row.pk for row in response.context["cl"].result_list)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        *(("入場料", ["入場料"]), ("場料", ["入場料"]), ("半", ["水族館"]), ("8割", ["入場料"]), ("up", ["入場料"])),
        *(("８割 プール", ["入場料"]), ("プール 水族館", []), ("料場", []), ("100%", ["水族館"]), ("％", ["水族館"])),
        *(
            ('"は100%うそ"', ["水族館"]),
            ("_", []),
            ("\\", []),
            ("'", []),
            ('"', []),
            ("火星", []),
            ("\0半", list(SAID)),
        ),
        *(("", list(SAID)), ("   ", list(SAID)), ("ああ。", ["長い"])),
    ],
)
def test_candidates_are_found_by_any_part_of_their_words(
    as_reporter: Client, candidates: dict[str, Candidate], query: str, expected: list[str]
) -> None:
    assert found(as_reporter, "candidate", query) == sorted(candidates[name].pk for name in expected)


def test_lists_are_found_by_words_of_related_rows(as_reporter: Client) -> None:
    revision = factories.revision(title="プールの料金")
    candidate, other = factories.candidate(revision), factories.candidate()
    verdict = factories.published_verdict(
        factories.claim(statement="水族館は来年閉まる", claimant=factories.claimant(name="汐見市長"))
    )
    factories.published_verdict()

    assert found(as_reporter, "candidate", "プール") == [candidate.pk]
    assert found(as_reporter, "article", "プール") == [revision.article_id]
    assert found(as_reporter, "claim", "水族館 市長") == [verdict.claim_id]
    assert found(as_reporter, "verdict", "汐見市長") == [verdict.pk]
    assert other.pk in found(as_reporter, "candidate", "")


@pytest.mark.parametrize(
    ("rows", "column", "index"),
    [
        (Candidate.objects.order_by(), "quote", "candidate_says"),
        (Article.objects.order_by(), "title", "article_says"),
        (Claim.objects.order_by(), "statement", "claim_says"),
    ],
)
def test_words_are_found_in_an_index(rows: object, column: str, index: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")

    assert index in saying(rows, column, "水道").explain()
    assert index in saying(rows, column, "港").explain()


@pytest.mark.timeout(60)
def test_hostile_words_are_answered(as_reporter: Client, candidates: dict[str, Candidate]) -> None:
    for query in ("水" * 3_000, "火星 " * 500, "\u202e" * 100, "𠮟" * 500, "'" * 999):
        assert found(as_reporter, "candidate", query) == []


def test_count_of_a_list_stops(
    as_reporter: Client, candidates: dict[str, Candidate], monkeypatch: pytest.MonkeyPatch
) -> None:
    url = reverse("admin:articles_candidate_changelist")
    assert "3 検証候補" in as_reporter.get(url).content.decode()

    monkeypatch.setattr(counting, "MOST", 2)

    assert "2以上 検証候補" in as_reporter.get(url).content.decode()
    assert "2以上件" in as_reporter.get(url, {"q": "。"}).content.decode()
