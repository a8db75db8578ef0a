"""Words of a short text with what the dictionary calls them, without GiNZA's parse: enough to tell 大石 from 概要."""

from dataclasses import dataclass
from functools import lru_cache

from articles.japanese.loader import tokenizer

MAX_WORDS_TEXT = 120
"""Longest text, in code points: labels and the words around a name, not sentences."""


@dataclass(frozen=True, slots=True)
class Word:
    """A morpheme; `tag` is its part of speech as UniDic has it, joined with hyphens (名詞-固有名詞-人名-姓)."""

    text: str
    tag: str


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[Word, ...]:
    """The longest words the dictionary knows, in order; together they are `text`, cut at `MAX_WORDS_TEXT`."""
    found = tokenizer().tokenize(text[:MAX_WORDS_TEXT])
    return tuple(
        Word(each.surface(), "-".join(part for part in each.part_of_speech()[:4] if part != "*")) for each in found
    )
