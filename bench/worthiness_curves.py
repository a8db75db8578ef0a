"""Draw docs/extraction/{calibration,learning}.svg: `make bench BENCH=worthiness_curves`.

Calibration: how many of the sentences given a priority are labelled check-worthy, each scored without its own article or
style, or at all (dev). Learning: the area under the ROC curve of the dev sets, and of documents.ours with its style left
out, with an eighth, a quarter, half and all of the articles and styles that are learned from. Plain SVG, so that no
drawing library is needed.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import learn_worthiness as learning
import numpy as np
from labelled import kept_parser
from labelled_rows import DEV, LEARNED, OWN, documents
from learn_worthiness import NEWS, Curve, Design, Rows, Solved
from sklearn.metrics import roc_auc_score

PICTURES = learning.ROOT / "docs" / "extraction"
SIDE, MARGIN = 320, 48
COLOURS = ("#1f5aa6", "#b3541e", "#3d7a3d", "#8a5a9e")
SEED = 0

Points = Sequence[tuple[float, float]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parses", type=Path, help="folder that keeps the parses for the next time")
    rows = learning.labelled_rows(documents((*LEARNED, *DEV), kept_parser(parser.parse_args().parses)))
    PICTURES.mkdir(parents=True, exist_ok=True)
    (PICTURES / "calibration.svg").write_text(calibration(rows), encoding="utf-8")
    (PICTURES / "learning.svg").write_text(learning_curve(rows), encoding="utf-8")


def calibration(rows: Rows) -> str:
    used = rows.learned_from
    held = learning.held_out(rows, Solved(Design(rows, used), rows, NEWS, used))
    curve = Curve(held, rows, used)
    masks = {name: rows.set == name for name in LEARNED}
    lines = {
        name: deciles(curve.probability(held[mask], rows.kind[mask]), rows.worthy[mask]) for name, mask in masks.items()
    }
    return drawn("優先度（予測）と実際に要検証だった割合", lines, diagonal=True, ticks=("0", "0.5", "1"))


def deciles(probability: np.ndarray, truth: np.ndarray) -> Points:
    """Mean probability and share of check-worthy sentences in ten bins of equal size."""
    bins = np.array_split(np.argsort(probability), 10)
    return [(float(probability[b].mean()), float(truth[b].mean())) for b in bins]


def learning_curve(rows: Rows) -> str:
    unit = np.where(np.isin(rows.set, OWN), rows.style, rows.group)
    units = sorted(set(unit[rows.learned_from]))
    np.random.RandomState(SEED).shuffle(units)
    lines: dict[str, list[tuple[float, float]]] = {name: [] for name in (*DEV, "documents.ours")}
    for share in (1 / 8, 1 / 4, 1 / 2, 1.0):
        some = np.isin(unit, units[: int(len(units) * share)])
        scores = scores_learned_from(rows, some & rows.learned_from)
        for name, points in lines.items():
            mask = rows.set == name
            figure = roc_auc_score(rows.worthy[mask], scores[mask])
            print(f"{share:.3f} of all articles: {name} AUC {figure:.3f}", flush=True)
            points.append((share, (figure - 0.7) / 0.3))
    return drawn(
        "学習に使った記事の割合と成績（AUC、縦軸 0.7〜1.0）", lines, diagonal=False, ticks=("0.7", "0.85", "1")
    )


def scores_learned_from(rows: Rows, some: np.ndarray) -> np.ndarray:
    """Scores of all rows, of those in `some` without their style or fold."""
    solved = Solved(Design(rows, some), rows, NEWS, some)
    scores = solved.elsewhere()
    for name in sorted(set(rows.style[some & np.isin(rows.set, OWN)])):
        left_out = some & (rows.style == name)
        scores[left_out] = solved.left_out(left_out)[left_out]
    return scores


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
