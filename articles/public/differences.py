"""What differs between a checked claim and a reader's sentence, in plain words: the part that makes the answer another."""

from __future__ import annotations

from django.utils.translation import gettext as _

from articles.search.matching import Difference

MAX_WORDS = 40  # code points of either side: a name or an amount, never a whole sentence


def in_words(difference: Difference) -> str:
    """One sentence. `ours` is what was checked, `theirs` what the reader asks; either may say nothing of it."""
    ours, theirs = difference.ours[:MAX_WORDS], difference.theirs[:MAX_WORDS]
    if difference.kind == "negation":
        return _negation(ours, theirs)
    if difference.kind == "certainty":
        return _certainty(ours, theirs)
    if ours and theirs:
        return _("検証したのは「%(ours)s」、お尋ねは「%(theirs)s」です。") % {"ours": ours, "theirs": theirs}
    if ours:
        return _("検証した主張には「%(ours)s」とありますが、お尋ねの文にはありません。") % {"ours": ours}
    return _("お尋ねの文には「%(theirs)s」とありますが、検証した主張にはありません。") % {"theirs": theirs}


def _negation(ours: str, theirs: str) -> str:
    if ours and theirs:
        return _("検証したのは「%(ours)s」、お尋ねは「%(theirs)s」で、言っていることが逆です。") % {
            "ours": ours,
            "theirs": theirs,
        }
    return _("検証した主張とお尋ねの文では、「する」と「しない」が逆です。")


def _certainty(ours: str, theirs: str) -> str:
    return _(
        "検証したのは「%(ours)s」、お尋ねは「%(theirs)s」です。起きたこと・決まったことと、恐れ・検討・仮定とは別の主張です。"
    ) % {"ours": ours, "theirs": theirs}


def kind_in_words(difference: Difference) -> str:
    return {
        "number": _("数字"),
        "name": _("名前"),
        "place": _("場所"),
        "date": _("日付"),
        "negation": _("肯定と否定"),
        "certainty": _("確かさ"),
    }[difference.kind]
