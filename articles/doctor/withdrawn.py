from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from articles.actions import withdrawals
from articles.doctor.findings import Finding, error


def findings() -> Iterator[Finding]:
    """Whether what redactions erased would still be known if it were sent again."""
    if unknowable := withdrawals.unknowable():
        message = _("消去した本文 %(n)d 件の写しが送られてきても、見分けられません。SECRET_KEY が変わりました。")
        remedy = _("前の鍵を SECRET_KEY_FALLBACKS に入れ、rebuild_public_index を実行してから外してください。")
        yield error("withdrawn.unknowable", message % {"n": unknowable}, remedy)
