"""Characters that leave nothing to read: a text made of them alone is as good as empty, and none of them parts a word.

Spaces and controls, what Unicode calls default ignorable (DerivedCoreProperties.txt), and blanks that pass for letters.
"""

from __future__ import annotations

import re
import unicodedata

RANGES = (
    *((0x0001, 0x0020), (0x007F, 0x00A0), (0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C)),
    *((0x115F, 0x1160), (0x1680, 0x1680), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x2000, 0x200F)),
    *((0x2028, 0x202F), (0x205F, 0x206F), (0x2800, 0x2800), (0x3000, 0x3000), (0x3164, 0x3164)),
    *((0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFFB)),
    *((0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF)),
)
"""First and last code point of each; NUL is stored nowhere."""

READABLE = "[^{}]".format("".join(rf"\U{first:08x}-\U{last:08x}" for first, last in RANGES))
"""A pattern of one character that can be read, for Python and for PostgreSQL."""

UNSEEN = READABLE.replace("[^", "[", 1)
"""A pattern of one character that nobody sees."""

TURNING = r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
"""A pattern of one character that turns the direction of what stands around it (Bidi_Control of PropList.txt); likewise for both."""

CONTROL = r"[\u0001-\u001f\u007f-\u009f\u2028\u2029]"
"""A pattern of one control character or end of a line: a terminal obeys it, or what follows stands on a line of its own."""

_READABLE = re.compile(READABLE)
_UNSEEN = re.compile(r"(?!\s)" + UNSEEN)
_TURNING = re.compile(TURNING)
_CONTROL = re.compile(CONTROL)


def is_readable(text: str) -> bool:
    """Whether there is anything in a text that a reader could see."""
    return _READABLE.search(text.replace("\0", "")) is not None


def straight(text: str) -> str:
    """`text` without the signs that turn what follows them."""
    return _TURNING.sub("", text)


def uncontrolled(text: str) -> str:
    """`text` without control characters."""
    return _CONTROL.sub("", text)


def as_read(text: str) -> str:
    """The text as it looks to a reader, to find words in: one width, and nothing unseen between its letters."""
    return _UNSEEN.sub("", unicodedata.normalize("NFKC", text))
