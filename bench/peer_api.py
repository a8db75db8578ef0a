"""The list of verdicts as DRF's documentation would have it, over the desk's rows, for bench/api.py. Nothing to run.

Nested ModelSerializers with all that they show fetched beforehand: eight queries a page, however long it is, and one more
that counts where pages are numbered. What a verdict shows of its own rows is there; what ours makes of them is not: addresses, and
what a correction changed. So its pages are a third shorter.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Prefetch, QuerySet
from rest_framework import serializers
from rest_framework.pagination import CursorPagination, PageNumberPagination
from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer
from rest_framework.routers import SimpleRouter
from rest_framework.viewsets import ReadOnlyModelViewSet

from articles.models import (
    Approval,
    Article,
    ArticleRevision,
    Author,
    Candidate,
    Claim,
    Claimant,
    ClaimImage,
    Evidence,
    Outlet,
    Rating,
    RatingScale,
    RightOfReply,
    Topic,
    User,
    Verdict,
)


class _Serializer(serializers.ModelSerializer[Any]):
    """With the fields named, and no others."""


def _of(model: type[Any], *names: str, **nested: serializers.BaseSerializer[Any]) -> type[_Serializer]:
    meta = type("Meta", (), {"model": model, "fields": [*names, *nested]})
    return type(f"{model.__name__}Serializer", (_Serializer,), {"Meta": meta, **nested})


def _label(field: str) -> serializers.Field[Any, Any, Any, Any]:
    return serializers.CharField(source=f"get_{field}_display")


TopicSerializer = _of(Topic, "slug", "name")
ClaimantSerializer = _of(Claimant, "id", "name", "kind", "affiliation", "wikidata_id", kind_label=_label("kind"))
OutletSerializer = _of(Outlet, "name")
ArticleSerializer = _of(
    Article, "id", "kind", "title", "url", "published_at", kind_label=_label("kind"), outlet=OutletSerializer()
)
RevisionSerializer = _of(ArticleRevision, article=ArticleSerializer())
AppearanceSerializer = _of(Candidate, "prefix", "quote", "suffix", revision=RevisionSerializer())
ClaimSerializer = _of(
    Claim,
    *("id", "statement", "claimed_date"),
    claimant=ClaimantSerializer(),
    topics=TopicSerializer(many=True),
    appearances=AppearanceSerializer(many=True),
)
ScaleSerializer = _of(RatingScale, "code", "name", "credit")
RatingSerializer = _of(Rating, "code", "name", "definition", "symbol", "truth_value", scale=ScaleSerializer())
EvidenceSerializer = _of(
    Evidence,
    *("kind", "title", "source_name", "source_position", "is_primary", "stance", "quoted_passage", "locator"),
    *("obtained_at", "url", "archive_url", "snapshot_sha256", "source_interest", "is_on_record", "anonymity_reason"),
    kind_label=_label("kind"),
    stance_label=_label("stance"),
)
ReplySerializer = _of(
    RightOfReply,
    *("party", "channel", "asked_at", "deadline", "outcome", "answer", "answered_at"),
    channel_label=_label("channel"),
    outcome_label=_label("outcome"),
)
ImageSerializer = _of(ClaimImage, "media_type", "width", "height", "sha256", "alt", "caption")
NameSerializer = _of(User, "id", "display_name")
AuthorSerializer = _of(Author, user=NameSerializer())
ApprovalSerializer = _of(Approval, "step", approved_by=NameSerializer())
VerdictSerializer = _of(
    Verdict,
    *("id", "state", "headline", "finding", "summary", "reasoning", "selection_reason", "intent_reason"),
    *("no_reply_reason", "correction_note", "correction_apology", "created_at", "updated_at"),
    *("english_claim", "english_finding", "english_summary", "easy_claim", "easy_finding", "easy_summary"),
    state_label=_label("state"),
    claim=ClaimSerializer(),
    rating=RatingSerializer(),
    evidence=EvidenceSerializer(many=True),
    rights_of_reply=ReplySerializer(many=True),
    authors=AuthorSerializer(many=True),
    approvals=ApprovalSerializer(many=True),
    claim_images=ImageSerializer(many=True),
)


class Numbered(PageNumberPagination):
    page_size = 50


class Continued(CursorPagination):
    page_size = 50
    ordering = "-id"


APPEARANCES = Candidate.objects.select_related("revision__article__outlet").defer("revision__text")


class VerdictViewSet(ReadOnlyModelViewSet[Verdict]):
    queryset: ClassVar[QuerySet[Verdict]] = (
        Verdict.objects.select_related("claim__claimant", "rating__scale")
        .prefetch_related("claim__topics", "evidence", "rights_of_reply", "authors__user", "approvals__approved_by")
        .prefetch_related(
            Prefetch("claim_images", ClaimImage.objects.defer("content")), Prefetch("claim__appearances", APPEARANCES)
        )
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
