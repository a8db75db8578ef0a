"""How high a frame has to be that nothing of an embedded verdict is cut off in the narrowest column."""

from __future__ import annotations

from math import ceil
from unicodedata import east_asian_width

from django.utils.translation import gettext as _

from articles.models import PublishedVerdict
from articles.public import face

NARROWEST = 300  # pixels of a frame
# Of reader.css at that width, in pixels: what is left for text, sizes and lines of claim and headline, all the rest.
TEXT, CLAIM, HEADLINE, SMALL, REST = NARROWEST - 66, (19, 32.3), (18, 27.9), (14, 23.8), 284
FINDING = (16, 27.2)
LOOSE = 1.2  # phrases stay whole, so that lines are not full


def height(row: PublishedVerdict) -> int:
    """Pixels, in steps of 20."""
    shown = face.of_row(row)
    texts = [(f"「{row.statement}」", CLAIM), (shown.title, HEADLINE), (row.claimant_label, SMALL)]
    if shown.finding:
        texts.append((f"{_('事実は')}　{shown.finding}", FINDING))
    return ceil((sum(_lines(text, size) * line for text, (size, line) in texts) + REST) / 20) * 20


def _lines(text: str, size: float) -> int:
    width = sum(size if east_asian_width(sign) in "FWA" else size * 0.6 for sign in text)
    return ceil(width * LOOSE / (TEXT - size))
