"""The web manifest: what a phone calls the site and draws for it. Its icons are static files."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe


@require_safe
@cache_control(public=True, max_age=86_400)
def manifest(request: HttpRequest) -> JsonResponse:
    icons = [
        {"src": static(f"articles/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for size in (192, 512)
        for purpose in ("any", "maskable")
    ]
    return JsonResponse(
        {
            "name": settings.NEWSROOM_NAME,
            "short_name": settings.NEWSROOM_NAME,
            "lang": "ja",
            "start_url": reverse("public:home"),
            "display": "browser",
            "background_color": "#FBFAF6",
            "theme_color": "#FBFAF6",
            "icons": icons,
        },
        json_dumps_params={"ensure_ascii": False},
        content_type="application/manifest+json",
    )
