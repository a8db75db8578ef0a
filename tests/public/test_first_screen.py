"""What a reader of a verdict sees first and may do next: who stands behind it, whom to tell, what else there is."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from articles.actions import evidence, publications, replies, topics, verdicts
from articles.models import Verdict
from tests import factories

pytestmark = pytest.mark.django_db


def page_of(client: Client, verdict: Verdict) -> str:
    return client.get(f"/verdicts/{verdict.number}/", follow=True).content.decode()


def trust_in(page: str) -> list[str]:
    [line] = re.findall('<ul class="trust".*?</ul>', page, re.DOTALL)
    return re.findall("<li><a[^>]*>(.*?)</a>", line)


def test_trust_line_counts_named_primary_sources_and_hears_the_other_side(client: Client) -> None:
    by = factories.reporter()
    draft = factories.complete_draft(by=by)
    evidence.add(draft, by=by, kind="document", title="議事録", source_name="みなと市議会", is_primary=True)
    evidence.add(draft, by=by, kind="phone", title="取材", is_on_record=False, anonymity_reason="不利益を避けるため")
    party = {"party": "みなと市", "asked_at": factories.PUBLISHED_AT, "by": by}
    replies.add(draft, outcome="no_answer", **party)
    replies.add(draft, outcome="answered", answer="取り違えました。", **party)
    verdict = factories.published(draft)

    assert trust_in(page_of(client, verdict))[:3] == ["一次情報2件", "当事者の回答あり", "編集者1名が承認"]


def test_claim_says_where_it_was_found(client: Client) -> None:
    claims = [factories.claim(statement=f"橋が{n}つ落ちた") for n in range(3)]
    for claim in claims[1:]:
        factories.appearance(claim, kind="social_post")
    for _ in range(2):
        factories.appearance(claims[2], url=f"https://news.example/{next(factories.numbers)}")

    pages = [page_of(client, factories.published_verdict(claim)) for claim in claims]

    found = [re.findall('<a href="#appearances">(.*?)</a>', page) for page in pages]
    assert found == [[], ["SNS投稿"], ["SNS投稿 ほか2件"]]


def test_trust_line_claims_no_approval_of_what_one_person_may_do(client: Client) -> None:
    by = factories.desk_editor()
    mended = verdicts.revise(factories.published_verdict(finding="来館者はは８％の増加だった。"), by=by)
    mended = verdicts.edit(mended, by=by, finding="来館者は８％の増加だった。")
    publications.correct(mended, by=by)
    retracted = factories.retracted(factories.published_verdict())

    for verdict in (mended, retracted):
        assert "が承認" not in page_of(client, verdict)


def test_parts_that_the_trust_line_leads_to_are_there(client: Client) -> None:
    page = page_of(client, factories.published_verdict())

    [line] = re.findall('<ul class="trust".*?</ul>', page, re.DOTALL)
    parts = re.findall('href="#([^"]+)"', line)
    assert [part for part in parts if f'id="{part}"' not in page] == []
    assert len(parts) == 3


def test_report_has_number_and_version_filled_in(client: Client, settings: Settings) -> None:
    verdict = factories.corrected(factories.published_verdict(), summary="一。\n二。\n三。")

    settings.CORRECTIONS_EMAIL = "teisei@hohama.example"
    mail = urlsplit(report_in(page_of(client, verdict)))
    assert mail.path == "teisei@hohama.example"
    told = parse_qs(mail.query)
    assert told["subject"] == [f"検証記事{verdict.number}番（第2版）の誤り"]
    assert f"/verdicts/{verdict.number}/\r\n版：第2版" in told["body"][0]
    settings.CORRECTIONS_FORM_URL = "https://forms.hohama.example/report?lang=ja"
    assert report_in(page_of(client, verdict)) == (
        f"https://forms.hohama.example/report?lang=ja&verdict={verdict.number}&version=2"
    )
    settings.CORRECTIONS_FORM_URL, settings.CORRECTIONS_EMAIL = "", ""
    assert report_in(page_of(client, verdict)) == "/methodology/#report"


def report_in(page: str) -> str:
    [section] = re.findall('<section class="part" id="report".*?</section>', page, re.DOTALL)
    return unescape(re.findall('href="([^"]+)"', section)[0])


def test_related_are_live_verdicts_of_the_claimant_and_on_the_topic(client: Client) -> None:
    topic = topics.register(slug="local", name="地域", by=factories.reporter())
    city = factories.claimant(name="みなと市")
    verdict = factories.published_verdict(factories.claim(claimant=city, topics=[topic]), headline="この検証")
    factories.published_verdict(factories.claim(claimant=city, topics=[topic]), headline="同じ発信者")
    factories.published_verdict(factories.claim(topics=[topic]), headline="同じ話題")
    factories.published_verdict(factories.claim(), headline="無関係")
    factories.retracted(factories.published_verdict(factories.claim(topics=[topic]), headline="取り消した題"))
    factories.hidden(factories.published_verdict(factories.claim(topics=[topic]), headline="隠した題"))

    page = page_of(client, verdict)
    [section] = re.findall('<section class="part" id="related".*?</section>', page, re.DOTALL)

    links = re.findall('<a href="[^"]+">(.*?)</a>', section.replace("<wbr>", ""))
    assert links == ["同じ発信者", "同じ話題"]


@pytest.mark.parametrize("others", [1, 3])
def test_related_cost_the_same_for_one_and_three(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, others: int
) -> None:
    topic = topics.register(slug="local", name="地域", by=factories.reporter())
    claimant = factories.claimant()
    for _ in range(others + 1):
        verdict = factories.published_verdict(factories.claim(claimant=claimant, topics=[topic]))
    address = client.get(f"/verdicts/{verdict.number}/").headers["Location"]

    with django_assert_num_queries(2):
        client.get(address)


def test_page_that_names_another_verdict_is_sent_anew_once_that_is_retracted(client: Client) -> None:
    topic = topics.register(slug="local", name="地域", by=factories.reporter())
    other = factories.published_verdict(factories.claim(topics=[topic]), headline="市長は嘘つき")
    verdict = factories.published_verdict(factories.claim(topics=[topic]))
    address = client.get(f"/verdicts/{verdict.number}/").headers["Location"]
    first = client.get(address)
    factories.retracted(other)

    again = client.get(address, headers={"if-none-match": first.headers["ETag"]})

    assert "市長は" in first.content.decode()
    assert again.status_code == 200
    assert "市長は" not in again.content.decode()
