"""A parsed sentence ready to be asked: children, phrases, quotations."""

from articles.extraction import brackets
from articles.extraction.results import Span
from articles.extraction.units import ParsedSentence

_PHRASE_ENDS = frozenset("、，,。はがをもに")
_MOST_IN_BRACKETS = 40  # code points
_ATTRIBUTES = frozenset(("compound", "nmod", "det", "nummod", "amod", "punct", "dep", "appos"))


class Clause:
    """A parsed sentence with its tree turned round: children by head, spans of phrases."""

    def __init__(self, text: str, parsed: ParsedSentence) -> None:
        self.text = text
        self.span = parsed.span
        self.tokens = parsed.tokens
        self.entities = parsed.entities
        self.children: list[list[int]] = [[] for _ in parsed.tokens]
        for index, token in enumerate(parsed.tokens):
            if token.head != index:
                self.children[token.head].append(index)
        self.pairs = brackets.pairs(text, parsed.span.start, parsed.span.end)
        self.quotations = {closer: opener for opener, closer in self.pairs if text[opener] in brackets.QUOTES}
        self.brackets = {closer: opener for opener, closer in self.pairs if text[opener] in "（("}
        self.bracket_opened_at = {opener: closer for closer, opener in self.brackets.items()}
        self.left = self._left_edges()
        self.lemmas = [self._lemma(index) for index in range(len(parsed.tokens))]
        outermost = brackets.outermost(self.pairs)
        self.outer = [(o, c) for o, c in outermost if text[o] in brackets.QUOTES]
        self.outer_closers = {closer for _, closer in self.outer}
        self.inside = self._within(self.outer)
        """Whether a token stands in quotation marks, the marks themselves apart."""
        self.bracketed = self._within(outermost)
        """The same for quotation marks and brackets of any kind."""
        self.who: list[int] | None = None
        """Cache of `subjects.who`: heads of phrases that name who may speak."""

    def _lemma(self, index: int) -> str:
        """The dictionary form; 明らか for the する of 明らかにする, which carries subject and object in the tree."""
        token = self.tokens[index]
        if token.lemma == "する" and index >= 2 and self.tokens[index - 2].lemma == "明らか":
            return "明らか"
        return "" if token.lemma == "明らか" else token.lemma

    def _left_edges(self) -> list[int]:
        """For each token the first token of its subtree; a head before its child does not extend to the left."""
        left = list(range(len(self.tokens)))
        for index, token in enumerate(self.tokens):
            if token.head > index:
                left[token.head] = min(left[token.head], left[index])
        return left

    def _within(self, spans: list[tuple[int, int]]) -> list[bool]:
        """For each token whether it stands behind an opener of `spans` and not behind its closer."""
        flags = [False] * len(self.tokens)
        number = 0
        for index, token in enumerate(self.tokens):
            while number < len(spans) and spans[number][1] < token.start:
                number += 1
            flags[index] = number < len(spans) and spans[number][0] < token.start
        return flags

    def case(self, index: int) -> list[int]:
        """The particles of a word, in order."""
        return [c for c in self.children[index] if c > index and self.tokens[c].dep in ("case", "mark", "fixed")]

    def noun_phrase(self, head: int) -> tuple[int, int]:
        """First token and last token of the noun phrase around its head: compounds and の-attributes, no clauses."""
        first = head
        if (opener := self.quotations.get(self.tokens[head].end)) is not None:
            return self._token_from(opener + 1, head), head
        index, floor = head, max(-1, head - 40)
        while (index := index - 1) > floor:
            token = self.tokens[index]
            if (opener := self.brackets.get(token.start)) is not None and token.start - opener < _MOST_IN_BRACKETS:
                index = self._token_from(opener, index)  # 金根植（キム・グンシク）教授
                if index > 0 and self.tokens[index - 1].tag.startswith(("名詞", "接尾辞")):
                    first = index
                    continue
                break
            if (
                token.text in _PHRASE_ENDS
                or (token.pos == "VERB" and not self._is_compound_part(index, first))
                or token.tag == "補助記号-読点"
            ):
                break
            if (first <= token.head <= head and token.dep in _ATTRIBUTES) or self._is_compound_part(index, first):
                first = index
            elif not (token.dep in ("case", "punct", "fixed", "cc") and token.head < index):
                break
        return first, head

    def _token_from(self, position: int, index: int) -> int:
        """The first token that starts at or after `position`, going left from `index`."""
        while index > 0 and self.tokens[index - 1].start >= position:
            index -= 1
        return index

    def _is_compound_part(self, index: int, first: int) -> bool:
        """A noun right before a noun belongs to it however the parser attached it; ある幹部 counts as one, too."""
        token = self.tokens[index]
        if index != first - 1:
            return False
        if token.text == "ある":
            return index == 0 or self.tokens[index - 1].text in ("の", "、", "，")
        if token.text in "・＝=" or self.tokens[first].text in ("新聞", "新報", "放送", "通信", "テレビ"):
            return token.pos != "VERB" and token.dep not in ("case", "punct", "mark")
        return (
            token.tag.startswith(("名詞", "接尾辞", "接頭辞"))
            and "副詞可能" not in token.tag
            and "数詞" not in token.tag
        )

    def token_ending_at(self, position: int) -> int | None:
        """The last word before a position; the one inside where a name in quotation marks stands there."""
        if (opener := self.brackets.get(position - 1)) is not None and opener > self.span.start:
            position = opener  # 米国地質研究所(USGS)によると
        if position - 1 in self.quotations:
            position -= 1
        return next((i for i, token in enumerate(self.tokens) if token.end == position), None)

    def phrase(self, first: int, last: int) -> str:
        return self.text[self.tokens[first].start : self.tokens[last].end]

    def span_of(self, phrase: tuple[int, int] | None) -> Span | None:
        """Where a phrase, given by its first and last token, stands in the text."""
        return Span(self.tokens[phrase[0]].start, self.tokens[phrase[1]].end) if phrase else None

    def quoted_share(self, content: Span) -> float:
        """How much of a span stands in quotation marks, 0..1."""
        quoted = sum(max(0, min(c + 1, content.end) - max(o, content.start)) for o, c in self.outer)
        return quoted / (content.end - content.start)
