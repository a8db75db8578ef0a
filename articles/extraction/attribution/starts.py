"""Where an indirect statement begins: learned, since trees of long sentences break just there.

What stands before the と of a report is cut into phrases (文節). Each phrase carries signs for belonging to what is said,
each boundary signs for being its beginning; a start is as probable as the signs of its boundary and of all phrases
behind it say. `bench/learn_starts.py` learns the weights from a treebank's sentences and from quotations without their
marks, and shows how often the start is right.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files

import numpy as np
from numpy.typing import NDArray

from articles.extraction import brackets
from articles.extraction.clause import Clause
from articles.extraction.results import Span
from articles.extraction.subjects import is_person, looks_like_source
from articles.japanese.parsing import Token

Floats = NDArray[np.float64]

MOST_PHRASES = 40
"""What is said begins at most so many phrases before its end."""
SAME = 0.8
"""Two spans that share so much (intersection over union) are as good as one."""
_LIKELY = 0.1
"""A start this much less probable than the best is not taken, however well it covers the others."""
_OWN = 0.3
"""How much a start's own probability counts beside that of all the starts it would be as good as."""

_FUNCTION_WORDS = ("助詞", "助動詞", "補助記号", "接尾辞", "空白")
_PHRASE_ENDS = ("助詞", "助動詞", "副詞", "接続詞", "連体詞")
_BARE = ("名詞", "接尾辞", "形状詞")
_STEPS = 60  # from a word up its tree; trees are that deep only where they are broken


@dataclass(frozen=True, slots=True)
class Frame:
    """What is known of a report before its content: the first token behind it, its cue, and how it reports."""

    end: int
    cue: int
    sort: str
    """say, iu (言う), think, passive, hearsay or noun."""
    source: Span | None


@dataclass(frozen=True, slots=True)
class Phrase:
    """Tokens `first` to `end` (exclusive), described: `ending` is kind, particles and comma, `sense` what it names."""

    first: int
    end: int
    kind: str
    ending: str
    sense: str
    attached: str


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of the signs; a sign that is not in it counts nothing."""

    of: Mapping[str, float]

    def total(self, signs: Iterator[str]) -> float:
        return sum(self.of.get(sign, 0.0) for sign in signs)


def start(clause: Clause, frame: Frame) -> int:
    """The position where what is said begins; `frame.end` is at least 1."""
    found = phrases(clause, frame)
    positions = [clause.tokens[phrase.first].start for phrase in found]
    return positions[best(positions, clause.tokens[frame.end - 1].end, _probabilities(clause, frame, found))]


def best(positions: Sequence[int], end: int, probability: Floats) -> int:
    """The start that is right or as good as right most probably, among those that are likely themselves."""
    lengths = end - np.array(positions)
    shared = np.minimum.outer(lengths, lengths) / np.maximum.outer(lengths, lengths)
    worth = (shared >= SAME) @ probability + _OWN * probability
    worth[probability < _LIKELY * probability.max()] = -1.0
    return int(np.argmax(worth))


def _probabilities(clause: Clause, frame: Frame, found: Sequence[Phrase]) -> Floats:
    weights = load()
    inside = np.array([weights.total(signs_inside(clause, frame, phrase)) for phrase in found[:-1]] + [0.0])
    at = np.array([weights.total(signs_at(clause, frame, found, number)) for number in range(len(found))])
    scores = at + inside[::-1].cumsum()[::-1]
    raised = np.exp(scores - scores.max())
    probability: Floats = raised / raised.sum()
    return probability


def phrases(clause: Clause, frame: Frame) -> list[Phrase]:
    """The phrases before the particle, in order, the last `MOST_PHRASES` of them; at least one.

    Without those that lead up to a statement: who says it and, behind that, when, to whom and through what.
    """
    starts = [0, *(index for index in range(1, frame.end) if _begins(clause, index))][-MOST_PHRASES:]
    if len(starts) > 1 and _is_predicated(clause, frame, starts[-1]):
        starts.pop()
    ends = [*starts[1:], frame.end]
    every = [_described(clause, frame, first, end, starts[-1]) for first, end in zip(starts, ends, strict=True)]
    return every[_led_up(clause, frame, every) :]


_LEADS_UP = re.compile(r"noun:(?:に(?:対し|対して|対しては|向け|向けて|よると|よれば)|[に]?おいて)、?$")


def _led_up(clause: Clause, frame: Frame, every: Sequence[Phrase]) -> int:
    """How many phrases at the beginning are not part of what is said by a source that stands before it."""
    if frame.source is None or frame.sort != "say":
        return 0
    last = len(every) - 1
    number = next((n for n, phrase in enumerate(every) if clause.tokens[phrase.first].start >= frame.source.end), 0)
    while 0 < number < last and _leads_up(every[number]):
        number += 1
    return number


def _leads_up(phrase: Phrase) -> bool:
    """２２日の会見で、 or 同日、 or 記者団に対し."""
    if phrase.sense == "medium" and phrase.ending in ("noun:で", "noun:で、", "noun:では", "noun:では、", "noun:にて"):
        return True
    return (phrase.sense == "time" and phrase.ending == "noun:、") or _LEADS_UP.match(phrase.ending) is not None


def _begins(clause: Clause, index: int) -> bool:
    """Whether a phrase begins at a token: a content word behind a function word, and not inside brackets."""
    token, before = clause.tokens[index], clause.tokens[index - 1]
    if clause.bracketed[index]:
        return False
    if clause.text[token.start] in brackets.QUOTES:
        return before.tag.startswith(_FUNCTION_WORDS)
    if token.tag.startswith(_FUNCTION_WORDS) or (token.dep == "fixed" and before.text == "に"):
        return False
    if before.text == "の" or before.tag.startswith("連体詞"):
        return False
    if before.tag.startswith(_PHRASE_ENDS) or before.text in ("、", "，", ",", "。"):
        return True
    if before.pos in ("VERB", "ADJ"):
        return not token.tag.startswith("動詞-非自立")
    return "副詞可能" in before.tag and token.dep != "compound" and before.dep != "compound"


def _is_predicated(clause: Clause, frame: Frame, last: int) -> bool:
    """Whether the last phrase is a bare noun or 形状詞, which says nothing without what it is said of: 負傷者は１２人と発表した."""
    behind_source = frame.source and clause.tokens[last].start - frame.source.end <= 2
    is_bare = clause.tokens[frame.end - 1].tag.startswith(_BARE) and not clause.bracketed[frame.end - 1]
    return is_bare and not behind_source


def _described(clause: Clause, frame: Frame, first: int, end: int, last: int) -> Phrase:
    words = clause.tokens[first:end]
    mark = next((m for m in ("、", "。") if _closes(words, m)), "")
    particles: list[str] = []
    while words and words[-1].tag.startswith("補助記号"):
        words = words[:-1]
    while words and (words[-1].tag.startswith("助詞") or words[-1].dep == "fixed"):
        particles.insert(0, words[-1].text)
        words = words[:-1]
    word = words[-1] if words else clause.tokens[end - 1]
    kind = _kind(word)
    form = "".join(particles)[-5:] or ({"、": "連用"}.get(mark, "連体") if kind == "verb" else "")
    sense = _sense(clause.text[clause.tokens[first].start : word.end], word) if kind == "noun" else ""
    return Phrase(first, end, kind, f"{kind}:{form}{mark}", sense, _attached(clause, frame, first, end, last))


def _closes(words: Sequence[Token], mark: str) -> bool:
    same = {"、": "、，,", "。": "。．.!?！？"}[mark]
    return bool(words) and words[-1].text in same


def _kind(word: Token) -> str:
    if word.tag.startswith(("動詞", "助動詞", "形容詞")) or word.pos in ("VERB", "ADJ", "AUX"):
        return "verb"
    kinds = {"接続詞": "conjunction", "副詞": "adverb", "連体詞": "determiner"}
    return next((kind for tag, kind in kinds.items() if word.tag.startswith(tag)), "noun")


_SELF = re.compile(r"(?:私|わたし|僕|俺|筆者|記者|我々|われわれ|自分)(?:たち|達|ら|自身)?$")
_MEDIUM = re.compile(
    r"(?:情報|説|報道|番組|会見|著書|作品|書|サイト|プロフィール|ブログ|文書|席上?|取材|調査|報告|記事|雑誌|新聞|[紙誌]|手紙|メール|本|話|論文|インタビュー|講演|声明|発表|資料|計算|統計|予想|推計|ため|中|内)$"
)
_TIME = re.compile(r"[年月日時朝夜夕頃]$|^[今昨先]")


def _sense(phrase: str, word: Token) -> str:
    """What a noun names, as far as it matters for who is told what, when and through what."""
    if _SELF.match(phrase):
        return "self"
    if _MEDIUM.search(phrase):
        return "medium"
    if _TIME.search(word.text):
        return "time"
    if looks_like_source(phrase) or is_person(phrase) or "固有名詞" in word.tag:
        return "who"
    return "pronoun" if word.tag.startswith("代名詞") else ""


def _attached(clause: Clause, frame: Frame, first: int, end: int, last: int) -> str:
    """Where the tree hangs a phrase: below the end of what is said, the cue, something behind, or nowhere."""
    heads = (i for i in range(first, end) if not first <= clause.tokens[i].head < end or clause.tokens[i].head == i)
    word = next(heads, end - 1)
    for _ in range(_STEPS):
        if last <= word < frame.end:
            return "content"
        head = clause.tokens[word].head
        if head in (word, frame.cue):
            return "root" if head == word else "cue"
        if head >= frame.end:
            return "behind"
        word = head
    return "root"


def signs_inside(clause: Clause, frame: Frame, phrase: Phrase) -> Iterator[str]:
    """Signs of a phrase for being part of what is said."""
    sort, manner = frame.sort, _manner(clause, frame)
    facts = ["any", f"attached={phrase.attached}", f"ending={phrase.ending}", *_lexical(clause, frame, phrase)]
    if phrase.kind == "verb" and not phrase.ending.startswith("verb:連体"):
        facts.append("clause")
    if phrase.ending.endswith("、"):
        facts.append("comma")
    if phrase.sense:
        facts += [f"sense={phrase.sense}", f"sense={phrase.sense},{phrase.ending.rstrip('、')}"]
    yield from (f"in:{fact}" for fact in facts)
    yield from (f"in:{fact}|{sort}" for fact in facts)
    sourced = "" if frame.source else ",no source"
    yield f"in:ending={phrase.ending.rstrip('、')}|{sort}{sourced}"
    yield f"in:any|{manner}"
    yield f"in:ending={phrase.ending}|{manner}"
    yield f"in:ending={phrase.ending},attached={phrase.attached}"
    if phrase.sense:
        yield f"in:sense={phrase.sense},{phrase.ending.rstrip('、')}|{manner}"


def _lexical(clause: Clause, frame: Frame, phrase: Phrase) -> Iterator[str]:
    begin, end = clause.tokens[phrase.first].start, clause.tokens[phrase.end - 1].end
    words = clause.text[begin:end].rstrip("、，,")
    if phrase.kind in ("conjunction", "adverb"):
        yield f"word={words}"
    if phrase.first == 0:
        yield f"first={words}"
    if re.search(r"によ(?:ると|れば|りますと)$", words):
        yield "yoruto"
    if frame.source and begin < frame.source.end and frame.source.start < end:
        yield "source"
    elif frame.source and end <= frame.source.start:
        yield "before_source"


def signs_at(clause: Clause, frame: Frame, found: Sequence[Phrase], number: int) -> Iterator[str]:
    """Signs of the boundary before a phrase for being where it begins."""
    sort, manner = frame.sort, _manner(clause, frame)
    phrase = found[number]
    before = found[number - 1] if number else None
    position = clause.tokens[phrase.first].start
    facts = [f"before={before.ending if before else ''}"]
    if phrase.first == _left_edge(clause, frame):
        facts.append("left_edge")
    if frame.source and 0 <= position - frame.source.end <= 2:
        facts.append("behind_source")
    yield from (f"at:{fact}" for fact in facts)
    yield from (f"at:{fact}|{sort}" for fact in facts)
    yield from (f"at:{fact}|{manner}" for fact in facts)
    yield f"at:after={phrase.ending}"
    yield f"at:tag={clause.tokens[phrase.first].tag[:6]}"
    yield f"at:sense={phrase.sense},{phrase.ending.rstrip('、')}"
    if before:
        yield f"at:before_sense={before.sense},{before.ending}"
        yield f"at:before_sense={before.sense},{before.ending.rstrip('、')}|{manner}"
    if clause.text[position] in brackets.QUOTES:
        yield "at:quote"
    if len(found) - number <= 2:
        yield f"at:phrases={len(found) - number}"


def _manner(clause: Clause, frame: Frame) -> str:
    """The sort of report, coarser, and whether it stands before a noun: …と述べた人."""
    manner = "says" if frame.sort in ("say", "iu") else "thinks"
    return f"{manner} before noun" if clause.tokens[frame.cue].dep == "acl" else manner


def _left_edge(clause: Clause, frame: Frame) -> int | None:
    """The first token of what hangs, in the tree, on the word before the particle."""
    if frame.end == len(clause.tokens):
        return None
    head = clause.tokens[frame.end].head
    return clause.left[head] if head < frame.end else None


@cache
def load() -> Weights:
    """The learned weights, from the package's own file."""
    with as_file(files("articles.extraction") / "weights" / "starts.npz") as path, np.load(path) as stored:
        return Weights(dict(zip(stored["signs"].tolist(), stored["weights"].astype(float).tolist(), strict=True)))
