import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_command_without_a_database_says_how_to_start_it() -> None:
    finished = subprocess.run(
        [sys.executable, "manage.py", "verify_publications"],
        cwd=ROOT,
        env={**os.environ, "TEST_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert finished.returncode == 1
    assert finished.stderr.startswith("データベースに接続できません。")
    assert "manage.py postgres start" in finished.stderr
    assert "Traceback" not in finished.stderr
