"""The QR code on a printed verdict: its short address, so that paper leads to what was corrected since.

A picture of its own, which browsers fetch when they print: drawing one takes longer than the page.
"""

from __future__ import annotations

from functools import lru_cache

import qrcode
from django.http import HttpRequest, HttpResponse, HttpResponseGone
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from articles.models import PublishedVerdict
from articles.public import face, frame, versions
from articles.public.converters import Reference

BORDER = 4  # modules of quiet zone, as ISO/IEC 18004 asks


@require_safe
@cache_control(public=True, no_cache=True)
def code(request: HttpRequest, reference: Reference) -> HttpResponseBase:
    if reference.text != str(reference.number):
        return redirect("public:verdict-qr", Reference(reference.number, ""), permanent=True)
    verdict = versions.verdict(reference.number)
    if verdict.state == PublishedVerdict.State.HIDDEN:
        return HttpResponseGone()
    etag = quote_etag(f"{reference.number}-{frame.fingerprint()}")
    response = get_conditional_response(request, etag)
    if response is None:
        response = HttpResponse(drawn(face.of_row(verdict).short_url), content_type="image/svg+xml")
    response.headers["ETag"], response.headers["X-Robots-Tag"] = etag, "noindex"
    return response


@lru_cache(maxsize=256)
def drawn(address: str) -> bytes:
    """Black on white, whatever the page's colours: SVG of about 4 kB, as large as its place."""
    made = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=BORDER)
    made.add_data(address)
    made.make()
    path = "".join(
        f"M{column},{row}h1v1h-1z"
        for row, modules in enumerate(made.get_matrix())
        for column, is_dark in enumerate(modules)
        if is_dark
    )
    size = len(made.get_matrix())
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0,0h{size}v{size}h-{size}z"/><path d="{path}"/></svg>'
    ).encode()
