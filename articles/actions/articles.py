from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from articles import permissions
from articles.actions import edits, events, extractions, fitness, withdrawals
from articles.actions.errors import Refused
from articles.extraction import UnusableText, check_text
from articles.japanese.invisible import is_readable, straight, uncontrolled
from articles.models import Actor, ApiKey, Article, ArticleRevision, HandedIn, Outlet, TextFingerprint, User
from articles.search import fingerprints
from articles.search.links import link_key


class TextUnusable(Refused):
    """The text is empty, too long, or holds NUL or lone surrogates; the message says which."""


class TitleMissing(Refused):
    message = _("見出しがありません。見出しを入力してください。")


class TextUnchanged(Refused):
    message = _("本文が今の版と同じです。変更がないため、新しい版は作りませんでした。")


class AddressTaken(Refused):
    message = _("このURLは、別の検証素材に登録されています。")


class Imported(NamedTuple):
    article: Article
    revision: ArticleRevision
    is_new: bool  # False: this very text was already here, or its address was added to another article's


AT_ONCE = 200
SOURCE_FIELDS = ("kind", "outlet", "title", "account", "byline", "published_at", "reach", "reach_date")


def usable(text: str) -> str:
    """The text as it will be stored: CRLF becomes LF, nothing else changes (docs/adr: offsets are into this text)."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    try:
        check_text(text)
    except UnusableText as error:
        raise TextUnusable(error.message) from error
    return text


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def address_key(url: str) -> str:
    """Equal for all addresses of one page, and short enough for an index; "" for no address."""
    return hashlib.blake2b((link_key(url) or url).encode(), digest_size=16).hexdigest() if url else ""


def title_of(text: str) -> str:
    """The first line with anything in it, as it is read, for texts that come without a title."""
    return next((uncontrolled(straight(line)).strip() for line in text.splitlines() if is_readable(line)), "")[:200]


def serialise_imports_of(keys: Collection[str]) -> None:
    """Two imports of one text at one moment: the second waits for the first to commit, and finds it.

    A key is what tells articles apart: that of a URL or, without one, the digest of a text. Many are locked in one order, whoever
    asks, so that two imports never wait for each other.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(key) FROM"
            " (SELECT DISTINCT hashtextextended(name, 0) AS key FROM unnest(%s::text[]) AS name ORDER BY key) AS keys",
            [list(keys)],
        )


def import_article(
    *,
    text: str,
    by: Actor,
    title: str = "",
    kind: str = Article.Kind.NEWS,
    outlet: Outlet | None = None,
    url: str = "",
    account: str = "",
    byline: str = "",
    published_at: datetime | None = None,
    reach: int | None = None,
    reach_date: date | None = None,
    extract: bool = True,
    same_as: Article | None = None,
    nevertheless: str = "",
) -> Imported:
    """Store a text and, if asked, enqueue its extraction in the same transaction.

    A known address with a new text adds a revision; the same text again returns what is already there. `same_as` is the
    article that an editor found to be the same under another address: the address goes to it and the text is not kept.

    A key finds and revises only what it brought in itself. An address that another article holds is not its article's: the
    caller keeps it.

    A text that a redaction erased is refused (withdrawals.TextWithdrawn), unless a desk editor takes it in `nevertheless`,
    for that reason.
    """
    permissions.require(permissions.can_hand_in(by))
    text = usable(text)
    if same_as is not None:
        article = add_address(same_as, url=url, by=by) if url else same_as
        return Imported(article, article.current_revision, is_new=False)
    title = title.strip() if is_readable(title) else title_of(text)
    if not title:
        raise TitleMissing
    fitness.refuse_unfit(
        Article,
        {"title": title, "url": url, "account": account, "byline": byline}
        | {"published_at": published_at, "reach_date": reach_date},
    )
    digest, key = sha256(text), address_key(url)
    with transaction.atomic():
        withdrawals.hold()
        serialise_imports_of([key or digest])
        known = _brought_in(by, key, digest) if isinstance(by, ApiKey) else _known(key, digest)
        if known is not None:
            return _imported_again(known, text, digest, by=by, extract=extract, nevertheless=nevertheless)
        if key and Article.objects.at([key]).exists():
            url = key = ""
        article = Article.objects.create(
            kind=kind,
            outlet=outlet,
            url=url,
            url_keys=[key] if key else [],
            title=title,
            account=account,
            byline=byline,
            published_at=published_at,
            reach=reach,
            reach_date=reach_date,
            imported_by=by if isinstance(by, User) else None,
        )
        events.record("article.imported", article, by=by)
        revision = _revise(article, text, digest, by=by, extract=extract, nevertheless=nevertheless)
        return Imported(article, revision, is_new=True)


def add_address(article: Article, *, url: str, by: Actor) -> Article:
    """Note that a page is to be found under this address too. Raises AddressTaken."""
    permissions.require(permissions.can_hand_in(by))
    fitness.refuse_unfit(Article, {"url": url})
    key = address_key(url)
    with transaction.atomic():
        serialise_imports_of([key])
        row = Article.objects.select_for_update().get(pk=article.pk)
        holder = Article.objects.at([key]).order_by("pk").first()
        if holder is not None and holder.pk != row.pk:
            raise AddressTaken
        if holder is None:
            row.further_urls, row.url_keys = [*row.further_urls, url], [*row.url_keys, key]
            edits.save(row, ["further_urls", "url_keys"])
            events.record("article.address_added", row, by=by, fields=("further_urls",))
    return row


def add_revision(article: Article, *, text: str, by: Actor, extract: bool = True) -> ArticleRevision:
    """Store a changed text of an article as its next revision. Raises TextUnchanged, withdrawals.TextWithdrawn."""
    permissions.require(permissions.can_hand_in(by))
    text = usable(text)
    digest = sha256(text)
    with transaction.atomic():
        withdrawals.hold()
        Article.objects.select_for_update().get(pk=article.pk)
        if newest_of(article, by=by).sha256 == digest:
            raise TextUnchanged
        return _revise(article, text, digest, by=by, extract=extract)


def describe(article: Article, *, by: User, version: int | None = None, **fields: Any) -> Article:
    """Change what the desk says about where an article comes from; never its text.

    `version` is the one the editor saw. Raises ChangedMeanwhile.
    """
    permissions.require(permissions.can_write(by))
    with transaction.atomic():
        row = Article.objects.select_for_update().get(pk=article.pk)
        edits.refuse_unseen(row, version)
        changed = edits.apply(row, fields)
        fitness.refuse_unfit(Article, {name: fields[name] for name in changed})
        if changed:
            edits.save(row, changed)
            events.record("article.described", row, by=by, fields=tuple(changed))
    return row


def known(*, url: str, text: str) -> Article | None:
    """The article that an import of this would be taken for: the same address or, without one, the same text."""
    return _known(address_key(url), sha256(text))


def fingerprint_the_rest() -> int:
    """Make the fingerprints that an earlier release did not; returns how many."""
    left = ArticleRevision.objects.filter(fingerprint__isnull=True, redacted_at__isnull=True).order_by("pk")
    keys = list(left.values_list("pk", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        texts = left.filter(pk__in=keys[start : start + AT_ONCE]).values_list("pk", "text")
        TextFingerprint.objects.bulk_create(
            TextFingerprint(revision_id=pk, bands=fingerprints.bands(text)) for pk, text in texts
        )
    return len(keys)


def _known(key: str, digest: str) -> Article | None:
    if key:
        return Article.objects.at([key]).order_by("pk").first()
    return Article.objects.filter(url="").with_text(digest).order_by("pk").first()


def _brought_in(by: ApiKey, key: str, digest: str) -> Article | None:
    """What an import by this key would be taken for: of the articles whose first text it handed in."""
    first = HandedIn.objects.filter(key=by, revision__number=1)
    if key:
        own = Article.objects.filter(pk__in=first.values("revision__article"))
        holder = own.at([key]).order_by("pk").first()
        withheld = first.filter(url_key=key).select_related("revision__article").order_by("pk").first()
        return holder or (withheld.revision.article if withheld else None)
    nameless = first.filter(url="", revision__article__url="").values("revision__article")
    same = ArticleRevision.objects.filter(article__in=nameless, sha256=digest).select_related("article").order_by("pk")
    return next((each.article for each in same if newest_of(each.article, by=by) == each), None)


def newest_of(article: Article, *, by: Actor) -> ArticleRevision:
    """The text that `by` knows as the newest: a key sees only those that it handed in."""
    if not isinstance(by, ApiKey):
        return article.current_revision
    return HandedIn.objects.filter(key=by, revision__article=article).latest("revision__number").revision


def _imported_again(
    article: Article, text: str, digest: str, *, by: Actor, extract: bool, nevertheless: str
) -> Imported:
    Article.objects.select_for_update().get(pk=article.pk)  # as add_revision does, which may be at work on it
    current = newest_of(article, by=by)
    if current.sha256 != digest:
        revision = _revise(article, text, digest, by=by, extract=extract, nevertheless=nevertheless)
        return Imported(article, revision, is_new=True)
    if extract:
        extractions.request(current, by=by)
    return Imported(article, current, is_new=False)


def _revise(
    article: Article, text: str, digest: str, *, by: Actor, extract: bool, nevertheless: str = ""
) -> ArticleRevision:
    withdrawn = withdrawals.refuse(text, by=by, nevertheless=nevertheless)
    newest = article.revisions.order_by("-number").first()
    revision = ArticleRevision.objects.create(
        article=article,
        number=newest.number + 1 if newest else 1,
        text=text,
        sha256=digest,
        created_by=by if isinstance(by, User) else None,
    )
    TextFingerprint.objects.create(revision=revision, bands=fingerprints.bands(text))
    events.record("article.revised", article, by=by)
    if withdrawn is not None:
        events.record(withdrawals.TAKEN_NEVERTHELESS, article, by=by, reason=nevertheless.strip())
    if extract:
        extractions.request(revision, by=by)
    return revision
