"""What an extraction says: frozen dataclasses, offsets in code points of the text as given."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Span:
    """`text[start:end]`, not empty."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount, count, rate or length of time. `lower` and `upper` bound it; null where that side is open.

    `value` is an int where it is whole. Percentages and 割 have the unit ％ as a number out of 100; fractions (3分の1)
    and 倍 have the unit 倍.
    """

    start: int
    end: int
    text: str
    value: float | int
    unit: str
    lower: float | int | None
    upper: float | int | None


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date or period. `value` is ISO 8601 as exact as the text is (2025, 2025-08, 2025-08-15, or an interval with
    a slash); null where it cannot be resolved without guessing."""

    start: int
    end: int
    text: str
    value: str | None


@dataclass(frozen=True, slots=True)
class Entity:
    """A name as GiNZA labels it; noisy, for display and search only."""

    start: int
    end: int
    text: str
    label: str


@dataclass(frozen=True, slots=True)
class Attribution:
    """PARC's source, cue and content. `form` is direct, indirect or yoruto; `speaker` the resolved source, if known."""

    source: Span | None
    cue: Span
    content: Span
    form: str
    speaker: str | None


@dataclass(frozen=True, slots=True)
class ClaimSpan:
    """A passage to propose; `standalone` restates it to be understood alone, for the editor to correct.

    `incomplete` lists what the wording could not resolve (speaker, subject, place, date, object); empty where it stands
    alone.
    """

    start: int
    end: int
    text: str
    standalone: str
    incomplete: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """A feature's share of the priority, with a note in an editor's words. Shares sum to the priority."""

    feature: str
    weight: float
    note: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, heading, caption or byline. docs/ and the README describe the keys; see also GUIDE.md's labels."""

    start: int
    end: int
    text: str
    kind: str
    priority: float
    label: str
    speaker: str | None
    via: str | None
    quote: str
    modality: str
    numeric: bool
    quantities: tuple[Quantity, ...]
    dates: tuple[DateMention, ...]
    entities: tuple[Entity, ...]
    attributions: tuple[Attribution, ...]
    claims: tuple[ClaimSpan, ...]
    reasons: tuple[Reason, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain data in the order of the fields."""
        return _fields(self)


@dataclass(frozen=True, slots=True)
class Extraction:
    """All sentences of one text in text order, with what they depend on."""

    ruleset: str
    versions: dict[str, str]
    sentences: tuple[Sentence, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain data in the order of the fields."""
        return _fields(self)


def _fields(record: Any) -> dict[str, Any]:
    """As `dataclasses.asdict` gives them, without the copies of what cannot change: those take most of its time."""
    return {name: _plain(getattr(record, name)) for name in record.__slots__}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_plain(item) for item in value)
    if isinstance(value, dict):
        return dict(value)
    return _fields(value) if hasattr(value, "__slots__") else value
