from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from articles.monitoring import security_txt


def test_the_file_says_whom_to_tell_and_until_when(settings: Any) -> None:
    settings.SECURITY_CONTACT = ["mailto:security@minato.example", "https://minato.example/security"]
    settings.SECURITY_POLICY_URL = "https://minato.example/policy"
    settings.SITE_URL = "https://factcheck.minato.example"

    response = Client().get("/.well-known/security.txt")

    lines = response.content.decode().splitlines()
    until = datetime.strptime(lines.pop(2), "Expires: %Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    assert timedelta(days=179) < until - datetime.now(UTC) < timedelta(days=365)
    assert (response.status_code, response["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert lines == [
        "Contact: mailto:security@minato.example",
        "Contact: https://minato.example/security",
        "Policy: https://minato.example/policy",
        "Preferred-Languages: ja, en",
        "Canonical: https://factcheck.minato.example/.well-known/security.txt",
    ]


def test_without_a_contact_there_is_no_file(settings: Any) -> None:
    settings.SECURITY_CONTACT = []

    assert Client().get("/.well-known/security.txt").status_code == 404


@pytest.mark.parametrize("hour", [0, 12, 23])
def test_the_expiry_is_the_same_all_day(hour: int) -> None:
    assert security_txt.expiry(datetime(2026, 11, 29, hour, 59, tzinfo=UTC)) == "2027-05-28T00:00:00Z"
