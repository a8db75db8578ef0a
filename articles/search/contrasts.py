"""What a text sets itself apart from: AではなくB, AというよりB, and whose term of office it speaks of: 前の市長."""

from __future__ import annotations

import re
from collections.abc import Mapping

from articles.search.described import Description

_CONTRAST = re.compile(
    "(?:なんか|なんて|など|とか)?(?:では?な(?:く(?!な)|い[、。])|じゃな(?:く(?![なね])|い[、。])"
    "|(?:では|じゃ)あ?りません(?:で、|[、。])|では(?:ございません)(?:で、|[、。])|という?より)"
)
_CREDIT = re.compile(
    "の?(?:せい|ため|手柄|功績|おかげ|お陰|影響|仕業|責任|力|成果)|だ?から|の|が|氏|さん|[市町村区]長|知事"
)
"""What may stand between a word and its contrast: 牧原市長の手柄じゃなく. だけ is none, for who says だけでなく rejects nothing."""
_MOST = 3
"""Words before a contrast that belong to it: 在庫隠しじゃなく."""


def rejected(of: Description) -> Mapping[str, str]:
    """Form of a word that is said not to be it, something else being → the word as it is said."""
    found: dict[str, str] = {}
    for contrast in _CONTRAST.finditer(of.text):
        found |= _before(of, contrast.start())
    return found


def is_set_aside(figure: str, text: str) -> bool:
    """Whether every time the figure stands there something else is said to be it: 9割じゃなくて3割."""
    ends = [found.end() for found in re.finditer(re.escape(figure), text)]
    return bool(ends) and all(_CONTRAST.match(text, end) for end in ends)


def _before(of: Description, end: int) -> dict[str, str]:
    """The words that stand right before that place, but for what gives somebody the credit."""
    found: dict[str, str] = {}
    for word in reversed([word for word in of.words if end - _REACH <= word.start and word.end <= end]):
        gap = of.text[word.end : end]
        if len(found) == _MOST or (gap and (not _CREDIT.fullmatch(gap) or (found and word.weight < 1))):
            break
        if not _CREDIT.fullmatch(word.surface):
            found[word.form] = word.surface
            end = word.start
    return found


_REACH = 24
_OFFICE = "(?:市長|町長|村長|区長|知事|首相|総理|大統領|大臣|社長|会長|院長|校長|議員|市議|県議|党首|代表)"
_FORMER = re.compile(
    f"(?:前の|先代の|前任の|先々代の|前々任の|元の|以前の|昔の|かつての|旧|(?<![以午直戦])前|(?<![地手根次紀中])元)[一-龯]{{0,3}}?{_OFFICE}"
    f"|{_OFFICE}だったころ|前任者|先代(?:の|が|は)"
)
_NEXT = re.compile(f"(?:次の|後任の|新しい|次期)[一-龯]{{0,3}}?{_OFFICE}|後任(?:の|が|は)")
_HOLDS = re.compile(_OFFICE)


def terms_apart(theirs: str, ours: str) -> tuple[str, str] | None:
    """The claim's office and the statement's, where one speaks of who held it before, or will, and the other does not."""
    for term in (_FORMER, _NEXT):
        said, heard = term.search(ours), term.search(theirs)
        if heard and not said and (holds := _HOLDS.search(ours)):
            return holds[0], heard[0]
        if said and not heard and (holds := _HOLDS.search(theirs)):
            return said[0], holds[0]
    return None
