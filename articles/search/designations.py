"""Letters, ordinals and units by which one thing of a kind is told from the next: ビタミンD and ビタミンC, 台風12号 and 13号, IU and ミリ."""

from __future__ import annotations

import re
from collections.abc import Iterator

from articles.japanese.numbers import parse_number
from articles.search.alignment import Alignment
from articles.search.differences import Difference
from articles.search.measures import are_one_measure, is_measure

Designated = dict[str, dict[str, str]]
"""Of what kind → its letter or number → as it is written."""


def designated_otherwise(of: Alignment) -> Iterator[Difference]:
    """The same kind, and not one letter or number of it that both name."""
    for read in (_lettered, _numbered):
        said, heard = read(of.claim.text), read(of.statement.text)
        for kind in said.keys() & heard.keys():
            if not said[kind].keys() & heard[kind].keys():
                yield Difference("name", next(iter(said[kind].values())), next(iter(heard[kind].values())))
                return
    yield from _measured_otherwise(of.claim.text, of.statement.text)


_LETTERED = re.compile("([ァ-ヴー]{2,12}|[一-龯]{1,6})([A-Za-z]{1,2}[0-9]{0,3})(?![A-Za-z0-9])")
_VERSION = re.compile("(?<![ァ-ヴー])([ァ-ヴー]{2,12})([0-9]{1,2})(?=[」』、はがをのもにでって]|$)")
_OF_LETTER = re.compile("(?<![A-Za-z0-9])([A-Za-z])([一-龯])")


def _lettered(text: str) -> Designated:
    """ビタミンD and コトハ4 by what stands before the sign, A型 by what stands behind."""
    found: Designated = {}
    for each in _LETTERED.finditer(text):
        found.setdefault(each[1], {})[each[2].upper()] = each[0]
    for each in _VERSION.finditer(text):
        found.setdefault(each[1], {})[each[2]] = each[0]
    for each in _OF_LETTER.finditer(text):
        found.setdefault("-" + each[2], {})[each[1].upper()] = each[0]
    return found


_NUMERAL = "[0-9]{1,4}|[一二三四五六七八九十]{1,3}"
_NUMBERED = re.compile(
    f"(?:第({_NUMERAL})([一-龯])|(?<![0-9.,])({_NUMERAL})(号(?:線|機|車|棟|館|室)?|条|丁目|番線|期生|代目|世(?![界帯代紀])|便|類))"
)


def _numbered(text: str) -> Designated:
    """台風12号 and 第3子 by their counters."""
    found: Designated = {}
    for each in _NUMBERED.finditer(text):
        value = parse_number(each[1] or each[3])
        found.setdefault(each[2] or each[4], {})[str(value)] = each[0]
    return found


_MEASURED = re.compile("(?<![0-9.,])([0-9][0-9,.]{0,11})(万|億|千)?([A-Za-zμ°ァ-ヴー]{1,8})")


def _measured_otherwise(ours: str, theirs: str) -> Iterator[Difference]:
    """4000IU against 4000ミリ: one figure in two measures."""
    said, heard = _measured(ours), _measured(theirs)
    for figure in said.keys() & heard.keys():
        if not any(are_one_measure(one, other) for one in said[figure] for other in heard[figure]):
            yield Difference("number", figure + said[figure][0], figure + heard[figure][0])
            return


def _measured(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for each in _MEASURED.finditer(text):
        if is_measure(each[3]):
            found.setdefault(each[1].replace(",", "") + (each[2] or ""), []).append(each[3])
    return found
