"""The face of a verdict: what it is called wherever its name goes, in titles, cards, feeds, embeds and lists. State first.

A retracted verdict and an old version say nothing of what they said: a title travels without the page that voids it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import gettext as _

from articles.japanese import invisible
from articles.models import Publication, PublishedVerdict
from articles.models.snapshot import Snapshot
from articles.public import addresses
from articles.public.converters import Reference

MAX_STATEMENT = 80  # code points of a claim that stands for a headline
MAX_DESCRIPTION = 300
LEADING = (
    Publication.Kind.CORRECTION,
    Publication.Kind.RATING_CHANGE,
)  # changes that a title leads with, weightier first
# Neither XML nor HTML may hold them.
_UNFIT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    f"{''.join(chr(plane + last) for plane in range(0x10000, 0x110000, 0x10000) for last in (0xFFFE, 0xFFFF))}]"
)
_BLANKS = re.compile("[\t\n\r ]+")


class Face(NamedTuple):
    """`mark` is "" where nothing happened since the publication, `rating` "" where none stands."""

    number: int
    mark: str
    name: str
    rating: str
    description: str
    slug: str
    is_void: bool = False
    finding: str = ""  # the facts in one sentence; of a void or old version none
    lead_form: str = "【{}】"

    @property
    def lead(self) -> str:
        return self.lead_form.format(self.mark) if self.mark else ""

    @property
    def title(self) -> str:
        return f"{self.lead}{self.name}"

    @property
    def rated_title(self) -> str:
        """For where no stamp stands beside it."""
        return f"{self.lead}{self.lead_form.format(self.rating)}{self.name}" if self.rating else self.title

    @property
    def reference(self) -> Reference:
        """For URLs of the verdict that have the number alone."""
        return Reference(self.number, "")

    @property
    def path(self) -> str:
        return addresses.verdict_path(self.number, self.slug)

    @property
    def url(self) -> str:
        return addresses.absolute(self.path)

    @property
    def short_url(self) -> str:
        """By number alone: for people, to be said, typed and shared. It leads to the page."""
        return addresses.verdict_url(self.number, "")


def of_row(row: PublishedVerdict) -> Face:
    """The face at the verdict's own URL, from its row in the index; without a rating. Of a hidden one only the number."""
    if row.state == PublishedVerdict.State.RETRACTED:
        return _void(row.verdict_number, row.statement)
    name, mark = plain(row.headline), mark_of(row.change)
    finding = plain(row.finding)
    return Face(row.verdict_number, mark, name, "", _statement(row.statement), row.slug, finding=finding)


def of_snapshot(snapshot: Snapshot, change: str) -> Face:
    """The same from what was published. `change` is the `leading_change` of the versions up to this one."""
    claim, rating = snapshot["claim"], snapshot["rating"]["name"]
    if snapshot["state"] != "live":
        return _void(snapshot["number"], claim["statement"])
    mark, statement = mark_of(change), _statement(claim["statement"])
    finding = plain(snapshot.get("finding", ""))
    told = _("事実は：%(finding)s") % {"finding": f"{finding.removesuffix('。')}。"} if finding else ""
    lead = f"【{mark}】【{rating}】" if mark else f"【{rating}】"
    description = cut(plain(f"{lead}{statement}{told}{''.join(snapshot['summary'])}"), MAX_DESCRIPTION)
    name = plain(snapshot["headline"])
    return Face(snapshot["number"], mark, name, rating, description, snapshot["slug"], finding=finding)


def of_version(version: int, newest: PublishedVerdict, later: Iterable[str]) -> Face:
    """The face of a version that is not the newest. `later` are the kinds of the versions after it."""
    current = of_row(newest)
    name = _("検証記事%(number)d番 第%(version)d版") % {"number": newest.verdict_number, "version": version}
    if newest.state == PublishedVerdict.State.HIDDEN:
        return Face(
            newest.verdict_number, _("古い版"), name, "", _("最新の版は、法的理由等により表示していません。"), ""
        )
    if newest.state == PublishedVerdict.State.RETRACTED:
        return current._replace(name=name)
    mark, told = _superseded(leading_change(later))
    description = _("%(told)s最新の版：%(title)s") % {"told": told, "title": current.title}
    return Face(newest.verdict_number, mark, name, "", description, current.slug)


def leading_change(kinds: Iterable[str]) -> str:
    """The weightiest change of the text among kinds of publications in their order, "" where there was none.

    A text that was corrected once stays one that was corrected, whatever was added later.
    """
    since: set[str] = set()
    for kind in kinds:
        since = set() if kind == Publication.Kind.PUBLISHED else since | {kind}  # it began anew after an erasure
    return next((kind.value for kind in LEADING if kind in since), "")


def mark_of(change: str) -> str:
    return str(Publication.Kind(change).label) if change else ""


def plain(text: str) -> str:
    """One line without what no title may hold: controls, and signs that turn the direction of what follows."""
    if text.isprintable() and "  " not in text:  # as nearly every text is: there is nothing to take out
        return text.strip()
    return _BLANKS.sub(" ", straight(text)).strip()


def fit(text: str) -> str:
    """`text` without the characters that HTML and XML forbid."""
    return _UNFIT.sub("", text)


def straight(text: str) -> str:
    """`text` as it is stored, in one direction: fit, and without the signs that turn what follows."""
    return invisible.straight(fit(text))


def cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _statement(statement: str) -> str:
    return f"「{plain(statement)}」"


def _void(number: int, statement: str) -> Face:
    name = _("「%(statement)s」の検証") % {"statement": cut(plain(statement), MAX_STATEMENT)}
    return Face(
        number,
        str(Publication.Kind.RETRACTION.label),
        name,
        "",
        _("この検証記事は取り消しました。判定は無効です。"),
        "",
        is_void=True,
    )


def _superseded(change: str) -> tuple[str, str]:
    if change == Publication.Kind.CORRECTION:
        return _("訂正前の版"), _("この版の内容は、のちに訂正しました。")
    if change == Publication.Kind.RATING_CHANGE:
        return _("判定変更前の版"), _("この版の判定は、のちに変更しました。")
    return _("古い版"), _("この版の内容は、のちに変えています。")
