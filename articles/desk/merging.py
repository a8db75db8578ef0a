"""Two people at one row: the one who saves later, from a page made before, loses nothing and overwrites nothing unseen.

A form carries what it showed (`seen_values`). Where the row changed meanwhile, each field is compared three ways: one that
its editor left alone takes the newer value, one that nobody else touched keeps what was typed. Only where both wrote, both
and what was there before are shown, and any of them may be chosen, without a script too.

A field's value is held as a browser sends it: the values by the rest of the name ("" or, of a date and time, "_0" and "_1").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Any, NamedTuple, TypeGuard

import orjson
from django import forms
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import ValidationError
from django.db.models import CharField, Field, Model, QuerySet
from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

Values = dict[str, list[str]]
Edit = tuple[int, int, tuple[str, ...]]

CARRIED = ("seen_version", "seen_values")
CHOICE, CHOSEN = "choose", "choices"  # the radio buttons of a clash, and the values they stand for
AS_WRITTEN, SIDES = "written", ("theirs", "mine", "base")
MOST_UNITS = 3000  # sentences of a text that is merged
_UNIT = re.compile(r"[^。\n]*(?:[。\n]|\Z)")


class MovedInput(forms.HiddenInput):
    """A place in an order, which people change by buttons. Where two moved a row, the later one has it."""


class Shown:
    """What an unbound form shows, as the initial value of its field `seen_values`: worked out when the form is rendered."""

    def __init__(self, form: forms.BaseForm) -> None:
        self.form = form

    def __call__(self) -> str:
        shown = {name: values_of(self.form[name]) for name in told_fields(self.form)}
        return orjson.dumps(shown).decode()


class Clash(NamedTuple):
    """A field that two people changed; texts in an editor's words. `name` is the field's name in the form."""

    name: str
    label: str
    base: str | None
    theirs: str
    mine: str
    by: str
    is_merged: bool

    @property
    def options(self) -> list[tuple[str, str, str]]:
        """(value of the radio button, what it stands for, text)"""
        texts = {"theirs": self.theirs, "mine": self.mine, "base": self.base}
        names = {"theirs": _("先に保存された内容"), "mine": _("あなたの内容"), "base": _("開いたときの内容")}
        return [(side, names[side], text) for side in SIDES if (text := texts[side]) is not None]

    @property
    def choice(self) -> str:
        return f"{CHOICE}-{self.name}"


@dataclass
class Merged:
    """`data` is the form with what is settled; `kept` are the labels of fields that took the newer value."""

    data: QueryDict
    clashes: list[Clash] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)  # of rows that are gone
    choices: dict[str, dict[str, Values | None]] = field(default_factory=dict)
    editors: Mapping[str, str] = field(default_factory=dict)  # who changed a field last, by its name

    @property
    def is_settled(self) -> bool:
        return not self.clashes and not self.notes

    @property
    def told(self) -> str:
        return _("ほかで直された欄は、新しい内容を残しました：%s") % _("、").join(dict.fromkeys(self.kept))

    @property
    def chosen_from(self) -> str:
        return orjson.dumps(self.choices).decode()


def with_choices(data: QueryDict) -> QueryDict:
    """The form as it was sent, with what was chosen of each clash in the place of what stands in the field."""
    chosen = data.copy()
    known = loaded(data.get(CHOSEN, ""))
    for name, sides in known.items():
        values = sides.get(data.get(f"{CHOICE}-{name}", AS_WRITTEN)) if isinstance(sides, dict) else None
        if is_values(values):
            put(chosen, name, values)
    return chosen


def merge(form: forms.BaseForm, now: forms.BaseForm, merged: Merged) -> None:
    """Settle in `merged.data` what can be; `form` is bound to it, `now` is the same form of the row as it is by now."""
    seen = loaded(merged.data.get(form.add_prefix("seen_values"), ""))
    for name in told_fields(now):
        base = seen.get(name)
        _settle(form, now, name, base if is_values(base) else None, merged)
    for name in CARRIED:
        if name in now.fields:
            merged.data[form.add_prefix(name)] = str(now[name].value())


def is_touched(form: forms.BaseForm, seen: Mapping[str, Any]) -> bool:
    """Whether somebody changed a field of a bound form from what it showed."""
    return any(not is_same(form[name], sent_of(form, name), seen.get(name)) for name in told_fields(form))


def _settle(form: forms.BaseForm, now: forms.BaseForm, name: str, base: Values | None, merged: Merged) -> None:
    bound, mine, theirs = now[name], sent_of(form, name), values_of(now[name])
    if is_same(bound, mine, theirs):
        return
    if base is not None and is_same(bound, mine, base):
        put(merged.data, bound.html_name, theirs)
        merged.kept.append(str(bound.label))
    elif isinstance(bound.field.widget, MovedInput):
        return
    elif base is None or not is_same(bound, theirs, base):
        _clash(bound, base, theirs, mine, merged)


def _clash(bound: forms.BoundField, base: Values | None, theirs: Values, mine: Values, merged: Merged) -> None:
    told = {side: text_of(bound, values) for side, values in (("base", base), ("theirs", theirs), ("mine", mine))}
    together = None
    if base is not None and isinstance(plain(bound.field.widget), forms.Textarea):
        together = merged_text(*(normal(values).get("", [""])[0] for values in (base, theirs, mine)))
    if together is not None:
        put(merged.data, bound.html_name, {"": [together]})
    merged.choices[bound.html_name] = {"base": base, "theirs": theirs, "mine": mine}
    merged.clashes.append(
        Clash(
            bound.html_name,
            str(bound.label),
            told["base"],
            told["theirs"] or "",
            told["mine"] or "",
            merged.editors.get(bound.name, ""),
            together is not None,
        )
    )


# Values of fields -------------------------------------------------------------------------------------------------------


def told_fields(form: forms.BaseForm) -> list[str]:
    """What people write: no passwords, no files, nothing that the form carries along unseen."""
    unseen = (forms.PasswordInput, forms.HiddenInput, forms.FileInput)
    shown = {name: one for name, one in form.fields.items() if name != "DELETE" and not one.disabled}
    return [
        name for name, one in shown.items() if isinstance(one.widget, MovedInput) or not isinstance(one.widget, unseen)
    ]


def plain(widget: forms.Widget) -> forms.Widget:
    return widget.widget if isinstance(widget, RelatedFieldWidgetWrapper) else widget


def values_of(bound: forms.BoundField) -> Values:
    """What an unbound form shows, as a browser would send it back."""
    return dict(_values(plain(bound.field.widget), "", bound.value()))


def _values(widget: forms.Widget, rest: str, value: Any) -> Iterator[tuple[str, list[str]]]:
    if isinstance(widget, forms.MultiWidget):
        parts: list[Any] = value if isinstance(value, list) else widget.decompress(value) or []
        for number, (part, one) in enumerate(zip(widget.widgets, parts, strict=True)):
            yield from _values(part, f"{rest}_{number}", one)
    elif isinstance(widget, forms.CheckboxInput):
        if widget.check_test(value):
            yield rest, ["on"]
    else:
        formatted = widget.format_value(list(value) if isinstance(value, QuerySet) else value)
        yield rest, [str(one) for one in formatted] if isinstance(formatted, list | tuple) else [formatted or ""]


def sent_of(form: forms.BaseForm, name: str) -> Values:
    """What a bound form was sent for a field."""
    data, html_name = form.data, form.add_prefix(name)
    assert isinstance(data, QueryDict)
    return {rest: data.getlist(html_name + rest) for rest in _rests(form.fields[name]) if html_name + rest in data}


def put(data: QueryDict, html_name: str, values: Values) -> None:
    for name in [html_name, *(f"{html_name}_{number}" for number in range(2))]:
        data.pop(name, None)
    for rest, found in values.items():
        data.setlist(html_name + rest, found)


def is_same(bound: forms.BoundField, one: Values | None, other: Values | None) -> bool:
    """Whether a field would take both for the same value."""
    if one is None or other is None:
        return one is other
    return normal(one) == normal(other) or bool(_meaning(bound.field, one) == _meaning(bound.field, other))


def normal(values: Values) -> Values:
    texts = {rest: [one.replace("\r\n", "\n").strip() for one in found] for rest, found in values.items()}
    return {rest: sorted(filter(None, found)) for rest, found in texts.items() if any(found)}


def _meaning(form_field: forms.Field, values: Values) -> Any:
    data = QueryDict(mutable=True)
    put(data, "x", values)
    value = form_field.widget.value_from_datadict(data, {}, "x")
    try:
        cleaned = form_field.clean(value)
    except ValidationError:
        return normal(values)
    return sorted(row.pk for row in cleaned) if isinstance(cleaned, QuerySet) else cleaned


def text_of(bound: forms.BoundField, values: Values | None) -> str | None:
    """In an editor's words: names instead of keys, labels instead of codes."""
    if values is None:
        return None
    if isinstance(plain(bound.field.widget), forms.CheckboxInput):
        return _("はい") if values else _("いいえ")
    found = [one for rest in sorted(values) for one in values[rest]]
    if isinstance(bound.field, forms.ModelChoiceField) and bound.field.queryset is not None:
        key = bound.field.queryset.model._meta.pk
        rows = bound.field.queryset.filter(pk__in=[one for one in found if _is_key(key, one)])
        return _("、").join(sorted(_named(bound.field, row) for row in rows))
    labels: dict[Any, Any] = dict(bound.field.choices) if isinstance(bound.field, forms.ChoiceField) else {}  # type: ignore[arg-type] # pairs, as a form field has them
    return " ".join(str(labels.get(one, one)) for one in found).replace("\r\n", "\n").strip()


def _is_key(key: Field[Any, Any], text: str) -> bool:
    if isinstance(key, CharField):
        return bool(text) and "\0" not in text
    return text.isascii() and text.isdigit() and len(text) < 19


def _named(form_field: forms.ModelChoiceField[Any], row: Model) -> str:
    label = form_field.label_from_instance(row)
    return str(row) if isinstance(label, SafeString) else label  # marked up for a list of choices


def _rests(form_field: forms.Field) -> list[str]:
    widget = plain(form_field.widget)
    return [f"_{number}" for number in range(len(widget.widgets))] if isinstance(widget, forms.MultiWidget) else [""]


def loaded(text: str) -> dict[str, Any]:
    """JSON that a form brought back; nothing where it is none of ours."""
    try:
        found = orjson.loads(text or "{}")
    except orjson.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}


def is_values(found: object) -> TypeGuard[Values]:
    """Whether JSON is the values of a field."""
    return isinstance(found, dict) and all(
        isinstance(values, list) and all(isinstance(one, str) for one in values) for values in found.values()
    )


# Texts ------------------------------------------------------------------------------------------------------------------


def merged_text(base: str, theirs: str, mine: str) -> str | None:
    """Both sets of edits in one text, sentence by sentence; None where they touch each other."""
    units = _units(base)
    if len(units) > MOST_UNITS:
        return None
    edits = sorted({*_edits(units, _units(theirs)), *_edits(units, _units(mine))})
    if any(after[0] <= before[1] for before, after in pairwise(edits)):
        return None
    written, place = [], 0
    for start, end, new in edits:
        written += [*units[place:start], *new]
        place = end
    return "".join([*written, *units[place:]])


def _units(text: str) -> list[str]:
    return [unit for unit in _UNIT.findall(text) if unit]


def _edits(base: list[str], other: list[str]) -> Iterable[Edit]:
    for operation, i1, i2, j1, j2 in SequenceMatcher(None, base, other, autojunk=False).get_opcodes():
        if operation != "equal":
            yield i1, i2, tuple(other[j1:j2])


# Rows beside a form -------------------------------------------------------------------------------------------------------

COUNTS = ("TOTAL_FORMS", "INITIAL_FORMS")
Row = dict[str, list[str]]  # what was sent of one row, by what follows its prefix


def merge_rows(formset: Any, now: Any, merged: Merged) -> None:
    """As `merge` for each row that is there by now; what was typed into a row that is gone stays, as a new one."""
    sent = _taken(formset.prefix, merged.data)
    known = {pk[0]: row for row in sent if (pk := row.get("id")) and pk[0]}
    place = 0
    for form in now.forms:
        mine = known.pop(str(form.instance.pk), None)
        _put_row(merged.data, formset.add_prefix(place), mine or _shown(form))
        if mine is not None:
            _merge_row(form, formset.add_prefix(place), merged)
        place += 1
    for row in [*(row for row in sent if not row.get("id", [""])[0]), *_typed_in(known.values(), formset, merged)]:
        _put_row(merged.data, formset.add_prefix(place), {**row, "id": [""]})
        place += 1
    for name, count in zip(COUNTS, (place, len(now.forms)), strict=True):
        merged.data[f"{formset.prefix}-{name}"] = str(count)


def _merge_row(form: Any, prefix: str, merged: Merged) -> None:
    seen = loaded(merged.data.get(f"{prefix}-seen_values", ""))
    mine = type(form)(merged.data, prefix=prefix)
    now = type(form)(instance=form.instance, prefix=prefix)
    theirs_changed = any(not is_same(now[name], values_of(now[name]), seen.get(name)) for name in told_fields(now))
    before = len(merged.clashes)
    merge(mine, now, merged)
    merged.clashes[before:] = [
        clash._replace(label=f"{form.instance}　{clash.label}") for clash in merged.clashes[before:]
    ]
    if merged.data.get(f"{prefix}-DELETE") and theirs_changed:
        merged.notes.append(
            _("「%s」を削除しようとしていますが、ほかで直されました。内容を確かめてください。") % form.instance
        )


def _typed_in(gone: Iterable[Row], formset: Any, merged: Merged) -> Iterator[Row]:
    """Rows that somebody else deleted while this editor wrote on them."""
    for row in gone:
        seen = loaded(row.get("seen_values", [""])[0])
        data = QueryDict(mutable=True)
        _put_row(data, "x", row)
        if "DELETE" not in row and is_touched(formset.form(data, prefix="x"), seen):
            title = next((one for name in ("title", "party") for one in row.get(name, [])), "")
            merged.notes.append(
                _("「%s」はほかで削除されました。あなたが直していたので、新しい行として残してあります。") % title
            )
            yield row


def _taken(prefix: str, data: QueryDict) -> list[Row]:
    """The rows that were sent, out of the data, in the order of their numbers."""
    rows: dict[int, Row] = {}
    for key in list(data):
        number, _sep, name = key.removeprefix(f"{prefix}-").partition("-")
        if key.startswith(f"{prefix}-") and number.isascii() and number.isdigit():
            rows.setdefault(int(number), {})[name] = data.pop(key)
    return [rows[number] for number in sorted(rows)]


def _put_row(data: QueryDict, prefix: str, row: Row) -> None:
    for name, values in row.items():
        data.setlist(f"{prefix}-{name}", values)


def _shown(form: forms.BaseForm) -> Row:
    """What a browser would send of a row that this editor has not seen."""
    return {
        name + rest: values
        for name in form.fields
        if name != "DELETE" and not isinstance(form.fields[name].widget, forms.FileInput)
        for rest, values in values_of(form[name]).items()
    }
