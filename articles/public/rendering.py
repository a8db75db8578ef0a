"""The <article> of a verdict page, rendered once from a snapshot and kept; the frame around it is the request's."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import override

from articles.models.snapshot import Snapshot
from articles.public import changes, face, trust

# Where the frame puts what depends on this moment, above the reasoning: the fragment is cut in two here.
UNDER_HEAD = "<!-- under the head -->"


def verdict(snapshot: Snapshot, previous: Snapshot | None, change: str = "") -> str:
    """HTML of one version; `previous` is the version before it, None when there is none or it may not be shown.

    `change` is what its titles lead with, `face.leading_change` of the versions up to this one.
    """
    with override("ja"):  # an editor whose desk is English previews the page that readers get
        html = render_to_string(
            "public/_verdict.html",
            {
                "verdict": snapshot,
                "face": face.of_snapshot(snapshot, change),
                "trust": trust.signs(snapshot),
                "under_head": mark_safe(UNDER_HEAD),  # noqa: S308 - the comment above
                "changes": changes.between(previous, snapshot) if previous else [],
            },
        )
    return face.fit(html)
