"""Whose document it is: the municipality that issues it, and the day it gives itself; never a place it merely names."""

import re

from articles.japanese.words import words as words_of

_MARKS = (
    r"(?:(?:令和|平成|昭和)[0-9０-９元]{1,4}年度?|[0-9０-９]{4}年度?|第[0-9０-９一二三四五六七八九十]{1,4}[回号期]|定例会?|臨時会?"
    r"|[0-9０-９]{1,2}月[0-9０-９]{1,2}日|[0-9０-９]{1,2}月号?|[\s　○◯●■◆【「『・])"
)
_PREFECTURE = r"(?P<prefecture>[一-龯ァ-ヴー]{1,3}[都道府県])?"
_NAME = r"(?P<name>[一-龯々ぁ-んァ-ヴヶー]{1,6}?[市県町村区都府道])"
_BODY = (
    r"(?:議会|役所|役場|庁(?!舎)|長(?!期|老|寿)|教育委員会|選挙管理委員会|監査委員|農業委員会|消防|保健所|上下?水道|知事"
    r"|[^\s　、。]{1,10}(?:部|課|局|室|係)(?:[\s　]|$))"
)
_SPEAKER = re.compile(rf"{_PREFECTURE}{_NAME}(?:$|[\s　]|{_BODY})")
_HEADING = re.compile(
    rf"{_MARKS}{{0,8}}+(?:広報{_PREFECTURE.replace('prefecture', 'second')}(?P<paper>[一-龯々ァ-ヴヶー]{{1,6}}?[市県町村区都府道])|{_PREFECTURE}{_NAME}{_BODY})"
)
_STATES = re.compile(
    r"[、。はがをにで]|[様殿宛へ](?:[\s　]|$)|御中|各位"
)  # 青浜市議会が予算を可決: a headline, no letterhead
_LONGEST_HEADING = 40
_DATE_LINE = re.compile(
    r"(?:[^\s。、]{0,12}[\s　:：]{1,2})?(?:(?:令和|平成|昭和)[0-9０-９元]{1,2}|[0-9０-９]{4})[年./-][\s　]?[0-9０-９]{1,2}[月./-]"
    r"[\s　]?[0-9０-９]{1,2}日?(?:[\s　]?[（(].[）)])?(?:付け?)?(?:[\s　]+[^。、]{0,20})?"
)


def places_of_speaker(speaker: str) -> tuple[str, ...]:
    """The municipality and prefecture that an issuer is or names: 青浜市, 青浜市長 森文子, 青浜県高根町役場."""
    return _named(_SPEAKER.match(speaker))


def places_of_heading(line: str) -> tuple[str, ...]:
    """Those that the first heading of a document names as its body: ○○市議会会議録, 広報○○市."""
    if len(line) > _LONGEST_HEADING or _STATES.search(line):
        return ()
    return _named(_HEADING.match(line))


def _named(match: re.Match[str] | None) -> tuple[str, ...]:
    if match is None:
        return ()
    groups = match.groupdict()
    name = groups["name"] or groups.get("paper")
    prefecture = groups.get("prefecture") or groups.get("second")
    if not name or not _is_place(name, alone=match.end() == match.end("name")):
        return ()
    return (name, prefecture) if prefecture else (name,)


def _is_place(name: str, *, alone: bool) -> bool:
    """川村 may be somebody's surname, 健市 a given name."""
    if alone and name[-1] in "町村" and len(name) < 3:
        return False
    last = words_of(name)[-1]
    return last.text == name[-1] or "地名" in last.tag


def is_election(heading: str) -> bool:
    """Whether a heading is that of an election, whose candidates speak for its place: 青浜市議会議員選挙　選挙公報."""
    return bool(_ELECTION.search(heading))


_ELECTION = re.compile(r"(?:長|議|議員|知事|一般|補欠)選(?:挙|[\s　]|$)")


def is_date_line(line: str) -> bool:
    """Whether a line says when its document was issued: 2026年11月18日, 高根町長　令和8年11月18日（水）."""
    return len(line) <= _LONGEST_HEADING and bool(_DATE_LINE.fullmatch(line))
