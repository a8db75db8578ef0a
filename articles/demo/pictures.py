"""Screenshots for the demo, drawn when its story is told: posts that nobody ever wrote."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

FONT = Path(__file__).parents[1] / "public" / "fonts" / "NotoSerifCJKjp-Bold-subset.otf"
SIZE = (720, 420)
SIGNS = 18  # in a line


def post(account: str, text: str, shown: str) -> bytes:
    """A PNG of a post; `shown` says how often it was seen."""
    image = Image.new("RGB", SIZE, "#FFFFFF")
    pen = ImageDraw.Draw(image)
    pen.ellipse((32, 32, 96, 96), fill="#B3AC9E")
    pen.text((116, 46), account, "#1B1A17", _font(28))
    for number, start in enumerate(range(0, len(text), SIGNS)):
        pen.text((32, 128 + number * 56), text[start : start + SIGNS], "#1B1A17", _font(36))
    pen.rectangle((32, 346, SIZE[0] - 32, 346), fill="#D8D2C4")
    pen.text((32, 362), shown, "#5C574D", _font(24))
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONT, size, layout_engine=ImageFont.Layout.BASIC)
