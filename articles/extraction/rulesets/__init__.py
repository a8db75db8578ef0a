"""The ruleset in force and its id.

An id is a version and a fingerprint of what the ruleset says (weights, data files, its output on recorded texts), so what
an id stands for never changes. Only the code of the current one exists: a run keeps the id it was read with and can be
read again, never re-enacted (docs/adr/0010).
"""

from importlib.resources import files

from articles.extraction.rulesets.v3 import read

__all__ = ["CURRENT", "FINGERPRINT_FILE", "VERSION", "read"]

VERSION = "v3"
"""Raised by hand when the method changes; the fingerprint follows every change of what it says."""

FINGERPRINT_FILE = files(__name__).joinpath("fingerprint.txt")
"""Written by `make fingerprint`; a test holds it."""

CURRENT = f"{VERSION}-{FINGERPRINT_FILE.read_text(encoding='ascii').strip()}"
"""The id of the ruleset that every text is read with."""
