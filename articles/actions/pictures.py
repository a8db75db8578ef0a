"""From an uploaded file to a picture that is safe to hand out: only its pixels are kept, and written anew.

Place, device and time in its metadata, what is appended to it, and whatever else a file may carry are gone by that.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from io import BytesIO
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from articles.actions.errors import Refused

MOST_BYTES = 10_000_000
MOST_PIXELS = 20_000_000  # 60 MB in memory
SIZE = (1600, 8000)  # what is larger is made smaller
HEAVY = 1_500_000  # bytes of a PNG that is a photograph
FORMATS = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}
EXTENSIONS = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}
# What Pillow raises of a file that is none, broken or made to break it.
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, IndexError, TypeError, OverflowError, struct.error, zlib.error)
_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)


class PictureTooHeavy(Refused):
    message = _("画像は10MBまでです。小さくして、もう一度選んでください。")


class PictureTooLarge(Refused):
    message = _("画像が大きすぎます（2000万画素まで）。必要なところだけを切り出して、もう一度選んでください。")


class NotAPicture(Refused):
    message = _(
        "PNG、JPEG、WebPの画像として読めません。名前の終わりが .png や .jpg でも、中身が違うか、途中で切れたファイルは使えません。"
        "画面を撮り直して、もう一度選んでください。"
    )


class PictureMoves(Refused):
    message = _("動く画像は使えません。止まった画面を撮って、選んでください。")


class Picture(NamedTuple):
    """`source_sha256` is of the file as it was uploaded, `sha256` of the bytes that are kept; sizes in pixels."""

    content: bytes
    media_type: str
    width: int
    height: int
    sha256: str
    source_sha256: str


def reencoded(file: bytes) -> Picture:
    """Raises PictureTooHeavy, PictureTooLarge, NotAPicture, PictureMoves."""
    if len(file) > MOST_BYTES:
        raise PictureTooHeavy
    try:
        with Image.open(BytesIO(file), formats=tuple(FORMATS)) as image:
            if image.width * image.height > MOST_PIXELS:
                raise PictureTooLarge
            if getattr(image, "n_frames", 1) > 1:
                raise PictureMoves
            image.load()
            kind, pixels = str(image.format), _pixels(image)
    except _BOMBS as bomb:
        raise PictureTooLarge from bomb
    except _BROKEN as broken:
        raise NotAPicture from broken
    content, kind = _written(pixels, kind)
    digest, source = (hashlib.sha256(data).hexdigest() for data in (content, file))
    return Picture(content, FORMATS[kind], pixels.width, pixels.height, digest, source)


def _pixels(image: Image.Image) -> Image.Image:
    """Upright, on white where it is transparent, and no larger than SIZE; nothing but pixels."""
    upright = ImageOps.exif_transpose(image)
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        layer = upright.convert("RGBA")
        flat = Image.new("RGB", layer.size, "white")
        flat.paste(layer, mask=layer.getchannel("A"))
    else:
        flat = upright.convert("RGB")
    flat.info.clear()
    flat.thumbnail(SIZE)
    return flat


def _written(pixels: Image.Image, kind: str) -> tuple[bytes, str]:
    content = _saved(pixels, kind)
    if kind == "PNG" and len(content) > HEAVY:
        return _saved(pixels, "JPEG"), "JPEG"
    return content, kind


def _saved(pixels: Image.Image, kind: str) -> bytes:
    out = BytesIO()
    if kind == "PNG":
        pixels.save(out, kind)
    else:
        pixels.save(out, kind, quality=88)
    return out.getvalue()
