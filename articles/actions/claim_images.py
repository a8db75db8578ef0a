"""Pictures of a claim: added to a draft, described, removed; kept for readers once published, and erased with what said them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from articles.actions import events, pictures, verdicts
from articles.actions.errors import Refused
from articles.models import ClaimImage, PublicationContent, PublishedImage, User, Verdict
from articles.models.snapshot import Notice, Snapshot

MOST = 6  # of a verdict


class TooManyImages(Refused):
    message = _("画像は6枚までです。要らないものを外してから加えてください。")


class SameImage(Refused):
    message = _("同じ画像が、すでにあります。")


class AltMissing(Refused):
    message = _("代わりの文がありません。何が写っているかを書いてください。")


def add(verdict: Verdict, *, file: bytes, alt: str, caption: str = "", by: User) -> ClaimImage:
    """Keep a picture of an uploaded file. Raises what `pictures.reencoded` raises."""
    with verdicts.editing(verdict, by=by) as row:
        if row.claim_images.count() >= MOST:
            raise TooManyImages
        picture = pictures.reencoded(file)
        if row.claim_images.filter(sha256=picture.sha256).exists():
            raise SameImage
        image = ClaimImage(verdict=row, **picture._asdict(), **_described(alt, caption))
        image.save(force_insert=True)
        events.record("claimimage.added", row, by=by)
    return image


def describe(image: ClaimImage, *, alt: str, caption: str, by: User) -> ClaimImage:
    with verdicts.editing(image.verdict, by=by) as row:
        image = row.claim_images.defer("content").get(pk=image.pk)
        told = _described(alt, caption)
        changed = [name for name, value in told.items() if getattr(image, name) != value]
        for name in changed:
            setattr(image, name, told[name])
        image.save(update_fields=changed)
        events.record("claimimage.edited", row, by=by, fields=tuple(changed))
    return image


def remove(image: ClaimImage, *, by: User) -> None:
    """From the draft; versions that show it go on showing it."""
    with verdicts.editing(image.verdict, by=by) as row:
        row.claim_images.filter(pk=image.pk).delete()
        events.record("claimimage.removed", row, by=by)


def keep_for_readers(verdict: Verdict, snapshot: Snapshot | Notice) -> None:
    """Copy the pictures of a version to where readers get them, in the publishing transaction."""
    shown = [image["sha256"] for image in snapshot.get("images", [])]  # type: ignore[attr-defined]  # a notice has none
    rows = ClaimImage.objects.filter(verdict=verdict, sha256__in=shown)
    PublishedImage.objects.bulk_create(
        [
            PublishedImage(
                verdict_number=verdict.number, sha256=row.sha256, media_type=row.media_type, content=row.content
            )
            for row in rows
        ],
        ignore_conflicts=True,
    )


def forget(verdict: Verdict) -> None:
    """Delete the pictures that no version shows any more whose words are kept, hidden or not."""
    contents = PublicationContent.objects.filter(publication__verdict_number=verdict.number, redacted_at__isnull=True)
    shown = {
        image["sha256"]
        for snapshot in contents.values_list("snapshot", flat=True)
        for image in (snapshot or {}).get("images", [])
    }
    PublishedImage.objects.filter(verdict_number=verdict.number).exclude(sha256__in=shown).delete()


def _described(alt: str, caption: str) -> dict[str, str]:
    told = {"alt": " ".join(alt.split()), "caption": " ".join(caption.split())}
    if not told["alt"]:
        raise AltMissing
    return told
