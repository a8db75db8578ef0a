"""The last look at a name before it is given as a speaker: rather none than a false one."""

import re

from articles.extraction.mentions import tables

_LONGEST = 60  # code points of one speaker
_DIGIT = "[0-9０-９〇]"
_NUMBERED = re.compile(
    rf"(?:第?{_DIGIT}{{1,2}}(?:代|歳|才|課|区|班|管区|師団|旅団|連隊|小法廷|委員会|審|号車|年生|世)|[A-Za-zＡ-Ｚａ-ｚァ-ヴー][-_]?{_DIGIT}{{1,2}}|(?<=[一-龯ァ-ヴーの]){_DIGIT}{{1,2}}(?:人|氏|社|名)$|^{_DIGIT}{{2}}(?=[A-Z]))"
)
_NO_NAME = re.compile(
    r"[\t\n\r【】〔〕［］〜～~%％℃㎡㎞㌔→：:。？?]|^[々ー、。・）」』]|^[はがをにへともやのでよ][^ぁ-ん]|[^ぁ-ん][はがをにへやの]$|[、・（「『]$|https?"
)
_ENDS_IN_THING = re.compile(rf"(?:^|[ぁ-ん])(?:{tables.THING})$|[^ァ-ヴー](?:{tables.COMPOUND_THING})$")
_ENDS_IN_NOBODY = re.compile(
    r"(?:[一-龯][きし]?さ|こと|もの|うち|とき|ところ|ため|先般|[^一-龯](?:際|上|中|点|旨)|模様|[るたい]方)$"
)


def is_speaker_name(name: str) -> bool:
    """Whether a name can be a speaker's: of a person, body or role, whole, and neither a thing nor an amount."""
    return all(_is_one(part) for part in name.split("、"))


def _is_one(name: str) -> bool:
    if not name or len(name) > _LONGEST or name in tables.NOBODY or _NO_NAME.search(name):
        return False
    if any(name.count(opener) != name.count(closer) for opener, closer in ("「」", "『』", "（）", "()")):
        return False
    if re.search(_DIGIT, _NUMBERED.sub("", name)) and tables.folded(name) not in tables.outlets():
        return False
    return not (_ENDS_IN_NOBODY.search(name) or _ENDS_IN_THING.search(name))
