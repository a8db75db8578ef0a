"""What the matching engine is set against: `make bench BENCH=matching_baselines`.

Three ways anybody would try first, over bench/matching: term search (BM25 over Sudachi's normalised forms), TF-IDF over
character n-grams, and the trigram similarity of PostgreSQL's pg_trgm. The embedded PostgreSQL ships without pg_trgm, so
its formula is computed here: https://www.postgresql.org/docs/18/pgtrgm.html. The score from which on a verdict is called
the same is chosen on the set for tuning.
"""

import argparse
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Protocol

import numpy as np
from matching_labels import Message, Verdict, messages, verdicts
from matching_scores import PRECISION, Answered, Ranked, balanced_threshold, figures, threshold
from sklearn.feature_extraction.text import TfidfVectorizer

from articles.japanese.loader import dictionary

LIMIT = 10  # verdicts kept of each statement
SATURATION, LENGTH = 1.2, 0.75  # k1 and b of BM25 (Robertson and Zaragoza 2009)
CONTENT = frozenset(("名詞", "動詞", "形容詞", "形状詞", "副詞"))
_PIECES = re.compile(r"[^。！？!?\n]+(?:\n(?!\n)[^。！？!?\n]+)*[。！？!?]*")
_WORD = re.compile(r"\w+")


class Baseline(Protocol):
    def scores(self, statement: str) -> Sequence[float]:
        """One of each verdict, in the order in which the baseline was given them."""
        ...


class TermSearch:
    """BM25, as a share of what the claim would score for its own words, so that scores of long and short ones compare."""

    def __init__(self, claims: Sequence[str]) -> None:
        self.documents = [Counter(terms(claim)) for claim in claims]
        self.mean = sum(document.total() for document in self.documents) / len(claims)
        frequency = Counter(term for document in self.documents for term in document)
        self.idf = {term: math.log(1 + (len(claims) - n + 0.5) / (n + 0.5)) for term, n in frequency.items()}
        self.own = [self._score(document, document) for document in self.documents]

    def scores(self, statement: str) -> list[float]:
        asked = set(terms(statement))
        return [self._score(asked, document) / own for document, own in zip(self.documents, self.own, strict=True)]

    def _score(self, asked: set[str] | Counter[str], document: Counter[str]) -> float:
        length = SATURATION * (1 - LENGTH + LENGTH * document.total() / self.mean)
        shared = (term for term in asked if term in document)
        return sum(self.idf[term] * document[term] * (SATURATION + 1) / (document[term] + length) for term in shared)


class CharacterTfidf:
    """Cosine over character n-grams of one to three signs."""

    def __init__(self, claims: Sequence[str]) -> None:
        self.vectors = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True, preprocessor=folded)
        self.claims = self.vectors.fit_transform(claims)

    def scores(self, statement: str) -> list[float]:
        return (self.claims @ self.vectors.transform([statement]).T).toarray()[:, 0].tolist()


class TrigramSimilarity:
    """`similarity()` of pg_trgm: trigrams that both have, of those that either has."""

    def __init__(self, claims: Sequence[str]) -> None:
        self.claims = [trigrams(claim) for claim in claims]

    def scores(self, statement: str) -> list[float]:
        asked = trigrams(statement)
        return [len(asked & claim) / max(1, len(asked | claim)) for claim in self.claims]


BASELINES = {"term search (BM25)": TermSearch, "character TF-IDF": CharacterTfidf, "pg_trgm": TrigramSimilarity}


def folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


@cache
def terms(text: str) -> tuple[str, ...]:
    """Normalised forms of the content words, numerals among them."""
    morphemes = dictionary().create(mode="A").tokenize(folded(text)[:10_000])
    return tuple(m.normalized_form() for m in morphemes if m.part_of_speech()[0] in CONTENT)


def trigrams(text: str) -> frozenset[str]:
    """As pg_trgm cuts them: each word lower case, with two blanks before it and one behind."""
    padded = [f"  {word} " for word in _WORD.findall(text.lower())]
    return frozenset(word[i : i + 3] for word in padded for i in range(len(word) - 2))


def pieces(message: str) -> list[str]:
    """Sentences of a message, broken lines joined, and the message whole."""
    return list(dict.fromkeys([*(piece.strip() for piece in _PIECES.findall(message)), message]))


def ranked(baseline: Baseline, numbers: Sequence[int], statement: str) -> Ranked:
    """The best verdicts for a statement, those without anything in common left out."""
    scores = np.array(baseline.scores(statement))
    best = np.argsort(-scores, kind="stable")[:LIMIT]
    return [(numbers[i], float(scores[i])) for i in best if scores[i] > 0]


def answered(baseline: Baseline, published: Sequence[Verdict], asked: Sequence[Message]) -> list[Answered]:
    numbers = [verdict.number for verdict in published]
    return [(message, [ranked(baseline, numbers, piece) for piece in pieces(message.message)]) for message in asked]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--apart", action="store_true", help="figures of the set kept apart from tuning")
    arguments = parser.parse_args()
    published, tuned = verdicts(), messages()
    judged = messages("apart") if arguments.apart else tuned
    print(f"{len(published)} verdicts, {len(judged)} messages")
    print(f"{'':26} recall@1 recall@3   same from  precision  recall  near called same")
    for name, build in BASELINES.items():
        baseline = build([verdict.claim for verdict in published])
        learned = answered(baseline, published, tuned)
        rows = answered(baseline, published, judged)
        _print(f"{name}, best F1", rows, balanced_threshold(learned))
        _print(f"{name}, {PRECISION:.0%}", rows, threshold(learned))


def _print(name: str, rows: list[Answered], lowest: float) -> None:
    found = figures(rows, lowest)
    print(
        f"{name:28} {found.recall_at_1:.3f} {found.recall_at_3:8.3f} {lowest:11.3f} {found.precision:10.3f}"
        f" {found.recall:7.3f} {found.near_called_same:17.3f}"
    )


if __name__ == "__main__":
    main()
