from pathlib import Path

import pytest

from articles.backups import programs
from articles.backups.programs import Program, ProgramFailed, ProgramMissing


def test_the_program_of_the_server_comes_before_a_newer_one() -> None:
    assert programs.find("pg_dump", server=18).major == 18
    assert programs.find("pg_restore", server=14, at_least=18).major == 18
    assert programs.find("pg_dump", server=14).major in range(14, 19)


def test_a_missing_program_says_what_to_install() -> None:
    with pytest.raises(ProgramMissing) as raised:
        programs.find("pg_dump", server=99)

    assert str(raised.value) == (
        "pg_dump のバージョン 99 以上が見つかりません。PostgreSQL 99 のクライアント"
        "（Debian では postgresql-client-99）を入れてください。"
    )


@pytest.mark.parametrize(
    ("said", "advice"),
    [
        ("pg_dump: error: could not write to output file: No space left on device", "ディスクがいっぱいです。"),
        ("pg_dump: error: query failed: ERROR:  permission denied for table x", "権限が足りません。"),
        ('connection to server failed: FATAL:  password authentication failed for user "x"', "パスワードが違います。"),
        ("pg_restore: error: unsupported version (1.99) in file header", "もっと新しい PostgreSQL"),
        ("pg_restore: error: could not open input file", "pg_restore が失敗しました。"),
    ],
)
def test_a_failure_says_what_to_do_and_quotes_no_row(said: str, advice: str, tmp_path: Path) -> None:
    script = tmp_path / "pg_restore"
    script.write_text(f"#!/bin/sh\ncat >&2 <<'X'\n{said}\nDETAIL:  Failing row contains (港 太郎).\nX\nexit 1\n")
    script.chmod(0o700)

    with pytest.raises(ProgramFailed) as raised:
        programs.run(Program(script, 18), [], environment={}, reached=lambda table: None)

    assert advice in str(raised.value)
    assert said in str(raised.value)
    assert "港 太郎" not in str(raised.value)


def test_tables_are_told_as_they_are_reached(tmp_path: Path) -> None:
    script = tmp_path / "pg_dump"
    script.write_text(
        "#!/bin/sh\n"
        "echo 'pg_dump: dumping contents of table \"public.articles_article\"' >&2\n"
        "echo 'pg_dump: reading schemas' >&2\n"
        "echo 'pg_restore: processing data for table \"public.articles_event\"' >&2\n"
    )
    script.chmod(0o700)
    reached: list[str] = []

    programs.run(Program(script, 18), [], environment={}, reached=reached.append)

    assert reached == ["articles_article", "articles_event"]
