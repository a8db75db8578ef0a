"""Learn where statements begin: `PYTHONPATH=. python bench/learn_starts.py [--parses FOLDER]`.

The weights of `articles.extraction.attribution.starts`, from two sources in ../shared/data: the contents of
attribution.train, and sentences of news.train and news.ours that quote (…は「…」と述べた) read without their quotation marks,
which tell where what is said begins without anybody's labels. The rows of attribution.train whose hash says so are held
out for good, as is attribution.dev. Writes articles/extraction/weights/starts.npz and prints how often a start is right (IoU
at least 0.8) in eight folds, sort by sort, and with less to learn from. What it learns from passes through the cues and their sources: learn
anew after a change of these. A minute on one core once parsed, which takes some
more; `--parses` keeps the parses for the next time. Deterministic.
"""

import argparse
import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from labelled import DATA, kept_parser, parsed
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from articles.extraction.attribution import Cue, cues, starts
from articles.extraction.attribution.quotative import report_sort
from articles.extraction.clause import Clause
from articles.extraction.outline import Source
from articles.extraction.results import Span

WEIGHTS = Path(starts.__file__).parent.parent / "weights"
HELD_OUT = "0123"
"""First digits of the SHA-256 of a row's id, in hexadecimal, that are never learned from."""
FOLDS = 8
FEWEST = 3  # starts a sign must occur in
PENALTY = 35.0  # chosen in the folds, as is QUOTATIONS_COUNT_FOR
QUOTATIONS_COUNT_FOR = 0.3
QUOTATION = (12, 100)  # code points: shorter ones are catchwords, longer ones mostly several sentences


@dataclass(frozen=True, slots=True)
class Report:
    """A sentence with an attribution: its cue and what is said."""

    text: str
    cue: Span
    content: Span


@dataclass(frozen=True, slots=True)
class Choice:
    """The possible starts of one content with their signs; `right` is the number of the best one."""

    sort: str
    positions: list[int]
    end: int
    signs: list[Counter[str]]
    shared: np.ndarray
    weight: float

    @property
    def right(self) -> int:
        return int(np.argmax(self.shared))


@dataclass(frozen=True, slots=True)
class Learned:
    names: dict[str, int]
    weights: np.ndarray

    def chosen(self, choice: Choice) -> int:
        scores = np.array([self.score(signs) for signs in choice.signs])
        raised = np.exp(scores - scores.max())
        return starts.best(choice.positions, choice.end, raised / raised.sum())

    def score(self, signs: Counter[str]) -> float:
        return sum(self.weights[self.names[sign]] * times for sign, times in signs.items() if sign in self.names)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parses", type=Path, help="folder that keeps the parses for the next time")
    kept = parser.parse_args().parses
    labelled = list(choices(list(labelled_reports()), kept, weight=1.0))
    quotations = list(choices(list(unquoted_reports(kept)), kept, weight=QUOTATIONS_COUNT_FOR))
    quotations = [choice for choice in quotations if choice.shared.max() == 1 and len(choice.positions) > 1]
    show(labelled, quotations)
    store(fit([*labelled, *quotations]))


def labelled_reports() -> Iterator[Report]:
    for line in (DATA / "attribution.train.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if hashlib.sha256(row["sent_id"].encode()).hexdigest()[0] in HELD_OUT:
            continue
        for said in row["attributions"]:
            if said["form"] != "direct-short":
                content = Span(said["content_start"], said["content_end"])
                yield Report(row["text"], Span(said["cue_start"], said["cue_end"]), content)


def unquoted_reports(kept: Path | None) -> Iterator[Report]:
    """Sentences of articles that quote one sentence, without the quotation marks."""
    for text, _, found in read(quoting_sentences(), kept):
        for cue in found:
            opener, closer = cue.content.start, cue.content.end - 1
            said = text[opener + 1 : closer]
            words = said.rstrip("。")
            is_one = "。" not in words and "「" not in words and text[opener] == "「" and text[closer] == "」"
            if cue.kind == "quotative" and is_one and QUOTATION[0] <= len(said) <= QUOTATION[1]:
                lost = 2 + len(said) - len(words)
                content = Span(opener, opener + len(words))
                bare = text[:opener] + words + text[closer + 1 :]
                yield Report(bare, Span(cue.cue.start - lost, cue.cue.end - lost), content)
                break


def quoting_sentences() -> list[str]:
    found = set()
    for name in ("news.train", "news.ours"):
        for line in (DATA / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            article = json.loads(line)
            found |= {article["text"][s["start"] : s["end"]] for s in article["sentences"]}
    return sorted(sentence for sentence in found if "「" in sentence and len(sentence) < 220)


def read(texts: Sequence[str], kept: Path | None) -> Iterator[tuple[str, Clause, list[Cue]]]:
    """The texts that are one sentence, each with its cues."""
    for text, (_, parses) in zip(texts, parsed(map(Source, texts), kept_parser(kept)), strict=True):
        if len(parses) == 1:
            clause = Clause(text, parses[0])
            yield text, clause, cues(clause)


def choices(reports: Sequence[Report], kept: Path | None, *, weight: float) -> Iterator[Choice]:
    """What there is to choose from in the reports whose cue is found, unless a quotation says where it begins."""
    texts = list(dict.fromkeys(report.text for report in reports))
    sentences = {text: (clause, found) for text, clause, found in read(texts, kept)}
    for report in reports:
        clause, found = sentences.get(report.text, (None, []))
        cue = next((c for c in found if c.cue.start < report.cue.end and report.cue.start < c.cue.end), None)
        if clause and cue and (frame := frame_of(clause, cue)):
            yield choice(clause, frame, report.content, weight)


def frame_of(clause: Clause, cue: Cue) -> starts.Frame | None:
    """The frame that a learned start was asked for, or None where it was not."""
    sorts = {
        "hearsay": "hearsay",
        "nouns": "noun",
        "quotative": report_sort(clause.lemmas[cue.token], passive=cue.passive),
    }
    if cue.kind not in sorts or cue.content.end - 1 in clause.quotations:
        return None
    behind = (i for i, token in enumerate(clause.tokens) if token.start >= cue.content.end)
    end = next(i for i in behind if clause.tokens[i].text not in "、，,")
    return starts.Frame(end, cue.token, sorts[cue.kind], cue.source)


def choice(clause: Clause, frame: starts.Frame, content: Span, weight: float) -> Choice:
    found = starts.phrases(clause, frame)
    positions = [clause.tokens[phrase.first].start for phrase in found]
    end = clause.tokens[frame.end].start
    inside: Counter[str] = Counter()
    signs: list[Counter[str]] = []
    for number in reversed(range(len(found))):
        if number < len(found) - 1:
            inside.update(starts.signs_inside(clause, frame, found[number]))
        signs.insert(0, inside + Counter(starts.signs_at(clause, frame, found, number)))
    shared = [overlap(position, end, content) for position in positions]
    return Choice(frame.sort, positions, end, signs, np.array(shared), weight)


def overlap(start: int, end: int, content: Span) -> float:
    """Intersection over union."""
    common = max(0, min(end, content.end) - max(start, content.start))
    return common / (max(end, content.end) - min(start, content.start))


def fit(learned_from: Sequence[Choice]) -> Learned:
    """Weights under which the right starts are most probable, with a quadratic penalty."""
    usable = [choice for choice in learned_from if choice.shared.max() >= starts.SAME]
    count = Counter(sign for choice in usable for signs in choice.signs for sign in signs)
    names = {sign: column for column, sign in enumerate(sorted(s for s, times in count.items() if times >= FEWEST))}
    matrix = as_matrix(usable, names)
    sizes = np.array([len(choice.signs) for choice in usable])
    first = np.cumsum([0, *sizes[:-1]])
    right = first + np.array([choice.right for choice in usable])
    counts_for = np.array([choice.weight for choice in usable])

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        scores = matrix @ weights
        scores -= np.repeat(np.maximum.reduceat(scores, first), sizes)
        raised = np.exp(scores)
        total = np.add.reduceat(raised, first)
        value = (counts_for * (np.log(total) - scores[right])).sum() + PENALTY / 2 * (weights @ weights)
        slope = raised / np.repeat(total, sizes) * np.repeat(counts_for, sizes)
        slope[right] -= counts_for
        return value, matrix.T @ slope + PENALTY * weights

    solved = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": 300})
    return Learned(names, solved.x)


def as_matrix(usable: Sequence[Choice], names: dict[str, int]) -> csr_matrix:
    rows = [signs for choice in usable for signs in choice.signs]
    known = [[(names[sign], float(times)) for sign, times in signs.items() if sign in names] for signs in rows]
    columns = [column for row in known for column, _ in row]
    values = [value for row in known for _, value in row]
    return csr_matrix((values, columns, np.cumsum([0, *map(len, known)])), shape=(len(rows), len(names)))


def show(labelled: Sequence[Choice], quotations: Sequence[Choice]) -> None:
    """How often starts are right that were not learned from."""
    right = held_out(labelled, quotations, share=1.0)
    print(f"{'attribution.train':<28}{right[: len(labelled)].mean():.3f} of {len(labelled)}")
    for sort in sorted({choice.sort for choice in labelled}):
        of_sort = np.array([choice.sort == sort for choice in labelled])
        print(f"  {sort:<26}{right[: len(labelled)][of_sort].mean():.3f} of {of_sort.sum()}")
    print(f"{'quotations without marks':<28}{right[len(labelled) :].mean():.3f} of {len(quotations)}")
    print(f"{'best start there is':<28}{np.mean([c.shared.max() >= starts.SAME for c in labelled]):.3f}")
    for share in (0.25, 0.5, 0.75):
        less = held_out(labelled, quotations, share=share)[: len(labelled)]
        print(f"{f'{share:.0%} of the rows':<28}{less.mean():.3f}", flush=True)


def held_out(labelled: Sequence[Choice], quotations: Sequence[Choice], *, share: float) -> np.ndarray:
    """Whether each start is right when learned from a share of the other folds."""
    every = [*labelled, *quotations]
    generator = np.random.default_rng(0)
    fold = generator.integers(0, FOLDS, len(every))
    taken = generator.random(len(every)) < share
    right = np.zeros(len(every), dtype=bool)
    for number in range(FOLDS):
        learned = fit([every[row] for row in np.flatnonzero((fold != number) & taken)])
        for row in np.flatnonzero(fold == number):
            right[row] = every[row].shared[learned.chosen(every[row])] >= starts.SAME
    return right


def store(learned: Learned) -> None:
    signs = np.array(list(learned.names))
    np.savez_compressed(WEIGHTS / "starts.npz", signs=signs, weights=learned.weights.astype(np.float32))
    print(f"starts.npz: {(WEIGHTS / 'starts.npz').stat().st_size:,} bytes, {len(signs):,} signs")


if __name__ == "__main__":
    main()
