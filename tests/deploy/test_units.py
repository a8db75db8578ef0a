"""The shipped units and alerts say what the product does: commands, users, ports, names of figures."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from django.test import Client

ROOT = Path(__file__).resolve().parent.parent.parent
UNITS = sorted((ROOT / "deploy" / "systemd").iterdir())
GUIDE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
RULES = yaml.safe_load((ROOT / "deploy" / "prometheus" / "factcheck.rules.yml").read_text(encoding="utf-8"))
SUFFIXES = re.compile(r"_(count|sum|bucket)$")


def value(unit: Path, name: str) -> str:
    found = re.search(rf"^{name}=(.*)$", unit.read_text(encoding="utf-8"), re.MULTILINE)
    return found[1] if found else ""


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_understands_the_units(tmp_path: Path) -> None:
    """All but that the programs are there: the release is not in /srv on this machine."""
    told = subprocess.run(["systemd-analyze", "verify", *UNITS], capture_output=True, text=True)

    complaints = [line for line in told.stderr.splitlines() if "is not executable" not in line]
    assert [line for line in complaints if "factcheck" in line] == []


def test_only_the_backup_is_the_owner() -> None:
    users = {unit.name: value(unit, "User") for unit in UNITS if unit.suffix == ".service"}

    assert users == {
        "factcheck-backup.service": "factcheck-admin",
        "factcheck-desk.service": "factcheck",
        "factcheck-readers.service": "factcheck",
        "factcheck-worker.service": "factcheck",
    }
    assert {value(unit, "EnvironmentFile") for unit in UNITS if "factcheck-admin" in value(unit, "User")} == {
        "/etc/factcheck/owner.env"
    }


def test_readers_go_before_the_desk_and_the_desk_before_backups() -> None:
    assert {unit.name: value(unit, "Nice") for unit in UNITS if value(unit, "Nice")} == {
        "factcheck-backup.service": "10",
        "factcheck-desk.service": "5",
    }


def test_proxy_units_and_scrape_agree_on_sockets_and_ports() -> None:
    started = "\n".join(value(unit, "ExecStart") for unit in UNITS)
    targets = re.findall(r"127\.0\.0\.1:\d+", (ROOT / "deploy" / "prometheus" / "scrape.yml").read_text("utf-8"))

    assert re.findall(r"--bind (127\.\S+)", started) == ["127.0.0.1:9102", "127.0.0.1:9101"]
    assert sorted(targets) == ["127.0.0.1:9101", "127.0.0.1:9102"]
    for name in ("readers", "desk"):
        assert f"unix:/run/factcheck/{name}.sock" in started


@pytest.mark.django_db
def test_alerts_ask_for_figures_that_there_are() -> None:
    served = Client().get("/metrics").content.decode()
    known = set(re.findall(r"^# TYPE (\S+)", served, re.MULTILINE))
    expressions = " ".join(rule["expr"] for group in RULES["groups"] for rule in group["rules"])

    asked = {SUFFIXES.sub("", name) for name in re.findall(r"\bfactcheck_\w+", expressions)}

    assert asked - known == set()
    assert len(asked) > 8


@pytest.mark.django_db
def test_the_guide_names_every_figure_there_is() -> None:
    served = Client().get("/metrics").content.decode()
    families = re.findall(r"^# TYPE (\S+)", served, re.MULTILINE)

    assert [family for family in families if f"`{family}`" not in GUIDE] == []
