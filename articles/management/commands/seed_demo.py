from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from articles.actions import notices, published_selection
from articles.demo import newsroom
from articles.models import Article, Claim, Publication, PublishedVerdict, Verdict


class Command(BaseCommand):
    help = _("架空のデモ編集部を作ります（DEMO=true のときだけ）。何度実行しても同じ結果になります。")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(_("デモの担当者は誰でも知っているパスワードを持つため、DEMO=true のときだけ作れます。"))
        if not newsroom.is_open():
            newsroom.open_newsroom()
            notices.pass_over()
            published_selection.publish()
        self.stdout.write(_summary())


def _summary() -> str:
    counts = _(
        "検証素材 %(articles)d 件、検証対象 %(claims)d 件、公開中の検証記事 %(live)d 件、確認待ち %(waiting)d 件"
    ) % {
        "articles": Article.objects.count(),
        "claims": Claim.objects.count(),
        "live": PublishedVerdict.objects.live().count(),
        "waiting": Verdict.objects.awaiting_review().count(),
    }
    members = [
        f"  {username:<6} {newsroom.password_of(username):<11} {role.label}（{display_name}）"
        for username, display_name, role in newsroom.MEMBERS
    ]
    return "\n".join(
        [
            _("デモ編集部（すべて架空）：%(counts)s、公開記録 %(log)d 件")
            % {"counts": counts, "log": Publication.objects.count()},
            _("編集デスク %(url)s/admin/ に入れる人（ユーザー名、パスワード、役割）") % {"url": settings.SITE_URL},
            *members,
            _("読者のページ %(url)s/　　訂正の一覧 %(url)s/corrections/　　API %(url)s/api/v1/verdicts/")
            % {"url": settings.SITE_URL},
        ]
    )
