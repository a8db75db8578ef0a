"""Token vectors of a spaCy tok2vec, computed with less work: same weights, same vectors to float32's last digits.

The model embeds each word and passes it through layers that each see one neighbour on either side (spaCy's
MultiHashEmbed and MaxoutWindowEncoder). Their products are most of a parse. thinc computes as many rows of padding
around every text as there are layers, in every layer; here a layer computes those rows that differ and are still
needed. An embedding depends on nothing but the word, so it is kept. Measurements: docs/adr/0008.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.float32]
"""One row per token."""

_ROWS = 1024
"""Rows to compute at once: few enough to stay near the core, enough to be worth packing the weights for."""


class UnknownArchitecture(Exception):
    """The model is not built of the layers this module knows."""


class Embeddings:
    """The embedding layer's answers by word. One call may ask for at most `capacity` words, a batch of units has fewer."""

    def __init__(self, layer: Any, make_document: Any, *, width: int, capacity: int = 16_384) -> None:
        self._layer = layer
        self._make_document = make_document
        self._rows: dict[int, int] = {}
        self._table: Rows = np.empty((capacity, width), np.float32)

    def __call__(self, words: Sequence[str], keys: Sequence[int]) -> Rows:
        """Embeddings of `words`, whose hashes are `keys`."""
        unseen = {key: word for key, word in zip(keys, words, strict=True) if key not in self._rows}
        if len(self._rows) + len(unseen) > len(self._table):
            self._rows.clear()
            unseen = dict(zip(keys, words, strict=True))
        if unseen:
            self._learn(unseen)
        return self._table.take([self._rows[key] for key in keys], axis=0)

    def _learn(self, words: dict[int, str]) -> None:
        # A product of a single row takes another path through BLAS and rounds differently; two are never alone.
        document = self._make_document([*words.values(), "。", "、"])
        first = len(self._rows)
        self._table[first : first + len(words)] = self._layer.predict([document])[0][: len(words)]
        self._rows.update(zip(words, range(first, first + len(words)), strict=True))


class WindowEncoder:
    """The window layers over texts of embedded tokens. Raises UnknownArchitecture for a model of another make."""

    def __init__(self, model: Any) -> None:
        self._layers = [_Layer(residual) for residual in _only(model, "residual")]
        self._width = self._layers[0].width
        self._fringes = [min(layer, len(self._layers) - layer) for layer in range(len(self._layers) + 1)]
        self._beyond = list(self._constants())
        self._columns = np.empty((0, 3 * self._width), np.float32)
        self._pieces = np.empty((0, 3 * self._width), np.float32)

    def __call__(self, embedded: Rows, lengths: Sequence[int]) -> Rows:
        """Vectors of consecutive texts, `lengths` their numbers of tokens, from their embeddings."""
        encoded = np.empty_like(embedded)
        start = 0
        for group in _groups(lengths):
            end = start + sum(group)
            encoded[start:end] = self._encoded(embedded[start:end], np.asarray(group))
            start = end
        return encoded

    def _constants(self) -> Iterator[Rows]:
        """What each layer says of padding too far from a text to know of it; the embedding of padding is zero."""
        rows = np.zeros((2, self._width), np.float32)
        for layer in self._layers:
            yield rows[:1]
            windows = np.tile(rows, (1, 3))
            rows = layer(windows, np.empty_like(windows)) + rows

    def _encoded(self, rows: Rows, lengths: NDArray[np.intp]) -> Rows:
        most = int(lengths.sum()) + 2 * max(self._fringes) * len(lengths)
        if most > len(self._columns):
            self._columns, self._pieces = (np.empty((most, 3 * self._width), np.float32) for _ in range(2))
        for number, layer in enumerate(self._layers):
            neighbours = _neighbours(lengths, self._fringes[number], self._fringes[number + 1])
            windows = self._columns[: len(neighbours)]
            np.concatenate((rows, self._beyond[number])).take(
                neighbours, axis=0, out=windows.reshape(len(neighbours), 3, self._width), mode="clip"
            )
            rows = layer(windows, self._pieces[: len(neighbours)])
            rows += windows[:, self._width : 2 * self._width]
        return rows


class _Layer:
    """Maxout of three pieces over windows of three tokens, then layer normalisation."""

    def __init__(self, residual: Any) -> None:
        (window,), (maxout,), (norm,) = (_only(residual, name) for name in ("expand_window", "maxout", "layernorm"))
        weights, bias = maxout.get_param("W"), maxout.get_param("b")
        self.width, pieces, inputs = weights.shape
        if (window.attrs["window_size"], pieces, inputs) != (1, 3, 3 * self.width):
            raise UnknownArchitecture(f"a window of {window.attrs['window_size']}, maxout of {weights.shape}")
        # Pieces side by side instead of interleaved: the maximum is then taken of whole blocks.
        self._weights = np.ascontiguousarray(weights.transpose(2, 1, 0).reshape(inputs, -1), np.float32)
        self._bias = np.ascontiguousarray(bias.T.reshape(-1), np.float32)
        self._gain, self._shift = norm.get_param("G"), norm.get_param("b")

    def __call__(self, windows: Rows, pieces: Rows) -> Rows:
        """New rows for `windows`; `pieces`, of the same shape, is overwritten."""
        np.matmul(windows, self._weights, out=pieces)
        pieces += self._bias
        first, second, third = (pieces[:, n * self.width : (n + 1) * self.width] for n in range(3))
        rows: Rows = np.maximum(first, second)
        np.maximum(rows, third, out=rows)
        rows -= rows.mean(axis=1, keepdims=True)
        variance = np.einsum("ij,ij->i", rows, rows) / np.float32(self.width) + np.float32(1e-8)
        rows *= (1 / np.sqrt(variance))[:, None]
        rows *= self._gain
        rows += self._shift
        return rows


def _only(model: Any, name: str) -> list[Any]:
    """The layers of that name inside `model`, in order; UnknownArchitecture where there is none."""
    found = [part for part in model.walk() if part.name in (name, f"{name}({''.join(p.name for p in part.layers)})")]
    if not found:
        raise UnknownArchitecture(f"no {name} in {model.name}")
    return found


def _groups(lengths: Sequence[int]) -> Iterator[list[int]]:
    group: list[int] = []
    for length in lengths:
        if group and sum(group) + length > _ROWS:
            yield group
            group = []
        group.append(length)
    if group:
        yield group


def _neighbours(lengths: NDArray[np.intp], before: int, after: int) -> NDArray[np.intp]:
    """For each row of a layer with fringes of `after` rows its left neighbour, itself and its right neighbour among
    the rows of the layer below, whose fringes have `before`; the number of those rows stands for what lies beyond.
    """
    below, here = lengths + 2 * before, lengths + 2 * after
    place = np.arange(here.sum()) - np.repeat(here.cumsum() - here, here) + (before - after)
    places = place[:, None] + np.array([-1, 0, 1])
    inside = (places >= 0) & (places < np.repeat(below, here)[:, None])
    rows: NDArray[np.intp] = np.where(inside, places + np.repeat(below.cumsum() - below, here)[:, None], below.sum())
    return rows
