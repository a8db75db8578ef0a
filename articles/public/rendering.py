"""The <article> of a verdict page, rendered once from a snapshot and kept; the frame around it is the request's."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import override

from articles.models.snapshot import Snapshot
from articles.public import changes, face, people, trust
from articles.public.people import Named

# Where the frame puts what depends on this moment, above the reasoning: the fragment is cut in two here.
UNDER_HEAD = "<!-- under the head -->"
# Who wrote and approved: whom readers may know is a question of the day, so names are in no kept rendering. Nobody else
# writes such comments: texts are escaped, and the reasoning, which comes after, is cleaned.
APPROVAL, BYLINE = "<!-- approval -->", "<!-- byline -->"
HEADLINE = '<h1 class="headline">'
_TO_A_LIST = re.compile(r'<a(?: class="topic")? href="/(?:topics|claimants)/[^"]*">(.*?)</a>')


def verdict(snapshot: Snapshot, past: Sequence[Snapshot | None] = (), change: str = "") -> str:
    """HTML of one version; `past` are the versions before it in their order, None for one that may not be shown.

    `change` is what its titles lead with, `face.leading_change` of the versions up to this one.
    """
    with override("ja"):  # an editor whose desk is English previews the page that readers get
        html = render_to_string(
            "public/_verdict.html",
            {
                "verdict": snapshot,
                "face": face.of_snapshot(snapshot, change),
                "found": trust.found(snapshot),
                "trust": trust.signs(snapshot),
                "updated": trust.updated(snapshot),
                "under_head": mark_safe(UNDER_HEAD),  # noqa: S308 - the comment above
                "approval": mark_safe(APPROVAL),  # noqa: S308 - the same
                "byline": mark_safe(BYLINE),  # noqa: S308 - the same
                "told": changes.told([*past, snapshot]),
            },
        )
    return face.fit(html)


def superseded(html: str, lead: str) -> str:
    """What `verdict` made, for the page of an old version: what became of it leads its headline too, for whoever jumps there.

    It leads into no list: the verdict may have left it, and an empty list is no page.
    """
    head, mark, rest = html.partition(UNDER_HEAD)
    marked = head.replace(HEADLINE, f'{HEADLINE}<span class="mark">{lead}</span><wbr>', 1)
    return _TO_A_LIST.sub(r"<span>\1</span>", marked) + mark + rest


def with_names(html: str, snapshot: Snapshot, named: Named) -> str:
    """What `verdict` made, with the people of the version whom readers may know by now."""
    with override("ja"):
        sign = trust.approval(snapshot, named)
        approval = render_to_string("public/_approval.html", {"sign": sign}) if sign else ""
        context = {"credits": people.written(snapshot, named), "publisher": snapshot["publisher"]["name"]}
        byline = render_to_string("public/_byline.html", context)
    return html.replace(APPROVAL, face.fit(approval).strip(), 1).replace(BYLINE, face.fit(byline).strip(), 1)
