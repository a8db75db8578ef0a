"""The product behind a real socket in this process, for partners' clients to ask."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connections
from pytest_django import Settings


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = False

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            connections.close_all()  # this thread's


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def site(committed_database: str, settings: Settings, tmp_path: Path) -> Iterator[str]:
    """Its address. Dumps lie in a folder of the test's own."""
    settings.DUMP_DIR = tmp_path / "dumps"
    with make_server("127.0.0.1", 0, get_wsgi_application(), _Server, _Quiet) as server:
        settings.SITE_URL = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield settings.SITE_URL
        server.shutdown()
        thread.join()
