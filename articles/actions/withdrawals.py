"""Texts that a redaction erased, known again when they are sent once more: by hashes under a key, for the words are gone.

The key is random and kept sealed under SECRET_KEY, so that SECRET_KEY can be exchanged: a hash of an erased text cannot be
made anew (docs/adr/0041).
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import b64decode, b64encode
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import permissions
from articles.actions import encryption
from articles.actions.errors import Refused
from articles.japanese.invisible import is_readable
from articles.models import (
    Actor,
    Article,
    ArticleRevision,
    Candidate,
    Event,
    HandedIn,
    Redaction,
    User,
    WithdrawalKey,
    WithdrawnText,
)
from articles.search import copies, fingerprints

KEY_BYTES = 32
SHARED_BANDS = 2
"""Of twelve: of 610 articles about different things no two share even one (docs/adr/0041)."""

TAKEN_NEVERTHELESS = "article.taken_nevertheless"
HASHES = ("key_mark", "text", "bands", "passages", "addresses")

Span = tuple[int, int]


class TextWithdrawn(Refused):
    """The text was erased by a redaction. Programs are told no more than that."""

    def __init__(self, withdrawn: WithdrawnText) -> None:
        self.withdrawn, redaction = withdrawn, withdrawn.redaction
        told = {"day": f"{timezone.localtime(withdrawn.withdrawn_at):%Y-%m-%d}"}
        if redaction is None:
            message = _(
                "この本文は、%(day)s に非表示措置で消去したものと同じなので、取り込みません。必要なら、デスクが「取り込む」の画面で理由を書いて取り込めます。"
            )
        else:
            told["verdict"] = str(redaction.verdict_id)
            message = _(
                "この本文は、%(day)s に検証記事 %(verdict)s の非表示措置で消去したものと同じなので、取り込みません。必要なら、デスクが「取り込む」の画面で理由を書いて取り込めます。"
            )
        super().__init__(message % told)


class Trace(NamedTuple):
    """What a text has in common with one that was erased; `is_like` where the whole of it is the same or nearly so."""

    withdrawn: WithdrawnText
    is_like: bool
    quotes: bool
    is_there: bool  # at an address that the erased text had


def hold() -> None:
    """What takes a text in asks for this before any other lock: a confirmation waits until it commits, and it for a confirmation.

    So a text comes before the confirmation, which finds it, or after, and is refused.
    """
    _lock("pg_advisory_xact_lock_shared")


def hold_up() -> None:
    """Nothing takes a text in until the caller's transaction ends, and what was at it has committed."""
    _lock("pg_advisory_xact_lock")


def remember(articles: Sequence[Article], passages: Iterable[Candidate], *, redaction: Redaction | None) -> None:
    """Write down what the texts of these articles are known by, before they go, inside the caller's transaction.

    `passages` are those in which the claim was found: where they stand in other texts, editors are told.
    """
    hold_up()
    revisions = ArticleRevision.objects.filter(article__in=articles, redacted_at__isnull=True).order_by("pk")
    if not revisions.exists():
        return
    spans: dict[int, list[Span]] = {}
    for passage in passages:
        spans.setdefault(passage.revision_id, []).append((passage.start, passage.end))
    key = _newest_key()
    addresses = _addresses(articles)
    WithdrawnText.objects.bulk_create(
        WithdrawnText(
            redaction=redaction,
            key_mark=_mark(key),
            text=_digest(key, revision.text),
            bands=_bands(key, revision.text),
            passages=_passages(key, revision.text, spans.get(revision.pk, [])),
            addresses=_numbers(key, "address", addresses.get(revision.article_id, ())),
        )
        for revision in revisions
    )


def found(texts: Collection[str]) -> dict[str, WithdrawnText]:
    """Those of the texts that were erased and are still withdrawn: as they are, or but for white space and width.

    One that a person took in again nevertheless, knowing of it, is withdrawn no longer.
    """
    keys = _keys()
    if not keys:
        return {}
    digests = {(text, mark): _digest(key, text) for text in texts for mark, key in keys.items()}
    rows = WithdrawnText.objects.filter(text__in=digests.values()).select_related("redaction")
    known = {row.text: row for row in rows.order_by("withdrawn_at", "pk")}
    same = {text: known[digest] for (text, _mark), digest in digests.items() if digest in known}
    return {text: row for text, row in same.items() if not _is_back(text, row)}


def refuse_any(texts: Iterable[str]) -> None:
    """As `refuse`, where nobody takes any of them in nevertheless."""
    for withdrawn in found({text for text in texts if text}).values():
        raise TextWithdrawn(withdrawn)


def refuse(text: str, *, by: Actor, nevertheless: str = "") -> WithdrawnText | None:
    """What was erased that this text is, where a desk editor takes it in `nevertheless`, for that reason; else None.

    The caller has asked for `hold`. Raises TextWithdrawn where nobody does.
    """
    withdrawn = found([text]).get(text)
    if withdrawn is None:
        return None
    if not isinstance(by, User) or not is_readable(nevertheless):
        raise TextWithdrawn(withdrawn)
    permissions.require(permissions.can_take_in_withdrawn(by))
    return withdrawn


def traces(revision: ArticleRevision) -> list[Trace]:
    """What a text of the desk has in common with erased ones, one a redaction, newest first."""
    keys = _keys()
    if not keys or not revision.text:
        return []
    mine = {mark: _known_by(key, revision) for mark, key in keys.items()}
    wanted = Q(pk__in=[])
    for mark, (bands, passages, addresses) in mine.items():
        shared = Q(bands__overlap=bands) | Q(passages__overlap=passages) | Q(addresses__overlap=addresses)
        wanted |= Q(key_mark=mark) & shared
    rows = WithdrawnText.objects.filter(wanted).select_related("redaction").order_by("withdrawn_at", "pk")
    told = {row.redaction_id or -row.pk: trace for row in rows if (trace := _trace(row, *mine[row.key_mark]))}
    return sorted(told.values(), key=lambda trace: (trace.withdrawn.withdrawn_at, trace.withdrawn.pk), reverse=True)


def unknowable() -> int:
    """Erased texts that nobody can know again: the SECRET_KEY under which their key was sealed is gone."""
    return WithdrawnText.objects.exclude(key_mark__in=_keys()).count()


def seal_anew() -> None:
    """Keep each key under the newest SECRET_KEY too, so that the former one can be let go."""
    kept = WithdrawalKey.objects.order_by("pk")
    current = {row.mark for row in kept if encryption.is_under_newest(bytes(row.sealed))}
    for mark, key in _keys().items():
        if mark not in current:
            WithdrawalKey.objects.create(mark=mark, sealed=encryption.seal(key.hex()))


# The list beside the backups -------------------------------------------------------------------------------------


def listed() -> list[dict[str, Any]]:
    """Keys, sealed as they are, and then the hashes, for the list that is kept beside the backups; no word of anybody's."""
    keys = WithdrawalKey.objects.order_by("pk")
    texts = WithdrawnText.objects.select_related("redaction").order_by("pk")
    return [
        *({"withdrawal_key": row.mark, "sealed": b64encode(bytes(row.sealed)).decode()} for row in keys),
        *(
            {
                "withdrawn": row.redaction.verdict_id if row.redaction else None,
                "at": row.withdrawn_at.isoformat(),
                **{name: getattr(row, name) for name in HASHES},
            }
            for row in texts
        ),
    ]


def recall_key(line: Mapping[str, Any]) -> bool:
    """Put a listed key back; False where it is there."""
    mark, sealed = line["withdrawal_key"], b64decode(line["sealed"])
    if any(bytes(row.sealed) == sealed for row in WithdrawalKey.objects.filter(mark=mark)):
        return False
    WithdrawalKey.objects.create(mark=mark, sealed=sealed)
    return True


def recall(line: Mapping[str, Any]) -> bool:
    """Put the hashes of an erased text back that is in no table any more; False where they are there."""
    hashes = {name: line[name] for name in HASHES}
    if WithdrawnText.objects.filter(**hashes).exists():
        return False
    confirmed = Redaction.objects.filter(state=Redaction.State.CONFIRMED, verdict=line["withdrawn"]).order_by("pk")
    WithdrawnText.objects.create(redaction=confirmed.last(), withdrawn_at=datetime.fromisoformat(line["at"]), **hashes)
    return True


# Keys and hashes ---------------------------------------------------------------------------------------------------


def _keys() -> dict[str, bytes]:
    """{mark: key} of those that can be opened."""
    opened = (encryption.unseal(bytes(row.sealed)) for row in WithdrawalKey.objects.order_by("pk"))
    keys = [bytes.fromhex(key) for key in opened if key is not None]
    return {_mark(key): key for key in keys}


def _newest_key() -> bytes:
    keys = list(_keys().values())
    if keys:
        return keys[-1]
    key = secrets.token_bytes(KEY_BYTES)
    WithdrawalKey.objects.create(mark=_mark(key), sealed=encryption.seal(key.hex()))
    return key


def _mark(key: bytes) -> str:
    return _hash(key, "mark", "").hex()[:16]


def _hash(key: bytes, kind: str, value: str) -> bytes:
    return hmac.digest(key, f"{kind}\0{value}".encode(), "sha256")


def _digest(key: bytes, text: str) -> str:
    return _hash(key, "text", copies.written(text)).hex()


def _numbers(key: bytes, kind: str, values: Iterable[str]) -> list[int]:
    """64 bits of each hash, for arrays."""
    return [int.from_bytes(_hash(key, kind, value)[:8], signed=True) for value in values]


def _bands(key: bytes, text: str) -> list[int]:
    return _numbers(key, "band", (f"{n} {band}" for n, band in enumerate(fingerprints.bands(text))))


def _passages(key: bytes, text: str, spans: Collection[Span]) -> list[int]:
    return _numbers(key, "passage", dict.fromkeys(copies.passages_at(text, spans)))


def _addresses(articles: Collection[Article]) -> dict[int, list[str]]:
    """Keys of the addresses of each article, with one under which a program gave its text."""
    keys = {article.pk: list(article.url_keys) for article in articles}
    given = HandedIn.objects.filter(revision__article__in=articles).exclude(url_key="")
    for article, key in given.values_list("revision__article", "url_key").order_by("pk"):
        keys[article].append(key)
    return keys


def _known_by(key: bytes, revision: ArticleRevision) -> tuple[list[int], list[int], list[int]]:
    """Bands, all passages and addresses."""
    text, article = revision.text, revision.article
    passages = _passages(key, text, [(0, len(text))])
    return _bands(key, text), passages, _numbers(key, "address", _addresses([article])[article.pk])


def _trace(row: WithdrawnText, bands: list[int], passages: list[int], addresses: list[int]) -> Trace | None:
    is_like = _shared(row.bands, bands) >= SHARED_BANDS
    quotes, is_there = bool(_shared(row.passages, passages)), bool(_shared(row.addresses, addresses))
    return Trace(row, is_like, quotes, is_there) if is_like or quotes or is_there else None


def _shared(one: Iterable[int], other: Iterable[int]) -> int:
    return len(set(one) & set(other))


def _is_back(text: str, row: WithdrawnText) -> bool:
    """Whether a desk editor took this very text in after it was withdrawn, and said so: that it came in is not enough."""
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    later = ArticleRevision.objects.filter(sha256=sha256, created_at__gt=row.withdrawn_at)
    said = Event.objects.filter(action=TAKEN_NEVERTHELESS, subject_type="article", at__gt=row.withdrawn_at)
    return said.filter(subject_id__in=later.values("article")).exists()


def _lock(function: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(hashtextextended('withdrawn texts', 0))")
