"""The guides for partners' engineers, docs/api.md and docs/webhooks.md, as pages of the very server that they are about."""

from __future__ import annotations

import io
import re
import zipfile
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.generic import TemplateView, View
from markdown_it import MarkdownIt
from markdown_it.token import Token

FOLDER = Path(settings.BASE_DIR) / "docs"
DEMO = "http://127.0.0.1:8000"
WRITTEN_IN = {"api.md": "api:guide", "webhooks.md": "api:guide-webhooks", "openapi/v1.json": "api:openapi"}


CLIENT = Path(settings.BASE_DIR) / "clients" / "python"
OF_THE_CLIENT = ("README.md", "pyproject.toml", "factcheck_client/*.py", "factcheck_client/py.typed")


class PythonClient(View):
    """The client of this very release, as pip installs it."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest) -> HttpResponse:
        named = {"Content-Disposition": 'attachment; filename="factcheck-client.zip"'}
        return HttpResponse(packed_client(), content_type="application/zip", headers=named)


class Guide(TemplateView):
    template_name = "api/guide.html"
    http_method_names = ["get", "head", "options"]
    name = "api"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(guide=rendered(self.name), **kwargs)


@cache
def rendered(name: str) -> SafeString:
    """HTML of docs/NAME.md, with this site's address in its commands and links between the guides that lead to each other."""
    text = (FOLDER / f"{name}.md").read_text(encoding="utf-8").replace(DEMO, settings.SITE_URL)
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(text)
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            token.attrs["id"] = _anchor(tokens[place + 1].content)
        elif token.type == "fence":
            token.attrs["tabindex"] = 0  # it may be wider than the window, and is scrolled by keys then
        for child in token.children or []:
            _lead_on(child)
    html: SafeString = mark_safe(parser.renderer.render(tokens, parser.options, {}))  # noqa: S308 - a file of ours, without HTML
    return html


@cache
def packed_client() -> bytes:
    """A zip of the client's source, in a folder of its own."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(path for pattern in OF_THE_CLIENT for path in CLIENT.glob(pattern)):
            name = f"factcheck-client/{path.relative_to(CLIENT).as_posix()}"
            archive.writestr(zipfile.ZipInfo(name), path.read_bytes(), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def _lead_on(token: Token) -> None:
    """A link to another file leads to its page here; to one that has none, it is but its words."""
    place = urlsplit(str(token.attrs.get("href", "")))
    if token.type != "link_open" or place.netloc or not place.path:
        return
    if place.path in WRITTEN_IN:
        token.attrs["href"] = place._replace(path=reverse(WRITTEN_IN[place.path])).geturl()
    else:
        del token.attrs["href"]
