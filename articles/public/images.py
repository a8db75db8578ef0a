"""Pictures of claims, by their hash: an address shows the same for ever, while a version shows it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from articles.models import PublicationContent, PublishedImage

YEAR = 31_536_000  # seconds


@require_safe
def picture(request: HttpRequest, number: int, sha256: str) -> HttpResponse:
    """410 while every version that shows it is hidden; 404 once it is erased."""
    image = PublishedImage.objects.filter(verdict_number=number, sha256=sha256).first()
    if image is None:
        raise Http404
    contents = PublicationContent.objects.filter(publication__verdict_number=number)
    shown = contents.filter(hidden_at=None, redacted_at=None, snapshot__images__contains=[{"sha256": sha256}])
    if not shown.exists():
        return HttpResponse(status=410, headers={"Cache-Control": "no-store"})
    headers = {
        "Cache-Control": f"public, max-age={YEAR}, immutable",
        "ETag": quote_etag(sha256),
        "X-Robots-Tag": "noindex",
    }
    return HttpResponse(bytes(image.content), content_type=image.media_type, headers=headers)
