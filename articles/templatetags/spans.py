"""Lengths of time in the two largest units that say something: 12秒, 3分, 2時間10分, 1日3時間; and shares: 25.6%."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils.translation import gettext as _

register = template.Library()

MINUTE, HOUR, DAY = 60, 3_600, 86_400


@register.filter
def span(seconds: float) -> str:
    whole = max(round(seconds), 0)
    if whole < MINUTE:
        return _("%(n)d秒") % {"n": whole}
    if whole < HOUR:
        return _("%(n)d分") % {"n": whole // MINUTE}
    if whole < DAY:
        return _("%(n)d時間%(m)d分") % {"n": whole // HOUR, "m": whole % HOUR // MINUTE}
    return _("%(n)d日%(m)d時間") % {"n": whole // DAY, "m": whole % DAY // HOUR}


@register.filter
def until(moment: datetime, now: datetime) -> str:
    """How long ago `moment` was at `now`."""
    return span((now - moment).total_seconds())


@register.filter
def percent(share: float) -> str:
    """0.256 as 25.6%."""
    return f"{share:.1%}"
