"""The pages of elections: the form, what a verdict's page says meanwhile, and the balance against plain SQL."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from articles.actions import candidates, elections, verdicts
from articles.actions.edits import ChangedMeanwhile
from articles.desk import figures
from articles.models import Candidate, Claimant, Election, RatingScale, Verdict
from tests import factories
from tests.actions.test_elections import candidate, election, submitted
from tests.desk import recorded
from tests.desk.conftest import take, told

pytestmark = pytest.mark.django_db


def form(*people: Claimant, **values: object) -> dict[str, object]:
    today = figures.today()
    days = {"first_date": today.isoformat(), "last_date": (today + timedelta(days=9)).isoformat()}
    return {
        "name": "みなと市議選",
        **days,
        "scale": "fij-2019",
        "claimants": [person.pk for person in people],
        **values,
    }


def test_desk_editor_calls_and_changes_an_election(as_desk_editor: Client, as_reporter: Client) -> None:
    first, second = candidate(), candidate("汐見次郎")

    assert as_reporter.post("/admin/articles/election/add/", form(first)).status_code == 403
    as_desk_editor.post("/admin/articles/election/add/", form(first))
    row = Election.objects.get()
    path = f"/admin/articles/election/{row.pk}/change/"
    as_desk_editor.post(path, form(first, second, seen_version=row.version))

    assert set(row.claimants.all()) == {first, second}
    refused = as_desk_editor.post(path, form(second, seen_version=row.version + 1))
    assert "この選挙は期間中なので" in refused.content.decode()
    stale = as_desk_editor.post(path, form(first, second, name="古い名前", seen_version=1))
    assert stale.context["adminform"].form.non_field_errors() == [str(ChangedMeanwhile.message)]
    assert [clash.mine for clash in stale.context["conflict"].clashes] == ["古い名前"]


def test_another_desk_editor_confirms_an_earlier_end(as_desk_editor: Client) -> None:
    today = figures.today()
    row = elections.call(
        name="帆ノ浦市長選",
        first_date=today,
        last_date=today + timedelta(days=40),
        scale=RatingScale.objects.get(pk="fij-2019"),
        claimants=[],
        by=factories.desk_editor(),
    )
    address = reverse("admin:articles_election_confirm-early-end", args=[row.pk])
    asked = elections.ask_early_end(row, last_date=today, reason="日付の打ち間違い", by=factories.desk_editor())

    page = as_desk_editor.get(address).content.decode()
    taken = as_desk_editor.post(address, {"seen": str(asked.version)})

    row.refresh_from_db()
    assert "日付の打ち間違い" in page
    assert (taken.status_code, row.last_date) == (302, today)


def test_verdicts_page_tells_whom_it_waits_for(as_desk_editor: Client) -> None:
    standing = candidate()
    election(standing)
    verdict = submitted(standing)
    path = f"/admin/articles/verdict/{verdict.pk}/"

    before = as_desk_editor.get(f"{path}change/").content.decode()
    answer = take(as_desk_editor, f"{path}approve/")
    after = as_desk_editor.get(f"{path}change/").content.decode()

    assert "「みなと市長選」の期間中です。公開には、執筆者以外のデスク二人の承認が要ります。" in before
    assert told(answer) == "承認しました。選挙の期間中なので、もう一人のデスクの承認を待ちます。"
    assert "が承認しました。" in after
    assert f"{path}approve/" not in after
    assert list(as_desk_editor.get("/admin/").context["reviews"]) == []


def test_balance_is_what_the_rows_say(as_reporter: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    parties = ("港の会", "港の会", "波の会")
    people = [
        factories.claimant(name=f"汐見{number}郎", kind=Claimant.Kind.PUBLIC_FIGURE, affiliation=party)
        for number, party in enumerate(parties)
    ]
    by = factories.reporter()
    for number, person in enumerate(people):
        seen = recorded.candidates(3 + number, speaker=person.name)
        candidates.reject(seen[0], reason="trivial", by=by)
        claim = factories.claim(claimant=person)
        candidates.accept(seen[1], claim=claim, by=by)
        factories.published_verdict(claim, rating=["fij-false", "fij-misleading", "fij-accurate"][number])
    row = election(*people, candidate("誰にも見られない人"))
    path = f"/admin/elections/{row.pk}/balance/"

    with django_assert_num_queries(9):
        context = as_reporter.get(path).context

    seen = Counter(
        row.claim.claimant.name if row.claim and row.claim.claimant else row.scores.get().speaker
        for row in Candidate.objects.all()
    )
    counted = {stand.name: (stand.line.seen, stand.line.accepted, stand.line.published) for stand in context["stands"]}
    assert counted == {**{name: (seen[name], 1, 1) for name in seen}, "誰にも見られない人": (0, 0, 0)}
    rated = {
        stand.name: dict(zip(map(str, context["ratings"]), stand.ratings, strict=False)) for stand in context["stands"]
    }
    assert [rated[person.name][word] for person, word in zip(people, ("誤り", "ミスリード", "正確"), strict=True)] == [
        1,
        1,
        1,
    ]
    sides = {stand.name: (stand.line.seen, sum(stand.ratings)) for stand in context["affiliations"]}
    assert sides == {"港の会": (3 + 4, 2), "波の会": (5, 1), "汐見の会": (0, 0)}


def test_balance_counts_by_the_elections_scale(as_reporter: Client) -> None:
    standing = candidate()
    factories.published_verdict(factories.claim(claimant=standing), rating="fij-misleading")
    row = elections.call(
        name="県議選",
        first_date=figures.today() - timedelta(days=1),
        last_date=figures.today() + timedelta(days=1),
        scale=RatingScale.objects.get(code__startswith="jfc"),
        claimants=[standing],
        by=factories.desk_editor(),
    )

    context = as_reporter.get(f"/admin/elections/{row.pk}/balance/").context

    [stand] = context["stands"]
    assert dict(zip(map(str, context["ratings"]), stand.ratings, strict=False))["不正確"] == 1


def test_balance_without_anybody_says_what_to_do(as_reporter: Client, as_outsider: Client) -> None:
    row = election()
    path = f"/admin/elections/{row.pk}/balance/"

    assert "候補者・政党などがまだ登録されていません。" in as_reporter.get(path).content.decode()
    assert as_outsider.get(path).status_code == 302
    assert as_reporter.get("/admin/elections/999999/balance/").status_code == 404


def test_verdict_of_the_desk_takes_one_as_before(as_desk_editor: Client) -> None:
    verdict = verdicts.submit(factories.complete_draft(), by=factories.reporter())

    answer = take(as_desk_editor, f"/admin/articles/verdict/{verdict.pk}/approve/")

    verdict.refresh_from_db()
    assert (told(answer), verdict.state) == ("承認しました。公開できます。", Verdict.State.APPROVED)
