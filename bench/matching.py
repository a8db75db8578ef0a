"""How well and how fast "Was this checked?" answers: `make bench BENCH=matching [ARGS="--apart | --scale 100000"]`.

Over the labelled messages of bench/matching: what is found, what is called the same and how often wrongly, by kind of
message, beside the ways of `matching_baselines`. Figures of the set for tuning flatter what was tuned on it: those of
verdicts left out are printed by `learn_matching`. `--jsts FILE` adds Spearman's rank correlation with how people rated
pairs of sentences. `--scale N` times one core over N generated verdicts: vectors at random, words as rare as Zipf has it.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from matching_baselines import BASELINES
from matching_baselines import answered as answered_by_baseline
from matching_labels import Message, Verdict, messages, verdicts
from matching_scores import LIMIT, Answered, Figures, figures, threshold
from numpy.typing import NDArray
from scipy.stats import spearmanr

from articles.search.described import Description, Kept, Keys, described, hashed
from articles.search.likeness import likeness, likeness_features, word_nearness
from articles.search.matching import Asked, Band, answers
from articles.search.memory import MemoryIndex
from articles.search.postings import Postings
from articles.search.ranked import ranked
from articles.search.retrieval import found_in
from articles.search.segments import Column, Segment
from articles.search.traits import traits

TIMED = 60
VOCABULARY = 300_000
KEYS_OF_CLAIM, WORDS_SHOWN = 90, 220
"""Hashed terms of a claim and of all that a page shows, as in the demo."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--apart", action="store_true", help="judge the set kept apart from tuning")
    parser.add_argument("--jsts", type=Path, help="pairs rated by people, as JSON lines")
    parser.add_argument("--scale", type=int, help="time with so many generated verdicts instead")
    arguments = parser.parse_args()
    if arguments.scale:
        print_times(arguments.scale)
        return
    published, judged = verdicts(), messages("apart") if arguments.apart else messages()
    index = MemoryIndex(claims_of(published))
    found = [(message, ask(message, index)) for message in judged]
    print_quality(published, judged, found)
    if arguments.jsts:
        print(f"JSTS, Spearman: {jsts(arguments.jsts):.4f}")


def claims_of(published: Sequence[Verdict]) -> dict[int, Description]:
    return {each.number: described(each.claim, date=each.date, speaker=each.speaker) for each in published}


def ask(message: Message, index: MemoryIndex) -> list[list[tuple[int, float]]]:
    """Numbers with 1 where they are called the same, 0 where not, for each statement, best first."""
    found = answers(message.message, index, date=message.date, limit=LIMIT)
    return [[(match.key, float(match.band == Band.SAME)) for match in answer.matches] for answer in found]


def print_quality(published: Sequence[Verdict], judged: Sequence[Message], found: list[Answered]) -> None:
    print(f"{len(published)} verdicts, {len(judged)} messages")
    print(f"{'':20} {'recall@1':>9} {'recall@3':>9} {'precision':>9} {'recall':>9} {'near same':>9}")
    print_figures("engine", figures(found, 1.0))
    tuned = messages()
    for name, build in BASELINES.items():
        baseline = build([verdict.claim for verdict in published])
        lowest = threshold(answered_by_baseline(baseline, published, tuned))
        print_figures(name, figures(answered_by_baseline(baseline, published, judged), lowest))
    most = max(len({number for ranking in statements for number, _ in ranking}) for _, statements in found)
    print(f"most of the corpus that one message returns: {most / len(published):.1%}")
    print_kinds(found)


def print_figures(name: str, of: Figures) -> None:
    values = (of.recall_at_1, of.recall_at_3, of.precision, of.recall, of.near_called_same)
    print(f"{name:20} " + " ".join(f"{value:9.3f}" for value in values))


def print_kinds(found: list[Answered]) -> None:
    kinds: dict[str, list[Answered]] = defaultdict(list)
    for answered in found:
        kinds[answered[0].kind].append(answered)
    print(f"\n{'kind':12} {'messages':>8} {'recall@1':>9} {'recall@3':>9} {'recall':>9} {'wrongly the same':>17}")
    for kind, rows in sorted(kinds.items()):
        wrong = sum(
            len({number for ranking in statements for number, is_same in ranking if is_same} - set(message.same))
            for message, statements in rows
        )
        values = ["        –"] * 3
        if any(message.same for message, _ in rows) and any(message.near for message, _ in rows):
            of = figures(rows, 1.0)
            values = [f"{value:9.3f}" for value in (of.recall_at_1, of.recall_at_3, of.recall)]
        print(f"{kind:12} {len(rows):8} {' '.join(values)} {wrong:17}")


def jsts(path: Path) -> float:
    """Of `likeness`, the part of a comparison that says how near two sentences mean."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]

    def like(row: dict[str, Any]) -> float:
        one, other = (traits(described(row[side])) for side in ("sentence1", "sentence2"))
        return float(likeness([(one, other)], [likeness_features(one, other, word_nearness(one, other))])[0])

    return float(spearmanr([like(row) for row in rows], [row["label"] for row in rows])[0])


class Generated:
    """`size` verdicts: hashed terms by Zipf's law, vectors at random; each is shown by one of the labelled claims."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.shown = [(json.dumps(claim.plain()), claim.vector.tobytes()) for claim in claims_of(verdicts()).values()]
        chance = np.random.default_rng(0)
        self.vocabulary = vocabulary()
        vectors = chance.integers(-60, 60, (size, 512), np.int8)
        numbers = np.arange(size)
        claims = Postings.of(numbers, self._keys(chance, KEYS_OF_CLAIM), vectors)
        words = Postings.of(numbers, self._keys(chance, WORDS_SHOWN), vectors[:0])
        columns = {name: column(chance, size, values) for name, values in FACETS.items()}
        self.segment = Segment(numbers, claims, words, columns, numbers, np.ones(size, np.bool_))

    def _keys(self, chance: np.random.Generator, count: int) -> list[Keys]:
        """Words as rare as Zipf has it; the commonest are function words, which are not kept."""
        ranks = np.minimum(VOCABULARY - 1, (chance.pareto(0.6, (self.size, count)) * 60).astype(np.int64))
        return list(self.vocabulary[ranks])

    def frequencies(self, keys: Keys) -> NDArray[np.int64]:
        return self.segment.claims.frequencies(keys)

    def candidates(self, asked: Sequence[Asked], most: int) -> list[list[int]]:
        return [found_in([self.segment.claims], each.keys, each.weights, each.vector, most) for each in asked]

    def kept(self, keys: Iterable[int]) -> Mapping[int, Kept]:
        chosen = ((key, self.shown[key % len(self.shown)]) for key in keys)
        return {key: Kept.of_plain(json.loads(plain), vector) for key, (plain, vector) in chosen}


FACETS = {"state": 2, "rating": 9, "claimant": 2000, "topic": 60, "outlet": 400, "year": 8}


def vocabulary() -> Keys:
    """The labelled claims' own terms, the commonest first, then invented ones."""
    counted: dict[int, int] = defaultdict(int)
    for claim in claims_of(verdicts()).values():
        for key in claim.keys().tolist():
            counted[key] += 1
    known = sorted(counted, key=lambda key: -counted[key])
    invented = hashed(f"w:{number}" for number in range(VOCABULARY - len(known)))
    return np.concatenate([np.array(known, np.uint32), invented])


def column(chance: np.random.Generator, size: int, values: int) -> Column:
    names = tuple(str(value) for value in range(values))
    return Column(names, np.arange(size, dtype=np.int32), chance.integers(0, values, size, np.int32))


def print_times(size: int) -> None:
    described("その話、本当ですか。")
    start = time.process_time()
    claims = claims_of(verdicts())
    print(f"described: {len(claims) / (time.process_time() - start) * 60:.0f} claims a minute of one core")
    start = time.perf_counter()
    generated = Generated(size)
    held = sum(each.nbytes for each in arrays(generated.segment))
    print(f"{size} verdicts: arrays made in {time.perf_counter() - start:.1f} s, {held / 2**20:.0f} MiB of memory")
    asked = three_hundred()
    print_percentiles("match of 300 characters", [lambda text=text: answers(text, generated) for text in asked])
    queries = [
        "水道料金 値上げ",
        "県立高校入試",
        "新スタジアム 負担",
        "インフルエンザワクチン 死亡",
        "外国人 犯罪 検挙",
    ]
    filters: dict[str, list[str]] = {"rating": ["3"], "year": ["2"]}
    print_percentiles(
        "search with facets",
        [lambda q=q, f=f: ranked([generated.segment], q, filters=f) for q in queries * 6 for f in ({}, filters)],
    )


def arrays(segment: Segment) -> Iterable[NDArray[Any]]:
    for part in (segment.claims, segment.words):
        yield from (part.terms, part.starts, part.rows, part.codes)
    for each in segment.columns.values():
        yield from (each.rows, each.values)
    yield from (segment.numbers, segment.moments, segment.alive)


def three_hundred() -> list[str]:
    """Messages of 300 characters, put together from the labelled ones."""
    text = "\n".join(message.message for message in messages() if len(message.message) < 150)
    return [text[at : at + 300] for at in range(0, len(text) - 300, 300)][:TIMED]


def print_percentiles(what: str, asked: Sequence[Callable[[], object]]) -> None:
    asked[0]()
    taken = []
    for ask_one in asked:
        start = time.process_time()
        ask_one()
        taken.append((time.process_time() - start) * 1000)
    middle, high = np.percentile(taken, [50, 95])
    print(f"{what}: median {middle:.0f} ms, p95 {high:.0f} ms of one core")


if __name__ == "__main__":
    main()
