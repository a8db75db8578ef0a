"""Where a part of a sentence may begin and end to be read alone: at a phrase, with all that modifies it."""

from collections.abc import Sequence

from articles.extraction.results import Span
from articles.japanese.parsing import Token

_NEVER_FIRST = ("助詞", "助動詞", "接尾辞", "補助記号-括弧閉", "補助記号-句点", "補助記号-読点")
_CONJUNCTIONS = ("では", "でも", "だが", "だから", "なら", "ただ")  # at the beginning these are none, however tagged
_GOES_ON = ("助動詞", "接尾辞", "補助記号-括弧閉")
_MODIFIES = ("acl", "nmod", "amod", "det", "nummod", "compound")
_CLOSING = "」』）)】］]、。，,"


def is_whole(tokens: Sequence[Token], text: str, part: Span, sentence: Span) -> bool:
    """Whether `text[part]` begins with the first word of a phrase, ends behind a word and leaves no modifier outside."""
    if not _begins(tokens, text, part.start, sentence) or not _ends(tokens, part.end, sentence):
        return False
    is_quoted = text[part.start - 1 : part.start] in ("「", "『", "“")  # nothing outside modifies what is inside
    return is_quoted or _has_its_own([token for token in tokens if token.start >= sentence.start], tokens, part)


def _begins(tokens: Sequence[Token], text: str, position: int, sentence: Span) -> bool:
    if position == sentence.start:
        return True
    if position >= sentence.end or text[position] in _CLOSING:
        return False
    index = next((index for index, token in enumerate(tokens) if token.end > position), None)
    if index is None:
        return not tokens
    token, before = tokens[index], tokens[index - 1] if index else None
    if token.start < position or (token.tag.startswith(_NEVER_FIRST) and token.text not in _CONJUNCTIONS):
        return False
    if before is None or before.end < position or before.start < sentence.start:
        return True
    if before.tag.startswith("接頭辞") or before.text == "の" or before.tag == "連体詞":
        return False
    return not (_is_noun(before) and _is_noun(token))


def _is_noun(token: Token) -> bool:
    return token.tag.startswith(("名詞", "接尾辞-名詞"))


def _ends(tokens: Sequence[Token], position: int, sentence: Span) -> bool:
    if position >= sentence.end:
        return True
    following = next((token for token in tokens if token.end > position), None)
    return following is None or (following.start >= position and not following.tag.startswith(_GOES_ON[:2]))


def _has_its_own(inside: Sequence[Token], tokens: Sequence[Token], part: Span) -> bool:
    """Whether no subject or modifier before the part belongs to a word in it: 市が公表した|推計では."""
    is_set_off = any(token.end == part.start and token.text in ("、", "，") for token in tokens)  # trees err across it
    for index, token in enumerate(inside):
        if token.start >= part.start:
            return True
        head = tokens[token.head]
        if not part.start <= head.start < part.end:
            continue
        if (not is_set_off and token.dep in _MODIFIES) or (token.dep == "nsubj" and _is_marked(inside, index, "が")):
            return False
    return True


def _is_marked(tokens: Sequence[Token], index: int, particle: str) -> bool:
    return any(token.text == particle for token in tokens[index + 1 : index + 3] if token.tag.startswith("助詞"))
