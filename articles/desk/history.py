"""Audit events in an editor's words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from articles.models import Event, User

NEWEST = 50

ACTIONS: dict[str, str | Promise] = {
    "article.imported": gettext_lazy("取り込み"),
    "article.revised": gettext_lazy("本文の版を追加"),
    "article.described": gettext_lazy("出典の情報を変更"),
    "article.handed_in": gettext_lazy("APIで本文を受け取った"),
    "article.taken_nevertheless": gettext_lazy("消去した本文と同じと知って取り込んだ"),
    "article.address_added": gettext_lazy("別のURLを追加"),
    "tip.received": gettext_lazy("情報提供を受け取った"),
    "tip.looked_at": gettext_lazy("情報提供の確認を始めた"),
    "tip.made_article": gettext_lazy("情報提供から検証素材を作成"),
    "tip.attached": gettext_lazy("情報提供を検証対象に結び付けた"),
    "tip.closed": gettext_lazy("情報提供への対応を終了"),
    "tip.reopened": gettext_lazy("情報提供への対応を元に戻した"),
    "tip.contact_erased": gettext_lazy("期限が来て情報提供の連絡先を消去"),
    "tip.redacted": gettext_lazy("情報提供の内容を消去"),
    "candidate.set_apart": gettext_lazy("同じ文のまとまりから外した"),
    "extraction.requested": gettext_lazy("抽出を依頼"),
    "extraction.retried": gettext_lazy("抽出をやり直し"),
    "extraction.recorded": gettext_lazy("抽出が完了"),
    "extraction.failed": gettext_lazy("抽出が失敗"),
    "extraction.upgraded": gettext_lazy("順番を待つ間に新しい規則へ移行"),
    "extraction.superseded": gettext_lazy("新しい規則の抽出に交代"),
    "candidate.marked": gettext_lazy("候補を手動で追加"),
    "candidate.unmarked": gettext_lazy("手動で追加した候補を取り消し"),
    "candidate.span_moved": gettext_lazy("候補の範囲を変更"),
    "candidate.superseded": gettext_lazy("再抽出で候補から除外"),
    "candidate.proposed_again": gettext_lazy("再抽出で候補に復帰"),
    "candidate.accepted": gettext_lazy("候補を採用"),
    "candidate.rejected": gettext_lazy("候補を見送り"),
    "candidate.duplicate": gettext_lazy("候補を重複と判断"),
    "candidate.reopened": gettext_lazy("候補の判断を取り消し"),
    "claim.worded": gettext_lazy("検証対象を作成"),
    "claim.reworded": gettext_lazy("検証対象を書き直し"),
    "claim.rating_kept": gettext_lazy("主張の文に判定の言葉を残した"),
    "claim.discarded": gettext_lazy("検証対象を削除"),
    "claim.merged": gettext_lazy("検証対象を統合"),
    "claim.received": gettext_lazy("統合を受けた"),
    "claim.unmerged": gettext_lazy("統合を元に戻した"),
    "claim.released": gettext_lazy("受けた統合が元に戻された"),
    "claim.split": gettext_lazy("検証対象を分けた"),
    "claim.split_off": gettext_lazy("ほかの検証対象から分けて作成"),
    "candidate.transferred": gettext_lazy("出どころを別の検証対象へ移動"),
    "comment.written": gettext_lazy("コメントを書いた"),
    "assignment.made": gettext_lazy("担当を決めた"),
    "assignment.ended": gettext_lazy("担当を外した"),
    "watch.begun": gettext_lazy("見守り始めた"),
    "watch.ended": gettext_lazy("見守りをやめた"),
    "user.notices_chosen": gettext_lazy("お知らせの受け取り方を変更"),
    "delivery.retried": gettext_lazy("お知らせを送り直し"),
    "claimant.registered": gettext_lazy("発信者を登録"),
    "claimant.described": gettext_lazy("発信者を変更"),
    "claimant.disclosed": gettext_lazy("名前を出せない発信者を公人か団体に変更"),
    "claimant.discarded": gettext_lazy("発信者を削除"),
    "outlet.registered": gettext_lazy("媒体を登録"),
    "outlet.described": gettext_lazy("媒体を変更"),
    "outlet.confirmed": gettext_lazy("届いた名称の媒体を確認"),
    "outlet.merged": gettext_lazy("届いた名称の媒体を別の媒体に統合"),
    "outlet.discarded": gettext_lazy("媒体を削除"),
    "topic.registered": gettext_lazy("テーマを登録"),
    "topic.described": gettext_lazy("テーマを変更"),
    "topic.discarded": gettext_lazy("テーマを削除"),
    "election.called": gettext_lazy("選挙を登録"),
    "election.changed": gettext_lazy("選挙を変更"),
    "election.early_end_asked": gettext_lazy("選挙の終わりの日を早めるよう求めた"),
    "election.ended_early": gettext_lazy("選挙の終わりの日を早めた"),
    "election.discarded": gettext_lazy("選挙を削除"),
    "steprule.widened": gettext_lazy("すべての検証記事に要る段階とした"),
    "steprule.narrowed": gettext_lazy("「虚偽」などの判定だけに要る段階とした"),
    "evidence.added": gettext_lazy("根拠を追加"),
    "evidence.edited": gettext_lazy("根拠を変更"),
    "evidence.removed": gettext_lazy("根拠を削除"),
    "claimimage.added": gettext_lazy("主張の画像を追加"),
    "claimimage.edited": gettext_lazy("主張の画像の説明を変更"),
    "claimimage.removed": gettext_lazy("主張の画像を削除"),
    "reply.added": gettext_lazy("当事者への確認を追加"),
    "reply.edited": gettext_lazy("当事者への確認を変更"),
    "reply.removed": gettext_lazy("当事者への確認を削除"),
    "verdict.drafted": gettext_lazy("検証記事を書き始め"),
    "verdict.edited": gettext_lazy("検証記事を編集"),
    "verdict.submitted": gettext_lazy("確認に出した"),
    "verdict.sent_back": gettext_lazy("差し戻し"),
    "verdict.approved": pgettext_lazy("history", "承認"),
    "verdict.proofread": gettext_lazy("校閲を済ませた"),
    "verdict.cleared": gettext_lazy("法務の確認を済ませた"),
    "verdict.published": gettext_lazy("公開"),
    "verdict.scheduled": gettext_lazy("公開を予定"),
    "verdict.unscheduled": gettext_lazy("公開の予定を取りやめ"),
    "verdict.schedule_refused": gettext_lazy("予定の時刻に公開できなかった"),
    "verdict.schedule_endangered": gettext_lazy("予定どおりには公開できなくなった"),
    "verdict.revised": gettext_lazy("改訂を開始"),
    "verdict.corrected": gettext_lazy("訂正などを公開"),
    "verdict.retracted": gettext_lazy("取り消し"),
    "verdict.reason_written": gettext_lazy("取り消しの理由を作成"),
    "verdict.retraction_explained": gettext_lazy("取り消しの理由を公開"),
    "verdict.hidden": gettext_lazy("非表示"),
    "verdict.redacted": gettext_lazy("非表示を確認し内容を消去"),
    "verdict.restarted": gettext_lazy("消去のあと白紙から書き始め"),
    "claim.redacted": gettext_lazy("検証対象の文を消去"),
    "comment.redacted": gettext_lazy("コメントを消去"),
    "assignment.redacted": gettext_lazy("担当の記録を消去"),
    "candidate.redacted": gettext_lazy("候補の引用を消去"),
    "article.redacted": gettext_lazy("本文と出典を消去"),
    "extractionrun.redacted": gettext_lazy("抽出の記録を消去"),
    "claimant.redacted": gettext_lazy("発信者を匿名化"),
    "verdict.restored": gettext_lazy("非表示を解除"),
    "note.written": gettext_lazy("取材メモを作成"),
    "note.read": gettext_lazy("取材メモを閲覧"),
    "note.rewritten": gettext_lazy("取材メモを書き直し"),
    "note.opened_to": gettext_lazy("取材メモを読める人を追加"),
    "note.closed_to": gettext_lazy("取材メモを読める人から除外"),
    "note.destroyed": gettext_lazy("取材メモを破棄"),
    "user.registered": gettext_lazy("担当者を登録"),
    "user.described": gettext_lazy("担当者を変更"),
    "user.naming_agreed": gettext_lazy("読者に名前を見せることに同意"),
    "user.naming_withdrawn": gettext_lazy("読者に名前を見せる同意を取り消し"),
    "typo.seen": gettext_lazy("誤字の修正を確かめた"),
    "user.change_requested": gettext_lazy("担当者の変更を申請"),
    "user.change_confirmed": gettext_lazy("担当者の変更を確認"),
    "user.change_declined": gettext_lazy("担当者の変更を却下"),
    "user.password_set": gettext_lazy("パスワードを設定"),
    "backup.made": gettext_lazy("バックアップを作成"),
    "backup.failed": gettext_lazy("バックアップに失敗"),
    "backup.restored": gettext_lazy("バックアップから復元"),
    "user.password_reset": gettext_lazy("メールのリンクでパスワードを再設定"),
    "user.reset_requested": gettext_lazy("パスワードの再設定を依頼"),
    "user.invited": gettext_lazy("招待を送信"),
    "user.invitation_withdrawn": gettext_lazy("招待を取り消し"),
    "user.invitation_accepted": gettext_lazy("招待を受けた"),
    "user.signed_in": gettext_lazy("ログイン"),
    "user.sign_in_failed": gettext_lazy("ログインの失敗"),
    "user.locked": gettext_lazy("ログインを一時停止"),
    "user.unlocked": gettext_lazy("ログインの制限を解除"),
    "user.signed_out": gettext_lazy("ログアウト"),
    "user.session_ended": gettext_lazy("ほかからのログアウト、または時間切れ"),
    "user.factor_added": gettext_lazy("二段階認証の方法を登録"),
    "user.factor_removed": gettext_lazy("二段階認証の方法を外した"),
    "user.factors_removed": gettext_lazy("二段階認証をすべて外した"),
    "user.recovery_codes_made": gettext_lazy("回復コードを作成"),
    "user.recovery_code_used": gettext_lazy("回復コードを使用"),
    "user.decisions_exported": gettext_lazy("判断を学習データとして書き出し"),
    "user.assessment_exported": gettext_lazy("審査のための資料を書き出し"),
    "webhook.registered": gettext_lazy("Webhook の届け先を登録"),
    "webhook.described": gettext_lazy("Webhook の届け先を変更"),
    "webhook.paused": gettext_lazy("Webhook を一時停止"),
    "webhook.resumed": gettext_lazy("Webhook を再開"),
    "webhook.secret_rotated": gettext_lazy("Webhook の署名の鍵を作り直し"),
    "webhook.former_secret_ended": gettext_lazy("Webhook の前の鍵を終えた"),
    "webhook.tested": gettext_lazy("Webhook を試し送り"),
    "webhook.replayed": gettext_lazy("Webhook を番号から送り直し"),
    "webhook.retried": gettext_lazy("断念した Webhook を送り直し"),
    "webhook.disabled": gettext_lazy("Webhook を停止（送れないため）"),
    "webhook.discarded": gettext_lazy("Webhook の届け先を削除"),
    "redaction.exported": gettext_lazy("非表示措置の一覧を書き出し"),
    "apikey.issued": gettext_lazy("APIキーを発行"),
    "apikey.described": gettext_lazy("APIキーの設定を変更"),
    "apikey.secret_added": gettext_lazy("APIキーの新しいシークレットを発行"),
    "apikey.secret_ended": gettext_lazy("APIキーのシークレットを無効化"),
    "apikey.revoked": gettext_lazy("APIキーを失効"),
}

SUBJECTS = (
    "article",
    "extractionrun",
    "candidate",
    "claim",
    "comment",
    "assignment",
    "watch",
    "verdict",
    "confidentialnote",
    "typofix",
    "claimant",
    "outlet",
    "tip",
    "topic",
    "election",
    "steprule",
    "user",
    "backup",
    "delivery",
    "signinlimit",
    "apikey",
    "webhookendpoint",
)
SHOWING = ("webhook.registered", "webhook.described")  # whose reason is the number and name of a key
PARTS = {
    "evidence": "evidence",
    "reply": "rightofreply",
    "claimimage": "claimimage",
}  # events about a verdict whose fields are those of a part


class Entry(NamedTuple):
    """One event for display. `is_erased` events keep when, and nothing in words."""

    event: Event
    action: str
    actor: str
    reason: str
    fields: list[str]
    is_erased: bool


def entries(events: Iterable[Event]) -> Iterator[Entry]:
    """Events, with their content selected, in the order given."""
    return (entry(event) for event in events)


def about(row: Model) -> list[Entry]:
    """The newest events about a row, newest first, for the foot of its page."""
    return list(entries(Event.objects.about(row).select_related("content").order_by("-pk")[:NEWEST]))


def editors(row: Model, user: User) -> dict[str, str]:
    """Who changed a field of a row last, and when, by the field's name; of the newest events, as `user` reads it."""
    found: dict[str, str] = {}
    for event in Event.objects.about(row).select_related("content").order_by("-pk")[:NEWEST]:
        content = event.content.content
        if content is not None:
            who = _("あなた（別のページ）") if event.actor_id == user.pk else actor_in_words(event, content)
            told = f"{who} {timezone.localtime(event.at):%H:%M}"
            found = {**dict.fromkeys(content["fields"], told), **found}
    return found


def entry(event: Event) -> Entry:
    content = event.content.content
    if content is None:
        return Entry(event, action_label(event.action), "", "", [], is_erased=True)
    return Entry(
        event,
        action_label(event.action),
        actor_in_words(event, content),
        reason_in_words(event, content),
        [field_label(event, name) for name in content["fields"]],
        is_erased=False,
    )


def actor_in_words(event: Event, content: Mapping[str, Any]) -> str:
    """A member's name, a key's as one, or the system."""
    name: str = content["actor"]
    if event.key_id is not None:
        return _("APIキー「%s」") % name
    if event.action == "tip.received":
        return _("読者")
    return name or _("システム")


def reason_in_words(event: Event, content: Mapping[str, Any]) -> str:
    """What somebody typed as it is; what the system wrote (a way to sign in, why a run failed), in the desk's language."""
    reason: str = content["reason"]
    if reason and event.action in SHOWING:
        return _("記録を見られるAPIキー：%s") % (reason.partition(" ")[2] or _("なし"))
    is_ours = not content["actor"] or event.action.startswith("user.")
    return _(reason) if reason and is_ours else reason


def action_label(action: str) -> str:
    """The Japanese of an action's code; a code that is new here shows as it is."""
    return str(ACTIONS.get(action, action))


def subject_label(subject_type: str) -> str:
    return str(apps.get_model("articles", subject_type)._meta.verbose_name)


def field_label(event: Event, name: str) -> str:
    """The Japanese name of a changed field; its code where the model no longer has it."""
    model = apps.get_model("articles", PARTS.get(event.action.partition(".")[0], event.subject_type))
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return name
    return str(getattr(field, "verbose_name", name))
