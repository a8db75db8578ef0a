"""The programs with the Python client in docs/api.md and in its README do what their pages say."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

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


def test_programs_of_the_readme_follow_each_other(
    site: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    verdict = factories.published_verdict()
    monkeypatch.chdir(tmp_path)
    token = factories.api_key().token
    together: dict[str, Any] = {}

    for program in re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL):
        program = program.replace("whsec_…", "whsec_" + "A" * 43 + "=").replace('key="fcd_…")\n', f'key="{token}")\n')
        exec(program.replace(BASE, site), together)

    said = capsys.readouterr().out
    assert f"{verdict.headline} 誤り {site}/verdicts/{verdict.pk}-" in said
    assert "400 invalid_parameters [{'parameter': 'topic', 'code': 'unknown_topic'" in said
    assert "1 rows; 1 verdicts; gone on" in said
    assert together["receive"]({}, b"{}") == 401
    assert said.endswith("queued []\nreceived\n")
    together["mirror"].close()
