"""Who may take which step of a verdict in which state: docs/permissions.ja.md is made from the code, and every cell is
tried over HTTP.

A cell says what the code answers (`may` and `fits` of the step). Over HTTP the step is taken as from an open page: where
the table allows it there is an Event of that member afterwards, elsewhere there is none, whatever was sent.
`UPDATE_DOCS=1 pytest tests/desk/test_permission_table.py` writes the page anew.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from articles import permissions
from articles.actions import publications, redactions, schedules, sight, verdicts
from articles.desk.verdict_steps import STEPS
from articles.models import Event, User, Verdict
from tests import factories
from tests.desk.conftest import at_the_desk
from tests.desk.test_lost_updates import form_in

pytestmark = pytest.mark.django_db

PAGE = Path(__file__).resolve().parents[2] / "docs/permissions.ja.md"
TYPO, MENDED = "市は誤りを認めた", "市は誤りを認めた。"
VALUES: dict[str, dict[str, Any]] = {
    "schedule": {"publish_at_0": (timezone.localdate() + timedelta(days=30)).isoformat(), "publish_at_1": "06:00"},
    "send-back": {"reason": "直す"},
    "retract": {"note": "前提が誤っていた", "sure": "on"},
    "explain": {"note": "前提が誤っていた"},
    "note": {"source": "", "text": "覚え書き"},
    "hide": {"versions": ["1"], "reason": "決定"},
}
EDIT = "edit"  # and hand in, which the same form does
LABELS = {EDIT: "編集する・確認に出す", **{step.name: str(step.label) for step in STEPS if step.name != "submit"}}


class Cast(NamedTuple):
    """The author is a desk editor, who may do everything but approve and confirm what is their own."""

    reporter: User
    author: User
    desk: User
    proofreader: User
    lawyer: User
    administrator: User
    outsider: User

    @property
    def columns(self) -> list[tuple[str, User]]:
        names = ("記者", "デスク（執筆者）", "デスク（執筆者以外）", "校閲", "法務", "管理者", "役割なし")
        return list(zip(names, self, strict=True))


def draft(cast: Cast) -> Verdict:
    return factories.complete_draft(by=cast.author, reasoning=TYPO)


def in_review(cast: Cast) -> Verdict:
    return verdicts.submit(draft(cast), by=cast.author)


def approved(cast: Cast) -> Verdict:
    return verdicts.approve(in_review(cast), by=factories.desk_editor())


def scheduled(cast: Cast) -> Verdict:
    verdict = approved(cast)
    schedules.schedule(verdict, publish_at=timezone.now() + timedelta(days=1), by=cast.author)
    return verdict


def published(cast: Cast) -> Verdict:
    verdict = approved(cast)
    publications.publish(verdict, by=factories.desk_editor())
    return Verdict.objects.get(pk=verdict.pk)


def revised(cast: Cast) -> Verdict:
    return verdicts.edit(verdicts.revise(published(cast), by=cast.author), by=cast.author, reasoning=MENDED)


def revised_in_review(cast: Cast) -> Verdict:
    told = {"correction_kind": "amendment", "correction_note": "句点を補いました。"}
    return verdicts.submit(verdicts.edit(revised(cast), by=cast.author, **told), by=cast.author)


def revised_and_approved(cast: Cast) -> Verdict:
    return verdicts.approve(revised_in_review(cast), by=factories.desk_editor())


def intentional_in_review(cast: Cast) -> Verdict:
    draft = factories.complete_draft(
        by=cast.author, rating="fij-fabricated", reasoning=TYPO, intent_reason="元の表を持っていた。"
    )
    return verdicts.submit(draft, by=cast.author)


def intentional_and_approved(cast: Cast) -> Verdict:
    return verdicts.approve(intentional_in_review(cast), by=factories.desk_editor())


def intentional_with_steps(cast: Cast) -> Verdict:
    return verdicts.approve(factories.stepped(intentional_in_review(cast)), by=factories.desk_editor())


def intentional_revised(cast: Cast) -> Verdict:
    verdict = intentional_with_steps(cast)
    publications.publish(verdict, by=factories.desk_editor())
    revised = verdicts.revise(Verdict.objects.get(pk=verdict.pk), by=cast.author)
    return verdicts.edit(revised, by=cast.author, reasoning=MENDED)


def retracted(cast: Cast) -> Verdict:
    verdict = published(cast)
    publications.retract(verdict, note="前提が誤っていた", by=cast.author)
    return Verdict.objects.get(pk=verdict.pk)


def hidden(cast: Cast) -> Verdict:
    verdict = published(cast)
    redactions.hide(verdict, reason="決定", by=factories.desk_editor())
    return Verdict.objects.get(pk=verdict.pk)


def erased(cast: Cast) -> Verdict:
    verdict = published(cast)
    hiding = redactions.hide(verdict, reason="決定", by=factories.desk_editor())
    redactions.confirm(hiding, reason="決定", by=factories.desk_editor())
    return Verdict.objects.get(pk=verdict.pk)


STATES: dict[str, Callable[[Cast], Verdict]] = {
    "下書き": draft,
    "確認待ち": in_review,
    "承認済み": approved,
    "承認済み（公開予定）": scheduled,
    "公開中": published,
    "改訂の下書き": revised,
    "改訂の確認待ち": revised_in_review,
    "改訂の承認済み": revised_and_approved,
    "「虚偽」の確認待ち（校閲と法務がまだ）": intentional_in_review,
    "「虚偽」の承認済み（校閲と法務がまだ）": intentional_and_approved,
    "「虚偽」の承認済み（校閲と法務が済み）": intentional_with_steps,
    "「虚偽」の改訂の下書き": intentional_revised,
    "取り消し（理由は承認待ち）": retracted,
    "非表示（確認待ち）": hidden,
    "消去済み": erased,
}


@pytest.fixture
def cast(db: None) -> Cast:
    return Cast(
        factories.reporter(),
        factories.desk_editor(),
        factories.desk_editor(),
        factories.proofreader(),
        factories.lawyer(),
        factories.administrator(),
        factories.outsider(),
    )


def allows(action: str, user: User, verdict: Verdict) -> bool:
    """What the code answers."""
    if action == EDIT:
        return permissions.can_edit_verdict(user, verdict)
    step = next(step for step in STEPS if step.name == action)
    return step.may(user) and bool(step.fits(user, verdict))


def take(action: str, client: Client, user: User, verdict: Verdict) -> None:
    if action != EDIT:
        seen = sight.of_verdict(verdict)
        client.post(
            reverse(f"admin:articles_verdict_{action}", args=[verdict.pk]), {"seen": seen, **VALUES.get(action, {})}
        )
        return
    page = reverse("verdict", args=[verdict.pk])
    shown = client.get(page)
    readable = shown.status_code == 200 and b"seen_version" in shown.content
    form = form_in(shown.content.decode(), "seen_version") if readable else {"seen_version": verdict.version}
    client.post(page, {**form, "headline": "直した見出し"})


@pytest.mark.slow
@pytest.mark.parametrize("state", STATES, ids=range(len(STATES)))
def test_every_cell_holds_over_http(state: str, cast: Cast) -> None:
    verdict = STATES[state](cast)
    before = set(Event.objects.values_list("pk", flat=True))

    differ = {}
    for name, user in cast.columns:
        client = at_the_desk(user)
        for action in LABELS:
            fresh = Verdict.objects.get(pk=verdict.pk)
            said, done = allows(action, user, fresh), tried(action, client, user, fresh, before)
            if said != done:
                differ[name, action] = (said, done)

    assert differ == {}


def tried(action: str, client: Client, user: User, verdict: Verdict, before: set[int]) -> bool:
    """Whether the member leaves an Event; all of it is taken back."""
    with transaction.atomic():
        take(action, client, user, verdict)
        new = Event.objects.filter(actor_id=user.pk).exclude(pk__in=before)
        written = new.filter(subject_type__in=("verdict", "confidentialnote")).exists()
        transaction.set_rollback(True)
    return written


def test_page_of_the_docs_is_what_the_code_says(cast: Cast) -> None:
    written = "\n".join(lines(cast)) + "\n"
    if os.environ.get("UPDATE_DOCS"):
        PAGE.write_text(written, encoding="utf-8")

    assert PAGE.read_text(encoding="utf-8") == written


def lines(cast: Cast) -> Iterator[str]:
    with override("ja"):
        yield from (
            "# だれが、いつ、何をできるか",
            "",
            "検証記事の操作を、状態ごとに示します。この表はプログラム（`articles/permissions.py` と "
            "`articles/desk/verdict_steps.py`）から作られ、一つずつ HTTP で確かめられています"
            "（`tests/desk/test_permission_table.py`）。手では直しません。",
            "",
            "記：記者　執：執筆者であるデスク　デ：執筆者でないデスク　校：校閲　法：法務　管：管理者。役割のない人は、どれもできません。"
            "一人がいくつもの役割を持てますが、執筆者は、どの役割があっても、承認も、校閲も、法務の確認もできません。"
            "管理者が「校閲・法務の決まり」で、すべての検証記事に要るとした段階は、「虚偽」の表と同じになります。"
            "「改訂の下書き」の「訂正などを公開する」は誤字の修正だけです。「取り消しの理由を載せる」は、理由を書いた人（表では執）にはできません。",
        )
        for state, make in STATES.items():
            verdict = make(cast)
            yield from (
                "",
                f"## {state}",
                "",
                "| 操作 | 記 | 執 | デ | 校 | 法 | 管 |",
                "|---|---|---|---|---|---|---|",
            )
            for action, label in LABELS.items():
                cells = ["○" if allows(action, user, verdict) else "" for _name, user in cast.columns]
                assert cells.pop() == "", "nobody without a role"
                if any(cells):
                    yield f"| {label} | {' | '.join(cells)} |"
