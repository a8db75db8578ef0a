from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from articles.api.read import dump_files


class Command(BaseCommand):
    help = _(
        "公開されているものすべてを、提携先向けのファイル（DUMP_DIR）に書き出します。毎晩と非表示のあとは worker が行います。"
    )

    def handle(self, *args: Any, **options: Any) -> None:
        manifest = dump_files.write()
        for file in manifest.files:
            self.stdout.write(
                _("%(file)s：%(items)d 件、%(size).1f MB")
                % {"file": settings.DUMP_DIR / file.name, "items": file.items, "size": file.size / 1e6}
            )
        self.stdout.write(_("公開記録の先端 %(head)s") % {"head": f"{manifest.sequence}:{manifest.hash}"})
