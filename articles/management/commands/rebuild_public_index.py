from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from articles.actions import elections, public_index, published_selection, withdrawals


class Command(BaseCommand):
    help = _("公開記録から、読者のページと API が使う索引と描画済みの内容を作り直します。公開記録は変わりません。")

    def handle(self, *args: Any, **options: Any) -> None:
        rebuilt = public_index.rebuild()
        elections.withhold_again()
        published_selection.publish()
        withdrawals.seal_anew()
        self.stdout.write(_("検証記事 %(n)d 件を作り直しました。") % {"n": rebuilt})
