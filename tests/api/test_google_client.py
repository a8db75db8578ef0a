"""google-api-python-client with the discovery document it carries, against our server: only the host is changed."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from googleapiclient.discovery import build
from googleapiclient.errors import HttpError

from tests.api.test_google import publish


@pytest.mark.slow
def test_googles_own_client_lists_our_claims_page_by_page(committed_database: str, live_stack: str) -> None:
    for place in ("汐見", "柏浜", "北浜", "南浜", "東浜"):
        publish(f"{place}市の図書館の来館者は２倍に増えた", claimed_date=date(2026, 2, 3))
    connection.close()
    with build(
        "factchecktools",
        "v1alpha1",
        developerKey="any",
        static_discovery=True,
        client_options={"api_endpoint": live_stack},
    ) as service:
        claims = service.claims()
        pages = []
        request = claims.search(query="図書館の来館者", languageCode="ja", pageSize=2)
        while request is not None:
            pages.append(request.execute())
            request = claims.search_next(request, pages[-1])

        assert [len(page["claims"]) for page in pages] == [2, 2, 1]
        found = [claim["text"] for page in pages for claim in page["claims"]]
        assert sorted(found) == sorted(set(found))
        assert len(found) == 5
        [review] = pages[0]["claims"][0]["claimReview"]
        assert review["url"].startswith("http://127.0.0.1:8000/verdicts/")
        assert pages[0]["claims"][0]["claimDate"] == "2026-02-03T00:00:00Z"

        long = claims.search(
            query="図書館の来館者は２倍に増えた。" * 30
        )  # more than a URL holds: the client sends a POST
        assert len(long.uri) > 2048
        assert len(long.execute()["claims"]) == 5
        with pytest.raises(HttpError) as refused:
            claims.search(query="図書館", pageToken="tampered").execute()
        assert refused.value.status_code == 400
        assert "pageToken" in refused.value.reason
