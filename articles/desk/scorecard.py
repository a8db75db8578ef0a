"""How well the extraction proposes, by what editors decided: acceptance and recall by kind and by ruleset, and calibration.

The newest decisions of a period are judged, at most DECISIONS of them, so that the page costs the same however long the
desk has worked. Nobody marks all that the machine missed: recall is against what was accepted, and no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.contrib import admin, messages
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from articles import permissions
from articles.actions import training
from articles.actions.errors import Refused
from articles.desk import figures, plots
from articles.desk.plots import Plot, Share
from articles.desk.requests import member
from articles.models import Article

PERIODS = (30, 90, 365)
DAYS = 90
DECISIONS = 10_000
RULESETS_SHOWN = 6
BINS = 10

# The decisions judged; `proposed`: by the newest ruleset that read the text, or, as far as is known, by hand.
JUDGED = """
WITH judged AS MATERIALIZED (
    SELECT id, revision_id, state, origin FROM articles_candidate
    WHERE decided_at >= %(since)s AND redacted_at IS NULL ORDER BY decided_at DESC, id LIMIT %(most)s
)
"""
BY_KIND = (
    JUDGED
    + """
SELECT article.kind, judged.origin <> 'hand', judged.state, count(*)
FROM judged JOIN articles_articlerevision AS revision ON revision.id = judged.revision_id
JOIN articles_article AS article ON article.id = revision.article_id
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""
)
# `bin` is NULL where the ruleset read the text and did not propose the passage.
BY_RULESET = (
    JUDGED
    + """
SELECT run.ruleset, CASE WHEN score.priority < 1 THEN floor(score.priority * %(bins)s)::integer
    WHEN score.priority = 1 THEN %(bins)s - 1 END AS bin, judged.state, count(*), max(run.id)
FROM judged JOIN articles_extractionrun AS run ON run.revision_id = judged.revision_id AND run.state = 'succeeded'
LEFT JOIN articles_candidatescore AS score ON score.run_id = run.id AND score.candidate_id = judged.id
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""
)


class Score(NamedTuple):
    """`acceptance` is of what was proposed and accepted or rejected, `recall` of what was accepted."""

    name: str
    decided: int
    duplicates: int
    acceptance: Share
    recall: Share


class Ruleset(NamedTuple):
    score: Score
    bins: list[Share]
    """Share accepted of those accepted or rejected, by score: [0, 0.1), [0.1, 0.2) … [0.9, 1]."""


@require_safe
def scorecard(request: HttpRequest) -> HttpResponse:
    days = chosen_days(request.GET.get("days", ""))
    since = figures.beginning_of(figures.today() - timedelta(days=days - 1))
    kinds, rulesets = by_kind(since), by_ruleset(since)
    total = together(kinds)
    context = {
        **admin.site.each_context(request),
        "title": _("抽出の成績"),
        "days": days,
        "periods": PERIODS,
        "since": date.fromordinal(figures.today().toordinal() - days + 1),
        "is_cut": total.decided >= DECISIONS,
        "most": DECISIONS,
        "total": total,
        "kinds": kinds,
        "rulesets": rulesets,
        "calibration": calibration(rulesets[0]) if rulesets else None,
        "bins": [(name, [ruleset.bins[at] for ruleset in rulesets]) for at, name in enumerate(bin_names())],
        "may_export": permissions.can_export_decisions(member(request)),
    }
    return TemplateResponse(request, "desk/scorecard.html", context)


@require_POST
def export(request: HttpRequest) -> HttpResponseBase:
    """The decisions of the period as a file of JSON lines, sent while it is made."""
    permissions.require(permissions.can_export_decisions(member(request)))
    since = figures.beginning_of(figures.today() - timedelta(days=chosen_days(request.POST.get("days", "")) - 1))
    try:
        lines = training.lines(since=since, by=member(request))
    except Refused as refused:
        messages.error(request, str(refused))
        return HttpResponseRedirect(reverse("scorecard"))
    name = f"decisions-{figures.today():%Y-%m-%d}.jsonl"
    return StreamingHttpResponse(
        lines, content_type="application/jsonl", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def chosen_days(asked: str) -> int:
    return next((days for days in PERIODS if str(days) == asked), DAYS)


def by_kind(since: datetime) -> list[Score]:
    """By the kind of article, most decided first; what was marked by hand counts as missed. One query."""
    counts: dict[str, dict[tuple[bool, str], int]] = {}
    for kind, is_proposed, state, number in _rows(BY_KIND, since):
        counts.setdefault(kind, {})[is_proposed, state] = number
    scores = [_score(str(Article.Kind(kind).label), found) for kind, found in sorted(counts.items())]
    return sorted(scores, key=lambda score: -score.decided)


def by_ruleset(since: datetime) -> list[Ruleset]:
    """The newest first. Each is judged on the texts it has read, whichever of them was at work then. One query."""
    counts: dict[str, dict[tuple[bool, str], int]] = {}
    bins: dict[str, dict[tuple[int, str], int]] = {}
    newest: dict[str, int] = {}
    for ruleset, number, state, count, run in _rows(BY_RULESET, since):
        mine = counts.setdefault(ruleset, {})
        mine[number is not None, state] = mine.get((number is not None, state), 0) + count
        if number is not None:
            bins.setdefault(ruleset, {})[number, state] = count
        newest[ruleset] = max(run, newest.get(ruleset, 0))
    order = sorted(counts, key=lambda ruleset: -newest[ruleset])[:RULESETS_SHOWN]
    return [Ruleset(_score(name, counts[name]), _bins(bins.get(name, {}))) for name in order]


def together(scores: Iterable[Score]) -> Score:
    rows = list(scores)

    def added(shares: Sequence[Share]) -> Share:
        return Share.of(sum(share.part for share in shares), sum(share.whole for share in shares))

    return Score(
        _("すべて"),
        sum(row.decided for row in rows),
        sum(row.duplicates for row in rows),
        added([row.acceptance for row in rows]),
        added([row.recall for row in rows]),
    )


def _rows(query: str, since: datetime) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, {"since": since, "most": DECISIONS, "bins": BINS})
        return list(cursor.fetchall())


def _score(name: str, counts: Mapping[tuple[bool, str], int]) -> Score:
    """`counts` by (is proposed, state)."""
    accepted, rejected = counts.get((True, "accepted"), 0), counts.get((True, "rejected"), 0)
    missed = counts.get((False, "accepted"), 0)
    duplicates = counts.get((True, "duplicate"), 0) + counts.get((False, "duplicate"), 0)
    return Score(
        name,
        sum(counts.values()),
        duplicates,
        Share.of(accepted, accepted + rejected),
        Share.of(accepted, accepted + missed),
    )


def _bins(counts: Mapping[tuple[int, str], int]) -> list[Share]:
    found = [(counts.get((number, "accepted"), 0), counts.get((number, "rejected"), 0)) for number in range(BINS)]
    return [Share.of(accepted, accepted + rejected) for accepted, rejected in found]


def bin_names() -> list[str]:
    return [f"{number / BINS:.1f}–{(number + 1) / BINS:.1f}" for number in range(BINS)]


def calibration(ruleset: Ruleset) -> Plot:
    """Whether a score of 0.7 means that seven in ten are accepted."""
    names = bin_names()
    tips = [f"{name}　{told(share)}" for name, share in zip(names, ruleset.bins, strict=True)]
    label = _("点数ごとに採用された割合の棒グラフ。対角線は、点数が割合と等しいところ。数字は下の表にあります。")
    ticks = [f"{tenth / BINS:.1f}" for tenth in range(0, BINS + 1, 2)]
    return plots.shares(finding(ruleset), label, ruleset.bins, tips, ticks)


def told(share: Share) -> str:
    if share.value is None:
        return _("判断なし")
    return f"{share.value:.0%}（{share.part}/{share.whole}）"


def finding(ruleset: Ruleset) -> str:
    """How far scores and shares are apart, on average over the decisions, and to which side."""
    whole = sum(share.whole for share in ruleset.bins)
    if not whole:
        return _("点数の付いた候補の判断は、まだありません")
    middles = [(number + 0.5) / BINS for number in range(BINS)]
    gaps = [middle * share.whole - share.part for middle, share in zip(middles, ruleset.bins, strict=True)]
    values = {
        "ruleset": ruleset.score.name,
        "apart": round(100 * sum(map(abs, gaps)) / whole),
        "bias": abs(round(100 * sum(gaps) / whole)),
    }
    if sum(gaps) > 0:
        return (
            _("%(ruleset)s：点数と採用された割合のずれは平均%(apart)dポイント（全体では点数が%(bias)d高い）") % values
        )
    return _("%(ruleset)s：点数と採用された割合のずれは平均%(apart)dポイント（全体では点数が%(bias)d低い）") % values
