"""One spelling for what is compared: width, old forms of kanji, ヶ, letters that only look like text left out."""

import re
import unicodedata

from articles.japanese.name_variants import one_form

LONGEST = 5_000
"""Code points of a text that are read; a claim is a sentence, a message is cut by `statements`."""

_REPEATED = re.compile(r"(.)\1{3,}")
_HIDDEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff]+")
_SMALL_KE = re.compile("(?<=[一-龯々])[ヶケヵカがガ](?=[一-龯々])")
_NO_LETTERS = re.compile(r"[\W_]+")
_KATAKANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヴ") + 1)}


def readable(text: str) -> str:
    """`text` with lone surrogates, NUL and control signs as spaces, as long as it was: fit for Sudachi and PostgreSQL."""
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() or sign == "\n" else " " for sign in text)


def folded(text: str) -> str:
    """The text as terms and facts are read from it, on one line. A sign repeated more than three times stands thrice."""
    plain = unicodedata.normalize("NFKC", _HIDDEN.sub("", readable(text[:LONGEST])))
    return _REPEATED.sub(r"\1\1\1", one_form(" ".join(plain.split())))[:LONGEST]


def letters(text: str) -> str:
    """Letters and digits of a folded text in lower case, ヶ, ケ and が between two kanji as one sign."""
    return _NO_LETTERS.sub("", _SMALL_KE.sub("ヶ", text).lower())


def hiragana(text: str) -> str:
    return text.translate(_KATAKANA)
