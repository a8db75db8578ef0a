"""What is told or allowed to do beside what is forbidden: 行け beside 行くな."""

from __future__ import annotations

import re
from collections.abc import Iterator

from articles.search.alignment import MET, Alignment
from articles.search.differences import Difference

_TOLD = "(?:言|い[うっ]|述|呼|訴|主張|書|投稿|発言|発信|命|警告|注意|話|語|釘|い(?:う|っ))"
_FORBIDS = re.compile(
    f'(?:する|[うくぐすつぬぶむる])?な(?:よ|よな)?(?=[」』"!]|(?:と|って)、?{_TOLD})'
    "|[ぁ-ん]{0,3}?(?:[てで]は|ちゃ|じゃ|たら|だら|と)(?:いけ|なら|だめ|ダメ|駄目|あか|いか)"
    "|[ぁ-ん]{0,4}?(?:べき(?:では|じゃ|でも)?な[いく]|べからず|ないで(?=くだ|下|ほし|くれ|[」!]|と)|ない(?:方|ほう)が)"
    "|[ぁ-ん]{0,5}?(?:行為)?[はをがも]?(?:全面|一切|原則)?(?:的に)?(?:禁止|禁じ|厳禁|やめ(?=よ|ろ|て|る?べ)|控え|自粛|ng|NG)"
)
_FORBIDDEN_STEM = re.compile(
    f'([一-龯々]{{1,3}})[ぁ-ん]?[うくぐすつぬぶむる]な(?:よ|よな)?(?=[」』"!]|(?:と|って)、?{_TOLD})'
)
_FORBIDS_ANYHOW = re.compile(
    '禁|だめ|ダメ|駄目|ng|NG|アウト|不可|違法|いけ(?:ない|ません)|やめ(?:よ|ろ|と)|べからず|べき(?:では|じゃ)|[うくぐすつぬぶむる]な(?:[」』"!。]|$)'
)


def commanded_otherwise(of: Alignment) -> Iterator[Difference]:
    """One side forbids what the other has without a word against it."""
    yield from _stem_forbidden(of)
    claim, statement = of.claim, of.statement
    for mine in of.ours:
        if mine.at < 0 or mine.near < MET:
            continue
        their = of.theirs[mine.at]
        said, heard = _FORBIDS.match(claim.text, mine.word.end), _FORBIDS.match(statement.text, their.word.end)
        if said and not heard and not statement.facts.denied and not _FORBIDS_ANYHOW.search(statement.text):
            yield Difference("negation", mine.word.surface + said[0], _as_it_stands(statement.text, their.word.start))
            return
        if (
            heard
            and not said
            and mine.part >= MET
            and not claim.facts.denied
            and not _FORBIDS_ANYHOW.search(claim.text)
        ):
            yield Difference("negation", mine.word.surface, their.word.surface + heard[0])
            return


def _stem_forbidden(of: Alignment) -> Iterator[Difference]:
    """行くな, 行け: of verbs that are too common to be compared as words."""
    said, heard = _FORBIDDEN_STEM.search(of.claim.text), _FORBIDDEN_STEM.search(of.statement.text)
    forbidden, other = (said, of.statement) if said else (heard, of.claim)
    if forbidden is None or (said and heard) or _FORBIDS_ANYHOW.search(other.text):
        return
    does = re.search(f"{forbidden[1]}([ぁ-ん]{{1,4}})", other.text)
    if does and not _DENIES.search(does[1]):
        yield Difference("negation", *((forbidden[0], does[0]) if said else (does[0], forbidden[0])))


_DENIES = re.compile("な[いくか]|ず|ぬ|ん$")
_STANDS = re.compile("[一-龯々ァ-ヴー]{0,8}[ぁ-ん]{0,6}")


def _as_it_stands(text: str, start: int) -> str:
    found = _STANDS.match(text, start)
    return found[0] if found else ""
