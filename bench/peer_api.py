"""The list of verdicts as DRF's documentation would have it, over the desk's rows, for bench/api.py. Nothing to run.

Nested ModelSerializers with all that they show fetched beforehand: five queries a page, however long it is, and one more
that counts where pages are numbered. It shows less than ours: neither appearances nor images nor what a correction changed.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.pagination import CursorPagination, PageNumberPagination
from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer
from rest_framework.routers import SimpleRouter
from rest_framework.viewsets import ReadOnlyModelViewSet

from articles.models import Author, Claim, Claimant, Evidence, Rating, RatingScale, RightOfReply, Topic, Verdict


class _Serializer(serializers.ModelSerializer[Any]):
    """With the fields named, and no others."""


def _of(model: type[Any], *names: str, **nested: serializers.BaseSerializer[Any]) -> type[_Serializer]:
    meta = type("Meta", (), {"model": model, "fields": [*names, *nested]})
    return type(f"{model.__name__}Serializer", (_Serializer,), {"Meta": meta, **nested})


TopicSerializer = _of(Topic, "slug", "name")
ClaimantSerializer = _of(Claimant, "id", "name", "kind", "affiliation", "wikidata_id")
ClaimSerializer = _of(
    Claim, "id", "statement", "claimed_date", claimant=ClaimantSerializer(), topics=TopicSerializer(many=True)
)
ScaleSerializer = _of(RatingScale, "code", "name", "credit")
RatingSerializer = _of(Rating, "code", "name", "definition", "symbol", "truth_value", scale=ScaleSerializer())
EvidenceSerializer = _of(
    Evidence,
    *("kind", "title", "source_name", "source_position", "is_primary", "stance", "quoted_passage", "locator"),
    *("obtained_at", "url", "archive_url", "snapshot_sha256", "source_interest", "is_on_record", "anonymity_reason"),
)
ReplySerializer = _of(RightOfReply, "party", "channel", "asked_at", "deadline", "outcome", "answer", "answered_at")
AuthorSerializer = _of(Author, "user")
VerdictSerializer = _of(
    Verdict,
    *("id", "state", "headline", "finding", "summary", "reasoning", "selection_reason", "intent_reason"),
    *("no_reply_reason", "correction_note", "created_at", "updated_at"),
    claim=ClaimSerializer(),
    rating=RatingSerializer(),
    evidence=EvidenceSerializer(many=True),
    rights_of_reply=ReplySerializer(many=True),
    authors=AuthorSerializer(many=True),
)


class Numbered(PageNumberPagination):
    page_size = 50


class Continued(CursorPagination):
    page_size = 50
    ordering = "-id"


class VerdictViewSet(ReadOnlyModelViewSet[Verdict]):
    queryset: ClassVar[QuerySet[Verdict]] = (
        Verdict.objects.select_related("claim__claimant", "rating__scale")
        .prefetch_related("claim__topics", "evidence", "rights_of_reply", "authors")
        .order_by("-id")
    )
    serializer_class = VerdictSerializer
    pagination_class = Numbered
    permission_classes: ClassVar = [AllowAny]
    renderer_classes: ClassVar = [JSONRenderer]


class ContinuedViewSet(VerdictViewSet):
    pagination_class = Continued


router = SimpleRouter()
router.register("numbered", VerdictViewSet, "numbered")
router.register("continued", ContinuedViewSet, "continued")
