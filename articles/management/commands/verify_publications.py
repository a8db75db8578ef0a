from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from articles.actions import publications
from articles.models import Publication


class Command(BaseCommand):
    help = _("公開記録の通し番号に欠けがなく、内容がハッシュと一致することを確かめます。問題があれば終了コードは1。")

    def handle(self, *args: Any, **options: Any) -> None:
        problems = list(publications.verify())
        for publication, problem in problems:
            self.stderr.write(f"{publication}: {problem}")
        if problems:
            raise CommandError(_("公開記録に %(n)d 件の問題があります。") % {"n": len(problems)})
        checked = Publication.objects.count()
        self.stdout.write(_("公開記録 %(n)d 件を確かめました。問題はありません。") % {"n": checked})
