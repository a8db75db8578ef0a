from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from articles.actions import articles, desk_search


class Command(BaseCommand):
    help = _(
        "検証対象、未判断の検証候補、検証素材の本文のうち、似たものを探す索引がまだないか古いものについて、索引を作ります。"
        "何度実行しても同じ結果になります。"
    )

    def handle(self, *args: Any, **options: Any) -> None:
        texts = articles.fingerprint_the_rest()
        claims, candidates = desk_search.rebuild()
        self.stdout.write(
            _("検証対象 %(claims)d 件、検証候補 %(candidates)d 件、本文 %(texts)d 件の索引を作りました。")
            % {"claims": claims, "candidates": candidates, "texts": texts}
        )
