"""A text in, what is worth checking in it out. Nothing of it is stored or logged: it is read in this very process.

The queue of the worker would keep it. The model takes 400 MB in each web process that is ever asked, and two seconds of
its first question (docs/adr/0038).
"""

from __future__ import annotations

from django.http import HttpResponse
from rest_framework.request import Request

from articles import quotas
from articles.api import problems, received
from articles.api.openapi import operation
from articles.api.write import claims, shapes
from articles.api.write.base import WritingView
from articles.extraction import UnusableText, extract
from articles.models import Scope
from articles.public.pace import Busy, Pace

READING = Pace(at_once=1)
"""Of one process: the model answers one question at a time."""


class ExtractView(WritingView):
    scope = Scope.EXTRACT
    quota = quotas.MATCHES
    body_class = shapes.ExtractBody

    @operation(
        "extract",
        "What is worth checking in a text?",
        "Reads a text of up to 5,000 characters and answers the passages that say something to be checked. Nothing of it is "
        "stored or logged. One text at a time is read; counts against the dear quota.",
        asked=shapes.ExtractBody,
        answers={200: (shapes.Extracted, "Never cached.")},
        failures={422: "Nothing to read in it.", 503: "Busy: wait as long as Retry-After says."},
    )
    def post(self, request: Request) -> HttpResponse:
        body = received.read(shapes.ExtractBody, request)
        try:
            with READING.turn():
                return self.answer(read(body))
        except UnusableText as error:
            raise problems.NotTaken(error.message) from error
        except Busy as error:
            raise problems.TooBusy(error.seconds, 503) from error


def read(body: shapes.ExtractBody) -> shapes.Extracted:
    """Raises UnusableText."""
    found = extract(
        body.text,
        title=body.title or None,
        kind=body.kind,
        speaker=body.speaker or None,
        published_date=body.published_date,
    )
    results = [claims.of_span(body.text, sentence, claim) for sentence in found.sentences for claim in sentence.claims]
    return shapes.Extracted(ruleset=found.ruleset, results=results)
