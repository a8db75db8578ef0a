"""Form fields and the widget for date and time, as the admin's forms ask for them."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.widgets import AdminSplitDateTime
from django.forms import SplitDateTimeField
from django.utils.translation import gettext_lazy as _


class LabelledSplitDateTime(AdminSplitDateTime):
    """Django's date and time fields, each with a name that a screen reader can say."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        for widget, label in zip(self.widgets, (_("日付"), _("時刻")), strict=True):
            widget.attrs["aria-label"] = label


class DateOrMomentField(SplitDateTimeField):
    """A date whose time may be left out: often the day is all one knows."""

    time_if_left_out = "00:00"

    def clean(self, value: Any) -> Any:
        if value and value[0] and not value[1]:
            value = [value[0], self.time_if_left_out]
        return super().clean(value)


class DeadlineField(DateOrMomentField):
    time_if_left_out = "23:59"
