"""A verdict in other words, where the desk wrote some: in English, in easy Japanese. What each is called, state first, and where it is.

Nothing here is translated by a machine. The words belong to a version like all it says; names and definitions of ratings are the newsroom's
translation, one for all verdicts (locale/en).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Literal, NamedTuple, cast

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, override

from articles.japanese import furigana
from articles.models import Publication, PublishedRendition, PublishedVerdict
from articles.models.snapshot import RenditionSnapshot, Snapshot
from articles.public import addresses, face, trust
from articles.public.converters import Reference
from articles.public.face import Face

Member = Literal["english", "easy_japanese"]
Language = PublishedRendition.Language
LONGEST_SLUG = 60
LONGEST_NAME = 160  # code points of a claim in titles and lists


class Words(NamedTuple):
    """What titles and descriptions are made of in one of them; `{}` takes a text."""

    lead: str  # around a state or a rating that leads
    quoted: str
    checked: str  # instead of a headline of what is void
    facts: str
    retracted: str
    void: str
    corrected: str
    rating_changed: str
    behind: str
    told_behind: str  # instead of facts and summary of what is behind
    old: str
    version: str  # number and version
    superseded: str
    old_corrected: str
    superseded_corrected: str
    old_rated: str
    superseded_rated: str
    hidden: str


ENGLISH = Words(
    lead="{}: ",
    quoted="“{}”",
    checked="Fact-check of “{}”",
    facts="The facts: {}",
    retracted="Retracted",
    void="This fact-check was retracted. Its rating is void.",
    corrected="Corrected fact-check",  # alone before a claim, it would read as if that were the correction
    rating_changed="Rating changed",
    behind="Not up to date",
    told_behind="The Japanese text was changed after this English text was written. The Japanese page is the one that stands.",
    old="Old version",
    version="Fact-check {}, version {}",
    superseded="This is not the newest version of this fact-check.",
    old_corrected="Before a correction",
    superseded_corrected="What this version says was corrected later.",
    old_rated="Before a change of rating",
    superseded_rated="The rating of this version was changed later.",
    hidden="The newest version is not shown, for legal or similar reasons.",
)
EASY = Words(
    lead="【{}】",
    quoted="「{}」",
    checked="「{}」を調べた記事",
    facts="本当のこと：{}",
    retracted="取り消し",
    void="この記事は取り消しました。この記事の判定は、もう正しくありません。",
    corrected="訂正",
    rating_changed="判定変更",
    behind="日本語版より古い",
    told_behind="ふつうの日本語の記事は、このあとに変わりました。この文は古いままです。新しい記事を読んでください。",
    old="古い版",
    version="検証記事{}番 第{}版",
    superseded="これは古い記事です。新しい記事を読んでください。",
    old_corrected="訂正前の版",
    superseded_corrected="これは古い記事です。まちがいがあったので、あとで直しました。",
    old_rated="判定変更前の版",
    superseded_rated="これは古い記事です。判定は、あとで変わりました。",
    hidden="新しい記事は、法律などの理由で見せていません。",
)


class Kind(NamedTuple):
    """One way of other words: the member of snapshots that holds it, and how it stands in addresses and in HTML."""

    member: Member
    language: Language
    lang: str
    name: str
    template: str
    words: Words

    def slug(self, snapshot: Snapshot) -> str:
        """The readable tail of its address; "" for what is void, of which nothing is repeated."""
        if snapshot["state"] != "live":
            return ""
        if self.member == "easy_japanese":
            return snapshot["slug"]
        words = re.sub(r"[\W_]+", "-", snapshot["english"]["claim"].lower()).strip("-")
        return (
            words
            if len(words) <= LONGEST_SLUG
            else words[: LONGEST_SLUG + 1].rpartition("-")[0] or words[:LONGEST_SLUG]
        )

    def path(self, number: int, slug: str = "") -> str:
        return reverse(f"public:{self.language}-detail", args=[Reference(number, slug)])

    def version_path(self, number: int, version: int) -> str:
        return reverse(f"public:{self.language}-version", args=[Reference(number, ""), version])

    def plain(self, text: str) -> str:
        """Without the marks of readings, on one line."""
        return face.plain(furigana.plain(text) if self.member == "easy_japanese" else text)

    def rating(self, name: str) -> str:
        with override(self.lang):
            return gettext(name)


KINDS = (
    Kind("english", Language.ENGLISH, "en", "English", "english", ENGLISH),
    Kind("easy_japanese", Language.EASY, "ja", "やさしい日本語", "easy", EASY),
)


def kind_of(language: str) -> Kind:
    return next(kind for kind in KINDS if kind.language == language)


def told(snapshot: Snapshot) -> Iterator[tuple[Kind, RenditionSnapshot]]:
    """The other words that a version has."""
    for kind in KINDS:
        words = snapshot.get(kind.member)
        if words is not None:
            yield kind, words


def is_behind(kind: Kind, versions: Sequence[Snapshot]) -> bool:
    """Whether the Japanese was changed after these words were written: by a version, in its order, that meant more than wording."""
    newest, behind = versions[-1].get(kind.member), False
    for before, after in pairwise(versions):
        if after.get(kind.member) != newest or before.get(kind.member) != newest:
            behind = False
        elif after["kind"]["code"] != Publication.Kind.AMENDMENT and said(before) != said(after):
            behind = True
    return behind


def behind(versions: Sequence[Snapshot]) -> frozenset[Member]:
    """Which of the other words of the newest of these versions are behind; hidden ones are left out."""
    return frozenset(kind.member for kind, _words in told(versions[-1]) if is_behind(kind, versions))


def said(snapshot: Snapshot) -> tuple[object, ...]:
    """What the other words say too."""
    return (
        *(snapshot["rating"]["code"], snapshot["claim"]["statement"]),
        *(snapshot.get("finding", ""), snapshot["summary"]),
    )


class Link(NamedTuple):
    """`code` is for hreflang, "" where it has none: easy Japanese is Japanese."""

    code: str
    lang: str
    name: str
    path: str
    is_current: bool

    @property
    def url(self) -> str:
        return addresses.absolute(self.path)


def links(snapshot: Snapshot, *, current: str = "ja", is_permanent: bool = False) -> list[Link]:
    """Between the pages of a version, the Japanese one first; none where it has no other words."""
    number, version = snapshot["number"], snapshot["version"]
    others = [
        Link(
            "en" if kind.lang == "en" else "",
            kind.lang,
            kind.name,
            kind.version_path(number, version) if is_permanent else kind.path(number, kind.slug(snapshot)),
            kind.language == current,
        )
        for kind, _words in told(snapshot)
    ]
    if not others:
        return []
    japanese = Link("ja", "ja", "日本語", japanese_path(snapshot, is_permanent=is_permanent), current == "ja")
    return [japanese, *others]


def japanese_path(snapshot: Snapshot, *, is_permanent: bool = False) -> str:
    number = snapshot["number"]
    if is_permanent:
        return reverse("public:version-detail", args=[Reference(number, ""), snapshot["version"]])
    return addresses.verdict_path(number, snapshot["slug"] if snapshot["state"] == "live" else "")


# What it says -----------------------------------------------------------------------------------------------------------


class Corrected(NamedTuple):
    """A correction of an earlier version, for the line of dates."""

    kind: Publication.Kind
    published_at: str | datetime


def article(
    kind: Kind,
    snapshot: Snapshot,
    shown: Face,
    *,
    is_behind: bool = False,
    japanese: str = "",
    earlier: Sequence[Corrected] = (),
) -> SafeString:
    """The <article> of its page. `japanese` is where the whole verdict is, "" where that is nowhere yet.

    `earlier` are the corrections before this version, in their order.
    """
    rating = snapshot["rating"]
    name, definition = EASY_RATINGS.get(rating["code"].partition("-")[2], (rating["name"], rating["definition"]))
    with override(kind.lang):
        context = {
            "verdict": snapshot,
            "words": snapshot.get(kind.member),
            "face": shown,
            "rating": {**rating, "name": kind.rating(rating["name"])},
            "definition": kind.rating(rating["definition"]),
            "easy": {"name": name, "definition": definition},
            "trust": trust.signs(snapshot),
            "is_behind": is_behind,
            "japanese": japanese,
            "earlier": earlier,
        }
        return mark_safe(face.straight(render_to_string(f"public/_{kind.template}.html", context)))  # noqa: S308 - our own template


# The ratings of both scales in easy Japanese, by their codes without the scale: definitions that both share.
EASY_RATINGS = {
    "accurate": ("正確《せいかく》", "正《ただ》しいです。大事《だいじ》なことも書《か》いてあります。"),
    "mostly-accurate": (
        "ほぼ正確《せいかく》",
        "少《すこ》しまちがいがありますが、大事《だいじ》なところは正《ただ》しいです。",
    ),
    "misleading": ("ミスリード", "うそではありませんが、まちがって考《かんが》えてしまう書《か》き方《かた》です。"),
    "inaccurate": (
        "不正確《ふせいかく》",
        "正《ただ》しいところと、まちがっているところがあります。全体《ぜんたい》では正《ただ》しくありません。",
    ),
    "unsupported": (
        "根拠不明《こんきょふめい》",
        "まちがいだとは言《い》えませんが、正《ただ》しいとわかる証拠《しょうこ》がありません。または、とても少《すく》ないです。",
    ),
    "false": ("誤《あやま》り", "全部《ぜんぶ》、または大事《だいじ》なところがまちがっています。"),
    "fabricated": (
        "虚偽《きょぎ》",
        "全部《ぜんぶ》、または大事《だいじ》なところがまちがっています。まちがいだと知《し》っていて伝《つた》えた疑《うたが》いがとても強《つよ》いです。",
    ),
    "withheld": (
        "判定留保《はんていりゅうほ》",
        "本当《ほんとう》かうそか、はっきり言《い》うことができません。",
    ),
    "out-of-scope": (
        "検証対象外《けんしょうたいしょうがい》",
        "意見《いけん》や感《かん》じたことです。本当《ほんとう》かうそかを調《しら》べることができません。",
    ),
}


# What it is called ------------------------------------------------------------------------------------------------------


def face_of_snapshot(kind: Kind, snapshot: Snapshot, change: str, *, is_behind: bool = False) -> Face:
    """As `face.of_snapshot`, in these words. What is behind says neither facts nor summary: they may be what was corrected."""
    told = cast(RenditionSnapshot, snapshot.get(kind.member))
    rating, is_void = kind.rating(snapshot["rating"]["name"]), snapshot["state"] != "live"
    named = face_of(kind, snapshot["number"], told["claim"], rating, change, is_void=is_void, is_behind=is_behind)
    if named.is_void:
        return named
    finding = "" if is_behind else kind.plain(told["finding"])
    facts = [kind.words.facts.format(finding)] if finding else []
    rest = [kind.words.told_behind] if is_behind else [*facts, *map(kind.plain, told["summary"])]
    said = (" " if kind.lang == "en" else "").join([named.rated_title, *rest])
    return named._replace(description=face.cut(said, face.MAX_DESCRIPTION), slug=kind.slug(snapshot), finding=finding)


def face_of(
    kind: Kind, number: int, claim: str, rating: str, change: str, *, is_void: bool, is_behind: bool = False
) -> Face:
    """As `face.of_row`: by the claim, for there is no headline in these words. What is behind was not corrected itself."""
    words, statement = kind.words, face.cut(kind.plain(claim), LONGEST_NAME)
    if is_void:
        name = words.checked.format(face.cut(statement, face.MAX_STATEMENT))
        return Face(number, words.retracted, name, "", words.void, "", is_void=True, lead_form=words.lead)
    marks = {
        Publication.Kind.CORRECTION.value: words.corrected,
        Publication.Kind.RATING_CHANGE.value: words.rating_changed,
    }
    mark = words.behind if is_behind else marks.get(change, "")
    return Face(number, mark, words.quoted.format(statement), rating, "", "", lead_form=words.lead)


def face_of_version(kind: Kind, version: int, newest: PublishedVerdict, later: Iterable[str]) -> Face:
    """As `face.of_version`: what an old version said is not repeated outside of it."""
    words, number = kind.words, newest.verdict_number
    name = words.version.format(number, version)
    if newest.state == PublishedVerdict.State.HIDDEN:
        return Face(number, words.old, name, "", words.hidden, "", lead_form=words.lead)
    if newest.state == PublishedVerdict.State.RETRACTED:
        return Face(number, words.retracted, name, "", words.void, "", is_void=True, lead_form=words.lead)
    mark, description = {
        Publication.Kind.CORRECTION.value: (words.old_corrected, words.superseded_corrected),
        Publication.Kind.RATING_CHANGE.value: (words.old_rated, words.superseded_rated),
    }.get(face.leading_change(later), (words.old, words.superseded))
    return Face(number, mark, name, "", description, "", lead_form=words.lead)
