"""What members say of a claim, who sees to it, who watches: each with an Event, none of it a change of what readers see."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from articles import permissions
from articles.actions import assignments, claim_merges, comments, verdicts, watches
from articles.actions.verification import history
from articles.models import Assignment, Comment, Event, User, Verdict, Watch
from tests import factories

CAST = ("reporter", "desk_editor", "administrator", "outsider")


def allowed(predicate: str) -> set[str]:
    return {role for role in CAST if getattr(permissions, predicate)(getattr(factories, role)())}


@pytest.mark.django_db
def test_who_may() -> None:
    writers = {"reporter", "desk_editor"}
    assert allowed("can_comment") == writers
    assert allowed("can_assign") == writers
    assert allowed("can_be_assigned") == writers
    assert allowed("can_watch") == {*writers, "administrator"}
    assert allowed("can_see_deliveries") == {"administrator"}


@pytest.mark.django_db
def test_comment_is_its_event() -> None:
    claim, by = factories.claim(), factories.reporter(display_name="浅野ひなた")

    comment = comments.write(claim, text=" 年報を見た。\r\n８％だ。 ", by=by)

    (event,) = Event.objects.about(comment).select_related("content")
    assert event.action == "comment.written"
    assert event.content.content == {"actor": "浅野ひなた", "reason": "年報を見た。\n８％だ。", "fields": []}


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["", " \n", "あ" * 5001])
def test_comment_without_words_or_with_too_many_is_refused(text: str) -> None:
    with pytest.raises((comments.CommentMissing, comments.CommentTooLong)):
        comments.write(factories.claim(), text=text, by=factories.reporter())

    assert Comment.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@hanako 見てください", ["hanako"]),
        ("@hana と @hanako", ["hana", "hanako"]),
        ("＠黒田さん、どうでしょう。@黒田", ["kuroda"]),
        ("@黒田誠司", ["kuroda"]),
        ("mail@minato.example、@nobody、@", []),
        ("@三枝", []),  # two have that name
    ],
)
def test_mentions(text: str, names: list[str]) -> None:
    members = [
        factories.reporter(username="hana", display_name="港花"),
        factories.reporter(username="hanako", display_name=""),
        factories.desk_editor(username="kuroda", display_name="黒田 誠司"),
        factories.desk_editor(username="saegusa1", display_name="三枝 芳恵"),
        factories.desk_editor(username="saegusa2", display_name="三枝 港"),
    ]

    assert [user.username for user in comments.mentioned(text, members)] == names


@pytest.mark.timeout(60)
def test_many_signs_end() -> None:
    members = [User(username=f"member{number}", display_name=f"担当 {number}") for number in range(100)]

    assert comments.mentioned("@" * comments.LONGEST, members) == []


@pytest.mark.django_db
def test_assignment_is_made_changed_and_ended_and_a_stale_one_refused() -> None:
    claim, by, other = factories.claim(), factories.reporter(), factories.desk_editor(display_name="黒田")

    row = assignments.assign(claim, to=by, by=by, version=0)
    assignments.assign(claim, to=other, due_date=date(2026, 12, 1), by=by, version=row.version)
    with pytest.raises(assignments.AssignmentChangedMeanwhile):
        assignments.assign(claim, to=by, by=by, version=row.version)
    with pytest.raises(assignments.NotAssignable):
        assignments.assign(claim, to=factories.administrator(), by=by)
    assignments.end(claim, by=other)

    told = Event.objects.filter(subject_type="assignment").select_related("content").order_by("pk")
    assert [(event.action, event.content.content["reason"]) for event in told] == [
        ("assignment.made", f"{by}、期日なし"),
        ("assignment.made", "黒田、期日 2026-12-01"),
        ("assignment.ended", "黒田"),
    ]
    assert Assignment.objects.count() == 0


@pytest.mark.django_db
def test_open_assignments_are_those_whose_verdict_is_to_come() -> None:
    by = factories.reporter()
    waiting, done = factories.claim(), factories.published_verdict().claim
    for claim in (waiting, done):
        assignments.assign(claim, to=by, due_date=date(2026, 3, 1), by=by)

    mine = Assignment.objects.open().of(by)

    assert [row.claim for row in mine.overdue(date(2026, 3, 2))] == [waiting]
    assert list(mine.overdue(date(2026, 3, 1))) == []
    assert [row.claim for row in mine.due(date(2026, 3, 1))] == [waiting]


@pytest.mark.django_db
def test_watching_begins_and_ends_once() -> None:
    claim, by = factories.claim(), factories.administrator()

    watches.begin(claim, by=by)
    watches.begin(claim, by=by)
    assert Watch.objects.get().user == by
    watches.end(claim, by=by)
    watches.end(claim, by=by)

    told = Event.objects.filter(subject_type="watch").order_by("pk")
    assert [event.action for event in told] == ["watch.begun", "watch.ended"]


@pytest.mark.django_db
def test_whoever_talks_about_a_claim_assigns_and_watches_it_may_still_approve_its_verdict() -> None:
    draft = factories.complete_draft()
    editor = factories.desk_editor()
    comments.write(draft.claim, text="年報は誰が見ましたか。", by=editor)
    assignments.assign(draft.claim, to=factories.reporter(), by=editor)
    watches.begin(draft.claim, by=editor)

    verdict = verdicts.approve(verdicts.submit(draft, by=factories.reporter()), by=editor)

    assert verdict.state == Verdict.State.APPROVED


@pytest.mark.django_db
def test_comment_and_merging_cannot_be_taken_out_unseen() -> None:
    comment = comments.write(factories.claim(), text="年報を見た。", by=factories.reporter())
    other = factories.claim()
    merged = factories.claim()
    merging = claim_merges.merge(merged, into=comment.claim, by=factories.reporter())
    assert list(history.verify()) == []

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("DELETE FROM articles_comment")
        cursor.execute("UPDATE articles_claimmerge SET merged_by_id = %s", [comment.author_id])
        cursor.execute("UPDATE articles_claim SET merged_into_id = %s WHERE id = %s", [comment.claim_id, other.pk])
        cursor.execute("SET LOCAL session_replication_role = origin")

    assert [(found.row, found.problem) for found in history.verify()] == [
        (f"comment {comment.pk}", "the row is missing"),
        (f"merging {merging.pk}", "no event says that this member merged it"),
        (f"claim {other.pk}", "it is merged, and no merging says so"),
    ]
