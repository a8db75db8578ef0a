"""What a reader remembers of the sentences before one: who spoke, whom they were about, who was named last."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from articles.extraction.scene_signs import Signs
from articles.extraction.scenes import Scene

_LONG_AGO = 99


@dataclass(slots=True)
class Memory:
    """Filled sentence by sentence with `note`."""

    spoke: list[str] = field(default_factory=list)
    """Speakers in order, the last at the end, without direct repetition."""
    counts: Counter[str] = field(default_factory=Counter)
    age: int = _LONG_AGO
    """Sentences since somebody spoke."""
    paragraphs: int = _LONG_AGO
    """Paragraphs begun since somebody spoke."""
    topic: str | None = None
    """Who the sentence before was about."""
    about: str | None = None
    """Who the last sentence with such a topic was about."""
    about_age: int = _LONG_AGO
    subjects: Sequence[str] = ()
    """Who was subject in the sentence before."""
    others: Sequence[str] = ()
    """Who else was named there."""
    was_quotation: bool = False

    @property
    def is_at_opening(self) -> bool:
        """Whether the sentence in hand is the first."""
        return self.age == self.about_age == _LONG_AGO + 1

    def turn_to(self, current: Scene) -> None:
        """Go on to the next sentence."""
        self.age += 1
        self.about_age += 1
        self.paragraphs += current.begins_paragraph

    def note(self, name: str | None, current: Scene, topic: str | None, named: Sequence[tuple[str, bool]] = ()) -> None:
        """Remember a sentence just read: who spoke, its topic, and whom it named, each with whether as subject."""
        self.was_quotation = current.is_quotation
        self.topic = topic
        if topic:
            self.about, self.about_age = topic, 0
        self.subjects = [one for one, is_subject in named if is_subject]
        self.others = [one for one, is_subject in named if not is_subject]
        if name is None:
            return
        self.age = self.paragraphs = 0
        self.counts[name] += 1
        if self.spoke[-1:] != [name]:
            self.spoke.append(name)

    def signs(self, lead: str, name: str) -> Signs:
        """What is remembered of a name."""
        found = []
        if self.spoke and self.spoke[-1] == name:
            found += [
                f"{lead}:spoke_last,{min(self.age, 4)}",
                f"{lead}:spoke_last,paragraphs={min(self.paragraphs, 2)}",
            ]
        elif self.counts[name]:
            found.append(f"{lead}:spoke")
        if self.topic == name:
            found.append(f"{lead}:was_topic")
        elif self.about == name:
            found.append(f"{lead}:about,{min(self.about_age, 3)}")
        if name in self.subjects:
            found.append(f"{lead}:was_subject,first={self.subjects[0] == name}")
        elif name in self.others:
            found.append(f"{lead}:was_named")
        return tuple(found)
