import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection
from django.utils.translation import gettext as _

from articles import doctor
from articles.doctor.findings import Finding, Level
from factcheck import database

SIGNS = {Level.FINE: "○", Level.WARNING: "△", Level.ERROR: "×"}


class Command(BaseCommand):
    help = _(
        "この設置に悪いところがないか調べ、何をすればよいかを示します。何も変えません。×（誤り）があれば終了コードは1。"
        "web や worker と同じ環境変数で実行してください。"
    )
    requires_system_checks = []  # they are part of what is examined

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help=_("JSON で出力します（監視用）。"))
        parser.add_argument("--quick", action="store_true", help=_("公開記録と履歴の検証を省きます。"))

    def run_from_argv(self, argv: list[str]) -> None:
        connection.settings_dict.update(database.for_questions(connection.settings_dict))
        super().run_from_argv(argv)

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(doctor.examine(quick=options["quick"]))
        errors = sum(finding.level is Level.ERROR for finding in found)
        if options["json"]:
            self.stdout.write(
                json.dumps({"ok": not errors, "findings": [one._asdict() for one in found]}, ensure_ascii=False)
            )
        else:
            self._say(found, errors)
        if errors:
            raise SystemExit(1)

    def _say(self, found: list[Finding], errors: int) -> None:
        for finding in found:
            self.stdout.write(f"{SIGNS[finding.level]} {finding.message}")
            if finding.remedy:
                self.stdout.write(f"    → {finding.remedy}")
        warnings = sum(finding.level is Level.WARNING for finding in found)
        self.stdout.write(_("誤り %(errors)d 件、注意 %(warnings)d 件") % {"errors": errors, "warnings": warnings})
