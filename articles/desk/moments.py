"""Form fields and the widget for date and time, as the admin's forms ask for them."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.widgets import AdminSplitDateTime
from django.forms import DateField, DateInput, SplitDateTimeField, SplitDateTimeWidget
from django.utils.translation import gettext_lazy as _

from articles.models import days


class LabelledSplitDateTime(AdminSplitDateTime):
    """Django's date and time fields, each with a name that a screen reader can say."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        for widget, label in zip(self.widgets, (_("日付"), _("時刻")), strict=True):
            widget.attrs["aria-label"] = label


class NativeMoment(SplitDateTimeWidget):
    """The browser's own fields for a date and a time, for pages that have no scripts of the admin."""

    def __init__(self) -> None:
        super().__init__(date_format="%Y-%m-%d", time_format="%H:%M:%S")
        for widget, kind, label in zip(self.widgets, ("date", "time"), (_("日付"), _("時刻")), strict=True):
            widget.input_type = kind
            widget.attrs |= {"aria-label": label, **({"step": "1"} if kind == "time" else {})}


class Day(DateField):
    """A day in the browser's own field. What each kind takes is said in one place, articles/models/days.py."""

    widget = DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class PastDay(Day):
    default_validators = [days.has_happened]


class PlannedDay(Day):
    default_validators = [days.is_planned]


class AskedDay(Day):
    default_validators = [days.is_asked]


class DateOrMomentField(SplitDateTimeField):
    """A date whose time may be left out: often the day is all one knows."""

    time_if_left_out = "00:00"

    def clean(self, value: Any) -> Any:
        if value and value[0] and not value[1]:
            value = [value[0], self.time_if_left_out]
        return super().clean(value)


class DeadlineField(DateOrMomentField):
    time_if_left_out = "23:59"
