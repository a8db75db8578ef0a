"""Settings of the product with its rivals beside it, for bench/readers.py and bench/desk.py. Nothing to run.

PEER names what is otherwise: `pool` (as it is served), `60` (a connection kept for a minute), `none` (one a request), `bare`
(no middleware at all: an empty view as `startproject` would hardly have it), `cold` (no page of the API is kept).
"""

import os

from articles.api.read import kept
from factcheck import settings
from factcheck.settings import *  # noqa: F403 - all of them, and then some others

ROOT_URLCONF = "bench.peer_pages"
PEER = os.environ.get("PEER", "pool")
if PEER in ("60", "none"):
    steady = {**settings.DATABASES["default"], "CONN_MAX_AGE": 60 if PEER == "60" else 0}
    steady["OPTIONS"] = {name: value for name, value in steady["OPTIONS"].items() if name != "pool"}
    DATABASES = {"default": steady}
if PEER == "bare":
    MIDDLEWARE = []
if PEER == "cold":
    kept.LARGEST_BYTES = 0
