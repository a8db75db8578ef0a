"""The rulesets by id. A run stores the id it was made with; what an id stands for never changes once released."""

from collections.abc import Callable, Mapping, Sequence

from articles.extraction.outline import Outline
from articles.extraction.results import Sentence
from articles.extraction.rulesets import v3
from articles.extraction.units import ParsedSentence

Ruleset = Callable[[Outline, Sequence[ParsedSentence]], tuple[Sentence, ...]]

RULESETS: Mapping[str, Ruleset] = {"v3": v3.read}
