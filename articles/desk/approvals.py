"""What whoever approves a verdict is told."""

from __future__ import annotations

from django.utils.translation import gettext as _

from articles.models import Verdict


def told(verdict: Verdict) -> str:
    if verdict.state == Verdict.State.IN_REVIEW:
        return _("承認しました。選挙の期間中なので、もう一人のデスクの承認を待ちます。")
    if verdict.state == Verdict.State.PUBLISHED:
        return _("承認して公開しました。")
    missing = [str(step.label) for step in verdict.missing_steps]
    if missing:
        return _("承認しました。公開には、%(steps)sがまだ要ります。") % {"steps": _("と").join(missing)}
    return _("承認しました。公開できます。")
