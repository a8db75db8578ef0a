"""The only module that imports spaCy, GiNZA and SudachiPy; everything heavy is loaded once per process."""

import gc
import logging
import threading
import warnings
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from typing import Any

from articles.japanese.pipeline import UNREAD, LeanPipeline, is_known

PACKAGES = ("spacy", "thinc", "ginza", "ja_ginza", "sudachipy", "sudachidict_core")

MAX_WORDS = 50_000
"""spaCy keeps every word it has met, about a kilobyte each; an archive has millions of names and numbers."""

logger = logging.getLogger(__name__)


def language_model() -> Any:
    """ja-ginza: its `vocab`, and `pipe(texts, batch_size=…)` for a spaCy `Doc` of each. Loading takes about two seconds.

    It is loaded anew once it has met `MAX_WORDS`, so ask for it again before each batch. Not to be used by two threads
    at once: the Sudachi tokenizer inside it refuses concurrent calls.
    """
    if len(_model().vocab) > MAX_WORDS:
        _model.cache_clear()
        gc.collect()  # the old one goes before the new one comes
    return _model()


@cache
def _model() -> Any:
    return load_model(versions())


def load_model(versions: Mapping[str, str]) -> Any:
    """The lean pipeline where its annotations are known to be those of the stock one, else the stock one."""
    if not is_known(versions):
        logger.warning(
            "Reading with the stock pipeline, at half the speed: nobody compared the lean one on %s", versions
        )
        return stock_model()
    spacy = _spacy()
    from thinc.api import use_ops

    # BLIS is half as fast as NumPy's OpenBLAS on the model's matrix products; annotations are the same.
    with use_ops("numpy", use_blis=False):
        return LeanPipeline(spacy.load("ja_ginza", exclude=UNREAD))


def stock_model() -> Any:
    """ja-ginza as its makers ship it, a spaCy `Language` of its own at each call."""
    return _spacy().load("ja_ginza")


def _spacy() -> Any:
    with warnings.catch_warnings():
        # spaCy's command line imports a name that Click 8.2 deprecates; nothing of ours to mend.
        warnings.simplefilter("ignore", DeprecationWarning)
        import spacy  # noqa: TID251 — this is the one loader; late, so that terms alone do not pay for it
    return spacy


_local = threading.local()


def tokenizer() -> Any:
    """Sudachi's, over the core dictionary, longest words: one for each thread, since it refuses a second call while it answers."""
    if not hasattr(_local, "tokenizer"):
        _local.tokenizer = dictionary().create(mode="C")
    return _local.tokenizer


@cache
def dictionary() -> Any:
    """Sudachi's core dictionary."""
    import sudachipy  # noqa: TID251 — this is the one loader

    return sudachipy.Dictionary(dict="core")


@cache
def versions() -> dict[str, str]:
    """Versions of model, tokenizer and dictionary: what an extraction depends on besides the ruleset."""
    return {package: version(package) for package in PACKAGES}
