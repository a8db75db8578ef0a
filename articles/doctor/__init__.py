"""What is wrong with this installation and what to do about it, in words for whoever runs it.

A module a room of the house; each yields findings and never raises: the next check is worth having too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.db import InterfaceError, OperationalError
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.doctor import backups, database, machine, mail, model, queue, record, settings, withdrawn
from articles.doctor.findings import Finding, Level, fine

Check = Callable[[], Iterator[Finding]]

WITHOUT_DATABASE: tuple[Check, ...] = (settings.findings, machine.findings, model.findings, mail.findings)


def examine(*, quick: bool) -> Iterator[Finding]:
    """All findings, in an order for reading; `quick` leaves out verifying the whole record."""
    for check in WITHOUT_DATABASE:
        yield from check()
    try:
        yield from _of_the_database(quick=quick)
    except (OperationalError, InterfaceError) as lost:
        yield database.away(lost)


def _of_the_database(*, quick: bool) -> Iterator[Finding]:
    found = list(database.findings(timezone.now()))
    yield from found
    if any(finding.level is Level.ERROR and finding.check in database.DECISIVE for finding in found):
        return  # nothing below could be asked
    yield from queue.findings(timezone.now())
    yield from backups.findings(timezone.now())
    yield from withdrawn.findings()
    if quick:
        yield fine("record.left-out", _("公開記録と履歴の検証は省きました（--quick）。"))
    else:
        yield from record.findings()
