import stat
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from dotenv import dotenv_values

from factcheck import environment


def test_the_first_start_writes_a_private_file(tmp_path: Path) -> None:
    file = tmp_path / ".env"

    assert environment.write_once(file) is True

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [".env"]


def test_what_is_written_is_what_settings_read(tmp_path: Path) -> None:
    environment.write_once(tmp_path / ".env")

    lines = dict(
        line.split("=", 1) for line in (tmp_path / ".env").read_text(encoding="utf-8").splitlines() if "=" in line
    )

    assert {name: lines[name] for name in ("DEMO", "DEBUG", "ALLOWED_HOSTS")} == {
        "DEMO": "true",
        "DEBUG": "false",
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
    }
    assert len(lines["SECRET_KEY"]) >= 50


def test_each_clone_gets_a_key_of_its_own(tmp_path: Path) -> None:
    environment.write_once(tmp_path / "one")
    environment.write_once(tmp_path / "two")

    assert (tmp_path / "one").read_text(encoding="utf-8") != (tmp_path / "two").read_text(encoding="utf-8")


def test_a_file_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("SECRET_KEY=mine\n", encoding="utf-8")
    file.chmod(0o640)

    assert environment.write_once(file) is False

    assert file.read_text(encoding="utf-8") == "SECRET_KEY=mine\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


@pytest.fixture(autouse=True)
def no_key_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOTE_KEYS")


def test_file_of_an_earlier_release_gets_the_key_it_lacks_and_keeps_the_rest(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("SECRET_KEY=mine\nDEMO=true", encoding="utf-8")  # no line end after the last line
    file.chmod(0o640)

    added, again = environment.add_missing(file), environment.add_missing(file)

    *kept, key = file.read_text(encoding="utf-8").splitlines()
    assert (added, again, kept) == (True, False, ["SECRET_KEY=mine", "DEMO=true"])
    assert key.startswith("NOTE_KEYS=")
    Fernet(key.removeprefix("NOTE_KEYS="))
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


@pytest.mark.parametrize("line", ["NOTE_KEYS=x", "export NOTE_KEYS=x", " NOTE_KEYS = x", "NOTE_KEYS='x'"])
def test_key_that_is_there_in_any_form_stays(line: str, tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text(f"SECRET_KEY=mine\n{line}\n", encoding="utf-8")

    assert environment.add_missing(file) is False

    assert file.read_text(encoding="utf-8") == f"SECRET_KEY=mine\n{line}\n"


@pytest.mark.parametrize("line", ["# NOTE_KEYS=x", "NOTE_KEYS="])
def test_settings_find_a_key_where_none_stood(line: str, tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text(f"{line}\nDEMO=true\n", encoding="utf-8")

    environment.add_missing(file)

    key = dotenv_values(file)["NOTE_KEYS"]
    assert key
    Fernet(key)


def test_key_in_the_environment_is_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / ".env"
    file.write_text("SECRET_KEY=mine\n", encoding="utf-8")
    monkeypatch.setenv("NOTE_KEYS", "x")

    assert environment.add_missing(file) is False
