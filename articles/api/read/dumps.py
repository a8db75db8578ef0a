"""Where the files of all that is published are, and the files themselves."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.http import FileResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from articles.api import problems
from articles.api.openapi import operation
from articles.api.read import dump_files, shapes
from articles.api.read.base import PublicView, described
from articles.api.read.dump_files import File, Manifest
from articles.api.read.shapes import Dump, DumpPage
from articles.public import addresses

NAME: Any = {"type": "string", "pattern": r"^[a-z0-9.-]+$", "maxLength": 100}


@described(
    "listDumps",
    "Everything that is published, as files",
    "At most one set: JSON Lines of `Verdict` as at each verdict's own URL, and a DataFeed of ClaimReviews, both gzip. "
    "Made every night and after a redaction; empty while the next is being made. Go on with `changes/` from its `sequence` and `hash`.",
    DumpPage,
)
class DumpList(PublicView):
    def get(self, request: Request) -> HttpResponseBase:
        manifest = dump_files.served()
        return self.respond_with(DumpPage(results=[_set(manifest)] if manifest else [], next=None))


class DumpFile(PublicView):
    media_type = "application/gzip"

    @operation(
        "getDump",
        "A file of a dump",
        "By the address and with the SHA-256 that `dumps/` gives; gone with the set it belongs to.",
        parameters=[OpenApiParameter("name", NAME, OpenApiParameter.PATH)],
        answers={200: (OpenApiTypes.BINARY, "Carries a strong ETag.")},
        failures={404: "It is of another set: look into `dumps/`."},
        media_type="application/gzip",
        is_kept=True,
    )
    def get(self, request: Request, name: str) -> HttpResponseBase:
        manifest = dump_files.served()
        file = next((file for file in manifest.files if file.name == name), None) if manifest else None
        if file is None:
            raise problems.DumpUnknown
        return self.respond(lambda: self.sent(file), etag=f'"{file.sha256[:32]}"')

    def sent(self, file: File) -> FileResponse:
        try:
            opened = (settings.DUMP_DIR / file.name).open("rb")
        except FileNotFoundError as error:  # the next set came in between
            raise problems.DumpUnknown from error
        return FileResponse(opened, as_attachment=True, filename=file.name, content_type=self.media_type)


def _set(manifest: Manifest) -> Dump:
    return Dump(
        log=manifest.log,
        sequence=manifest.sequence,
        hash=manifest.hash,
        names=manifest.people,
        made_at=manifest.made_at,
        files=[_file(file) for file in manifest.files],
    )


def _file(file: File) -> shapes.DumpFile:
    url = addresses.absolute(reverse("api:dump-file", args=[file.name]))
    return shapes.DumpFile.model_validate({**asdict(file), "url": url})
