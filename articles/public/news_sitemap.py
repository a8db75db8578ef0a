"""The sitemap for news: what was first published in the last two days, in Google's form.

https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap: two days, 1,000 addresses, the title as the
page has it. What was retracted is no news; the ordinary sitemap says that it changed.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from xml.sax.saxutils import escape

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.models import PublishedVerdict
from articles.public import dates, face
from articles.public.sitemaps import NAMESPACE

MOST = 1_000
AGE = timedelta(days=2)
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    live = PublishedVerdict.objects.live().filter(first_published_at__gte=hour() - AGE)
    found = "".join(f"<url>{_entry(verdict)}</url>\n" for verdict in live.newest_first()[:MOST])
    text = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{NAMESPACE}" xmlns:news="{NEWS}">\n{found}</urlset>\n'
    )
    return HttpResponse(text, content_type="application/xml", headers={"X-Robots-Tag": "noindex"})


def hour() -> datetime:
    """The two days end with the hour that began last, so that an answer stays the same for that long."""
    return timezone.now().replace(minute=0, second=0, microsecond=0)


def the_hour(request: HttpRequest) -> str:
    """What the list depends on besides the log."""
    return hour().isoformat()


def _entry(verdict: PublishedVerdict) -> str:
    shown = face.of_row(verdict)
    return (
        f"<loc>{escape(shown.url)}</loc>"
        f"<news:news><news:publication><news:name>{escape(settings.NEWSROOM_NAME)}</news:name>"
        "<news:language>ja</news:language></news:publication>"
        f"<news:publication_date>{dates.instant(verdict.first_published_at)}</news:publication_date>"
        f"<news:title>{escape(shown.title)}</news:title></news:news>"
    )
