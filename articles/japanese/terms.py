"""Search terms: what a text and a query share when they mean the same words, however these are spelt."""

import unicodedata
from collections.abc import Iterator
from typing import Any

from articles.japanese.loader import dictionary

MAX_TERM_BYTES = 2046  # PostgreSQL's longest lexeme
_CHUNK = 10_000  # code points: at most 40,000 bytes, and Sudachi refuses more than 49,149
_CONTENT = {"名詞", "動詞", "形容詞", "形状詞", "副詞", "接頭辞", "接尾辞"}
_SYMBOLS = {"記号", "補助記号"}
_BREAKS = "\n。、 "


def search_terms(text: str) -> list[str]:
    """Terms of `text` without repeats, in the order of their first occurrence; [] where there is no word.

    Sudachi's normalised forms (引越し and 引っ越し meet), NFKC and lower case, of the content words: each compound as
    a whole and in its parts, so that 選挙管理委員会 is found by 委員会. Terms are cut at `MAX_TERM_BYTES` of UTF-8.
    `text` must not hold lone surrogates.
    """
    found: dict[str, None] = {}
    for chunk in _chunks(unicodedata.normalize("NFKC", text)):
        for term in _chunk_terms(chunk):
            found[term] = None
    return list(found)


def query_terms(text: str) -> list[str]:
    """Terms that a text found by `text` must all have: Sudachi's middle units, each of them a search term of its text.

    選挙管理委員会 asks for 選挙, 管理 and 委員会, so it also finds 県選挙管理委員会, which the dictionary may know as one word;
    the shortest units (委員, 会) would find too much.
    """
    units = dictionary().create(mode="B").tokenize(unicodedata.normalize("NFKC", text[:_CHUNK]))
    return list(dict.fromkeys(term for unit in units for term in _term(unit)))


def _chunk_terms(chunk: str) -> Iterator[str]:
    for compound in dictionary().create(mode="C").tokenize(chunk):
        yield from _term(compound)
        for mode in ("B", "A"):
            for part in compound.split(mode, add_single=False):
                yield from _term(part)


def _term(morpheme: Any) -> Iterator[str]:
    """Sudachi takes COVID-19 for one word or for two, depending on what follows; here it is always two."""
    kind = morpheme.part_of_speech()[0]
    # Letters and ideographs that Sudachi has no entry for (α, 𠮟) are symbols to it.
    if kind not in _CONTENT and not (kind in _SYMBOLS and morpheme.surface().isalnum()):
        return
    for part in unicodedata.normalize("NFKC", morpheme.normalized_form()).lower().split("-"):
        if term := part.strip():
            yield term.encode()[:MAX_TERM_BYTES].decode(errors="ignore")


def _chunks(text: str) -> Iterator[str]:
    """Pieces that Sudachi accepts, cut after a break where there is one in the second half of a piece."""
    start = 0
    while start < len(text):
        end = min(start + _CHUNK, len(text))
        if end < len(text):
            middle = start + _CHUNK // 2
            end = max((text.rfind(b, middle, end) + 1 for b in _BREAKS), default=0) or end
        yield text[start:end]
        start = end
