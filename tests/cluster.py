"""The database server of the tests: a cluster of their own, or the one that TEST_DATABASE_URL or DATABASE_URL names."""

import os
from pathlib import Path

from factcheck.postgres import Cluster

CLUSTER = Cluster.of(Path(__file__).resolve().parent.parent, "test-postgres", durable=False)
GIVEN_URL = os.environ.get("TEST_DATABASE_URL") or os.environ.get("DATABASE_URL")
DATABASE_URL = GIVEN_URL or CLUSTER.url
