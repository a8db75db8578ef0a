"""What an edit form brings, less what was there before: only that is written, and named in the Event."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Model


def apply(row: Model, values: Mapping[str, object]) -> list[str]:
    """Put those of `values` that differ on the row, unsaved; returns their names.

    The caller reads the row anew for this: the instance of a model form has the new values on it already.
    """
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    return changed
