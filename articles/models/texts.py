"""Texts that must say something, and lines that must not turn what stands beside them.

A required text is not made of what nobody can see. Names and titles from outside stand in lists, menus and messages beside
others: a sign in them that turns the direction of writing is refused, told by its place. Whole texts may hold anything; they
stand in blocks of their own.

Control characters and line breaks are refused where a line is taken in; the triggers ask about turns alone.
"""

from __future__ import annotations

import re

import pgtrigger
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.japanese.invisible import CONTROL, READABLE, TURNING, is_readable

from . import web_addresses

# Three lines, each with something to read; PostgreSQL's own form of Verdict.summary_lines.
THREE_LINES = r"\A[^\n]*R[^\n]*\n[^\n]*R[^\n]*\n[^\n]*R[^\n]*\Z".replace("R", READABLE)

_TURNING = re.compile(TURNING)
_CONTROL = re.compile(CONTROL)
_BREAKS = re.compile(r"[\t-\r\x1c-\x1f\x85\u2028\u2029]+")


def says_something(text: str) -> None:
    if text and not is_readable(text):
        raise ValidationError(_("見える文字がありません。読める文字を入力してください。"), code="unreadable")


def runs_straight(text: str) -> None:
    """Of a line: nothing in it turns the direction of what follows, ends it, or is obeyed by a terminal."""
    if found := _TURNING.search(text):
        raise ValidationError(
            _("%(place)d文字目に、文字の並ぶ向きを変える見えない文字（%(sign)s）があります。取り除いてください。"),
            code="turning",
            params=_where(found),
        )
    if found := _CONTROL.search(text):
        raise ValidationError(
            _("%(place)d文字目に、改行か制御文字（%(sign)s）があります。取り除いてください。"),
            code="control",
            params=_where(found),
        )


def on_one_line(text: str) -> str:
    """`text` with one space for each run of tabs and ends of lines, which come along when something is copied."""
    return _BREAKS.sub(" ", text)


def _where(found: re.Match[str]) -> dict[str, object]:
    return {"place": found.start() + 1, "sign": f"U+{ord(found[0]):04X}"}


def readable(name: str) -> Q:
    """For a constraint: the column says something."""
    return Q(**{f"{name}__regex": READABLE})


def refuse_turns(*lines: str, addresses: tuple[str, ...] = ()) -> pgtrigger.Trigger:
    """The columns turn nothing, as `runs_straight` and, of addresses, `leads_openly` want them, whenever they are written.

    No CHECK, which would be asked of the whole row: what an earlier release took stays, and the rest of its row can change.
    """
    unfit = {**dict.fromkeys(lines, TURNING), **dict.fromkeys(addresses, web_addresses.UNFIT)}
    asked = " OR ".join(
        f"(TG_OP = 'INSERT' OR NEW.{name} IS DISTINCT FROM OLD.{name}) AND NEW.{name} ~ '{pattern}'"
        for name, pattern in unfit.items()
    )
    return pgtrigger.Trigger(
        name="refuse_turns",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=f"""
        IF {asked} THEN
            RAISE EXCEPTION 'a line turns, or an address hides where it leads' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
        """,
    )
