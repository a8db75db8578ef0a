"""Feeds of the verdicts last published, corrected or retracted: all, by rating, topic or claimant; and of the changes."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control

from articles.models import Publication, PublishedClaimant, PublishedVerdict, Rating
from articles.public import feed_formats, feed_items, frame
from articles.public.anywhere import readable_from_anywhere
from articles.public.feed_formats import Feed
from articles.public.feed_items import Entries

FORMATS = {
    "atom": feed_formats.atom,
    "rss": feed_formats.rss,
    "json": feed_formats.json_feed,
    "smartformat": feed_formats.smartformat,
}


@readable_from_anywhere
@cache_control(public=True, no_cache=True)
def verdicts(request: HttpRequest, form: str) -> HttpResponseBase:
    return _conditional(request, form, _("検証記事"), lambda: feed_items.of_verdicts(PublishedVerdict.objects.all()))


@readable_from_anywhere
@cache_control(public=True, no_cache=True)
def rating(request: HttpRequest, code: str, form: str) -> HttpResponseBase:
    """Live verdicts: of one that was retracted no rating stands, which its entry in the feed of all says."""
    found = Rating.objects.filter(code=code).first()
    if found is None:
        raise Http404
    rows = PublishedVerdict.objects.live().filter(rating_code=code)
    name = _("判定「%(rating)s」の検証記事") % {"rating": found.name}
    return _conditional(request, form, name, lambda: feed_items.of_verdicts(rows))


@readable_from_anywhere
@cache_control(public=True, no_cache=True)
def topic(request: HttpRequest, slug: str, form: str) -> HttpResponseBase:
    rows = PublishedVerdict.objects.about(slug)
    newest = rows.live().newest_first().first()
    if newest is None:
        raise Http404
    name = next(topic["name"] for topic in newest.topics if topic["slug"] == slug)
    told = _("%(topic)sの検証記事") % {"topic": name}
    return _conditional(request, form, told, lambda: feed_items.of_verdicts(rows))


@readable_from_anywhere
@cache_control(public=True, no_cache=True)
def claimant(request: HttpRequest, number: int, form: str) -> HttpResponseBase:
    found = PublishedClaimant.objects.filter(number=number).order_by("-sequence").first()
    if found is None:
        raise Http404
    rows = PublishedVerdict.objects.of_claimant(number)
    told = _("%(claimant)sの発言の検証") % {"claimant": found.name}
    return _conditional(request, form, told, lambda: feed_items.of_verdicts(rows))


@readable_from_anywhere
@cache_control(public=True, no_cache=True)
def changes(request: HttpRequest, form: str) -> HttpResponseBase:
    return _conditional(request, form, _("訂正の記録"), feed_items.of_changes)


def _conditional(request: HttpRequest, form: str, name: str, find: Callable[[], Entries]) -> HttpResponseBase:
    """The response, or 304 while neither the log nor what the feed is written with has changed since the client's ETag."""
    head = Publication.objects.head()  # read first: an answer may be newer, never older
    etag = quote_etag(f"{head.sequence}-{frame.fingerprint()}")
    response = get_conditional_response(request, etag)
    if response is None:
        title = f"{settings.NEWSROOM_NAME}：{name}"
        told = _("新しい検証記事と、公開後の訂正・取り消し")
        text, kind = FORMATS[form](Feed(title, told, request.path, str(head), find()))
        response = HttpResponse(text, content_type=kind)
    response.headers["ETag"] = etag
    return response
