"""Places in an order of several columns, as one comparison of rows: an OR over the columns would not use the index."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from django.db import models
from django.db.models import F, Func, Value
from django.db.models.expressions import Combinable


def compared(row: Sequence[Combinable | str], sign: Literal["<", ">"], place: Sequence[object]) -> Func:
    """`ROW(…) < ROW(…)`: whether a row's columns, or what is made of them, come before that place, or after it."""
    columns = [F(column) if isinstance(column, str) else column for column in row]
    return Func(
        Func(*columns, function="ROW"),
        Func(*map(Value, place), function="ROW"),
        template="%(expressions)s",
        arg_joiner=f" {sign} ",
        output_field=models.BooleanField(),
    )
