from datetime import UTC, datetime, timedelta
from pathlib import Path

from articles.backups import folder
from articles.backups.folder import Backup

NOW = datetime(2026, 11, 29, 3, 0, tzinfo=UTC)


def made(path: Path, *days: int) -> list[Backup]:
    """Backups so many days ago, oldest first."""
    found = [Backup.named(path, NOW - timedelta(days=age)) for age in sorted(days, reverse=True)]
    for backup in found:
        for file in backup.files:
            file.touch()
    return found


def test_a_backup_is_named_by_its_time_and_listed_only_with_its_manifest(tmp_path: Path) -> None:
    old, new = made(tmp_path, 1, 0)
    (tmp_path / "factcheck-20261129T025959Z.dump").touch()
    (tmp_path / "another.dump").touch()

    assert new.dump.name == "factcheck-20261129T030000Z.dump"
    assert folder.backups(tmp_path) == [old, new]
    assert folder.newest_redactions(tmp_path) == new.redactions


def test_backups_expire_by_age_and_by_number_but_never_the_newest(tmp_path: Path) -> None:
    oldest, older, yesterday = made(tmp_path, 40, 31, 1)
    found = [oldest, older, yesterday]

    assert folder.expired(found, now=NOW, days=30, keep=None) == [oldest, older]
    assert folder.expired(found, now=NOW, days=35, keep=None) == [oldest]
    assert folder.expired(found, now=NOW, days=365, keep=2) == [oldest]
    assert folder.expired([oldest], now=NOW, days=30, keep=1) == []


def test_a_deleted_backup_leaves_nothing(tmp_path: Path) -> None:
    old, new = made(tmp_path, 1, 0)

    old.delete()

    assert sorted(tmp_path.iterdir()) == sorted(new.files)
