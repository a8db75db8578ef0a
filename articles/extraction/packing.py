"""Lists of words in weights files."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def packed(words: Sequence[str]) -> NDArray[np.uint8]:
    """Words as one array of UTF-8 bytes, since NumPy pads arrays of strings to the longest."""
    return np.frombuffer("\0".join(words).encode(), dtype=np.uint8)


def unpacked(stored: NDArray[np.uint8]) -> list[str]:
    """The words that `packed` stored."""
    return stored.tobytes().decode().split("\0") if stored.size else []
