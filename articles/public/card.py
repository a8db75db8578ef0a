"""The picture that stands for a page where its link is shared: 1200 × 630 px, drawn from the face alone.

Its time is bounded whatever is written: a text is cut before it is laid out. What the font has no sign for is a 〓, as a
compositor would have set it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont

from articles.public.lines import wrapped

REVISION = 2  # part of the ETag: raise it when the drawing changes
SIZE = WIDTH, HEIGHT = 1200, 630
MARGIN = 64
FONT = Path(__file__).parent / "fonts" / "NotoSerifCJKjp-Bold-subset.otf"
MOST_SIGNS = 140  # of a text that is laid out
LINES = 4
TEXT_SIZES = (68, 60, 52, 46)
TEXT_TOP = 150
TEXT_SPACE = 20  # between text and rule
FOOT = 490  # the rule under the text
FOOT_OVER_FINDING = 366  # where a sentence stands under the stamp
FINDING_SIZES = (38, 34, 30)
PAPER, INK, MUTED, VERMILION, RULE = "#FBFAF6", "#1B1A17", "#5C574D", "#B3261E", "#D8D2C4"
GETA = "〓"
COLOURS = {
    "mostly-accurate": "#44671B",
    "accurate": "#1E6B43",
    "misleading": "#855600",
    "inaccurate": "#9A4509",
    "false": "#B3261E",
    "fabricated": "#7A0F12",
    "unsupported": "#5B4B8A",
    "withheld": "#44546A",
}
_LEFT_OUT = frozenset(("Cf", "Mn", "Me", "Cc"))  # joiners, selectors and accents of their own


class Stamp(NamedTuple):
    symbol: str
    word: str
    colour: str


class Card(NamedTuple):
    """`lead` is the mark in its brackets, drawn in red before `text`. `stamp` is None where no rating stands, `finding` ""
    where no sentence says the facts.
    """

    newsroom: str
    lead: str
    text: str
    stamp: Stamp | None
    foot: str
    finding: str = ""

    @property
    def rule(self) -> int:
        """Pixels from above to the end of the text."""
        return FOOT_OVER_FINDING if self.finding else FOOT


def colour_of(rating_code: str) -> str:
    """As in reader.css: by the end of the code, which is the same in all scales."""
    _, _, kind = rating_code.partition("-")
    return COLOURS.get(kind, MUTED)


def draw(card: Card) -> bytes:
    """The card as a PNG."""
    image = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(image)
    _head(pen, card.newsroom)
    _text(pen, card)
    _foot(pen, card)
    if card.finding:
        _finding(pen, card)
    return _png(image)


def draw_logo(newsroom: str) -> bytes:
    """700 × 100 px: SmartFormat's measure."""
    image = Image.new("RGB", (700, 100), "#FFFFFF")
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 16, 67, 83), fill=VERMILION)
    pen.text((34, 50), "検", PAPER, _font(46), anchor="mm")
    pen.text((92, 50), _shortened(newsroom, 46, 600), INK, _font(46), anchor="lm")
    return _png(image)


def _png(image: Image.Image) -> bytes:
    file = BytesIO()
    image.quantize(64, method=Image.Quantize.FASTOCTREE).save(file, "PNG", optimize=True)
    return file.getvalue()


def _head(pen: ImageDraw.ImageDraw, newsroom: str) -> None:
    pen.rectangle((MARGIN, 48, MARGIN + 52, 100), fill=VERMILION)
    pen.text((MARGIN + 26, 74), "検", PAPER, _font(36), anchor="mm")
    pen.text((MARGIN + 72, 74), _shortened(newsroom, 36, 640), INK, _font(36), anchor="lm")
    pen.text((WIDTH - MARGIN, 74), "ファクトチェック", MUTED, _font(28), anchor="rm")
    pen.rectangle((MARGIN, 120, WIDTH - MARGIN, 123), fill=INK)


def laid_out(text: str) -> list[str]:
    """The lines that are drawn of a text."""
    return _fitted(_drawable(text), TEXT_SIZES, FOOT - TEXT_SPACE - TEXT_TOP)[1]


def _text(pen: ImageDraw.ImageDraw, card: Card) -> None:
    size, lines = _fitted(card.lead + _drawable(card.text), TEXT_SIZES, card.rule - TEXT_SPACE - TEXT_TOP)
    y = TEXT_TOP
    for number, line in enumerate(lines):
        x = float(MARGIN)
        if number == 0 and card.lead and line.startswith(card.lead):
            pen.text((x, y), card.lead, VERMILION, _font(size))
            x += _font(size).getlength(card.lead)
            line = line.removeprefix(card.lead)
        pen.text((x, y), line, INK, _font(size))
        y += round(size * 1.4)


def _foot(pen: ImageDraw.ImageDraw, card: Card) -> None:
    pen.rectangle((MARGIN, card.rule, WIDTH - MARGIN, card.rule), fill=RULE)
    x = MARGIN
    if card.stamp:
        x = _stamp(pen, card.stamp, card.rule + 22) + 32
    pen.text(
        (WIDTH - MARGIN, card.rule + 58), _shortened(card.foot, 28, WIDTH - MARGIN - x), MUTED, _font(28), anchor="rm"
    )


def _finding(pen: ImageDraw.ImageDraw, card: Card) -> None:
    """Under the stamp, after a word in grey that says what it is."""
    top, label = card.rule + 116, "事実は　"
    size, lines = _fitted(label + _drawable(card.finding), FINDING_SIZES, HEIGHT - 24 - top)
    for number, line in enumerate(lines):
        x, y = float(MARGIN), top + number * round(size * 1.4)
        if number == 0 and line.startswith(label):
            pen.text((x, y), label, MUTED, _font(size))
            x, line = x + _font(size).getlength(label), line.removeprefix(label)
        pen.text((x, y), line, INK, _font(size))


def _stamp(pen: ImageDraw.ImageDraw, stamp: Stamp, top: int) -> int:
    """Where it ends, in pixels."""
    text = f"{stamp.symbol} {_drawable(stamp.word)}".strip()
    right = MARGIN + round(_font(52).getlength(text)) + 48
    pen.rectangle((MARGIN, top, right, top + 76), outline=stamp.colour, width=4)
    pen.text((MARGIN + 24, top + 37), text, stamp.colour, _font(52), anchor="lm")
    return right


def _fitted(text: str, sizes: Sequence[int], height: int) -> tuple[int, list[str]]:
    """The largest size in which the text has room, and its lines; in the smallest the rest is left out with a mark."""
    cut = text if len(text) <= MOST_SIGNS else f"{text[:MOST_SIGNS]}…"
    for size in sizes:
        most = min(LINES, height // round(size * 1.4))
        lines = wrapped(cut, WIDTH - 2 * MARGIN, _font(size).getlength)
        if len(lines) <= most:
            return size, lines
    return size, [*lines[: most - 1], f"{lines[most - 1][:-1]}…"]


def _shortened(text: str, size: int, width: float) -> str:
    text = _drawable(text)[:MOST_SIGNS]
    measure = _font(size).getlength
    if measure(text) <= width:
        return text
    while text and measure(f"{text}…") > width:
        text = text[:-1]
    return f"{text}…"


def _drawable(text: str) -> str:
    signs = "".join(
        sign if _has(sign) else GETA
        for sign in unicodedata.normalize("NFC", text[: 4 * MOST_SIGNS])
        if unicodedata.category(sign) not in _LEFT_OUT
    )
    while GETA * 2 in signs:
        signs = signs.replace(GETA * 2, GETA)
    return signs


@lru_cache(maxsize=20_000)
def _has(sign: str) -> bool:
    """Whether the font can show it: what it cannot looks like what stands for nothing."""
    return sign.isspace() or bytes(_font(24).getmask(sign)) != _nothing()


@cache
def _nothing() -> bytes:
    return bytes(_font(24).getmask("\uffff"))


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    # The basic layout is the same on every machine; the other needs a library that may not be there.
    return ImageFont.truetype(FONT, size, layout_engine=ImageFont.Layout.BASIC)
