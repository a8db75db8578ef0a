from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from articles.actions import notes
from articles.actions.errors import Refused


class Command(BaseCommand):
    help = _(
        "すべての取材メモを、NOTE_KEYS の先頭の鍵で暗号化し直します。終わったら、古い鍵を NOTE_KEYS から外せます。"
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            number = notes.rotate_keys()
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(_("取材メモ %(n)d 件を暗号化し直しました。") % {"n": number})
