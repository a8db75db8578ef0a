"""Learn which lines without a full stop say something: `PYTHONPATH=.:bench python bench/learn_lines.py`.

The weights of `articles.extraction.lines`, from the lines of documents.ours, public.dev and news.ours in ../shared/data that do
not end in 。: one is a statement where a unit in it has a priority, a speaker or a mood, else a heading, label or address.
Sentences of these texts without their 。 are statements too, as somebody who writes none would set them. Prints how many
lines are told right in twelve folds, articles left out, and writes articles/extraction/weights/lines.tsv. Seconds; deterministic.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from labelled import Article, articles
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from articles.extraction import lines, structure
from articles.extraction.reading import reading

WEIGHTS = Path(structure.__file__).parent / "weights" / "lines.tsv"
SETS = ("documents.ours", "public.dev", "news.ours")
FOLDS = 12
PENALTY = 1.0
COUNTS_FOR = {"claim": 1.0, "said": 0.5, "none": 1.0, "made": 0.15}
LONGEST_MADE = 50  # code points
KINDS = ("social_post", "leaflet", "other", "news", "transcript")


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its signs; `sort` is claim (priority of 2 and more), said, none, or made (a sentence without 。)."""

    article: str
    sort: str
    signs: frozenset[str]


def main() -> None:
    shown = [line for name in SETS for article in articles(name) for line in shown_in(article)]
    made = [line for name in SETS for article in articles(name) for line in made_from(article)]
    rows = [*shown, *made]
    names = sorted({sign for line in rows for sign in line.signs})
    signs = np.array([[name in line.signs for name in names] for line in rows], float)
    fold = {article: number % FOLDS for number, article in enumerate(sorted({line.article for line in rows}))}
    folds = np.array([fold[line.article] for line in rows])
    probabilities = np.zeros(len(rows))
    for number in range(FOLDS):
        learned = fit(signs[folds != number], [line for line in rows if fold[line.article] != number])
        probabilities[folds == number] = learned.predict_proba(signs[folds == number])[:, 1]
    report(shown, probabilities[: len(shown)])
    final = fit(signs, rows)
    weights = [("bias", final.intercept_[0]), *zip(names, final.coef_[0], strict=True)]
    WEIGHTS.write_text("".join(f"{name}\t{weight:.3f}\n" for name, weight in weights), encoding="utf-8")


def shown_in(article: Article) -> Iterator[Line]:
    """The lines of an article that do not end in 。 and have a label."""
    view = reading(article["text"])
    spans, page = structure.paged(view.text, article.get("kind"))
    for index, span in enumerate(spans):
        given = view.span(span.start, span.end)
        units = [unit for unit in article["sentences"] if unit["start"] < given.end and unit["end"] > given.start]
        line = page.lines[index]
        if units and "。" not in line and "-->" not in line and span.end - span.start <= lines.LONGEST:
            said = any(unit["priority"] or unit["modality"] != ["other"] or unit["quote"] != ["none"] for unit in units)
            claim = any(unit["priority"] >= 2 for unit in units)
            yield Line(
                article["article"],
                "claim" if claim else "said" if said else "none",
                frozenset(lines.signs(page, index)),
            )


def made_from(article: Article) -> Iterator[Line]:
    """Short sentences worth checking, without their 。, among others of the kind; in a text of any kind."""
    chance = random.Random(article["article"])
    for unit in article["sentences"]:
        words = article["text"][unit["start"] : unit["end"]].replace("\n", "")
        if (
            unit["priority"] >= 2
            and words.endswith("。")
            and len(words) <= LONGEST_MADE
            and not set("。「") & set(words[:-1])
        ):
            page = lines.page(["だった", words[:-1], "だった"], [True, False, False], chance.choice(KINDS))
            yield Line(article["article"], "made", frozenset(lines.signs(page, 1)))


def fit(signs: np.ndarray, rows: list[Line]) -> LogisticRegression:
    truth = [line.sort != "none" for line in rows]
    return LogisticRegression(C=PENALTY, max_iter=2_000).fit(signs, truth, [COUNTS_FOR[line.sort] for line in rows])


def report(rows: list[Line], probabilities: np.ndarray) -> None:
    said = probabilities >= lines.STATEMENT
    print(f"lines without 。                  {len(rows)}")
    print(
        f"area under ROC                    {roc_auc_score([line.sort != 'none' for line in rows], probabilities):.3f}"
    )
    for sort in ("claim", "said", "none"):
        of_sort = np.array([line.sort == sort for line in rows])
        print(f"{sort + ': called a statement':<34}{said[of_sort].sum()} of {of_sort.sum()}")


if __name__ == "__main__":
    main()
