from __future__ import annotations


class BackupError(Exception):
    """Base of what keeps a backup from being made or restored; the message says in Japanese what to do."""
