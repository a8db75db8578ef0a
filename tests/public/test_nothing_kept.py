"""What somebody pastes is nobody else's business: it is in no table, no dump and no log, whatever happens to the request."""

from __future__ import annotations

import json
import time
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from django.db import connection
from django.test import Client
from django.views.debug import ExceptionReporter

from tests import factories, whole_database
from tests.cluster import CLUSTER, GIVEN_URL

WORDS = ("海鳴灯台", "看守猫", "金貨")
MESSAGE = "海鳴灯台の看守猫は、夜ごと金貨三枚を数える。市立図書館の来館者は前年度の２倍に増えた。"


@pytest.fixture
def talkative_server(committed_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An access log, which the product itself does not write, and every statement with its parameters.

    Set before the server starts: sessions that are open already would not know of it.
    """
    monkeypatch.setenv("GUNICORN_CMD_ARGS", "--access-logfile -")
    with connection.cursor() as cursor:
        cursor.execute(f'ALTER DATABASE "{connection.settings_dict["NAME"]}" SET log_min_duration_statement = 0')
    connection.close()


@pytest.mark.slow
def test_no_table_dump_or_log_has_a_word_of_a_message(
    committed_database: str, talkative_server: None, live_stack: str, tmp_path: Path
) -> None:
    factories.published_verdict()
    logs = [tmp_path / "live-stack.log", *([] if GIVEN_URL else [CLUSTER.log])]
    begins = [log.stat().st_size if log.exists() else 0 for log in logs]

    page = urlopen(f"{live_stack}/check/", urlencode({"message": MESSAGE}).encode(), timeout=60).read().decode()
    body = json.dumps({"text": MESSAGE}).encode()
    request = Request(f"{live_stack}/api/v1/match/", body, {"Content-Type": "application/json"})
    found = json.load(urlopen(request, timeout=60))

    assert all(word in page for word in WORDS)
    assert [statement["text"][:4] for statement in found["results"]] == ["海鳴灯台", "市立図書"]
    while "POST /api/v1/match/" not in logs[0].read_text():  # written after the answer
        time.sleep(0.1)
    written = [log.read_bytes()[begin:].decode(errors="replace") for log, begin in zip(logs, begins, strict=True)]
    assert "POST /check/" in written[0]
    assert GIVEN_URL or "articles_publishedsearch" in written[1]
    everything = [*written, whole_database.dump(committed_database)]
    assert [word for word in WORDS for text in everything if word in text] == []
    assert whole_database.found_in_tables(WORDS) == []


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "route"), [("/check/", "public:check"), ("/api/v1/match/", "api:match")])
def test_a_request_that_fails_is_reported_without_its_message(
    path: str, route: str, caplog: pytest.LogCaptureFixture
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE articles_publishedsearch RENAME TO elsewhere")
    client = Client(raise_request_exception=False)

    if path == "/check/":
        response = client.post(path, {"message": MESSAGE})
    else:
        response = client.post(path, {"text": MESSAGE}, content_type="application/json")

    assert response.status_code == 500
    assert route in caplog.text
    assert [word for word in WORDS if word in caplog.text + response.content.decode()] == []
    [record] = [record for record in caplog.records if record.exc_info]
    report = ExceptionReporter(response.wsgi_request, *record.exc_info, is_email=True).get_traceback_text()
    assert [word for word in WORDS if word in report] == []
