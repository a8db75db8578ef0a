"""Words and names that a line break falls into: 柏⏎崎課長, 町長の梶原宗⏎一郎氏, 業⏎界."""

import re

from articles.extraction.mentions.tables import HONORIFIC, OFFICE
from articles.extraction.roster import is_family
from articles.japanese.words import words

SURE = 10.0
"""More than all that may speak against it: the rest of a broken name is nobody's name."""
_BROKEN = 1.5
_WINDOW = 12  # code points on either side of a break
_RUN = re.compile("[一-龯々ァ-ヴー]")
_NAME_BEGUN = re.compile(rf"(?:{OFFICE})の[一-龯々]{{1,4}}$")
_NAME_ENDS = re.compile(rf"[一-龯々]{{1,3}}(?:{HONORIFIC}|(?:[一-龯]{{1,4}})?(?:{OFFICE}))(?:[^一-龯]|$)")


def weight(before: str, after: str) -> float:
    """How much it says for a line that goes on: `SURE` within a name before its honorific or title, 0 between words."""
    if not (_RUN.match(before[-1:]) and _RUN.match(after)):
        return 0.0
    over = _over(before[-_WINDOW:], after[:_WINDOW])
    if _NAME_ENDS.match(after) and (_NAME_BEGUN.search(before[-_WINDOW:]) or (over and is_family(over))):
        return SURE
    return _BROKEN if over else 0.0


def _over(before: str, after: str) -> str | None:
    """The word over the break, or the family name before a given name that begins the line."""
    end, family = 0, None
    for word in words(before + after):
        start, end = end, end + len(word.text)
        if end > len(before):
            is_broken = start < len(before) and len(word.text) > 1
            return word.text if is_broken else family if "人名-名" in word.tag else None
        family = word.text if "人名-姓" in word.tag else None
    return None
