"""Backups of the database and their way back: made, checked and restored whole or not at all (docs/adr/0020)."""
