"""The doctor at a server that stands still: it says so, and ends."""

from __future__ import annotations

import json
import os
import subprocess

from factcheck.supervisor import manage
from tests import frozen

PATIENCE_SECONDS = 240  # most of it Python's start on a busy machine


def test_the_doctor_ends_where_the_server_stands_still() -> None:
    with frozen.started() as cluster, frozen.frozen(cluster):
        told = subprocess.run(
            manage("doctor", "--json", "--quick"),
            env={**os.environ, "DEMO": "true", "DATABASE_URL": cluster.url},
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
        )

    findings = {finding["check"]: finding["level"] for finding in json.loads(told.stdout)["findings"]}
    assert (told.returncode, findings["database.unreachable"]) == (1, "error")
