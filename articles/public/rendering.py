"""The <article> of a verdict page, rendered once from a snapshot and kept; the frame around it is the request's."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils.translation import override

from articles.models.snapshot import Snapshot
from articles.public import changes


def verdict(snapshot: Snapshot, previous: Snapshot | None) -> str:
    """HTML of one version; `previous` is the version before it, None when there is none or it may not be shown."""
    with override("ja"):  # an editor whose desk is English previews the page that readers get
        return render_to_string(
            "public/_verdict.html",
            {"verdict": snapshot, "changes": changes.between(previous, snapshot) if previous else []},
        )
