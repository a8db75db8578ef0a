"""The only module that imports spaCy, GiNZA and SudachiPy; everything heavy is loaded once per process."""

import warnings
from functools import cache
from importlib.metadata import version
from typing import Any

PACKAGES = ("spacy", "ginza", "ja_ginza", "sudachipy", "sudachidict_core")


@cache
def language_model() -> Any:
    """The ja-ginza pipeline as a spaCy `Language`. Loading takes about two seconds.

    Not to be used by two threads at once: the Sudachi tokenizer inside it refuses concurrent calls.
    """
    with warnings.catch_warnings():
        # spaCy's command line imports a name that Click 8.2 deprecates; nothing of ours to mend.
        warnings.simplefilter("ignore", DeprecationWarning)
        import spacy  # noqa: TID251 — this is the one loader; late, so that terms alone do not pay for it
    from thinc.api import NumpyOps, set_current_ops

    # BLIS is half as fast as NumPy's OpenBLAS on tok2vec's matrix products; annotations are the same.
    set_current_ops(NumpyOps(use_blis=False))
    return spacy.load("ja_ginza")


@cache
def dictionary() -> Any:
    """Sudachi's core dictionary; `create()` gives a tokenizer for one thread."""
    import sudachipy  # noqa: TID251 — this is the one loader

    return sudachipy.Dictionary(dict="core")


@cache
def versions() -> dict[str, str]:
    """Versions of model, tokenizer and dictionary: what an extraction depends on besides the ruleset."""
    return {package: version(package) for package in PACKAGES}
