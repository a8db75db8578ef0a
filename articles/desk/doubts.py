"""Whether a speaker the machine proposes is sure enough to be filled in for the editor.

A name that is filled in gets accepted. So it is filled in only where the words that the text marks as the source are the
name; everywhere else it is shown, with what speaks against it, and the editor takes it with one key.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from django.utils.translation import gettext as _

from articles.models import Article, CandidateScore, Claimant
from articles.search.stop_words import titles

SPEAKERS = "、"  # between the names of several
FAMILY_NAME = 2  # code points of it that are enough; with one alone, 市 would begin 市川
BODIES = frozenset("会市県府都道町村区省庁局課署所社党部室団連委院校館組聞送堂行店議国")  # how names of bodies end
_AGE = re.compile(r"\([0-9]{1,3}歳?\)")


def doubt(score: CandidateScore, article: Article, text: str, known: Sequence[Claimant]) -> str:
    """Why the proposed speaker has to be confirmed, in words; empty where nothing speaks against it."""
    if CandidateScore.Missing.SPEAKER in score.incomplete:
        return _("機械は、発言者を決めきれていません")
    if not score.speaker:
        return ""
    if len(known) > 1:
        return _("この名前の発信者が、何人か登録されています")
    marked = _marked(score, text)
    if marked and not all(_is_named(name, marked) for name in score.speaker.split(SPEAKERS)):
        return _("本文の印は「%s」です") % SPEAKERS.join(marked)
    if not marked and not _stands(score.speaker, text, article):
        return _("この名前は、本文にそのままは出てきません")
    return ""


def _marked(score: CandidateScore, text: str) -> list[str]:
    """The words that the text has for whoever says it, each once, in the order of the text."""
    spans = sorted(
        (source["start"], source["end"])
        for attribution in score.attributions
        if (source := attribution["source"]) and attribution["speaker"] in (None, score.speaker)
    )
    return list(dict.fromkeys(text[start:end] for start, end in spans if text[start:end].strip()))


def _is_named(name: str, marked: Sequence[str]) -> bool:
    """Whether the name is in the marked words, or they begin with a person's family name: 石川市長 names 石川 and 石川一郎.
    会 does not name 市医師会, nor 市議 市議会."""
    sought = _plain(name)
    family = sought[:FAMILY_NAME] if len(sought) > FAMILY_NAME and sought[-1] not in BODIES else sought
    return any(sought in words or words.startswith(family) for words in map(_plain, marked))


def _stands(speaker: str, text: str, article: Article) -> bool:
    """Whether every name is in the text or is that of the account or byline."""
    where = _plain("\n".join((text, article.title, article.account, article.byline, str(article.outlet or ""))))
    return all(_plain(name) in where for name in speaker.split(SPEAKERS))


def speaks(claimant: Claimant, speaker: str) -> bool:
    """Whether one of those named in `speaker` is the claimant, by name, alias or family name: 石川市長 is 石川一郎."""
    known = [_untitled(name) for name in (claimant.name, *claimant.aliases)]
    return any(_is_called(_untitled(name), known) for name in speaker.split(SPEAKERS))


def _is_called(name: str, known: Sequence[str]) -> bool:
    """A part is enough of a person's name only."""
    is_family = len(name) >= FAMILY_NAME and name[-1] not in BODIES
    return name in known or (is_family and any(each.startswith(name) and each[-1] not in BODIES for each in known))


def _untitled(name: str) -> str:
    """石川一郎市長 as 石川一郎; a mere 市長 stays, and 大阪府知事 is not 大阪府."""
    plain = _plain(name)
    title = max((title for title in titles() if plain.endswith(title)), key=len, default="")
    bare = plain.removesuffix(title)
    return bare if bare and bare[-1] not in BODIES else plain


def _plain(words: str) -> str:
    """For comparing only: without spaces, and without an age in brackets."""
    return _AGE.sub("", "".join(unicodedata.normalize("NFKC", words).split()).casefold())
