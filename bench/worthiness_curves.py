"""Draw docs/extraction/{calibration,learning}.svg: `make bench BENCH=worthiness_curves`.

Calibration: how many of the sentences given a priority are labelled check-worthy, each scored without its own article
(news.train), its style (news.ours) or at all (news.dev). Learning: figures with an eighth, a quarter, half and all of
the articles of news.train beside news.ours. Plain SVG, so that no drawing library is needed.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import learn_worthiness as learning
import numpy as np
from learn_worthiness import NEWS, Curve, Design, Rows, Solved
from sklearn.metrics import average_precision_score, roc_auc_score

PICTURES = learning.ROOT / "docs" / "extraction"
SIDE, MARGIN = 320, 48
COLOURS = ("#1f5aa6", "#b3541e", "#3d7a3d")

Points = Sequence[tuple[float, float]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parses", type=Path, help="folder that keeps the parses for the next time")
    kept = parser.parse_args().parses
    rows = learning.joined([learning.news_rows(name, kept) for name in ("news.train", "news.ours", "news.dev")])
    PICTURES.mkdir(parents=True, exist_ok=True)
    (PICTURES / "calibration.svg").write_text(calibration(rows), encoding="utf-8")
    (PICTURES / "learning.svg").write_text(learning_curve(rows), encoding="utf-8")


def calibration(rows: Rows) -> str:
    sets = learning.parts_of_news(rows)
    held = learning.held_out(rows, Solved(Design(rows, ~sets["news.dev"]), rows, NEWS))
    curve = Curve(held, rows, ~sets["news.dev"])
    lines = {name: deciles(curve.probability(held[mask]), rows.worthy[mask]) for name, mask in sets.items()}
    return drawn("優先度（予測）と実際に要検証だった割合", lines, diagonal=True, ticks=("0", "0.5", "1"))


def deciles(probability: np.ndarray, truth: np.ndarray) -> Points:
    """Mean probability and share of check-worthy sentences in ten bins of equal size."""
    bins = np.array_split(np.argsort(probability), 10)
    return [(float(probability[b].mean()), float(truth[b].mean())) for b in bins]


def learning_curve(rows: Rows) -> str:
    sets = learning.parts_of_news(rows)
    articles = sorted(set(rows.group[sets["news.train"]]))
    np.random.RandomState(learning.SEED).shuffle(articles)
    lines: dict[str, list[tuple[float, float]]] = {
        "news.dev AP": [],
        "news.ours AUC": [],
        "news.ours AUC (wiki only)": [],
    }
    for share in (1 / 8, 1 / 4, 1 / 2, 1.0):
        some = np.isin(rows.group, articles[: int(len(articles) * share)])
        design = Design(rows, some | sets["news.ours"])
        both = Solved(design, rows, NEWS, some | sets["news.ours"] | sets["news.dev"])
        dev = both.left_out(sets["news.dev"])[sets["news.dev"]]
        wiki = both.left_out(sets["news.ours"] | sets["news.dev"])[sets["news.ours"]]
        ours = np.zeros(len(rows.grade))
        for style in sorted(set(rows.style[sets["news.ours"]])):
            left_out = rows.style == style
            ours[left_out] = both.left_out(left_out | sets["news.dev"])[left_out]
        truth = rows.worthy[sets["news.ours"]]
        figures = (
            average_precision_score(rows.worthy[sets["news.dev"]], dev),
            roc_auc_score(truth, ours[sets["news.ours"]]),
            roc_auc_score(truth, wiki),
        )
        print(f"{share:.3f} of news.train: " + "  ".join(f"{figure:.3f}" for figure in figures), flush=True)
        for points, figure in zip(lines.values(), figures, strict=True):
            points.append((share, (figure - 0.7) / 0.3))
    return drawn("news.train の使用割合と成績（縦軸 0.7〜1.0）", lines, diagonal=False, ticks=("0.7", "0.85", "1"))


def drawn(title: str, lines: dict[str, Points], *, diagonal: bool, ticks: tuple[str, str, str]) -> str:
    """An SVG of lines through points of the unit square; `ticks` are the labels of the vertical axis."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{SIDE + 2 * MARGIN}" height="{SIDE + 2 * MARGIN + 22 * len(lines)}" '
        'font-family="sans-serif" font-size="12" role="img">',
        f"<title>{title}</title>",
        '<rect width="100%" height="100%" fill="#fff"/>',
        f'<text x="{MARGIN}" y="24" font-weight="bold">{title}</text>',
        f'<rect x="{MARGIN}" y="{MARGIN}" width="{SIDE}" height="{SIDE}" fill="none" stroke="#999"/>',
    ]
    for share, label, tick in ((0.0, "0", ticks[0]), (0.5, "0.5", ticks[1]), (1.0, "1", ticks[2])):
        parts.append(f'<text x="{x(share)}" y="{MARGIN + SIDE + 16}" text-anchor="middle">{label}</text>')
        parts.append(f'<text x="{MARGIN - 6}" y="{y(share) + 4}" text-anchor="end">{tick}</text>')
    if diagonal:
        parts.append(f'<path d="M{x(0)} {y(0)}L{x(1)} {y(1)}" stroke="#bbb" stroke-dasharray="4 4"/>')
    for number, (name, points) in enumerate(lines.items()):
        colour, below = COLOURS[number], MARGIN + SIDE + 40 + 22 * number
        path = "L".join(f"{x(a)} {y(b)}" for a, b in points)
        parts.append(f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x(a)}" cy="{y(b)}" r="3" fill="{colour}"/>' for a, b in points]
        parts.append(f'<circle cx="{MARGIN + 6}" cy="{below - 4}" r="4" fill="{colour}"/>')
        parts.append(f'<text x="{MARGIN + 18}" y="{below}">{name}</text>')
    return "\n".join([*parts, "</svg>", ""])


def x(share: float) -> float:
    return round(MARGIN + SIDE * share, 1)


def y(share: float) -> float:
    return round(MARGIN + SIDE * (1 - share), 1)


if __name__ == "__main__":
    main()
