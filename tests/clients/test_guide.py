"""The programs with the Python client in docs/api.md and in its README do what their pages say."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from tests import factories
from tests.api.test_docs import BASE, PROGRAMS

README = Path(settings.BASE_DIR) / "clients" / "python" / "README.md"


def test_programs_run_as_they_are(
    site: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    verdict = factories.published_verdict()
    monkeypatch.chdir(tmp_path)

    for program in [program for program in PROGRAMS if "factcheck_client" in program]:
        exec(program.replace(BASE, site).replace("verdict(1)", f"verdict({verdict.pk})"), {})

    said = capsys.readouterr().out
    assert f"{verdict.pk} live 誤り {verdict.headline}" in said
    assert said.endswith(f"Synced(applied=1, renamed=0, began_again=False)\n{ {verdict.pk: verdict.headline} }\n")


def test_the_server_has_the_client_itself(client: Client, tmp_path: Path) -> None:
    response = client.get("/api/v1/guide/factcheck-client.zip")

    assert (response.status_code, response["Content-Type"]) == (200, "application/zip")
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        archive.extractall(tmp_path)
    tried = [sys.executable, "-c", "import factcheck_client; print(factcheck_client.__file__, factcheck_client.Mirror)"]
    told = subprocess.run(tried, cwd=tmp_path / "factcheck-client", capture_output=True, text=True, check=True)
    assert told.stdout.startswith(str(tmp_path))
    assert (tmp_path / "factcheck-client" / "pyproject.toml").read_bytes() == README.with_name(
        "pyproject.toml"
    ).read_bytes()


def test_programs_of_the_readme_follow_each_other(
    site: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    verdict = factories.published_verdict()
    monkeypatch.chdir(tmp_path)
    key, token = factories.api_key()
    factories.webhook_delivery(factories.webhook_endpoint(key), state="failed", failure="timeout")
    together: dict[str, Any] = {}

    for program in re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL):
        program = program.replace("whsec_…", "whsec_" + "A" * 43 + "=").replace('key="fcd_…")\n', f'key="{token}")\n')
        exec(program.replace(BASE, site), together)

    said = capsys.readouterr().out
    assert f"{verdict.headline} 誤り {site}/verdicts/{verdict.pk}-" in said
    assert "400 invalid_parameters [{'parameter': 'topic', 'code': 'unknown_topic'" in said
    assert "1 rows; 1 verdicts; gone on" in said
    assert "https://hooks.minato.example/in?token=t0ken active None 0 None\nagain from 1\n" in said
    assert together["receive"]({}, b"{}") == 401
    assert said.endswith("queued []\nreceived\n")
    together["mirror"].close()
