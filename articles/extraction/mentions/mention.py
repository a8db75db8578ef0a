"""A noun phrase that may be somebody: what it names, as what, in whose name."""

from dataclasses import dataclass
from enum import StrEnum

from articles.extraction.results import Span


class MentionKind(StrEnum):
    PERSON = "person"
    BODY = "body"
    OUTLET = "outlet"
    DOCUMENT = "document"
    ROLE = "role"
    """An office or kind of person without a name: 首相, ６０代の男性."""
    POINTER = "pointer"
    """Points back to who was named before: 同社, 両氏, この社員."""
    GROUP = "group"
    """Several at once: 住民ら, 報道各社."""
    THING = "thing"


@dataclass(frozen=True, slots=True)
class Mention:
    """One noun phrase, the outermost where it stands."""

    span: Span
    kind: MentionKind
    name: str | None
    """What it resolves to in its document; None for a pointer to nobody, and for what cannot speak."""
    role: str = ""
    """The office or honorific that stands with a name: 代表, 氏."""
    owner: str = ""
    """What stands before the last の: 共進党 in 共進党の折原千景代表."""
    count: int = 1
    """How many are named, as far as the phrase tells."""
