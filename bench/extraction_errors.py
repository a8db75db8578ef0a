"""What extraction gets wrong, by cause: `make bench BENCH=extraction_errors` rewrites docs/extraction/errors.md.

Counts come from the dev sets (never trained on). Example sentences come only from news.ours and documents.ours, which are
ours to show; their rows also train the weights, so fewer of them are wrong than of other people's texts.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from labelled import articles, kept_parser, source
from labelled_rows import DEV, OWN

from articles.extraction import CURRENT, Sentence, extract_many
from articles.japanese.parsing import Parser

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "extraction" / "errors.md"
EXAMPLES = 2
LONGEST_EXAMPLE = 90  # characters

Gold = dict[str, Any]


class Pair(NamedTuple):
    """A labelled sentence and what extraction said of it."""

    gold: Gold
    said: Sentence
    words: str


class Error(NamedTuple):
    field: str
    cause: str
    pair: Pair


# cause: does it explain the error? The first that does is counted.
Causes = dict[str, Callable[[Pair], bool]]

MISSED: Causes = {
    "the claim stands inside a direct quotation": lambda p: "direct" in p.gold["quote"],
    "a rebuttal or negation without a number": lambda p: _has(p, "ない", "なかった", "ず、", "しかし", "否定"),
    "a plan or forecast": lambda p: "future" in p.gold["modality"],
    "no number, no named speaker": lambda p: p.gold["speaker"] == [None] and not any(p.gold["numeric"]),
    "a number the desk cares for, in plain narration": lambda p: any(p.gold["numeric"]),
}
OVERRATED: Causes = {
    "an incidental number (views, prices, dates of history)": lambda p: p.said.numeric,
    "procedure of a court, an election or a parliament": lambda p: _has(
        p, "判決", "裁", "逮捕", "提訴", "可決", "当選"
    ),
    "opinion or intention without a fact": lambda p: "opinion" in p.gold["modality"],
    "a statement that only announces": lambda p: p.gold["quote"] != ["none"],
}
SPEAKERS: Causes = {
    "a speaker given where the reporter narrates": lambda p: p.gold["speaker"] == [None],
    "no speaker given; the sentence does not name it (omitted subject)": lambda p: (
        p.said.speaker is None and not _named(p)
    ),
    "no speaker given though the sentence names it": lambda p: p.said.speaker is None,
    "joint speakers": lambda p: any("、" in name for name in p.gold["speaker"] if name),
    "the right person or body, not in its fullest form": lambda p: any(
        _overlap(name, p.said.speaker or "") for name in p.gold["speaker"] if name
    ),
    "somebody else is given": lambda p: True,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parses", type=Path, help="folder that keeps the parses for the next time")
    parse = kept_parser(parser.parse_args().parses)
    dev = {name: list(pairs(name, parse)) for name in DEV}
    ours = [pair for name in OWN for pair in pairs(name, parse)]
    PAGE.write_text(page(dev, errors(ours)), encoding="utf-8")
    sys.stdout.write(f"{PAGE.relative_to(ROOT)}: {sum(map(len, dev.values()))} sentences\n")


def pairs(name: str, parser: Parser) -> Iterator[Pair]:
    rows = articles(name)
    for article, extraction in zip(rows, extract_many(map(source, rows), parser=parser), strict=True):
        for gold in article["sentences"]:
            said = max(extraction.sentences, key=lambda s: min(s.end, gold["end"]) - max(s.start, gold["start"]))
            yield Pair(gold, said, article["text"][gold["start"] : gold["end"]])


def errors(of: list[Pair]) -> list[Error]:
    return [error for pair in of for error in _errors_of(pair)]


def _errors_of(pair: Pair) -> Iterator[Error]:
    gold, said = pair.gold, pair.said
    if (said.start, said.end) != (gold["start"], gold["end"]):
        yield Error("boundary", "the sentence is cut elsewhere", pair)
    if gold["label"] == "CFS" and said.label != "CFS":
        yield Error("missed", _cause(MISSED, pair), pair)
    if gold["label"] != "CFS" and said.label == "CFS":
        yield Error("overrated", _cause(OVERRATED, pair), pair)
    if not _same(said.speaker, gold["speaker"]):
        yield Error("speaker", _cause(SPEAKERS, pair), pair)
    if not _same(said.via, gold["via"]):
        yield Error("via", "given" if gold["via"] == [None] else "missed or wrong", pair)
    for field in ("quote", "modality"):
        if getattr(said, field) not in gold[field]:
            yield Error(field, f"{gold[field][0]} taken for {getattr(said, field)}", pair)
    if said.numeric not in gold["numeric"]:
        yield Error("numeric", "number not seen as the point" if not said.numeric else "number is incidental", pair)


HEADINGS = {
    "missed": "Check-worthy sentences it does not propose",
    "overrated": "Sentences it proposes that are not check-worthy",
    "speaker": "Speakers",
    "via": "Relaying outlets",
    "quote": "Form of quotation",
    "modality": "Modality",
    "numeric": "Numbers",
    "boundary": "Sentence boundaries",
}


def page(dev: Mapping[str, list[Pair]], of_ours: list[Error]) -> str:
    lines = [
        "# What extraction gets wrong, by cause",
        "",
        f"Ruleset {CURRENT}. Written by `make bench BENCH=extraction_errors`; do not edit. Counts are of "
        + ", ".join(f"{name} ({len(of)} sentences)" for name, of in dev.items())
        + ",",
        "which nothing is trained on; the examples are sentences of our own (news.ours, documents.ours). All figures, seen and",
        "left out: [quality.md](quality.md); check-worthiness by style and topic: [worthiness.md](worthiness.md); calibration",
        "and learning curve: [calibration.svg](calibration.svg), [learning.svg](learning.svg).",
    ]
    examples = defaultdict(list)
    for error in of_ours:
        examples[error.field, error.cause].append(error.pair)
    found = {name: errors(of) for name, of in dev.items()}
    for field, heading in HEADINGS.items():
        causes = {name: Counter(e.cause for e in of if e.field == field) for name, of in found.items()}
        total: Counter[str] = sum(causes.values(), Counter())
        lines += [
            "",
            f"## {heading}: {total.total()}",
            "",
            f"| cause | {' | '.join(dev)} |",
            f"|---|{'---:|' * len(dev)}",
        ]
        lines += [
            f"| {cause} | {' | '.join(str(causes[name][cause]) for name in dev)} |" for cause, _ in total.most_common()
        ]
        lines += ["", *_examples(field, total, examples)]
    return "\n".join(lines).rstrip() + "\n"


def _examples(field: str, causes: Counter[str], examples: dict[tuple[str, str], list[Pair]]) -> Iterator[str]:
    for cause, _count in causes.most_common(4):
        for pair in examples.get((field, cause), [])[:EXAMPLES]:
            yield f"- *{cause}*: {_shortened(pair.words)} ({_verdict(field, pair)})"


def _verdict(field: str, pair: Pair) -> str:
    if field in ("missed", "overrated"):
        return f"graded {pair.gold['priority']:g} of 4, priority {pair.said.priority:.2f}"
    if field == "boundary":
        return f"cut as {_shortened(pair.said.text)}"
    return f"labelled {pair.gold[field][0]}, said {getattr(pair.said, field)}"


def _cause(causes: Causes, pair: Pair) -> str:
    return next((cause for cause, explains in causes.items() if explains(pair)), "other")


def _same(said: str | None, accepted: list[str | None]) -> bool:
    return any(_names(said) == _names(name) for name in accepted)


def _names(text: str | None) -> frozenset[str]:
    return frozenset(_plain(part) for part in (text or "").split("、") if part)


def _plain(text: str) -> str:
    return text.translate(dict.fromkeys(map(ord, " 　・=＝")))


def _named(pair: Pair) -> bool:
    return any(_plain(name) in _plain(pair.words) for name in pair.gold["speaker"] if name)


def _overlap(name: str, said: str) -> bool:
    return bool(said) and (_plain(said) in _plain(name) or _plain(name) in _plain(said))


def _has(pair: Pair, *words: str) -> bool:
    return any(word in pair.words for word in words)


def _shortened(words: str) -> str:
    words = words.replace("\n", " ")
    return words if len(words) <= LONGEST_EXAMPLE else f"{words[: LONGEST_EXAMPLE - 1]}…"


if __name__ == "__main__":
    main()
