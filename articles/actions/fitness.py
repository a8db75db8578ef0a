"""Values that no row should have: days that cannot be meant, texts in which there is nothing to read, addresses that do
not show where they lead.

The fields of the models say what they take, as validators; forms made of a model ask them by themselves. Actions ask
here, so that it holds for whoever calls them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Field, Model
from django.utils.translation import gettext as _

from articles.actions.errors import Refused
from articles.models import days, texts, web_addresses

BOUNDS = (
    *(days.has_happened, days.is_planned),
    *(texts.says_something, texts.runs_straight, web_addresses.leads_openly),
)


class ValueUnfit(Refused):
    """The message names the field and says what it takes."""


def refuse_unfit(model: type[Model], values: Mapping[str, Any]) -> None:
    """Raise ValueUnfit for the first of the values that its field does not take; empty ones are not asked about here."""
    for name, value in values.items():
        column = model._meta.get_field(name)
        if value and isinstance(column, Field):
            _refuse(column, value)


def _refuse(column: Field[Any, Any], value: Any) -> None:
    for validator in column.validators:
        if validator in BOUNDS:
            try:
                validator(value)
            except ValidationError as error:
                told = {"field": column.verbose_name, "why": "".join(error.messages)}
                raise ValueUnfit(_("%(field)s：%(why)s") % told) from error
