"""Floors for `bench/extraction_quality.py`: text order, a few regular expressions, and TF-IDF without any linguistics.

    python bench/extraction_quality_floor.py order|regex|tfidf --format jsonl [--lines] FILE…

Prints the keys the scorer reads, in the form of `python -m articles.extraction`. `tfidf` is a logistic regression on
character n-grams, learned from news.train each time.
"""

import argparse
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline

TRAIN = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "news.train.jsonl"

_SENTENCE = re.compile(r"[^。\n]+。?")
_VIA = re.compile(r"([^\s、。]{1,10}?(?:新聞|通信|放送|テレビ))(?:によると|によれば)")
_SPEAKER = re.compile(
    r"([^\s、。「」はが]{2,20}?)(?:氏|さん)?(?:は|が)[^。]*(?:と述べ|と語っ|と話し|としている|と発表)"
)
_HEDGES = {"hearsay": r"という。$", "inference": r"だろう。$|とみられる。$|可能性", "future": r"予定|見通し|方針"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("floor", choices=("order", "regex", "tfidf"))
    parser.add_argument("--format", choices=("jsonl",), required=True)
    parser.add_argument("--lines", action="store_true")
    parser.add_argument("files", nargs="+")
    options = parser.parse_args()
    for name, text in _texts(options.files, lines=options.lines):
        for row in sentences(name, text, options.floor):
            print(json.dumps(row, ensure_ascii=False))


def sentences(name: str, text: str, floor: str) -> list[dict[str, object]]:
    """What a floor says of a text that is called `name`."""
    return [_row(name, index, match, floor) for index, match in enumerate(_SENTENCE.finditer(text))]


def _texts(files: list[str], *, lines: bool) -> Iterator[tuple[str, str]]:
    for file in files:
        text = Path(file).read_text(encoding="utf-8")
        if lines:
            yield from ((f"{file}:{number}", line) for number, line in enumerate(text.split("\n"), 1))
        else:
            yield file, text


def _row(name: str, index: int, match: re.Match[str], floor: str) -> dict[str, object]:
    words = match[0]
    row: dict[str, object] = {"file": name, "start": match.start(), "end": match.end(), "attributions": []}
    if floor == "order":
        return row | {"priority": 1 / (1 + index), "label": "CFS" if index < 3 else "UFS", "quote": "none"} | _PLAIN
    if floor == "tfidf":
        priority = float(_learned().predict_proba([words])[0, 1])
        return row | {"priority": priority, "label": "CFS" if priority >= 0.5 else "UFS", "quote": "none"} | _PLAIN
    numbers = len(re.findall(r"[0-9０-９]+", words))
    via, speaker = _VIA.search(words), _SPEAKER.search(words)
    return row | {
        "priority": min(1.0, numbers / 5),
        "label": "CFS" if numbers >= 2 else "UFS",
        "speaker": speaker[1] if speaker else None,
        "via": via[1] if via else None,
        "quote": "direct" if "」と" in words else "indirect" if speaker else "none",
        "modality": next((mood for mood, ending in _HEDGES.items() if re.search(ending, words)), "asserted"),
        "numeric": numbers > 0,
    }


@cache
def _learned() -> Pipeline:
    articles = [json.loads(line) for line in TRAIN.read_text(encoding="utf-8").splitlines()]
    texts = [a["text"][s["start"] : s["end"]] for a in articles for s in a["sentences"]]
    worthy = [s["label"] == "CFS" for a in articles for s in a["sentences"]]
    vectors = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), min_df=3, sublinear_tf=True)
    return make_pipeline(vectors, LogisticRegression(max_iter=1000)).fit(texts, worthy)


_PLAIN = {"speaker": None, "via": None, "modality": "asserted", "numeric": False}


if __name__ == "__main__":
    main()
