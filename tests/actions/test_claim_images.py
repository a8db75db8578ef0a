"""Pictures of a claim: what is taken in, what is kept of it, who sees it until when."""

from __future__ import annotations

import hashlib
from io import BytesIO

import orjson
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from PIL import Image

from articles.actions import claim_images, claimants, pictures, publications, redactions, snapshots, verdicts
from articles.actions.verification import history
from articles.actions.verification import publications as verification
from articles.models import Claimant, ClaimImage, Event, PublishedImage, User, Verdict
from tests import factories
from tests.desk.conftest import at_the_desk

pytestmark = pytest.mark.django_db

ALT = "「来館者が２倍」と書かれた投稿の画面。"
GPS = "35度41分"


def with_place() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = GPS  # a description
    exif.get_ifd(0x8825)[1] = "N"
    return factories.picture(kind="JPEG", exif=exif)


def bomb() -> bytes:
    out = BytesIO()
    Image.new("1", (30_000, 30_000)).save(out, "PNG")
    return out.getvalue()


def moving() -> bytes:
    out = BytesIO()
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:])
    return out.getvalue()


HOSTILE = {
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', pictures.NotAPicture),
    "page": (b"<html><script>alert(1)</script></html>", pictures.NotAPicture),
    "gif": (factories.picture(kind="GIF"), pictures.NotAPicture),
    "tiff": (factories.picture(kind="TIFF"), pictures.NotAPicture),
    "empty": (b"", pictures.NotAPicture),
    "truncated png": (factories.picture(size=(400, 400))[:-200], pictures.NotAPicture),
    "truncated jpeg": (factories.picture(kind="JPEG", size=(400, 400))[:300], pictures.NotAPicture),
    "signature alone": (b"\x89PNG\r\n\x1a\n", pictures.NotAPicture),
    "heavy": (b"\x89PNG\r\n\x1a\n" + b"0" * pictures.MOST_BYTES, pictures.PictureTooHeavy),
    "bomb": (bomb(), pictures.PictureTooLarge),
    "large": (factories.picture(size=(5000, 4001)), pictures.PictureTooLarge),
    "moving": (moving(), pictures.PictureMoves),
}


@pytest.fixture
def reporter() -> User:
    return factories.reporter()


@pytest.fixture
def draft(reporter: User) -> Verdict:
    return factories.complete_draft(by=reporter)


def with_image(draft: Verdict, by: User, colour: str = "#b3261e", alt: str = ALT) -> ClaimImage:
    return claim_images.add(draft, file=factories.picture(colour=colour), alt=alt, caption="３月１日の投稿", by=by)


def address(image: ClaimImage) -> str:
    return f"/images/{image.verdict_id}/{image.sha256}"


@pytest.mark.timeout(60)
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_is_refused(name: str, draft: Verdict, reporter: User) -> None:
    file, refusal = HOSTILE[name]

    with pytest.raises(refusal):
        claim_images.add(draft, file=file, alt=ALT, by=reporter)

    assert not ClaimImage.objects.exists()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_nothing_but_pixels_is_kept(kind: str) -> None:
    appended = b"PK\x03\x04<script>alert(1)</script>"
    exif = Image.Exif()
    exif[0x010E] = GPS
    file = factories.picture(kind=kind, exif=exif) + appended

    kept = pictures.reencoded(file)

    with Image.open(BytesIO(kept.content)) as image:
        assert (image.format, image.size, dict(image.getexif())) == (kind, (60, 40), {})
        assert not {"exif", "icc_profile", "comment", "xmp"} & set(image.info)
    assert [part for part in (GPS.encode(), b"<script>") if part in kept.content] == []
    assert kept.sha256 == hashlib.sha256(kept.content).hexdigest()
    assert kept.source_sha256 == hashlib.sha256(file).hexdigest()


def test_large_and_clear_pictures_are_made_small_and_white() -> None:
    out = BytesIO()
    Image.new("RGBA", (3200, 100), (0, 0, 0, 0)).save(out, "PNG")

    kept = pictures.reencoded(out.getvalue())

    with Image.open(BytesIO(kept.content)) as image:
        assert (image.size, image.getpixel((0, 0))) == ((1600, 50), (255, 255, 255))


def test_readers_see_a_picture_once_it_is_published(client: Client, draft: Verdict, reporter: User) -> None:
    image = with_image(draft, reporter)
    assert client.get(address(image)).status_code == 404
    verdict = factories.published(Verdict.objects.get(pk=draft.pk), by=reporter)

    page = client.get(f"/verdicts/{verdict.number}/", follow=True).content.decode()
    answer = client.get(address(image))
    [told] = orjson.loads(client.get(f"/api/v1/verdicts/{verdict.number}/").content)["images"]

    assert f'<img src="{address(image)}" width="60" height="40" alt="{ALT}"' in page
    assert ("３月１日の投稿" in page, image.sha256 in page, image.source_sha256 in page) == (True, True, True)
    assert (answer["Content-Type"], hashlib.sha256(answer.content).hexdigest()) == ("image/png", image.sha256)
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert (told["url"], told["alt"]) == (f"http://127.0.0.1:8000{address(image)}", ALT)
    assert publications.shown_before(verdict)["schema"] == 3  # type: ignore[index]  # it is shown
    assert list(verification.verify()) + list(history.verify()) == []
    PublishedImage.objects.all().delete()
    assert [each.problem for each in verification.verify()] == [
        "a picture that a version shows is missing or another one"
    ]


def test_old_version_keeps_its_picture_and_a_redaction_takes_it(client: Client, draft: Verdict, reporter: User) -> None:
    first = with_image(draft, reporter)
    verdict = factories.published(Verdict.objects.get(pk=draft.pk), by=reporter)
    verdicts.revise(verdict, by=reporter)
    claim_images.remove(first, by=reporter)
    second = with_image(verdict, reporter, "#1e6b43")
    told = {"correction_kind": "addition", "correction_note": "画像を替えた"}
    row = verdicts.edit(Verdict.objects.get(pk=verdict.pk), by=reporter, **told)
    publications.correct(factories.approved(row, by=reporter), by=factories.desk_editor())
    status = lambda: [client.get(address(image)).status_code for image in (first, second)]  # noqa: E731 - read twice
    assert status() == [200, 200]

    hidden = redactions.hide(verdict, reason="決定", versions=[1], by=factories.desk_editor())
    assert status() == [410, 200]
    redactions.confirm(hidden, by=factories.desk_editor())
    assert status() == [404, 200]
    redactions.confirm(redactions.hide(verdict, reason="決定", by=factories.desk_editor()), by=factories.desk_editor())

    assert status() == [404, 404]
    assert (PublishedImage.objects.count(), ClaimImage.objects.count()) == (0, 0)
    assert list(verification.verify()) + list(history.verify()) == []


def test_picture_changes_with_an_approval_only(draft: Verdict, reporter: User) -> None:
    image = with_image(draft, reporter)
    verdict = factories.approved(Verdict.objects.get(pk=draft.pk), by=reporter)

    with pytest.raises(verdicts.VerdictNotEditable):
        claim_images.remove(image, by=reporter)
    with pytest.raises(IntegrityError, match="only while it is a draft"), transaction.atomic():
        ClaimImage.objects.update(alt="別の文")
    publications.publish(verdict, by=factories.desk_editor())
    by = factories.desk_editor()
    revised = verdicts.revise(verdict, by=by)
    claim_images.describe(image, alt="別の文", caption="", by=by)
    with pytest.raises(publications.NotATypo, match="主張の画像"):
        publications.correct(revised, by=by)


def test_nobody_is_named_under_a_picture_who_must_not_be(reporter: User) -> None:
    claimant = claimants.register(name="楢葉沢ゆきの", kind=Claimant.Kind.PRIVATE_PERSON, by=reporter)
    draft = factories.complete_draft(factories.claim(claimant=claimant), by=reporter)
    with_image(draft, reporter, alt="楢葉沢ゆきのさんの投稿。")

    with pytest.raises(snapshots.PrivateNameInText):
        publications.next_version(Verdict.objects.get(pk=draft.pk), now=factories.PUBLISHED_AT)


def test_desk_takes_describes_and_removes(draft: Verdict, reporter: User) -> None:
    client, page = at_the_desk(reporter), reverse("verdict-images", args=[draft.pk])

    def added(file: bytes, **fields: str) -> str:
        sent = {"file": SimpleUploadedFile("screen.png", file), "alt": ALT, "caption": "", "add": "", **fields}
        return client.post(page, sent, follow=True).content.decode()

    refused, undescribed = added(b"<svg/>"), added(factories.picture(), alt=" ")
    taken, again = added(factories.picture()), added(factories.picture())
    image = ClaimImage.objects.get()
    described = client.post(
        page, {f"image-{image.pk}-alt": "直した文", f"image-{image.pk}-caption": "", "describe": image.pk}
    )
    shown = client.get(reverse("verdict-image", args=[draft.pk, image.pk]))
    preview = client.get(reverse("verdict", args=[draft.pk])).content.decode()
    client.post(page, {"remove": image.pk})

    assert ("PNG、JPEG、WebPの画像として読めません。" in refused, ALT in refused) == (True, True)
    assert "まだ加えていません。" in undescribed
    assert ("画像を加えました。" in taken, "同じ画像が、すでにあります。" in again) == (True, True)
    assert (described.status_code, shown["Content-Type"], "no-store" in shown["Cache-Control"]) == (
        302,
        "image/png",
        True,
    )
    assert "1枚を見る・変える" in preview
    assert not ClaimImage.objects.exists()
    told = Event.objects.about(draft).filter(action__startswith="claimimage").order_by("pk")
    assert list(told.values_list("action", flat=True)) == [
        "claimimage.added",
        "claimimage.edited",
        "claimimage.removed",
    ]
    assert at_the_desk(factories.administrator()).post(page, {"remove": image.pk}).status_code == 403
    assert Client().get(page).status_code == 302
