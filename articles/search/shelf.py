"""Segments as files that every process of a machine maps: they share one copy, and only the first has to make it.

A folder holds segments, one folder each, and a catalogue that says which of them count. The catalogue is replaced in one
step. What it does not name may be removed at any time: who has mapped a file keeps it until letting go of it.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from articles.search.postings import Postings
from articles.search.segments import Column, Segment

CATALOGUE = "catalogue.json"
LAYOUT = 1
"""Raise it with every change of what is in the files, or a process maps what an older release wrote."""
_NAMES = "names.json"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Held by whoever makes what others will map."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def put(segment: Segment, folder: Path) -> Segment:
    """The same segment, mapped from the files that were written; no catalogue names it yet."""
    place = Path(tempfile.mkdtemp(prefix="segment-", dir=folder))
    for name, array in _arrays(segment).items():
        with (place / f"{name}.npy").open("wb") as file:
            np.lib.format.write_array(file, array, allow_pickle=False)
            os.fsync(file.fileno())  # a catalogue that outlives a power cut must not name files that do not
    names = {name: column.names for name, column in segment.columns.items()}
    (place / _NAMES).write_text(json.dumps(names, ensure_ascii=False), encoding="utf-8")
    return _mapped(place)


def catalogue(folder: Path) -> tuple[dict[str, Any], tuple[Segment, ...]] | None:
    """What was kept with the segments, and these; None where there is nothing that this release can read."""
    try:
        listed = json.loads((folder / CATALOGUE).read_text(encoding="utf-8"))
        if listed["layout"] != LAYOUT:
            return None
        return listed["kept"], tuple(_mapped(folder / name) for name in listed["segments"])
    except (OSError, ValueError, KeyError):
        return None


def replace_catalogue(folder: Path, kept: Mapping[str, Any], segments: Iterable[Segment]) -> None:
    """From now on these segments count; the files of all others go."""
    names = [_place_of(segment).name for segment in segments]
    text = json.dumps({"layout": LAYOUT, "kept": kept, "segments": names})
    with tempfile.NamedTemporaryFile("w", dir=folder, delete=False, encoding="utf-8") as file:
        file.write(text)
    os.replace(file.name, folder / CATALOGUE)
    for place in folder.glob("segment-*"):
        if place.name not in names:
            shutil.rmtree(place)


def _arrays(segment: Segment) -> dict[str, NDArray[Any]]:
    arrays: dict[str, NDArray[Any]] = {"numbers": segment.numbers, "moments": segment.moments}
    for name, postings in (("claims", segment.claims), ("words", segment.words)):
        arrays |= {f"{name}.{part}": getattr(postings, part) for part in ("terms", "starts", "rows", "codes")}
    for name, column in segment.columns.items():
        arrays |= {f"{name}.of": column.rows, f"{name}.values": column.values}
    return arrays


def _mapped(place: Path) -> Segment:
    names = json.loads((place / _NAMES).read_text(encoding="utf-8"))

    def array(name: str) -> NDArray[Any]:
        found: NDArray[Any] = np.load(place / f"{name}.npy", mmap_mode="r")
        return found

    numbers = array("numbers")
    claims, words = (
        Postings(numbers, *(np.asarray(array(f"{name}.{part}")) for part in ("terms", "starts", "rows", "codes")))
        for name in ("claims", "words")
    )
    columns = {
        name: Column(tuple(values), np.asarray(array(f"{name}.of")), np.asarray(array(f"{name}.values")))
        for name, values in names.items()
    }
    return Segment(numbers, claims, words, columns, np.asarray(array("moments")), np.ones(len(numbers), np.bool_))


def _place_of(segment: Segment) -> Path:
    assert isinstance(segment.numbers, np.memmap)
    return Path(str(segment.numbers.filename)).parent
