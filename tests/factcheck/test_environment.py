import stat
from pathlib import Path

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
