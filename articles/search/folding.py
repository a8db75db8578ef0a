"""One spelling for what is compared: width, old forms of kanji, ヶ, letters that only look like text left out."""

import re
import unicodedata

from articles.japanese.name_variants import one_form

LONGEST = 5_000
"""Code points of a text that are read; a claim is a sentence, a message is cut by `statements`."""

_REPEATED = re.compile(r"(.)\1{3,}")
_HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff]+"
)
_SMALL_KE = re.compile("(?<=[一-龯々])[ヶケヵカがガ](?=[一-龯々])")
_KE_OF_A_NAME = re.compile("(?<=[一-龯々])[ケヵ](?=[一-龯々])")
_WRAPPED = re.compile(r"(?<=[ぁ-んァ-ヴー一-龯々、])[ \t]*\n[ \t]*(?=[ぁ-んァ-ヴー一-龯々0-9])")
"""A line that breaks off within a sentence."""
_SPACED = re.compile(r"(?<!\S)(?:\S[ \t\n]){3,}\S(?!\S)")
"""ダ ム が 決 壊."""
_SPACED_HERE = re.compile(
    r"(?<!\S)(?:[ぁ-んァ-ヴー一-龯々][ \t\n]){2,}[ぁ-んァ-ヴー一-龯々](?!\S)|(?<=[ぁ-ん])[ ](?=[ぁ-ん](?:[\s。！!？?、]|$))"
)
"""建 設 で, していま す."""
_LOOKS_LIKE = {
    "口": "ロ",
    "厶": "ム",
    "力": "カ",
    "二": "ニ",
    "工": "エ",
    "夕": "タ",
    "卜": "ト",
    "八": "ハ",
    "一": "ー",
}
_MISREAD = re.compile("(?<=ゼ)口|(?<=[ァ-ヴー])厶|厶(?=[ァ-ヴー])|(?<=[ァ-ヴー])[口力二工夕卜八一](?=[ァ-ヴー])")
"""Kanji read for katakana by a scanner."""
_NO_LETTERS = re.compile(r"[\W_]+")
_KATAKANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヴ") + 1)}


def readable(text: str) -> str:
    """`text` with lone surrogates, NUL and control signs as spaces, as long as it was: fit for Sudachi and PostgreSQL."""
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() or sign == "\n" else " " for sign in text)


def folded(text: str) -> str:
    """The text as terms and facts are read from it, on one line. A sign repeated more than three times stands thrice.

    Names have 躰 for 体 as their one form; the dictionary knows 体力 and no 躰力.
    """
    plain = unicodedata.normalize("NFKC", readable(_HIDDEN.sub("", text[:LONGEST])))
    plain = _MISREAD.sub(lambda found: _LOOKS_LIKE[found[0]], _WRAPPED.sub("", _unspaced_all(plain)))
    plain = _KE_OF_A_NAME.sub("ヶ", plain)
    return _REPEATED.sub(r"\1\1\1", one_form(" ".join(plain.split())).replace("躰", "体"))[:LONGEST]


def _unspaced_all(plain: str) -> str:
    return _SPACED_HERE.sub(_unspaced, _SPACED.sub(_unspaced, plain))


def _unspaced(found: re.Match[str]) -> str:
    return "".join(found[0].split())


def letters(text: str) -> str:
    """Letters and digits of a folded text in lower case, ヶ, ケ and が between two kanji as one sign."""
    return _NO_LETTERS.sub("", small_ke(text).lower())


def small_ke(text: str) -> str:
    """The text with ヶ for ケ and が between two kanji: 鶴が浜 and 鶴ヶ浜 are one name. Only for looking a name up."""
    return _SMALL_KE.sub("ヶ", text)


def hiragana(text: str) -> str:
    return text.translate(_KATAKANA)
