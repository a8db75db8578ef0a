"""Snapshots that nobody would write and somebody will: hypothesis makes them, whatever the fields are made of."""

from __future__ import annotations

from typing import Any, cast

from hypothesis import strategies as st

from articles.models.snapshot import Snapshot

NASTY = (
    *(
        "",
        " ",
        "　",
        "\n",
        "\t",
        "\x0b",
        "\x00",
        "\u202e逆さ",
        "\u2066",
        "\ufffe",
        "👨\u200d👩\u200d👧",
        "שלום עולם",
        "مرحبا",
    ),
    *(
        "</script><script>alert(1)</script>",
        "<!--",
        "]]>",
        "&amp;",
        "\"'>",
        "javascript:alert(1)",
        "{{ room }}",
        "%s",
        "%(a)s",
    ),
    *(
        "」「",
        "【誤り】",
        "𠮟る",
        "か\u3099",
        "W" * 300,
        "あ" * 300,
        "https://a.example/" + "x" * 200,
        "でたらめ",
        "１２万５千人",
    ),
)
TEXTS = st.lists(st.one_of(st.sampled_from(NASTY), st.text(max_size=12)), min_size=1, max_size=5).map("".join)
LONG = st.one_of(TEXTS, TEXTS.map(lambda text: (text * 10_000)[:10_000]))
# Words that betray the content of a version, in no other field.
HEADLINE, STATEMENT, LINE, FINDING = "見出しの言葉", "主張の言葉", "要点の言葉", "事実の言葉"


def snapshots(**fields: Any) -> st.SearchStrategy[Snapshot]:
    return st.builds(_snapshot, TEXTS, LONG, LONG, st.none() | TEXTS).map(
        lambda made: cast(Snapshot, {**made, **fields})
    )


def _snapshot(headline: str, statement: str, line: str, finding: str | None) -> dict[str, Any]:
    moment = "2026-03-01T15:30:00Z"
    return {
        "schema": 3 if finding else 1,
        **({"finding": f"{FINDING}{finding}"[:100]} if finding else {}),
        "state": "live",
        "number": 20,
        "version": 1,
        "kind": {"code": "published", "label": "公開"},
        "first_published_at": moment,
        "published_at": moment,
        "slug": "見出しの言葉",
        "headline": f"{HEADLINE}{headline}"[:200],
        "claim": {
            "number": 7,
            "statement": f"{STATEMENT}{statement}",
            "claimed_date": "2026-03-01",
            "claimant": None,
            "topics": [],
        },
        "rating": {
            "code": "fij-false",
            "name": "誤り",
            "definition": "全て、もしくは根幹部分に事実の誤りがある。",
            "symbol": "×",
            "truth_value": 1,
            "scale": {"code": "fij-2019", "name": "FIJ", "credit": "FIJ"},
        },
        "summary": [f"{LINE}{line}", "二。", "三。"],
        "reasoning": f"{line}\n\n{statement}",
        "selection_reason": line,
        "intent_reason": "",
        "appearances": [],
        "evidence": [],
        "replies": [],
        "authors": ["浜田朱里"],
        "correction": None,
        "publisher": {"name": "みなと検証デスク", "url": "http://127.0.0.1:8000"},
    }
