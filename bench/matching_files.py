"""What matching takes where the index is files alone, without a database: python bench/matching_files.py [VERDICTS]

For a million verdicts, whose rows would be 7 GB: segments are made of generated terms and vectors and put on the shelf, as
the first process of a machine does; then messages of 300 characters are matched, and lists searched, over all of them. What is
compared closely is one of the labelled claims each time. Times are CPU times of one core.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from articles.search import shelf  # noqa: E402 - the path has to stand first
from articles.search.described import Description, Kept, Keys, described  # noqa: E402 - as above
from articles.search.matching import Asked, answers  # noqa: E402 - as above
from articles.search.ranked import ranked  # noqa: E402 - as above
from articles.search.retrieval import found_in  # noqa: E402 - as above
from articles.search.segments import Document, Segment  # noqa: E402 - as above
from bench.generated import searched  # noqa: E402 - as above
from bench.matching_labels import verdicts  # noqa: E402 - as above
from bench.matching_served import QUERIES, three_hundred  # noqa: E402 - as above

SHELVED = 50_000  # as in articles.search.public
FACETS = {"state": 2, "rating": 9, "claimant": 2000, "topic": 60, "outlet": 400, "year": 8}


class Files:
    """`matching.Index` over what lies on the shelf."""

    def __init__(self, segments: Sequence[Segment], claims: Sequence[Description]) -> None:
        self.segments, self.claims = segments, claims
        self.size = sum(len(segment.numbers) for segment in segments)

    def frequencies(self, keys: Keys) -> NDArray[np.int64]:
        found: NDArray[np.int64] = np.sum([segment.claims.frequencies(keys) for segment in self.segments], axis=0)
        return found

    def candidates(self, asked: Sequence[Asked], most: int) -> list[list[int]]:
        parts = [segment.claims for segment in self.segments]
        return [found_in(parts, each.keys, each.weights, each.vector, most) for each in asked]

    def kept(self, keys: Iterable[int]) -> Mapping[int, Kept]:
        return {key: Kept.of(self.claims[key % len(self.claims)]) for key in keys}


def main(size: int = 1_000_000) -> None:
    claims = [described(each.claim, date=each.date, speaker=each.speaker) for each in verdicts()]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        spent = fill(folder, size, claims)
        files = sum(each.stat().st_size for each in folder.rglob("*"))
        print(f"{size:,} verdicts: {spent:.0f} s to make the files, {files / 2**20:.0f} MiB")
        before, began = own_memory(), time.perf_counter()
        kept = shelf.catalogue(folder)
        assert kept is not None
        index = Files(kept[1], claims)
        print(f"mapped in {time.perf_counter() - began:.2f} s, {own_memory() - before} MiB of its own")
        tell("match of 300 characters", [lambda text=text: answers(text, index) for text in three_hundred()])
        questions = [(query, filters) for query in QUERIES * 4 for filters in ({}, {"rating": ["3"], "year": ["2"]})]
        tell("search with facets", [lambda q=q, f=f: ranked(index.segments, q, filters=f) for q, f in questions])
        print(f"{own_memory() - before} MiB of its own after that")


def fill(folder: Path, size: int, claims: Sequence[Description]) -> float:
    """Seconds of a core, without those of making the terms and vectors up."""
    chance = np.random.default_rng(1)
    documents: list[Document] = []
    segments, spent = [], 0.0
    for number, (vector, keys, words) in enumerate(searched(size, claims)):
        values = {name: (str(chance.integers(count)),) for name, count in FACETS.items()}
        documents.append(Document(number, keys, words, vector, values, number))
        if len(documents) == SHELVED:
            began = time.process_time()
            segments.append(shelf.put(Segment.of(documents, FACETS), folder))
            spent += time.process_time() - began
            documents = []
    shelf.replace_catalogue(folder, {}, segments)
    return spent


def own_memory() -> int:
    """MiB that no file holds."""
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(status["RssAnon"].split()[0]) // 1024


def tell(what: str, asked: Sequence[Callable[[], object]]) -> None:
    asked[0]()
    taken = []
    for ask in asked:
        began = time.process_time()
        ask()
        taken.append((time.process_time() - began) * 1000)
    middle, high = np.percentile(taken, [50, 95])
    print(f"{what}: median {middle:.0f} ms, p95 {high:.0f} ms", flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
