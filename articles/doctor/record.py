from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from articles.actions.verification import history, publications
from articles.doctor.findings import Finding, error, fine
from articles.models import HistoryHead, Publication

SHOWN = 5


def findings() -> Iterator[Finding]:
    """The log and the history, whole: a row changed by hand is found by nothing less."""
    for name, command, problems in (
        (_("公開記録"), "verify_publications", publications.verify()),
        (_("履歴"), "verify_history", history.verify()),
    ):
        found = [str(problem) for problem in problems]
        remedy = _("manage.py %(command)s がすべてを示します。触らずに、控えと比べてください。") % {"command": command}
        for problem in found[:SHOWN]:
            yield error(
                f"record.{command}",
                _("%(name)sに問題があります：%(problem)s") % {"name": name, "problem": problem},
                remedy,
            )
        if not found:
            yield fine(
                f"record.{command}",
                _("%(name)sに問題はありません。先端 %(head)s") % {"name": name, "head": _head(command)},
            )


def _head(command: str) -> str:
    return str(Publication.objects.head() if command == "verify_publications" else HistoryHead.objects.get())
