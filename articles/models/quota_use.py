from __future__ import annotations

from django.db import models


class QuotaUse(models.Model):
    """How much of a quota for `seconds` somebody has used since `began_at`. Written by `articles/quotas.py` alone, one statement a request.

    UNLOGGED: it is in no backup and empty after a crash of the server, which costs nobody more than what was used. `client` is an
    HMAC: neither an address nor a key can be read from it.
    """

    client = models.CharField(max_length=64, primary_key=True)
    began_at = models.DateTimeField()
    used = models.PositiveIntegerField()
    seconds = models.PositiveIntegerField(db_default=60)

    def __str__(self) -> str:
        return f"{self.client[:8]} {self.used}"
