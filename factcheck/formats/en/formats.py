"""Dates in English as the desk's own pages write them: Django's "Nov. 25, 2026, 9 a.m." is too wide for its lists."""

DATE_FORMAT = SHORT_DATE_FORMAT = "Y-m-d"
DATETIME_FORMAT = SHORT_DATETIME_FORMAT = "Y-m-d H:i"
TIME_FORMAT = "H:i"
