"""Events in an editor's words."""

import ast
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from articles import actions
from articles.actions import redactions, review_steps, verdicts, withdrawals
from articles.desk import history
from articles.models import Backup, Candidate, Event, User
from tests import factories

KINDS_ERASED = ("claim", "candidate", "article", "extractionrun", "claimant", "comment", "assignment", "tip")
RECORDING = ("record", "record_each")


def recorded_actions() -> set[str]:
    """The code of every event that an action records, read from the source."""
    codes: set[str] = set()
    for path in Path(actions.__path__[0]).glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in RECORDING:
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    codes.add(str(first.value))
    erased = {f"{kind}.redacted" for kind in KINDS_ERASED}
    decided = {f"candidate.{state}" for state in Candidate.State.values if state != Candidate.State.PENDING}
    named = {"note.opened_to", "note.closed_to"}
    backed_up = {f"backup.{kind}" for kind in Backup.Kind.values}
    stepped = {*review_steps.GIVEN.values(), *review_steps.SET.values()}
    taken = {withdrawals.TAKEN_NEVERTHELESS}
    return codes | decided | erased | named | backed_up | stepped | taken


def test_every_action_has_a_japanese_label() -> None:
    assert set(history.ACTIONS) == recorded_actions()


@pytest.mark.django_db
def test_changed_fields_are_named_as_in_the_form() -> None:
    by = factories.reporter()
    verdict = factories.complete_draft(by=by)

    changed = {entry.action: entry.fields for entry in history.about(verdict)}

    assert changed["検証記事を編集"] == ["判定", "見出し", "3行まとめ", "検証の内容", "選定理由"]


@pytest.mark.django_db
def test_history_page_of_a_row_lists_its_events_newest_first(as_reporter: Client) -> None:
    verdict = factories.complete_draft()

    response = as_reporter.get(reverse("admin:articles_verdict_history", args=[verdict.pk]))

    page = response.content.decode()
    labels = ["根拠を追加", "検証記事を編集", "検証記事を書き始め"]
    positions = [page.index(label) for label in labels]
    assert positions == sorted(positions)


@pytest.mark.django_db
def test_erased_event_keeps_its_time_and_loses_its_words(as_desk_editor: Client, desk_editor: User) -> None:
    verdict = factories.complete_draft()
    verdict = verdicts.submit(verdict, by=desk_editor)
    verdicts.send_back(verdict, reason="秘密の理由", by=desk_editor)
    verdict = factories.published(verdict)
    redactions.confirm(redactions.hide(verdict, reason="裁判所の決定", by=desk_editor), by=factories.desk_editor())
    event = Event.objects.about(verdict).filter(action="verdict.sent_back").get()

    listed = as_desk_editor.get(reverse("admin:articles_event_changelist"), {"action": "verdict.sent_back"})
    shown = as_desk_editor.get(reverse("admin:articles_event_change", args=[event.pk]))

    for response in (listed, shown):
        page = response.content.decode()
        assert "秘密の理由" not in page
        assert "（内容は消去済み）" in page
