"""The steps of a verdict, from draft to publication and after, with what each asks first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.db import transaction
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from articles import permissions
from articles.actions import publications, review_steps, schedules, snapshots, verdicts
from articles.actions.errors import Refused
from articles.desk import approvals, claim_images, notes, redactions
from articles.desk import review_steps as beside
from articles.desk.moments import NativeMoment
from articles.desk.steps import Step
from articles.models import Approval, Publication, PublishedRendition, User, Verdict, days
from articles.models.snapshot import Snapshot
from articles.public import changes, people, rendering, renditions
from articles.public.renditions import Corrected, Kind

PUBLISHED = Verdict.State.PUBLISHED


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("理由"), widget=forms.Textarea(attrs={"class": "vLargeTextField", "rows": 4}))


class ApprovalForm(forms.Form):
    publish_now = forms.BooleanField(
        label=_("承認と同時に公開する"), required=False, help_text=_("下のページが、そのまま読者に出ます。")
    )

    def __init__(self, verdict: Verdict, *args: Any) -> None:
        super().__init__(*args)
        if verdict.missing_steps:  # then it waits for them
            del self.fields["publish_now"]


class ScheduleForm(forms.Form):
    publish_at = forms.SplitDateTimeField(
        label=_("公開する日時"),
        widget=NativeMoment,
        validators=[days.is_planned],
        help_text=_("その時刻までは何も公開されません。それまでに何かが変わると公開されず、ここに理由が出ます。"),
    )


class RetractionReasonForm(forms.Form):
    note = forms.CharField(
        label=_("読者に見せる理由"),
        widget=forms.Textarea(attrs={"class": "vLargeTextField", "rows": 4}),
        help_text=_("別のデスクが確かめると、「取り消し」と示した記事に載ります。"),
    )


class RetractionForm(RetractionReasonForm):
    sure = forms.BooleanField(label=_("取り消しは元に戻せないことを確認しました"))

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.fields["note"].required = False


def submit(verdict: Verdict, by: User, values: dict[str, Any]) -> Verdict:
    return verdicts.submit(verdict, seen=values["seen"], by=by)


def send_back(verdict: Verdict, by: User, values: dict[str, Any]) -> Verdict:
    return verdicts.send_back(verdict, reason=values["reason"], seen=values["seen"], by=by)


def approve(verdict: Verdict, by: User, values: dict[str, Any]) -> Verdict:
    with transaction.atomic():
        row = verdicts.approve(verdict, seen=values["seen"], by=by)
        # in an election it waits for a second one
        if values.get("publish_now") and row.state == Verdict.State.APPROVED:
            publications.correct(row, by=by) if row.published_version else publications.publish(row, by=by)
            row.refresh_from_db()
    return row


def publish(verdict: Verdict, by: User, values: dict[str, Any]) -> Verdict:
    publications.publish(verdict, seen=values["seen"], by=by)
    return verdict


def schedule(verdict: Verdict, by: User, values: dict[str, Any]) -> Verdict:
    schedules.schedule(verdict, publish_at=values["publish_at"], seen=values["seen"], by=by)
    return verdict


def unschedule(verdict: Verdict, by: User, values: dict[str, Any]) -> Verdict:
    schedules.withdraw(verdict, by=by)
    return verdict


def revise(verdict: Verdict, by: User, values: dict[str, Any]) -> Verdict:
    return verdicts.revise(verdict, seen=values["seen"], by=by)


def correct(verdict: Verdict, by: User, values: dict[str, Any]) -> Verdict:
    publications.correct(verdict, seen=values["seen"], by=by)
    return verdict


def retract(verdict: Verdict, by: User, values: dict[str, Any]) -> Verdict:
    publications.retract(verdict, note=values["note"], seen=values["seen"], by=by)
    return verdict


def explain(verdict: Verdict, by: User, values: dict[str, Any]) -> Verdict:
    publications.explain(verdict, note=values["note"], seen=values["seen"], by=by)
    return verdict


def publish_reason(verdict: Verdict, by: User, values: dict[str, Any]) -> Verdict:
    publications.publish_reason(verdict, seen=values["seen"], by=by)
    return verdict


def start_blank(verdict: Verdict, by: User, values: dict[str, Any]) -> Verdict:
    return verdicts.start_blank(verdict, seen=values["seen"], by=by)


def in_state(*states: Verdict.State) -> Any:
    return lambda user, verdict: verdict.state in states


def may_be_corrected(user: User, verdict: Verdict) -> bool:
    if not verdict.published_version or verdict.is_withdrawn:
        return False
    if verdict.state == Verdict.State.APPROVED:
        return not verdict.missing_steps
    return verdict.is_editable and not verdict.changes_the_published_rating and not verdict.needed_steps


def may_be_published(user: User, verdict: Verdict) -> bool:
    """Approved, with every step that it takes."""
    return verdict.state == Verdict.State.APPROVED and not verdict.missing_steps


def preview(verdict: Verdict, snapshot: Snapshot) -> SafeString:
    """The article of a version that is not published yet, as its publication will render it."""
    change, past = publications.leading_change(verdict, snapshot), publications.past(verdict)
    html = rendering.with_names(rendering.verdict(snapshot, past, change), snapshot, people.named())
    return mark_safe(claim_images.inlined(html, verdict))  # noqa: S308 - our own template made it


def in_other_words(verdict: Verdict, snapshot: Snapshot, before: Snapshot | None) -> list[tuple[str, SafeString]]:
    """What its pages in English and in easy Japanese will say, each under its name."""
    change, shown = publications.leading_change(verdict, snapshot), []
    said = [version for version in publications.past(verdict) if version]
    earlier = [
        Corrected(Publication.Kind(version["kind"]["code"]), version["published_at"])
        for version in said
        if version["kind"]["code"] in changes.LASTING
    ]
    for kind, _words in renditions.told(snapshot):
        behind = before is not None and _will_be_behind(kind, before, snapshot)
        called = renditions.face_of_snapshot(kind, snapshot, change, is_behind=behind)
        japanese = renditions.japanese_path(snapshot)
        page = renditions.article(kind, snapshot, called, is_behind=behind, japanese=japanese, earlier=earlier)
        shown.append((str(kind.language.label), page))
    return shown


def _will_be_behind(kind: Kind, before: Snapshot, snapshot: Snapshot) -> bool:
    """Whether the Japanese leaves these words behind, now or since an earlier version."""
    if renditions.is_behind(kind, [before, snapshot]):
        return True
    rows = PublishedRendition.objects.filter(verdict_number=snapshot["number"], language=kind.language, is_behind=True)
    return before.get(kind.member) == snapshot.get(kind.member) and rows.exists()


def page_for_readers(verdict: Verdict, *, as_typo: bool | None = None, **unsaved: Any) -> dict[str, Any]:
    """The page readers would get of the verdict now, what that changes for them, and why it may not be published."""
    if verdict.rating is None:
        return {"refused": _("判定を選ぶと、読者に見えるページが出ます。")}
    before = publications.shown_before(verdict)
    snapshot = publications.drafted(verdict, now=timezone.now(), as_typo=as_typo, **unsaved)
    context = {
        "preview": preview(verdict, snapshot),
        "in_other_words": in_other_words(verdict, snapshot, before),
        "changes": changes.between(before, snapshot) if before else None,
        "told": publications.told(snapshot),
    }
    try:
        snapshots.refuse_names(snapshot, verdict)
    except Refused as refused:
        return {**context, "refused": str(refused)}
    return context


def next_page(verdict: Verdict, form: forms.Form) -> dict[str, Any]:
    """What is approved or published, before the button; none where it may not be."""
    context: dict[str, Any] = {
        **page_for_readers(verdict),
        "checks": verdicts.checklist(verdict),
        "standings": review_steps.standings(verdict),
        "may_be_sent_back": verdict.state == Verdict.State.IN_REVIEW,
    }
    if verdict.is_editable and not context.get("refused"):
        context["alone"] = True
        snapshot = publications.drafted(verdict, now=timezone.now())
        try:
            publications.refuse_more_than_a_typo(verdict, snapshot)
        except Refused as refused:
            context["refused"] = str(refused) if context["changes"] else str(publications.NothingToCorrect.message)
    elif not context.get("refused"):
        context["refused"] = why_void(verdict)
    if context.get("refused"):
        context.pop("preview", None)
        context.pop("in_other_words", None)
    return context


def why_void(verdict: Verdict) -> str:
    """Why what was given in this round is void by now, or publishing would be refused; empty where neither is."""
    now = timezone.now()
    try:
        if verdict.state == Verdict.State.APPROVED and not verdict.missing_steps:
            publications.ready(verdict, now=now)
        else:
            publications.refuse_void(publications.drafted(verdict, now=now), verdict)
    except Refused as refused:
        return str(refused)
    return ""


def page_to_step(verdict: Verdict, form: forms.Form) -> dict[str, Any]:
    """As for an approval, with passages to quote in the note."""
    return {**next_page(verdict, form), "quotes": True, "may_be_sent_back": True}


def page_to_send_back(verdict: Verdict, form: forms.Form) -> dict[str, Any]:
    """What was read, to quote from."""
    return {"preview": page_for_readers(verdict).get("preview", ""), "quotes": True}


def retracted_page(verdict: Verdict, form: forms.Form) -> dict[str, Any]:
    return _void(verdict, publications.RETRACTION_NOTE)


def waiting_reason(verdict: Verdict, form: forms.Form) -> dict[str, Any]:
    told = verdict.waiting_reason.text if verdict.waiting_reason else ""
    return {"told": told, **_void(verdict, told)}


def _void(verdict: Verdict, note: str) -> dict[str, Any]:
    snapshot = publications.retraction(verdict, now=timezone.now(), note=note)
    if snapshot is None:
        return {}
    return {"preview": preview(verdict, snapshot)}


def may_publish_reason(user: User, verdict: Verdict) -> bool:
    reason = None if verdict.is_withdrawn else verdict.waiting_reason
    return reason is not None and reason.written_by_id != user.pk


def may_be_sent_back(user: User, verdict: Verdict) -> bool:
    waits = verdict.state in (Verdict.State.IN_REVIEW, Verdict.State.APPROVED) and not verdict.is_withdrawn
    return waits and permissions.can_send_back_verdict(user, verdict)


def gives(step: Approval.Step) -> Callable[[User, Verdict], bool]:
    return lambda user, verdict: permissions.can_give_step_of_verdict(user, verdict, step)


STEPS = (
    Step(
        name="submit",
        label=_("確認に出す"),
        done=_("確認に出しました。執筆者以外のデスクの承認を待ちます。"),
        perform=submit,
        event="verdict.submitted",
        fits=in_state(),  # the draft's form has the button, so that what was typed is saved first
    ),
    Step(
        name="approve",
        label=_("承認する"),
        done=approvals.told,
        perform=approve,
        event="verdict.approved",
        may=permissions.can_review,
        fits=permissions.can_approve_verdict,
        asks=True,
        form=ApprovalForm,
        template="desk/publish.html",
        context=next_page,
        is_main=True,
    ),
    Step(
        name="proofread",
        label=_("校閲を済ませる"),
        done=beside.told,
        perform=beside.proofread,
        may=permissions.can_proofread,
        fits=gives(Approval.Step.PROOF),
        asks=True,
        form=lambda row, *args: beside.NoteForm(*args),
        template="desk/publish.html",
        context=page_to_step,
        explanation=_("名前、数字、日付、引用が出どころと合っているか、言葉づかいに誤りがないかを確かめます。"),
        is_main=True,
    ),
    Step(
        name="clear",
        label=_("法務の確認を済ませる"),
        done=beside.told,
        perform=beside.clear,
        may=permissions.can_clear,
        fits=gives(Approval.Step.LEGAL),
        asks=True,
        form=lambda row, *args: beside.NoteForm(*args),
        template="desk/publish.html",
        context=page_to_step,
        explanation=_("名誉、プライバシー、著作権などの点で、このまま公開してよいかを確かめます。"),
        is_main=True,
    ),
    Step(
        name="publish",
        label=_("公開する"),
        done=_("公開しました。"),
        perform=publish,
        event="verdict.published",
        may=permissions.can_publish,
        fits=lambda user, verdict: not verdict.published_version and may_be_published(user, verdict),
        asks=True,
        template="desk/publish.html",
        context=next_page,
        is_main=True,
    ),
    Step(
        name="correct",
        label=_("訂正などを公開する"),
        done=_("公開しました。前の版は履歴として残っています。"),
        perform=correct,
        event="verdict.corrected",
        may=permissions.can_publish,
        fits=may_be_corrected,
        asks=True,
        template="desk/publish.html",
        context=next_page,
        is_main=True,
    ),
    Step(
        name="schedule",
        label=_("公開を予定する"),
        done=_("公開を予定しました。時刻までは何も公開されません。"),
        perform=schedule,
        may=permissions.can_publish,
        fits=lambda user, verdict: not verdict.is_withdrawn and may_be_published(user, verdict),
        asks=True,
        form=lambda row, *args: ScheduleForm(*args),
        template="desk/publish.html",
        context=next_page,
    ),
    Step(
        name="unschedule",
        label=_("公開の予定を取りやめる"),
        done=_("公開の予定を取りやめました。"),
        perform=unschedule,
        event="verdict.unscheduled",
        may=permissions.can_publish,
        fits=lambda user, verdict: verdict.state == Verdict.State.APPROVED and verdict.schedules.waiting().exists(),
    ),
    Step(
        name="send-back",
        label=_("差し戻す"),
        done=_("下書きに差し戻しました。"),
        perform=send_back,
        may=permissions.can_send_back,
        fits=may_be_sent_back,
        asks=True,
        form=lambda row, *args: ReasonForm(*args),
        template="desk/publish.html",
        context=page_to_send_back,
        explanation=_("理由は履歴に残り、執筆者が読みます。"),
    ),
    Step(
        name="revise",
        label=_("改訂を始める"),
        done=_("改訂を始めました。訂正を公開するまで、読者には今の版が見えています。"),
        perform=revise,
        event="verdict.revised",
        fits=lambda user, verdict: verdict.state == Verdict.State.PUBLISHED and not verdict.is_withdrawn,
    ),
    Step(
        name="start-blank",
        label=_("白紙から書き始める"),
        done=_("白紙の下書きを作りました。検証する主張の文から書き直してください。"),
        perform=start_blank,
        may=permissions.can_restart_verdict,
        fits=in_state(Verdict.State.ERASED),
    ),
    Step(
        name="retract",
        label=_("取り消す"),
        done=_("取り消しました。"),
        perform=retract,
        may=permissions.can_publish,
        fits=lambda user, verdict: (
            verdict.published_version > 0
            and verdict.state not in (Verdict.State.RETRACTED, Verdict.State.ERASED)
            and not verdict.is_withdrawn
        ),
        asks=True,
        form=lambda row, *args: RetractionForm(*args),
        template="desk/publish.html",
        context=retracted_page,
        explanation=_(
            "すぐに「取り消し」と示し、決まった文だけを載せます。理由は、別のデスクが確かめてから読者に見せます。"
        ),
        is_final=True,
    ),
    Step(
        name="explain",
        label=_("取り消しの理由を書く"),
        done=_("理由を保存しました。別のデスクが確かめると、読者に見えます。"),
        perform=explain,
        may=permissions.can_publish,
        fits=lambda user, verdict: verdict.state == Verdict.State.RETRACTED and not verdict.is_withdrawn,
        asks=True,
        form=lambda row, *args: RetractionReasonForm(*args),
    ),
    Step(
        name="publish-reason",
        label=_("取り消しの理由を載せる"),
        done=_("取り消しの理由を載せました。"),
        perform=publish_reason,
        may=permissions.can_publish,
        fits=may_publish_reason,
        asks=True,
        template="desk/publish.html",
        context=waiting_reason,
        is_main=True,
    ),
    notes.WRITE,
    redactions.HIDE,
)
