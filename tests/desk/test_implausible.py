"""What is typed by a slip or sent by nobody's form: days that cannot be, texts without a letter, NUL, foreign numbers."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from articles.actions import assignments, evidence, verdicts
from articles.models import Claimant, Comment, Election, Event, Evidence, Rating, RatingScale, User, Verdict
from tests import factories
from tests.desk import recorded
from tests.desk.conftest import take
from tests.desk.test_verdicts import new_evidence, page, posted, step

pytestmark = pytest.mark.django_db

WRONG_DAYS = ["0001-01-01", "0202-12-01", "9999-12-31"]
OUT_OF_BOUNDS = "日付が正しくないようです。"
NUL_TOLD = "見えない文字（NUL）が入っています。"
REPLY = {
    "rights_of_reply-0-party": "市",
    "rights_of_reply-0-channel": "email",
    "rights_of_reply-0-outcome": "waiting",
    "rights_of_reply-TOTAL_FORMS": 1,
}


# Days


@pytest.mark.parametrize("day", WRONG_DAYS)
def test_forms_say_which_days_they_take(as_reporter: Client, reporter: User, day: str) -> None:
    verdict, claim = factories.complete_draft(by=reporter), factories.claim()
    reply = {f"rights_of_reply-0-{name}_0": day for name in ("asked_at", "deadline", "answered_at")}
    source = new_evidence(1, obtained_at_0=day, obtained_at_1="00:00")
    wording = {"statement": "来館者は減った", "date_certainty": "known", "claimed_date": day, "claimant": "none"}
    article = {"text": "本文。", "kind": "news", "published_at_0": day, "reach": "5", "reach_date": day}

    answers = [
        as_reporter.post(page(verdict), posted(as_reporter, verdict, **REPLY, **reply, **source)),
        as_reporter.post(reverse("claim-new"), wording),
        as_reporter.post(
            reverse("claim-assign", args=[claim.pk]), {"seen": 0, "assignee": reporter.pk, "due_date": day}
        ),
        as_reporter.post(reverse("admin:articles_article_add"), article),
    ]

    assert [answer.content.decode().count(OUT_OF_BOUNDS) for answer in answers] == [4, 1, 1, 2]
    assert {answer.status_code for answer in answers} <= {200, 409}


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/admin/queue/?until={}", True),
        ("/admin/queue/list/?since={}", True),
        ("/admin/ledger/?first={}&last={}", True),
        ("/admin/ledger/csv/?first=2026-01-01&last={}", False),
    ],
)
@pytest.mark.parametrize("day", [*WRONG_DAYS, "10000-01-01", "2026-02-30"])
def test_filters_answer_any_day(as_desk_editor: Client, path: str, told: bool, day: str) -> None:
    recorded.candidates(1)

    answer = as_desk_editor.get(path.format(day, day))
    content = b"".join(answer) if answer.streaming else answer.content

    assert answer.status_code == 200
    assert not told or "日付が正しくないようです。" in content.decode() or "日付を正しく入力" in content.decode()


@pytest.mark.parametrize("day", WRONG_DAYS)
def test_an_assessment_of_no_period_is_not_noted_as_exported(as_desk_editor: Client, day: str) -> None:
    factories.published_verdict()

    answer = as_desk_editor.post(reverse("assessment"), {"first": "2026-01-01", "last": day})

    assert answer.status_code == 200
    assert not Event.objects.filter(action__contains="export").exists()


def test_an_election_ends_within_some_years(as_desk_editor: Client, desk_editor: User) -> None:
    standing = Claimant.objects.create(name="汐見太郎", kind=Claimant.Kind.PUBLIC_FIGURE)
    sent = {"name": "市長選", "first_date": "2026-11-01", "scale": "fij-2019", "claimants": [standing.pk]}

    slip = as_desk_editor.post(reverse("admin:articles_election_add"), {**sent, "last_date": "2062-11-09"})
    coded = as_desk_editor.post(
        reverse("admin:articles_election_add"), {**sent, "last_date": "2026-11-09", "scale": "fij\0"}
    )

    assert (slip.status_code, coded.status_code) == (200, 200)
    assert OUT_OF_BOUNDS in slip.content.decode()
    assert not Election.objects.exists()


def test_an_election_that_was_there_with_the_last_day_of_all_can_be_read(as_reporter: Client) -> None:
    election = Election.objects.create(
        name="市長選",
        first_date="2026-11-01",
        last_date="9998-12-31",
        scale=RatingScale.objects.get(pk="fij-2019"),
        created_by=factories.desk_editor(),
    )

    assert as_reporter.get(reverse("election-balance", args=[election.pk])).status_code == 200


def test_what_is_overdue_since_another_year_says_which(as_reporter: Client, reporter: User) -> None:
    assignments.assign(factories.claim(), to=reporter, by=reporter, due_date=date(2001, 1, 1))

    assert "2001/1/1　期限切れ" in as_reporter.get("/admin/").content.decode()


# Texts


def test_what_nobody_can_read_is_missing(as_reporter: Client, reporter: User) -> None:
    unseen = dict.fromkeys(("headline", "reasoning", "selection_reason"), "\u200b")
    verdict = verdicts.draft(factories.claim(), by=reporter)
    verdicts.edit(
        verdict,
        by=reporter,
        summary="\u200b\n\u2060\n\u3164",
        rating=Rating.objects.get(pk="fij-unsupported"),
        **unseen,
    )
    verdict = Verdict.objects.get()

    places = [check.place for check in verdicts.checklist(verdict) if check.is_missing]

    assert places == ["headline", "summary", "reasoning", "selection_reason", "evidence"]


@pytest.mark.parametrize("unseen", ["\u200b", "\u3164\u2800", "\ufe0f \u3000"], ids=ascii)
def test_required_texts_want_something_to_read(as_reporter: Client, as_desk_editor: Client, unseen: str) -> None:
    claim, verdict = factories.claim(), factories.complete_draft()
    verdicts.submit(verdict, by=verdict.authors.get().user)
    new = {"statement": unseen, "date_certainty": "unknown", "claimant": "none"}
    events = Event.objects.count()

    answers = [
        as_reporter.post(reverse("claim-comment", args=[claim.pk]), {"text": unseen}),
        as_reporter.post(reverse("claim-new"), new),
        as_reporter.post(
            reverse("claim-new"),
            {**new, "statement": "一", "claimant": "new", "new_name": unseen, "new_kind": "organisation"},
        ),
        as_reporter.post(reverse("admin:articles_outlet_add"), {"name": unseen}),
        take(as_desk_editor, step(verdict, "send-back"), {"reason": unseen}),
    ]

    assert {answer.status_code for answer in answers} <= {200, 409}
    assert (Event.objects.count(), Comment.objects.count()) == (events, 0)


# NUL


def test_nul_is_told_in_words_and_looked_for_nowhere(as_reporter: Client, reporter: User) -> None:
    (row,) = recorded.candidates(1)
    verdict = factories.complete_draft(by=reporter)
    decide = {"statement": "来館者は減った", "claimant": "new", "new_name": "名\0", "new_kind": "organisation"}

    told = [
        as_reporter.post(page(verdict), posted(as_reporter, verdict, headline="見\0出し")),
        as_reporter.post(reverse("queue-decide", args=[row.pk, "accept-new"]), decide),
    ]
    others = [
        as_reporter.post(reverse("queue-decide", args=[row.pk, "nothing"]), decide).status_code,
        as_reporter.post(page(verdict), posted(as_reporter, verdict, rating="fij\0")).status_code,
    ]

    assert [NUL_TOLD in answer.content.decode() for answer in told] == [True, True]
    assert others == [404, 200]


@pytest.mark.parametrize(
    "asked",
    [
        "article/?published_at__year=0",
        "article/?kind__exact=%00",
        "candidate/?state__exact=%00",
        "candidate/?id__exact=99999999999999999999",
        "rating/?scale__code__exact=%00",
        "election/?q=%00",
    ],
)
def test_lists_answer_whatever_their_address_asks(as_desk_editor: Client, asked: str) -> None:
    answer = as_desk_editor.get(f"/admin/articles/{asked}", follow=True)

    assert answer.status_code == 200


# Forged forms


@pytest.mark.parametrize("number", ["{other}", "0", "99999999999999999999", "abc", "\0"])
@pytest.mark.parametrize("part", ["evidence", "rights_of_reply"])
def test_rows_of_another_verdict_are_nobodys(as_reporter: Client, reporter: User, part: str, number: str) -> None:
    verdict, other = factories.complete_draft(by=reporter), factories.complete_draft()
    theirs = other.evidence.get()
    sent = posted(as_reporter, verdict) | new_evidence() | REPLY
    sent |= {f"{part}-INITIAL_FORMS": 1, f"{part}-0-id": number.format(other=theirs.pk)}

    answer = as_reporter.post(page(verdict), sent | {"rights_of_reply-0-asked_at_0": "2026-03-02"})

    assert answer.status_code == 200
    theirs.refresh_from_db()
    assert (theirs.verdict, Evidence.objects.count()) == (other, 2)


@pytest.mark.parametrize(
    "value", ["x", "9" * 30, "9" * 5000, "\0", "-1"], ids=["word", "large", "huge", "nul", "minus"]
)
def test_what_a_forged_form_says_it_showed_is_nothing(as_reporter: Client, value: str) -> None:
    claim = factories.claim()
    sent = {"statement": "別の文", "date_certainty": "unknown", "claimant": "none", "seen_version": 0}
    seen = {"topics": {"": [value]}, "claimant": {"": [value]}, "rating": {"": [value]}}

    answer = as_reporter.post(reverse("claim", args=[claim.pk]), {**sent, "seen_values": json.dumps(seen)})

    assert answer.status_code == 200
    assert answer.context["conflict"].clashes


@pytest.mark.timeout(60)
@pytest.mark.parametrize("button", ["add-evidence", "down 0", "", "preview"])
def test_a_form_that_only_counts_its_rows_has_those_it_sent(as_reporter: Client, reporter: User, button: str) -> None:
    verdict = factories.complete_draft(by=reporter)
    sent = posted(as_reporter, verdict, **{"evidence-TOTAL_FORMS": "9999", "evidence-INITIAL_FORMS": "9999"})
    url = reverse("verdict-preview", args=[verdict.pk]) if button == "preview" else page(verdict)

    answer = as_reporter.post(url, sent | ({"_arrange": button} if button else {}))

    assert answer.status_code in (200, 302)
    assert len(answer.content) < 500_000


def test_a_full_verdict_says_so_and_loses_nothing(
    as_reporter: Client, reporter: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All rows that may be, and one more, come back with their text; no limit of fields is in the way."""
    verdict = verdicts.draft(factories.claim(), by=reporter)
    sent: dict[str, Any] = posted(as_reporter, verdict)
    for number in range(evidence.MOST + 1):
        sent |= new_evidence(
            number, position=str(number + 1), title=f"資料{number}の題", locator="1ページ", archive_url=""
        )

    full = as_reporter.post(page(verdict), sent)
    asked = as_reporter.post(page(verdict), sent | {"_arrange": "add-evidence"})
    fewer = as_reporter.post(page(verdict), sent | {"evidence-3-DELETE": "on"})

    told = str(evidence.EvidenceFull.message)
    assert told in full.content.decode()
    assert all(f"資料{number}の題" in full.content.decode() for number in range(evidence.MOST + 1))
    assert told in asked.content.decode()
    assert fewer.status_code == 302
    assert verdict.evidence.count() == evidence.MOST
    with pytest.raises(evidence.EvidenceFull):
        evidence.add(verdict, by=reporter, title="多すぎる資料")
