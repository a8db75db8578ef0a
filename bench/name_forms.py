"""Names of speakers by phrase: does a phrase that stands in a labelled sentence resolve to its speaker?

`PYTHONPATH=.:bench python bench/name_forms.py [SET[:half] …] [--parses FOLDER] [--show]`. A half is 1 or 2: the articles
of even or odd place. Counted are sentences in which a phrase shares a part of its name with the speaker or points back:
right if some phrase there resolves to an accepted answer, else wrong or empty by what those phrases resolve to.
"""

import argparse
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from labelled import Article, articles, kept_parser, parsed, source

from articles.extraction.clause import Clause
from articles.extraction.mentions import register, resolve
from articles.extraction.outline import Outline
from articles.extraction.results import Span
from articles.extraction.units import ParsedSentence

SETS = (
    *("news.train:1", "news.world.train:1"),
    *("news.train:2", "news.world.train:2", "news.dev", "news.world.dev", "news.ours", "documents.ours", "public.dev"),
)
_POINTS = re.compile(r"(?:同|両)(?![じ様時日月年僚期意点])[^、。の]{1,6}|[2２二](?:人|氏|社)")
_HEAD = ("名詞", "接尾辞", "代名詞")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="*", default=SETS)
    parser.add_argument("--parses", type=Path, help="folder that keeps the parses for the next time")
    parser.add_argument("--show", action="store_true", help="print what is not right")
    options = parser.parse_args()
    print(f"{'':24}{'right':>8}{'wrong':>8}{'empty':>8}{'share':>8}")
    for name in options.sets:
        tally = Counter(outcomes(name, options.parses, show=options.show))
        total = max(1, sum(tally.values()))
        counts = "".join(f"{tally[key]:8}" for key in ("right", "wrong", "empty"))
        print(f"{name:24}{counts}{tally['right'] / total:8.3f}")


def outcomes(name: str, parses: Path | None, *, show: bool) -> Iterator[str]:
    """right, wrong or empty for each labelled sentence of a set in which its speaker is named or pointed to."""
    name, _, half = name.partition(":")
    rows = [row for index, row in enumerate(articles(name)) if not half or index % 2 == int(half) - 1]
    for row, (outline, sentences) in zip(rows, parsed(map(source, rows), kept_parser(parses)), strict=True):
        names = register(outline.text, sentences)
        for gold, sentence in labelled(row, outline, sentences):
            phrases = {phrase: resolve(phrase, start, names) for start, phrase in phrases_of(outline.text, sentence)}
            if outcome := judged(phrases, gold):
                if show and outcome != "right":
                    print(outcome, gold, {p: n for p, n in phrases.items() if is_about(p, gold)}, sep="\t")
                yield outcome


def labelled(
    row: Article, outline: Outline, sentences: list[ParsedSentence]
) -> Iterator[tuple[list[str], ParsedSentence]]:
    """Sentences with a speaker in the labels, with the accepted answers."""
    for gold in row["sentences"]:
        answers = [answer for answer in gold["speaker"] if answer]
        begin, end = gold["start"], gold["end"]
        for sentence in sentences if answers else ():
            span = outline.reading.span(sentence.span.start, sentence.span.end)
            if begin <= span.start < end:
                yield answers, sentence


def phrases_of(text: str, sentence: ParsedSentence) -> Iterator[tuple[int, str]]:
    """The noun phrase of every noun, with its start."""
    clause = Clause(text, sentence)
    for index, token in enumerate(sentence.tokens):
        if token.tag.startswith(_HEAD):
            first, last = clause.noun_phrase(index)
            span = Span(sentence.tokens[first].start, sentence.tokens[last].end)
            yield span.start, text[span.start : span.end]


def judged(phrases: dict[str, str | None], gold: list[str]) -> str | None:
    """Joint speakers are right, too, where each of them has a phrase."""
    found = {plain(name) for name in phrases.values() if name}
    for answer in gold:
        if plain(answer) in found or {plain(part) for part in answer.split("、")} <= found:
            return "right"
    about = [name for phrase, name in phrases.items() if is_about(phrase, gold)]
    if not about:
        return None
    return "wrong" if any(about) else "empty"


def plain(name: str) -> str:
    return re.sub(r"[\s　・=＝]", "", name)


def is_about(phrase: str, gold: list[str]) -> bool:
    """Whether a phrase names part of a speaker, or points back."""
    if _POINTS.fullmatch(phrase):
        return True
    parts = {part for answer in gold for name in answer.split("、") for part in re.split(r"[・＝=\s　の]", name)}
    return any(part[:length] in phrase for part in parts for length in (max(2, (len(part) + 1) // 2),) if len(part) > 1)


if __name__ == "__main__":
    main()
