"""A verdict for other people's pages: as HTML without style for feeds and editing systems, as text for upright print.

Both say the state first, and nothing of what was retracted.
"""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from articles.models.snapshot import Snapshot
from articles.public import face, people, prose
from articles.public.dates import day
from articles.public.face import Face
from articles.public.people import Named

# Half-width signs lie on their side in an upright line; full-width ones stand.
UPRIGHT = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}


def html(snapshot: Snapshot, shown: Face, named: Named) -> str:
    context = {"verdict": snapshot, "face": shown, "byline": people.byline(snapshot, named)}
    return face.fit(render_to_string("public/_fragment.html", context)).strip()


def upright(snapshot: Snapshot, shown: Face, named: Named) -> str:
    """Paragraphs begin with a blank, as print has it; no line is broken, and the address stays as it is typed."""
    head = [shown.rated_title, f"■{_('検証した主張')}", f"「{snapshot['claim']['statement']}」"]
    if shown.is_void:
        parts = [*head, shown.description, *_note(snapshot)]
    else:
        parts = [*head, *_note(snapshot), *_body(snapshot, people.byline(snapshot, named))]
    lines = [line.strip() for part in parts for line in face.fit(part).splitlines() if line.strip()]
    text = "\n".join(line if line[0] in "【■「・" else f"　{line}" for line in lines)
    return f"{text.translate(UPRIGHT)}\n{shown.short_url}\n"


def _note(snapshot: Snapshot) -> list[str]:
    correction = snapshot["correction"]
    if not correction:
        return []
    return [f"■{snapshot['kind']['label']}（{day(snapshot['published_at'])}）", correction["note"]]


def _finding(snapshot: Snapshot) -> list[str]:
    return [f"■{_('事実は')}", snapshot["finding"]] if snapshot.get("finding") else []


def _body(snapshot: Snapshot, byline: str) -> list[str]:
    evidence = [f"・{each['title']} {each['source_name']}".strip() for each in snapshot["evidence"]]
    return [
        f"■{_('判定')} {snapshot['rating']['name']}",
        snapshot["rating"]["definition"],
        *_finding(snapshot),
        f"■{_('まとめ')}",
        *snapshot["summary"],
        f"■{_('検証の内容')}",
        prose.plain_of(snapshot),
        f"■{_('根拠')}",
        *evidence,
        _("（%(authors)s、%(day)s）") % {"authors": byline, "day": day(snapshot["published_at"])},
    ]
