"""What an edit form brings, less what was there before: only that is written, and named in the Event.

And the one mechanism against lost updates: every row that people edit counts its `version`; a form brings the version
its editor saw, and whoever saw an older one than the row has by now is shown both, with nothing of theirs lost.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from articles.actions.errors import Refused
from articles.models.versioned import Versioned


class ChangedMeanwhile(Refused):
    message = _("書いているあいだに、ほかで保存されました。入力した内容は残っています。見比べて選んでください。")


def refuse_unseen(row: Versioned, version: int | None, refusal: type[ChangedMeanwhile] = ChangedMeanwhile) -> None:
    """Raise `refusal` unless `version`, the one the editor saw, is that of the locked row. None: nobody looked."""
    if version is not None and row.version != version:
        raise refusal


def apply(row: Model, values: Mapping[str, object]) -> list[str]:
    """Put those of `values` that differ on the row, unsaved; returns their names.

    The caller reads the row anew for this: the instance of a model form has the new values on it already.
    """
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    return changed


def save(row: Versioned, changed: list[str]) -> None:
    """Write the changed columns and count the version."""
    row.version += 1
    row.save(update_fields=[*changed, "version"])
